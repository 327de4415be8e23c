/** Orders that nobody asked for, or that leave as another one than was asked for. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, placement, placeOrder } from "../../../test/sim/oracleStage.ts";
import { nobodyAsked } from "./i12-nobody-asked.ts";

const wish = placeOrder({ orderId: 1, account: "", orderRef: "" });
const frame = placeOrder({ orderId: 5 });
const intended = { kind: "orderIntended", legs: [placement()] };
const sending = { kind: "orderSending", key: "alpha-0abc-1", orderId: 5, frame: "new" };

const asked = () => new History(nobodyAsked).asked(wish, guest(1));
const numbered = () => asked().journaled(intended).journaled(sending);

test("an order that left as it was asked for is nobody's trouble, however its numbers are written", () => {
  assert.deepEqual(numbered().sent({ ...frame, totalQuantity: "10.0" }).sentences, []);
});

test("an order whose client never wrote it is named", () => {
  const history = new History(nobodyAsked).journaled(intended).journaled(sending).sent(frame);
  assert.deepEqual(history.sentences, [
    "alpha-0abc-1 left (BUY 10 AAPL LMT 100) and client 1 of alpha never asked for an order 1",
  ]);
  assert.match(new History(nobodyAsked).sent(frame).sentences[0]!, /is no order of anybody's/);
});

test("another client's order under the same number is not the client's own", () => {
  const history = new History(nobodyAsked).asked(wish, guest(2)).asked(wish, guest(11));
  assert.equal(history.journaled(intended).journaled(sending).sent(frame).sentences.length, 1);
});

for (const [field, value] of Object.entries({
  ...{ symbol: "MSFT", action: "SELL", totalQuantity: "11", orderType: "MKT", lmtPrice: 100.01 },
  ...{ auxPrice: 0, tif: "GTC", outsideRth: true, conId: 7, secType: "OPT" },
  ...{ ocaType: 1, triggerMethod: 2, goodTillDate: "20260105 22:00:00 UTC", trailStopPrice: 90, trailingPercent: 5 },
}))
  test(`an order that leaves with another ${field} is another order`, () => {
    const { sentences } = numbered().sent({ ...frame, [field]: value });
    assert.equal(sentences.length, 2);
    for (const sentence of sentences) assert.match(sentence, new RegExp(`: ${field} .* against `));
  });

const dearer = { ...wish, lmtPrice: 101 };
const changed = () => numbered().sent(frame).asked(dearer, guest(1)).journaled(modifyIntended);
const { contract, order } = placement() as { contract: object; order: object };
const modifyIntended = { kind: "modifyIntended", key: "alpha-0abc-1", contract, order: { ...order, lmtPrice: 101 } };
const modifySending = { ...sending, frame: "modify" };

test("a change leaves with the newest wish that was durable when it was numbered, not with an older one", () => {
  assert.deepEqual(
    changed()
      .journaled(modifySending)
      .sent({ ...frame, lmtPrice: 101 }).sentences,
    [],
  );
  assert.deepEqual(changed().journaled(modifySending).sent(frame).sentences, [
    "alpha-0abc-1 left as BUY 10 AAPL LMT 100, but the newest durable wish was another: lmtPrice 100 against 101",
  ]);
});

test("a wish that came when the frame was numbered already leaves with the next one", () => {
  const history = numbered().asked(dearer, guest(1)).journaled(modifyIntended).sent(frame);
  assert.deepEqual(history.sentences, []);
});

test("a frame that was numbered and lost with its connection does not stand for the one that left", () => {
  const history = changed()
    .journaled(modifySending)
    .journaled({ ...modifyIntended, order });
  history.asked(wish, guest(1)).journaled(modifySending);
  assert.deepEqual(history.sent(frame).sentences, []);
});

test("a what-if asks for no order", () => {
  const history = new History(nobodyAsked).asked({ ...wish, whatIf: true }, guest(1));
  assert.equal(history.journaled(intended).journaled(sending).sent(frame).sentences.length, 1);
});

test("a leg leaves under its own parent's number", () => {
  const child = placement({ key: "alpha-0abc-2", clientOrderId: 2, parent: "alpha-0abc-1" });
  const leg = () =>
    numbered()
      .asked({ ...wish, orderId: 2, parentId: 1 }, guest(1))
      .journaled({ kind: "orderIntended", legs: [child] })
      .journaled({ ...sending, key: "alpha-0abc-2", orderId: 6 });
  const second = { ...frame, orderId: 6, orderRef: "alpha-0abc-2" };
  assert.deepEqual(leg().sent({ ...second, parentId: 5 }).sentences, []);
  assert.match(leg().sent(second).sentences[0]!, /parentId 0, which is not the number of its parent alpha-0abc-1/);
  assert.match(numbered().sent({ ...frame, parentId: 9 }).sentences[0]!, /asked for without a parent/);
});
