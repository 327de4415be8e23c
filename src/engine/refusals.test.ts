/** A refusal does not say which frame it means: the order that the Gateway has never shown, or a cancel of it. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";

const READ_ONLY = "Error validating request.-'bF' : cause - The API interface is currently in Read-Only mode.";

/** Order 1 has left, the Gateway has not said a word of it, and `cancels` frames to end it have left behind it. */
function cancelled(cancels: number): { stage: Stage; alpha: ConnId; id: number } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.pass(200);
  for (let i = 0; i < cancels; i++) {
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.pass(200);
  }
  assert.equal(stage.cancelled.length, cancels);
  stage.told(alpha);
  return { stage, alpha, id: stage.placed[0]!.orderId };
}

test("a refusal before any cancel has left means the order", () => {
  const { stage, id } = cancelled(0);
  stage.refuses(id, 321, READ_ONLY);
  assert.deepEqual(stage.statuses(), ["1 rejected"]);
});

test("a refusal behind a cancel may mean the cancel: the order may live, and its client hears what the Gateway said", () => {
  const { stage, alpha, id } = cancelled(1);
  stage.refuses(id, 321, READ_ONLY);
  assert.deepEqual(stage.statuses(), ["1 sent"]);
  assert.deepEqual(stage.brief(alpha), ["error 1 321"]);
  stage.shows();
  assert.deepEqual(stage.statuses(), ["1 working"]);
});

for (const code of [321, 10147, 161])
  test(`an order is refused when as many refusals have come as frames had left, the last of them with ${code}`, () => {
    const { stage, id } = cancelled(2);
    stage.refuses(id, 321, READ_ONLY);
    stage.refuses(id, code);
    assert.deepEqual(stage.statuses(), ["1 sent"]);
    stage.refuses(id, code);
    assert.deepEqual(stage.statuses(), ["1 rejected"]);
  });

for (const code of [110, 200, 203, 434, 451, 460, 10006])
  test(`${code} means the order alone, whether or not a cancel of it has left`, () => {
    const { stage, alpha, id } = cancelled(1);
    stage.refuses(id, code);
    assert.deepEqual([stage.statuses(), stage.brief(alpha)], [["1 rejected"], [`error 1 ${code}`]]);
  });

for (const ends of ["cancelOrder", "reqGlobalCancel"] as const)
  test(`a client of ${ends} hears both refusals, and nothing that would make the order live`, () => {
    const { stage, alpha, id } = cancelled(0);
    if (ends === "cancelOrder") stage.ask(alpha, ends, { orderId: 1 });
    else stage.ask(alpha, ends);
    stage.pass(200);
    stage.refuses(id, 321, READ_ONLY);
    stage.refuses(id, 10147);
    assert.deepEqual(stage.statuses(), ["1 rejected"]);
    assert.deepEqual(stage.brief(alpha), ["error 1 321", "error 1 10147"]);
  });

/** An order whose cancel was refused, and a later session; `between` happens before the first one is lost. */
function refusedThenBack(between: (stage: Stage, alpha: ConnId) => void): Stage {
  const { stage, alpha, id } = cancelled(1);
  stage.refuses(id, 321, READ_ONLY);
  between(stage, alpha);
  stage.reconnect();
  stage.recover(() => stage.shows(0));
  stage.pass(500);
  return stage;
}

test("a cancel that was refused before the order was shown is not sent again in a later session", () => {
  const stage = refusedThenBack((before) => void before.shows());
  assert.deepEqual([stage.statuses(), stage.cancelled.length], [["1 working"], 1]);
});

test("while nobody knows what was refused the order stays unwanted, and the next session hears so", () => {
  assert.equal(refusedThenBack(() => {}).cancelled.length, 2);
});

test("a cancel that is wanted anew behind a refusal is not refused with it, whether or not the order is shown meanwhile", () => {
  const anew = (stage: Stage, alpha: ConnId): void => {
    stage.notices(1100);
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
  };
  assert.equal(refusedThenBack(anew).cancelled.length, 2);
  const { stage, alpha, id } = cancelled(1);
  stage.refuses(id, 321, READ_ONLY);
  anew(stage, alpha);
  stage.shows();
  stage.notices(1102);
  stage.pass(500);
  assert.equal(stage.cancelled.length, 2);
});

test("an order that an execution alone has shown has no refusals any more", () => {
  const { stage, id } = cancelled(1);
  stage.refuses(id, 321, READ_ONLY);
  stage.executes(0, { execId: "e.1.01.01", shares: order.totalQuantity, cumQty: order.totalQuantity });
  assert.deepEqual(stage.statuses(), ["1 filled"]);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
});

test("refusals of cancels alone say nothing of the order, however many they are", () => {
  const { stage, id } = cancelled(1);
  for (let i = 0; i < 3; i++) stage.refuses(id, 161);
  assert.deepEqual(stage.statuses(), ["1 sent"]);
});

test("the refused cancel of an order that left in an earlier session says nothing of the order", () => {
  const { stage, alpha, id } = cancelled(0);
  stage.reconnect();
  stage.recover();
  assert.deepEqual(stage.statuses(), ["1 unknown"]);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  stage.refuses(id, 321, READ_ONLY);
  stage.refuses(id, 321, READ_ONLY);
  assert.deepEqual(stage.statuses(), ["1 unknown"]);
});

test("a working order whose cancel a read-only Gateway refuses works on, and its client hears what a Gateway says", () => {
  const { stage, alpha, id } = cancelled(0);
  stage.shows();
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  stage.told(alpha);
  stage.refuses(id, 321, READ_ONLY);
  assert.deepEqual([stage.brief(alpha), stage.statuses()], [["error 1 321"], ["1 working"]]);
});
