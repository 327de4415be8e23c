/** Order ids that are used twice or fall back, and what only looks like it. */
import assert from "node:assert/strict";
import test from "node:test";
import { History, openOrder, orderStatus, placeOrder, toGateway } from "../../../test/sim/oracleStage.ts";
import { orderIds } from "./i05-order-ids.ts";

const first = placeOrder({ orderId: 5, orderRef: "alpha-0abc-1" });
const second = (orderId: number) => placeOrder({ orderId, orderRef: "beta-0abc-2|mine" });

test("an id that leaves for two orders is named with both of them, also after a restart", () => {
  const history = new History(orderIds).at(100).sent(first).ended("killed").at(9_000).sent(second(5));
  assert.deepEqual(history.sentences, [
    "order id 5 left for alpha-0abc-1 and again for beta-0abc-2: every order needs an id of its own",
  ]);
});

test("a change keeps its order's id, whatever text of the client follows the key", () => {
  const history = new History(orderIds).sent(first).sent({ ...first, orderRef: "alpha-0abc-1|new", lmtPrice: 99 });
  assert.deepEqual(history.sentences, []);
});

test("what-ifs need ids of their own: neither another one's nor an order's", () => {
  const history = new History(orderIds).sent({ ...first, whatIf: true, orderRef: "" });
  history.sent({ ...first, whatIf: true, orderRef: "" }).sent(first);
  assert.equal(history.sentences.length, 2);
  assert.match(history.sentences[0]!, /order id 5 left for a what-if and again for a what-if/);
  assert.match(history.sentences[1]!, /for a what-if and again for alpha-0abc-1/);
});

test("a nextValidId that was rolled back is not to be trusted: ids grow on the wire", () => {
  const history = new History(orderIds).at(1_000).sent(placeOrder({ orderId: 40 }));
  history.heard({ name: "nextValidId", orderId: 7 }, toGateway(2)).sent(second(7), undefined, toGateway(2));
  assert.deepEqual(history.sentences, [
    "beta-0abc-2 left as order 7 although order 40 had left at 1000 ms: 41 was the first free id",
  ]);
});

test("an id below the session's nextValidId is refused by a Gateway", () => {
  const history = new History(orderIds).heard({ name: "nextValidId", orderId: 50 }).sent(second(50)).sent(first);
  assert.deepEqual(history.sentences, [
    "alpha-0abc-1 left as order 5 although order 50 had left at 0 ms: 51 was the first free id",
  ]);
  assert.match(
    new History(orderIds).heard({ name: "nextValidId", orderId: 50 }).sent(second(49)).sentences[0]!,
    /nextValidId was 50: 50 was the first free id/,
  );
});

test("ids stay above what the Gateway has shown anybody to use, when there was time to learn it", () => {
  const shown = () => new History(orderIds).heard(openOrder({ orderId: 90, clientId: 0 }));
  assert.deepEqual(shown().at(250_000).sent(second(91)).sentences, []);
  assert.deepEqual(shown().at(50).sent(second(6)).sentences, [], "numbered before, it waited behind its line");
  assert.deepEqual(shown().at(230_000).sent(second(6)).sentences, [], "its line waited for a slow disk and a freeze");
  assert.deepEqual(shown().at(250_000).sent(second(6)).sentences, [
    "beta-0abc-2 left as order 6 although the Gateway had shown order 90: 91 was the first free id",
  ]);
  assert.equal(
    new History(orderIds)
      .heard(orderStatus({ orderId: 90 }))
      .at(250_000)
      .sent(second(6)).sentences.length,
    1,
  );
});

test("the journal's order tells what was known when an id was taken", () => {
  const seen = { kind: "orderIdSeen", orderId: 90 };
  const sending = { kind: "orderSending", key: "beta-0abc-2", orderId: 6 };
  const shown = () => new History(orderIds).heard(openOrder({ orderId: 90 }));
  assert.equal(shown().journaled(seen).journaled(sending).at(9).sent(second(6)).sentences.length, 1);
  assert.equal(shown().journaled(sending).journaled(seen).at(9).sent(second(6)).sentences.length, 0);
});

test("what a process was shown and had no time to write down dies with it", () => {
  const history = new History(orderIds)
    .heard(openOrder({ orderId: 90 }))
    .at(3)
    .ended("killed");
  assert.deepEqual(history.at(250_000).sent(second(6)).sentences, []);
});

test("what a process was shown is known to it whoever else ends", () => {
  for (const host of ["bot1", "daemon#2", "standby"]) {
    const history = new History(orderIds)
      .heard(openOrder({ orderId: 90 }))
      .at(3)
      .ended("killed", host);
    assert.equal(history.at(250_000).sent(second(6)).sentences.length, 1, host);
  }
});

test("a journal knows what its own daemon was shown", () => {
  const seen = { kind: "orderIdSeen", orderId: 90 };
  const sending = { kind: "orderSending", key: "beta-0abc-2", orderId: 6 };
  const history = new History(orderIds).journaled(seen, "standby").journaled(sending).at(9);
  assert.deepEqual(history.sent(second(6)).sentences, []);
});

test("a foreign number in the range of requests, and a what-if's answer, bind nobody", () => {
  const history = new History(orderIds).heard(openOrder({ orderId: 2_100_000_000 }));
  history.heard(openOrder({ orderId: 90, whatIf: true }));
  assert.deepEqual(history.at(250_000).sent(second(6)).sentences, []);
});
