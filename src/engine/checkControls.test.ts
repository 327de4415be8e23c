/** Controls are checked by the running engine: what it answers, and that nothing else comes of the question. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, Stage, shares } from "../../test/engine/stage.ts";
import type { StrategyName } from "../model/ids.ts";
import type { Operation } from "../model/input.ts";
import { type Limits, limitsOf, NO_LIMITS } from "../model/limits.ts";
import type { Trial } from "../risk/controls.ts";

/** Alpha with these limits, on an account with those. */
function limited(ofAlpha: Partial<Limits>, ofAccount: Partial<Limits> = {}): Stage {
  const [alpha, beta] = config.strategies;
  const strategies = [{ ...alpha!, limits: { ...NO_LIMITS, ...ofAlpha } }, beta!];
  return new Stage({ ...config, strategies, accounts: { DU1: { ...NO_LIMITS, ...ofAccount } } });
}

const rowsOf = (stage: Stage): readonly Trial[] => stage.answer("controls") as Trial[];
const rowOf = (stage: Stage, scope: string, limit: string): Trial | undefined =>
  rowsOf(stage).find((row) => row.scope === scope && row.limit === limit);

test("controls are checked whatever the state of the session, and leave no trace", () => {
  const stage = limited({ "max-quantity": shares(5), "price-collar": 2 }, { drawdown: 3 });
  const [entries, asked] = [stage.entries.length, stage.asked.length];
  const rows = rowsOf(stage).filter(({ value }) => value !== "off");
  assert.deepEqual(
    rows.map(({ scope, limit, refusedBy = "passed" }) => `${scope} ${limit} ${refusedBy.split(":")[0]}`),
    [
      "all trading trading",
      "strategy alpha max-quantity max-quantity",
      "strategy alpha price-collar price-collar",
      "account DU1 drawdown drawdown",
    ],
  );
  assert.deepEqual([stage.entries.length, stage.asked.length], [entries, asked]);
});

test("every limit has a row for everybody whom it may be given for, those that are off among them", () => {
  const scopes = rowsOf(limited({})).map(({ scope }) => scope);
  const count = (of: string) => scopes.filter((scope) => scope === of).length;
  assert.deepEqual([...new Set(scopes)], ["all", "strategy alpha", "strategy beta", "account DU1", "account DU2"]);
  for (const name of ["alpha", "beta"]) assert.equal(count(`strategy ${name}`), limitsOf("strategy").length);
  for (const name of ["DU1", "DU2"]) assert.equal(count(`account ${name}`), limitsOf("account").length);
});

test("what an operator has set is what is tried", () => {
  const stage = limited({ "max-quantity": shares(5) });
  const what: Operation = {
    ...{ kind: "limit", scope: { strategy: "alpha" as StrategyName }, limit: "max-quantity" },
    ...{ value: shares(3), forMs: undefined, why: "a test" },
  };
  stage.step({ kind: "operate", query: 7, what, by: "ann" });
  assert.equal(rowOf(stage, "strategy alpha", "max-quantity")?.refusedBy, "max-quantity: 4 against 3");
});

test("a strategy that is halted has its limits tried all the same, each by itself", () => {
  const stage = limited({ "max-quantity": shares(5) });
  const halt = { kind: "halt", scope: { all: true }, level: "halt-new", stopsToo: false, why: "a test" } as const;
  stage.step({ kind: "operate", query: 7, what: halt, by: "ann" });
  assert.equal(rowOf(stage, "strategy alpha", "max-quantity")?.refusedBy, "max-quantity: 6 against 5");
});
