import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { draw } from "./draw.ts";
import { DRAWABLE } from "./kinds.ts";
import type { Outcome } from "./run.ts";
import { missing, SITUATIONS } from "./sometimes.ts";
import { merged, NOTHING_YET, type Totals, totalsOf, vacuous } from "./totals.ts";

const OUTCOME: Outcome = {
  ...{ violations: [], digest: "", hours: 2, portCalls: 10, checks: 40_000 },
  counts: { orders: 40, fills: 10, cancels: 10, kills: 1, restarts: 1, alerts: 2 },
  set: { "link-lost": 3 },
  struck: { "link-lost": 3, "process-killed": 1 },
  logged: { "session-lost": 2 },
  sometimes: { "1100 told": 1 },
};
const campaign = (outcome: Outcome, seeds: number): Totals =>
  Array.from({ length: seeds }, (_, i) => totalsOf(draw(i + 1), outcome)).reduce(merged, NOTHING_YET);

test("sums do not depend on who counted what, and survive JSON", () => {
  const parts = [1, 2, 3].map((seed) => totalsOf(draw(seed), OUTCOME));
  const forward = parts.reduce(merged, NOTHING_YET);
  deepEqual([...parts].reverse().reduce(merged, NOTHING_YET), forward);
  deepEqual(JSON.parse(JSON.stringify(forward)), forward);
  equal(forward.hours, 6);
  equal(forward.counts.orders, 120);
  equal(forward.logged["session-lost"], 6);
  equal(
    Object.values(forward.profiles).reduce((a, b) => a + b),
    3,
  );
});

test("the first violation of a seed is its failure, and failures stand by seed", () => {
  const broken = (sentence: string): Outcome => ({
    ...OUTCOME,
    violations: [
      { invariant: "I1", atMs: 5, sentence },
      { invariant: "I2", atMs: 6, sentence: "later" },
    ],
  });
  const { failures } = merged(totalsOf(draw(9), broken("b")), totalsOf(draw(4), broken("a")));
  deepEqual(
    failures.map(({ seed, invariant, sentence }) => [seed, invariant, sentence]),
    [
      [4, "I1", "a"],
      [9, "I1", "b"],
    ],
  );
});

test("a campaign that did enough is not vacuous, and one that did nothing says so figure by figure", () => {
  deepEqual(vacuous(campaign(OUTCOME, 20)), []);
  const idle = vacuous(campaign({ ...OUTCOME, checks: 0, counts: {}, set: {}, struck: {} }, 20));
  equal(idle.length, 9);
  ok(idle.includes("0 orders in 40.0 hours; at least 320 are demanded"), idle.join("\n"));
});

test("minimums grow with the hours", () => {
  const once = campaign(OUTCOME, 20);
  deepEqual(
    vacuous({ ...once, hours: once.hours * 10 }).filter((sentence) => sentence.includes(" fills ")),
    ["200 fills in 400.0 hours; at least 800 are demanded"],
  );
});

test("what never happened is named: situations, and faults that never struck", () => {
  const all = Object.fromEntries(Object.keys(SITUATIONS).map((name) => [name, 1]));
  const struck = Object.fromEntries(DRAWABLE.map((name) => [name, 1]));
  const full: Totals = { ...campaign(OUTCOME, 1), sometimes: all, logged: all, struck, calm: 1 };
  deepEqual(missing(full), []);
  deepEqual(missing({ ...full, calm: 0 }), ["no seed was without faults: false alarms were looked for nowhere"]);
  deepEqual(missing({ ...full, logged: { ...all, "journal-tail-cut": 0 } }), [
    "journal-tail-cut: it never happened that a torn tail of the journal was cut",
  ]);
  const rare = { ...all, "account-stream-asked-again": 0 };
  deepEqual(missing({ ...full, seeds: 500, logged: rare }), [], "two coincidences are not asked of a small campaign");
  deepEqual(missing({ ...full, seeds: 5_000, logged: rare }).length, 1);
  deepEqual(missing({ ...full, struck: { ...struck, "stop-late": 0 }, set: { "stop-late": 7 } }), [
    "stop-late: set 7 times, it never struck",
  ]);
  const unstruck = { ...full, struck: { ...struck, "stop-limit-unfilled": 0 }, set: { "stop-limit-unfilled": 28 } };
  deepEqual(missing({ ...unstruck, seeds: 500 }), [], "nor that a stop-limit is triggered in the right minutes");
  deepEqual(missing({ ...unstruck, seeds: 5_000 }), ["stop-limit-unfilled: set 28 times, it never struck"]);
});
