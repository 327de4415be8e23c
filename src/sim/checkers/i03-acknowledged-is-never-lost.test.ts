/** Acceptances that nothing durable stands behind, orders that a restart forgets, and what is no acceptance. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, openOrder, orderStatus, placement } from "../../../test/sim/oracleStage.ts";
import type { BookRow } from "./book.ts";
import { acknowledgedIsNeverLost } from "./i03-acknowledged-is-never-lost.ts";

const alpha = guest(1);
const shown = openOrder({ orderId: 1, clientId: 1 });
const intended = { kind: "orderIntended", legs: [placement()] };
const row: BookRow = {
  ...{ key: "alpha-0abc-1", strategy: "alpha", clientId: 1, orderId: 1, account: "DU1111", status: "working" },
  ...{ gatewayStatus: "Submitted", filled: "0", permId: 9001 },
};
const acknowledged = (): History => new History(acknowledgedIsNeverLost).journaled(intended).at(70).told(shown, alpha);

test("an order that is told before its intent is durable is named with who was told", () => {
  const history = new History(acknowledgedIsNeverLost).told(shown, alpha).journaled(intended);
  assert.deepEqual(history.sentences, [
    "client 1 of alpha was told Submitted of order 1 of client 1 of alpha and its intent is not durable: it had to be first, now a crash would forget an order that was accepted",
  ]);
  assert.deepEqual(acknowledged().sentences, []);
});

test("a held leg is not to be acknowledged", () => {
  const held = new History(acknowledgedIsNeverLost).journaled({ kind: "orderHeld", ...placement() });
  assert.deepEqual(held.told(orderStatus({ clientId: 1, status: "Cancelled", permId: 0 }), alpha).sentences, []);
  assert.equal(held.told(orderStatus({ clientId: 1, status: "PendingSubmit", permId: 0 }), alpha).sentences.length, 1);
});

test("neither the door's refusal, nor a preview, nor an order that is shown unbound is an acceptance", () => {
  const history = new History(acknowledgedIsNeverLost);
  history.told(orderStatus({ clientId: 1, orderId: 7, status: "Cancelled", permId: 0 }), alpha);
  history.told(openOrder({ clientId: 1, orderId: 8, whatIf: true }), alpha);
  history.told(openOrder({ clientId: 0, orderId: 0 }), alpha);
  assert.deepEqual(history.sentences, []);
});

test("an acknowledged order that a later book does not have is lost, at the first book and at any other", () => {
  const history = acknowledged().book([row]).ended("killed");
  assert.deepEqual(history.sentences, []);
  assert.deepEqual(history.at(9_000).book([]).sentences, [
    "order 1 of client 1 of alpha, alpha-0abc-1, was acknowledged at 70 ms, and the book has nothing: it must stay there for ever",
  ]);
  assert.match(
    acknowledged().book([{ ...row, key: "alpha-0abc-9" }]).sentences[0]!,
    /the book has alpha-0abc-9 in its place/,
  );
});

test("an order that was not acknowledged may be missing", () => {
  assert.deepEqual(new History(acknowledgedIsNeverLost).journaled(intended).book([]).sentences, []);
});

test("a number that gets a second key was forgotten, also when nobody was told of the first", () => {
  const again = { kind: "orderIntended", legs: [placement({ key: "alpha-0abc-2" })] };
  const history = new History(acknowledgedIsNeverLost).journaled(intended).journaled(intended).journaled(again);
  assert.deepEqual(history.sentences, [
    "order 1 of client 1 of alpha became alpha-0abc-2 although it was alpha-0abc-1 already: the first one was forgotten, and the order was taken twice",
  ]);
});

test("nextValidId is above every number that this client was told of", () => {
  const next = (orderId: number) => ({ name: "nextValidId", orderId }) as const;
  assert.deepEqual(acknowledged().told(next(2), alpha).told(next(1), guest(2)).sentences, []);
  assert.deepEqual(acknowledged().told(next(1), alpha).sentences, [
    "client 1 of alpha was told nextValidId 1 although it had been told of its order 1: 2 is the lowest that is free",
  ]);
});
