/** What arrives late on a connection that was given up, and changes of orders that may not exist. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, openOrder, placement, placeOrder, toGateway } from "../../../test/sim/oracleStage.ts";
import type { OpenOrder } from "../sight/frame.ts";
import { atMostOnce } from "./i01-at-most-once.ts";

const given = (how: "end" | "reset") => new History(atMostOnce).at(5).closed(toGateway(), "client", how);

test("a connection that is given up is given up at once, unless its daemon ends with it", () => {
  assert.deepEqual(given("end").arrived().arrived().sentences, [
    "daemon gave a connection up at 5 ms, and more of what it wrote reaches the Gateway",
  ]);
  assert.deepEqual(given("end").arrived(toGateway(2)).sentences, []);
  assert.deepEqual(given("end").ended(0).arrived().sentences, []);
  assert.equal(
    given("end").ended("killed", "bot1").arrived().sentences.length,
    1,
    "a client that ends is not its daemon",
  );
  assert.deepEqual(given("reset").sentences, []);
  assert.deepEqual(new History(atMostOnce).closed(guest(1).wire, "server", "end").arrived().sentences, []);
});

const key = "alpha-0abc-1";
const frame = placeOrder({ orderId: 5, orderRef: key });
const sending = (what: string) => ({ kind: "orderSending", key, orderId: 5, frame: what });

/** Sent, shown and of unknown fate since; its client wants it changed. */
const doubted = () =>
  new History(atMostOnce)
    .journaled({ kind: "orderIntended", legs: [placement()] })
    .journaled(sending("new"))
    .sent(frame)
    .heard(openOrder({ orderId: 5, orderRef: key }))
    .journaled({ kind: "orderUnknown", key })
    .journaled({ ...placement(), kind: "modifyIntended" });

test("a change of an order of unknown fate leaves behind a new sign of life alone", () => {
  assert.deepEqual(
    doubted()
      .journaled(sending("modify"))
      .sent({ ...frame, lmtPrice: 99 }).sentences,
    [
      `${key} was sent as order 5 at 0 ms and again while its fate was unknown: if the Gateway has lost it, that is a new order`,
    ],
  );
  for (const kind of ["orderEchoed", "statusReported", "executed"]) {
    const alive = doubted().journaled({ kind, key, report: {}, echo: {}, execution: { execution: {} } });
    assert.deepEqual(alive.journaled(sending("modify")).sent({ ...frame, lmtPrice: 99 }).sentences, [], kind);
  }
});

test("a change leaves behind the first word that the order exists, though that has its number alone", () => {
  const changed = (shown: Partial<OpenOrder>) =>
    new History(atMostOnce)
      .journaled({ kind: "orderIntended", legs: [placement()] })
      .journaled(sending("new"))
      .sent(frame)
      .journaled({ ...placement(), kind: "modifyIntended" })
      .heard(openOrder({ orderId: 5, ...shown }))
      .journaled({ kind: "orderEchoed", key })
      .journaled(sending("modify"))
      .sent({ ...frame, lmtPrice: 99 }).sentences;
  assert.deepEqual(changed({ orderRef: "alpha-0abc!1" }), []);
  const unseen = [`${key} was sent as order 5 at 0 ms and again although the Gateway has never shown that it exists`];
  assert.deepEqual(changed({ orderRef: "alpha-0abc!1", clientId: 3 }), unseen);
  assert.deepEqual(changed({ orderRef: "alpha-0abc!1", orderId: 6 }), unseen);
});
