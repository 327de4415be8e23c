/** docs/codes.md has every code as the daemon knows it, and its own examples are read as it says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { parseCodes } from "../../../src/daemon/codesFile.ts";
import { ConfigError, parseConfig } from "../../../src/daemon/config.ts";
import { ASK_MS_MIN } from "../../../src/engine/inquiries.ts";
import { CODES } from "../../../src/wire/codes.ts";
import { DOCUMENT, PARTS } from "./codes.ts";
import { filledIn } from "./page.ts";

const PAGE = readFileSync(DOCUMENT, "utf8");
const [CONFIG, FILE] = [...PAGE.matchAll(/^```toml\n([\s\S]*?)^```$/gm)].map(([, body]) => body!);

test("the page's tables are as npm run sim:docs writes them, and one changed by hand would be found", () => {
  assert.equal(PAGE, filledIn(PAGE, PARTS), "run npm run sim:docs");
  const changed = PAGE.replace("| 201 | IB or the exchange rejects", "| 201 | IB or the exchange takes");
  assert.notEqual(changed, PAGE);
  assert.equal(filledIn(changed, PARTS), PAGE);
});

test("every code has one line on the page, and no other code has", () => {
  const lines = [...PAGE.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  assert.deepEqual(
    lines.toSorted((a, b) => a - b),
    [...CODES.keys()],
  );
});

test("the page's configuration and its file of codes are read", () => {
  const settings = parseConfig(
    `mode = "paper"\nlimits = "off"\naccount-limits = "off"\n${CONFIG}\n[strategies.alpha]\naccount = "DU1234567"\nclient-ids = [1]`,
    "/etc/holdfast.toml",
  );
  assert.ok(!(settings instanceof ConfigError), String(settings));
  assert.equal(settings.codesFile, "/etc/codes.toml");
  const read = parseCodes(FILE!, "codes.toml");
  assert.ok(!(read instanceof ConfigError), String(read));
  assert.deepEqual(
    read.rows.map(({ code }) => code),
    [399, 12345],
  );
});

test("the page's bound is the engine's", () => {
  assert.ok(PAGE.includes(`at most once in ${ASK_MS_MIN / 1_000} seconds`));
});
