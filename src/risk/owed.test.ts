/** Orders that have ended and whose executions are not all here. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decimal } from "../base/decimal.ts";
import type { Entry } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Exposed } from "./bookView.ts";
import { Owed } from "./owed.ts";

const key = "alpha-aaaa-1" as OrderKey;
const reported: Entry = { kind: "statusReported", key, report: {} };
const executed: Entry = { kind: "executed", key, execution: {} };
const taken = (account: string): Entry => ({
  ...{ kind: "positionTaken", account, conId: 0, symbol: "", position: "0" as Decimal, reason: "by hand" },
});

/** A fold over one order that stands as the test says. */
function over(order: { -readonly [K in keyof Exposed]?: Exposed[K] }): Owed {
  const stands = { key, account: "DU1", conId: 1, contract: {}, status: "filled", ...order };
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

test("an order that works, a combination and an exercise are never owed", () => {
  const short = { filled: FIVE, executed: TWO };
  for (const order of [
    { ...short, status: "partly-filled" as const },
    { ...short, contract: { secType: "BAG" } },
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
