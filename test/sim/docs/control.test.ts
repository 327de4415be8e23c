/** docs/control.md has every limit as the daemon knows it, its configuration is one, and the example's limits all refuse. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ConfigError, parseConfig } from "../../../src/daemon/config.ts";
import { HALT_LEVELS } from "../../../src/model/trading.ts";
import { DOCUMENT, PARTS, triedWithExample } from "./control.ts";
import { filledIn } from "./page.ts";

const PAGE = readFileSync(DOCUMENT, "utf8");

test("the page's table is as npm run sim:docs writes it, and one changed by hand would be found", () => {
  assert.equal(PAGE, filledIn(PAGE, PARTS), "run npm run sim:docs");
  const changed = PAGE.replace("nothing may be sold that is not held |", "anything may be sold |");
  assert.notEqual(changed, PAGE);
  assert.equal(filledIn(changed, PARTS), PAGE);
});

test("the page's configuration is one and limits what it says", () => {
  const [text] = [...PAGE.matchAll(/^```toml\n([\s\S]*?)^```$/gm)].map(([, body]) => body!);
  const settings = parseConfig(text!, "/etc/holdfast.toml");
  assert.ok(!(settings instanceof ConfigError), String(settings instanceof ConfigError && settings.message));
  const [alpha] = settings.engine.strategies;
  assert.deepEqual(alpha?.limits?.banned, [{ symbol: "GME" }, { conId: 140070600 }]);
  assert.equal(settings.engine.accounts?.DU1000001?.drawdown, 8);
});

test("every level of a halt has its row", () => {
  const rows = [...PAGE.matchAll(/^\| `([a-z-]+)` \| [^|]+ \|$/gm)].map(([, level]) => level);
  assert.deepEqual(rows, [...HALT_LEVELS]);
});

test("with the example configuration every limit that is on refuses its violation, and each is on somewhere", () => {
  const trials = triedWithExample();
  assert.deepEqual(
    trials.filter(({ passed }) => passed === true).map(({ scope, limit }) => `${scope} ${limit}`),
    [],
  );
  const refusing = new Set(trials.filter(({ refusedBy }) => refusedBy !== undefined).map(({ limit }) => limit));
  const off = trials.filter(({ limit, value }) => value === "off" && !refusing.has(limit));
  assert.deepEqual(off, []);
});
