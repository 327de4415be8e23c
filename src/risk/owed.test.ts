/** Orders that have ended and whose executions are not all here. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decimal } from "../base/decimal.ts";
import type { Entry } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { LegFill } from "../model/legFill.ts";
import type { Exposed } from "./bookView.ts";
import { owedBy } from "./exposureParts.ts";
import { Owed } from "./owed.ts";

const key = "alpha-aaaa-1" as OrderKey;
const reported: Entry = { kind: "statusReported", key, report: {} };
const executed: Entry = { kind: "executed", key, execution: {} };
const taken = (account: string): Entry => ({
  ...{ kind: "positionTaken", account, conId: 0, symbol: "", position: "0" as Decimal, reason: "by hand" },
});

/** A fold over one order that stands as the test says. */
function over(order: { -readonly [K in keyof Exposed]?: Exposed[K] }): Owed {
  const stands = { key, account: "DU1", conId: 1, contract: {}, order: { action: "BUY" }, status: "filled", ...order };
  return new Owed(() => Object.assign(stands, order) as Exposed);
}

const [FIVE, TWO] = ["5", "2"] as Decimal[] as [Decimal, Decimal];

test("an ended order is owed until its executions say as much as its status", () => {
  const order = { filled: FIVE, executed: TWO };
  const owed = over(order);
  owed.evolve(reported);
  assert.equal(owed.of(1).length, 1);
  assert.equal(owed.of(2).length, 0);
  order.executed = FIVE;
  owed.evolve(executed);
  assert.equal(owed.of(1).length, 0);
});

test("a combination is owed leg by leg until their executions say as much as its status", () => {
  const comboLegs = [
    { conId: 1, ratio: 2, action: "BUY" },
    { conId: 2, ratio: 1, action: "SELL" },
  ];
  const order = { filled: FIVE, contract: { secType: "BAG", comboLegs }, order: { action: "SELL" }, legs: legs(0, 0) };
  const owed = over(order);
  const owing = (): readonly string[] =>
    owed.all.flatMap(owedBy).map(({ conId, isBuy, quantity }) => `${isBuy ? "BUY" : "SELL"} ${quantity} of ${conId}`);
  owed.evolve(executed);
  assert.deepEqual(owing(), ["SELL 10 of 1", "BUY 5 of 2"]);
  order.legs = legs(8, 5);
  owed.evolve(executed);
  assert.deepEqual(owing(), ["SELL 2 of 1"]);
  assert.deepEqual([owed.of(1).length, owed.of(2).length], [1, 0]);
  order.legs = legs(10, 5);
  owed.evolve(executed);
  assert.deepEqual(owing(), []);
});

/** Executed of the first contract and of the second. */
const legs = (sold: number, bought: number): LegFill[] => [
  { conId: 1, isBuy: false, quantity: String(sold) as Decimal },
  { conId: 2, isBuy: true, quantity: String(bought) as Decimal },
];

test("an order that works, an exercise, and a combination whose legs nobody has added up are never owed", () => {
  const short = { filled: FIVE, executed: TWO };
  for (const order of [
    { ...short, status: "partly-filled" as const },
    { ...short, contract: { secType: "BAG", comboLegs: [{ conId: 1, ratio: 1, action: "BUY" }] } },
    { ...short, exercise: {} },
  ]) {
    const owed = over(order);
    owed.evolve(reported);
    assert.equal(owed.of(1).length, 0, JSON.stringify(order));
  }
});

test("an account that was taken over by hand owes nothing, and a snapshot forgets nothing", () => {
  const owed = over({ filled: FIVE, executed: TWO });
  owed.evolve(reported);
  const resumed = over({ filled: FIVE, executed: TWO });
  resumed.resume(JSON.parse(JSON.stringify(owed.carry())));
  assert.equal(resumed.of(1).length, 1);
  resumed.evolve(taken("DU2"));
  assert.equal(resumed.of(1).length, 1);
  resumed.evolve(taken("DU1"));
  assert.equal(resumed.of(1).length, 0);
});
