/** What the tables of `holdfast positions`, `holdfast orders` and `holdfast alerts` show of the daemon's answers. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Readiness } from "../health/readiness.ts";
import { ALERT_COLUMNS, ORDER_COLUMNS, POSITION_COLUMNS, QUESTIONS, reservation } from "./questions.ts";
import type { Row } from "./row.ts";
import { table } from "./table.ts";

const lines = (columns: typeof POSITION_COLUMNS, ...rows: readonly Row[]): readonly string[] =>
  table(columns, rows, false).split("\n").slice(1);

test("what the broker has not told is not shown as none, and a script hears of it", () => {
  const { print, exitCode } = QUESTIONS.find(({ query }) => query === "positions")!;
  for (const pretty of [true, false]) assert.match(print(null, pretty), /^UNKNOWN: the broker has not told/);
  assert.deepEqual([exitCode(null), exitCode([])], [1, 0]);
  assert.equal(print([], true), "no positions");
});

const held = (symbol: string, localSymbol: string, avgCost: number): Row => ({
  ...{ account: "DU1", symbol, localSymbol, conId: 1, position: "1", avgCost },
});

test("an average cost has two places, and as many more as tell a rate or a small coin", () => {
  const costs = [150, 151.00666667, 1.08735, 0.00012345, 22_000.129, 0, -12.5].map((cost) => held("A", "A", cost));
  assert.deepEqual(
    lines(POSITION_COLUMNS, ...costs).map((line) => line.split("\t").at(-1)),
    ["150.00", "151.007", "1.08735", "0.00012345", "22000.13", "0.00", "-12.50"],
  );
});

test("options of one underlying are told apart, and from the stock itself", () => {
  const call = "SPY   260116C00600000";
  assert.deepEqual(lines(POSITION_COLUMNS, held("SPY", "SPY", 600), held("SPY", call, 250.5), held("ES", "", 1)), [
    "DU1\tSPY\t1\t600.00",
    `DU1\t${call}\t1\t250.50`,
    "DU1\tES\t1\t1.00",
  ]);
  assert.match(lines(ORDER_COLUMNS, { symbol: "SPY", localSymbol: call })[0]!, new RegExp(call));
});

test("an alert about a contract names it: which of two positions drifts is not in the words", () => {
  const alert = { severity: "critical", cause: "drift-position", since: 0, account: "DU1", detail: "ours 0" };
  const [titles, ...rows] = table(
    ALERT_COLUMNS,
    [7, 8].map((conId) => ({ ...alert, conId })),
    false,
  ).split("\n");
  const at = titles!.split("\t").indexOf("contract");
  assert.deepEqual(
    rows.map((row) => row.split("\t")[at]),
    ["7", "8"],
  );
});

test("that nothing is shown while the broker's side is not known is not taken for nothing being there", () => {
  const ready: Readiness = { ready: true, state: "ready", sinceMs: 0, reasons: [], checks: [] };
  const said = (readiness: Partial<Readiness>) => reservation({ ...ready, ...readiness }, "it is old");
  assert.equal(said({}), undefined);
  assert.equal(said({ untold: "positions" }), "ready; the Gateway has not told: positions; it is old");
  const reason = { condition: "link-lost", says: "no link", sinceMs: 5, detail: "1100", remedy: "wait" };
  assert.equal(
    said({ ready: false, state: "ready", reasons: [reason] }),
    "not ready (ready): link-lost: no link (1100); it is old",
  );
});
