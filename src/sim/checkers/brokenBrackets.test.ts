/** Brackets that leave although a leg of theirs was refused at the door, and those that may. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, placement, placeOrder } from "../../../test/sim/oracleStage.ts";
import type { Frame } from "../sight/frame.ts";
import { noUnprotectedFill } from "./i06-unprotected.ts";

const alpha = guest(1);
const refusal = { name: "error", id: 2, code: 201, text: "Order rejected - reason:holdfast" } as const;
const entry = placement();
const leaves = { kind: "orderIntended", legs: [entry] };
const BROKEN = ["alpha-0abc-1 is to leave, and order 2 of its bracket was refused at the door"];

/** An entry waits at the door, its stop was asked for, and perhaps something before it. */
function waiting(...before: readonly Partial<Parameters<typeof placeOrder>[0]>[]): History {
  const history = new History(noUnprotectedFill);
  history.asked(placeOrder({ orderId: 1, transmit: false }), alpha).journaled({ kind: "orderHeld", ...entry });
  for (const some of before) history.asked(placeOrder(some), alpha);
  return history.asked(placeOrder({ orderId: 2, parentId: 1, transmit: false }), alpha);
}

const told = (frame: Frame) => waiting().told(frame, alpha).journaled(leaves).sentences;

test("an entry leaves whose stop was refused while both waited", () => {
  assert.deepEqual(told(refusal), BROKEN);
  assert.deepEqual(waiting().journaled(leaves).told(refusal, alpha).sentences, BROKEN);
});

test("an id of a leg that was refused is an order of its own when it is used again", () => {
  const history = waiting().asked(placeOrder({ orderId: 2, transmit: false }), alpha);
  assert.deepEqual(history.told(refusal, alpha).journaled(leaves).sentences, []);
});

test("another word, and another order's, are no refusal of its stop", () => {
  assert.deepEqual(told({ ...refusal, code: 202 }), []);
  assert.deepEqual(told({ ...refusal, id: 3 }), []);
});

test("a leg of which the journal has a line was refused by the broker, after all had left", () => {
  const stop = placement({ key: "alpha-0abc-2", clientOrderId: 2, parent: entry.key });
  const history = waiting().journaled({ kind: "orderIntended", legs: [entry, stop] });
  assert.deepEqual(history.told(refusal, alpha).journaled(leaves).sentences, []);
});

test("an entry that was transmitted before its stop was asked for may leave after that is refused", () => {
  assert.deepEqual(waiting({ orderId: 1 }).told(refusal, alpha).journaled(leaves).sentences, []);
});
