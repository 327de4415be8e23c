/** What clients are told of orders whose fate is open. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, openOrder, orderStatus, placement, placeOrder } from "../../../test/sim/oracleStage.ts";
import { unknownIsToldAsUnknown } from "./i14-unknown-is-told-as-unknown.ts";

const alpha = guest(1);
const key = "alpha-0abc-1";
const told = (status: string) => orderStatus({ orderId: 1, clientId: 1, status, permId: 0 });
const refusal = { name: "error", id: 1, code: 201, text: "Order rejected - reason:no" } as const;
const sending = { kind: "orderSending", key, orderId: 5, frame: "new" };

/** Client 1's order 1 has left as order 5. */
function sent(): History {
  const history = new History(unknownIsToldAsUnknown).journaled({ kind: "orderIntended", legs: [placement()] });
  return history
    .journaled(sending)
    .at(40)
    .sent(placeOrder({ orderId: 5 }))
    .at(90);
}
const unknown = (): History =>
  sent()
    .heard(openOrder({ orderId: 5 }))
    .journaled({ kind: "orderUnknown", key })
    .at(9_000);

test("an order that has left and was not shown is not over", () => {
  assert.deepEqual(sent().told(told("Cancelled"), alpha).sentences, [
    "client 1 of alpha was told Cancelled of alpha-0abc-1, which left at 40 ms and of which the Gateway has shown nothing: it was to be told PendingSubmit",
  ]);
  for (const frame of [
    told("Inactive"),
    told("Filled"),
    openOrder({ orderId: 1, clientId: 1, status: "Cancelled" }),
    refusal,
  ])
    assert.equal(sent().told(frame, alpha).sentences.length, 1);
  for (const status of ["PendingSubmit", "PendingCancel"])
    assert.deepEqual(sent().told(told(status), alpha).sentences, []);
});

test("once the Gateway has spoken of it, by a status or by an error on its number, an end may be told", () => {
  const refused = () => sent().heard({ ...refusal, id: 5 });
  for (const history of [sent().heard(orderStatus({ orderId: 5 })), sent().heard(openOrder({ orderId: 5 })), refused()])
    assert.deepEqual(history.told(refusal, alpha).told(told("Cancelled"), alpha).sentences, []);
  const foreign = sent().heard({ ...refusal, id: 6 });
  assert.equal(foreign.told(refusal, alpha).sentences.length, 1, "an error on another number is no sign");
});

test("the end of its entry is a sign of a leg that waits behind it, and nothing else of the entry is", () => {
  const entry = "alpha-0abc-0";
  const legs = [placement({ key: entry, clientOrderId: 9 }), placement({ parent: entry })];
  const bracket = (): History =>
    new History(unknownIsToldAsUnknown)
      .journaled({ kind: "orderIntended", legs })
      .journaled({ ...sending, key: entry, orderId: 4 })
      .journaled(sending)
      .sent(placeOrder({ orderId: 4, orderRef: entry }))
      .sent(placeOrder({ orderId: 5 }));
  const heard = (status: string) => bracket().heard(orderStatus({ orderId: 4, status }));
  assert.deepEqual(heard("Cancelled").told(told("Cancelled"), alpha).sentences, []);
  assert.equal(heard("PreSubmitted").told(told("Cancelled"), alpha).sentences.length, 1);
});

test("the refusal of a preview says nothing of the order that was placed under its number meanwhile", () => {
  const preview = placeOrder({ orderId: 1, whatIf: true });
  assert.deepEqual(sent().asked(preview, alpha).told(refusal, alpha).sentences, []);
  assert.equal(sent().asked(preview, alpha).told(refusal, alpha).told(refusal, alpha).sentences.length, 1);
  const answered = openOrder({ orderId: 1, clientId: 1, whatIf: true });
  assert.equal(sent().asked(preview, alpha).told(answered, alpha).told(refusal, alpha).sentences.length, 1);
});

test("an order that never left may be over", () => {
  const history = new History(unknownIsToldAsUnknown).journaled({ kind: "orderIntended", legs: [placement()] });
  assert.deepEqual(history.told(told("Cancelled"), alpha).told(refusal, alpha).sentences, []);
});

test("an unknown order shows as PendingSubmit, in both messages, until the Gateway shows it again", () => {
  const shown = [told("Submitted"), openOrder({ orderId: 1, clientId: 1 })];
  for (const frame of shown) assert.equal(unknown().told(frame, alpha).sentences.length, 1);
  assert.match(
    unknown().told(told("Submitted"), alpha).sentences[0]!,
    /told Submitted of alpha-0abc-1 by orderStatus, which is unknown since 90 ms: it was to be told PendingSubmit/,
  );
  assert.deepEqual(unknown().told(told("PendingSubmit"), alpha).told(told("PendingCancel"), alpha).sentences, []);
  for (const sign of [orderStatus({ orderId: 5 }), openOrder({ orderId: 5 })])
    assert.deepEqual(unknown().heard(sign).told(told("Submitted"), alpha).sentences, []);
});

test("what the Gateway said while the line that calls an order unknown waited for a slow disk is a sign by its own line", () => {
  const late = (): History =>
    sent()
      .at(15_500)
      .heard(openOrder({ orderId: 5 }))
      .at(19_000)
      .journaled({ kind: "orderUnknown", key, reason: "it was sent, and no list of the broker shows it" });
  const shown = late().journaled({ kind: "orderEchoed", key });
  assert.deepEqual(shown.at(30_000).told(told("Submitted"), alpha).sentences, []);
  assert.equal(late().at(30_000).told(told("Submitted"), alpha).sentences.length, 1, "no line says that it lives");
});

test("what was on its way when the order became unknown is not held against anybody", () => {
  const history = sent()
    .heard(openOrder({ orderId: 5 }))
    .journaled({ kind: "orderUnknown", key });
  assert.deepEqual(history.told(told("Submitted"), alpha).sentences, []);
});

test("what was proved absent is told as over", () => {
  const absent = unknown().journaled({ kind: "orderAbsent", key, proof: "two looks" });
  assert.deepEqual(absent.told(refusal, alpha).told(told("Cancelled"), alpha).sentences, []);
});
