/** Executions and fills as one client hears them, over several connections. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, orderStatus, placement } from "../../../test/sim/oracleStage.ts";
import { orderStream } from "./i13-order-stream.ts";

const key = "alpha-0abc-1";
const [first, second] = [guest(1), guest(1, 201)];
const begin = { name: "nextValidId", orderId: 1 } as const;
const durable = (execId: string) => ({ kind: "executed", key, execution: { execution: { execId, shares: "5" } } });
const fill = (execId: string, reqId = -1) => ({
  ...({ name: "execDetails", reqId, orderId: 1, permId: 9001, clientId: 1, execId, account: "DU1111" } as const),
  ...{ orderRef: "", side: "BOT", shares: "5", price: 100, symbol: "AAPL", conId: 1, cumQty: "5" },
});
const filled = (quantity: string) => orderStatus({ orderId: 1, clientId: 1, filled: quantity });
const connected = (): History =>
  new History(orderStream)
    .journaled({ kind: "orderIntended", legs: [placement()] })
    .at(5)
    .told(begin, first)
    .at(9);
const two = (): History => connected().journaled(durable("a.01")).journaled(durable("b.01"));

test("executions of an order come in the order of the journal, and none is left out", () => {
  assert.deepEqual(two().told(fill("a.01"), first).told(fill("b.01"), first).sentences, []);
  assert.deepEqual(two().told(fill("b.01"), first).sentences, [
    "client 1 of alpha was told of execution b.01 of alpha-0abc-1 and not of a.01, durable at 9 ms: a gap",
  ]);
  const behind = two().told(fill("b.01"), first).told(fill("a.01"), first).sentences;
  assert.match(behind[1]!, /a\.01 of alpha-0abc-1 behind b\.01, which is newer/);
});

test("what became durable before the connection is no gap, and an answer may be in any order", () => {
  const late = two().at(20).told(begin, second).at(25).journaled(durable("c.01"));
  assert.deepEqual(late.told(fill("c.01"), second).sentences, []);
  assert.deepEqual(two().told(fill("b.01", 7), first).told(fill("a.01", 7), first).sentences, []);
});

test("an execution that was told on one connection is not pushed on the next", () => {
  const again = two().told(fill("a.01"), first).closed(first.wire, "server").told(begin, second);
  assert.deepEqual(again.told(fill("a.01"), second).sentences, [
    "client 1 of alpha was told of execution a.01 of alpha-0abc-1 again, unasked, on a later connection",
  ]);
});

test("how much has filled never falls, but for an execution that was corrected", () => {
  assert.deepEqual(connected().told(filled("5"), first).told(filled("5"), first).sentences, []);
  assert.deepEqual(connected().told(filled("5"), first).ended("killed").told(filled("0"), second).sentences, [
    "client 1 of alpha was told Submitted with 0 filled of alpha-0abc-1, after it was told 5",
  ]);
  const busted = connected().journaled(durable("a.01")).told(filled("5"), first).journaled(durable("a.02"));
  assert.deepEqual(busted.told(filled("0"), first).sentences, []);
  const untold = connected().told(filled("5"), first).journaled(durable("a.02"));
  assert.deepEqual(untold.told(filled("0"), first).sentences, [], "what was corrected was never told");
});

test("a process that only started beside the daemon takes no client's connection with it", () => {
  assert.deepEqual(two().ended(1, "daemon#2").told(fill("b.01"), first).sentences, [
    "client 1 of alpha was told of execution b.01 of alpha-0abc-1 and not of a.01, durable at 9 ms: a gap",
  ]);
  const next = two().ended("killed").told(begin, second);
  assert.deepEqual(next.told(fill("b.01"), second).sentences, [], "its own connections end with it");
});
