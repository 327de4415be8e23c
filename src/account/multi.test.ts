import assert from "node:assert/strict";
import test from "node:test";
import { alice, Bench, bob, clientOf, ONE, TWO } from "./bench.test.ts";
import { REQUESTS_PER_CLIENT_MAX } from "./streams.ts";

const carol = clientOf(3, ONE);
const contract = { conId: 265598, symbol: "AAPL" };

test("equal wishes ride on one request, each rider under its own id", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5, account: ONE });
  bench.client(carol, "reqPnL", { reqId: 6, account: "" });
  assert.deepEqual(bench.asked(), [`reqPnL 9001 ${ONE}`]);
  bench.gateway("pnl", { reqId: 9001, dailyPnL: 12 });
  assert.deepEqual(bench.told(alice), ["pnl 5 12"]);
  assert.deepEqual(bench.told(carol), ["pnl 6 12"]);
});

test("different accounts, models, flags and contracts are different requests", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 1 });
  bench.client(alice, "reqPnL", { reqId: 2, modelCode: "M" });
  bench.client(bob, "reqPnL", { reqId: 1 });
  bench.client(alice, "reqAccountUpdatesMulti", { reqId: 3, ledgerAndNLV: true });
  bench.client(alice, "reqAccountUpdatesMulti", { reqId: 4 });
  bench.client(alice, "reqPnLSingle", { reqId: 5, conId: 1 });
  bench.client(alice, "reqPnLSingle", { reqId: 6, conId: 2 });
  assert.deepEqual(bench.asked(), [
    `reqPnL 9001 ${ONE}`,
    `reqPnL 9002 ${ONE}`,
    `reqPnL 9003 ${TWO}`,
    `reqAccountUpdatesMulti 9004 ${ONE}`,
    `reqAccountUpdatesMulti 9005 ${ONE}`,
    `reqPnLSingle 9006 ${ONE} 1`,
    `reqPnLSingle 9007 ${ONE} 2`,
  ]);
  bench.gateway("pnl", { reqId: 9003, dailyPnL: 7 });
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.told(bob), ["pnl 1 7"]);
});

test("a late joiner gets the current image and one end", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPositionsMulti", { reqId: 5, account: "All" });
  bench.gateway("positionMulti", { reqId: 9001, account: ONE, contract, position: "5" as never });
  bench.gateway("positionMultiEnd", { reqId: 9001 });
  bench.gateway("positionMulti", { reqId: 9001, account: ONE, contract, position: "8" as never });
  bench.client(carol, "reqPositionsMulti", { reqId: 7 });
  assert.deepEqual(bench.told(alice), ["positionMulti 5 AAPL 5", "positionMultiEnd 5", "positionMulti 5 AAPL 8"]);
  assert.deepEqual(bench.told(carol), ["positionMulti 7 AAPL 8", "positionMultiEnd 7"]);
});

test("who joins while the image arrives gets all of it and the same one end", () => {
  const bench = new Bench().started();
  const value = (key: string) => bench.gateway("accountUpdateMulti", { reqId: 9001, account: ONE, key, value: "1" });
  bench.client(alice, "reqAccountUpdatesMulti", { reqId: 5 });
  value("A");
  bench.client(carol, "reqAccountUpdatesMulti", { reqId: 7 });
  value("B");
  bench.gateway("accountUpdateMultiEnd", { reqId: 9001 });
  value("B");
  assert.deepEqual(bench.told(carol), [
    "accountUpdateMulti 7 A 1",
    "accountUpdateMulti 7 B 1",
    "accountUpdateMultiEnd 7",
  ]);
});

test("a row that names another account is dropped", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPositionsMulti", { reqId: 5 });
  bench.client(alice, "reqAccountUpdatesMulti", { reqId: 6 });
  bench.gateway("positionMulti", { reqId: 9001, account: TWO, contract, position: "5" as never });
  bench.gateway("accountUpdateMulti", { reqId: 9002, account: TWO, key: "CashBalance", value: "200" });
  assert.deepEqual(bench.told(alice), []);
});

test("another account is refused with 321 on the request's id, and nothing is asked", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 1, account: TWO });
  bench.client(alice, "reqPnLSingle", { reqId: 2, account: TWO, conId: 1 });
  bench.client(alice, "reqPositionsMulti", { reqId: 3, account: TWO });
  bench.client(alice, "reqAccountUpdatesMulti", { reqId: 4, account: TWO });
  for (const text of bench.errorsTold(alice)) assert.match(text, /^holdfast/);
  assert.deepEqual(bench.told(alice), ["error 1 321", "error 2 321", "error 3 321", "error 4 321"]);
  assert.deepEqual(bench.asked(), []);
});

test("an id still active is a duplicate: 322, and the stream goes on", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5 });
  bench.asked();
  bench.client(alice, "reqPnL", { reqId: 5, modelCode: "M" });
  assert.match(bench.errorsTold(alice)[0]!, /Duplicate ticker id/);
  assert.deepEqual(bench.told(alice), ["error 5 322"]);
  assert.deepEqual(bench.asked(), []);
  bench.gateway("pnl", { reqId: 9001, dailyPnL: 1 });
  assert.deepEqual(bench.told(alice), ["pnl 5 1"]);
});

test("the same number of another client is no duplicate", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5 });
  bench.client(carol, "reqPnL", { reqId: 5 });
  assert.deepEqual(bench.told(carol), []);
});

test("the last rider cancels upstream; cancels of unknown ids are met with silence", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5 });
  bench.client(carol, "reqPnL", { reqId: 6 });
  bench.asked();
  bench.client(alice, "cancelPnL", { reqId: 6 });
  bench.client(alice, "cancelPnL", { reqId: 5 });
  assert.deepEqual(bench.asked(), []);
  bench.desk.left(carol.conn);
  assert.deepEqual(bench.asked(), ["cancelPnL 9001"]);
  assert.deepEqual(bench.told(alice), []);
});

test("what arrives late under a cancelled id is swallowed, errors too", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5 });
  bench.client(alice, "cancelPnL", { reqId: 5 });
  assert.equal(bench.gateway("pnl", { reqId: 9001, dailyPnL: 1 }), true);
  assert.equal(bench.gateway("error", { id: 9001, errorCode: 300, errorMsg: "no such id" }), true);
  assert.deepEqual(bench.told(alice), []);
});

test("cancelled ids are released in the end", () => {
  const bench = new Bench().started();
  for (let i = 0; i < 1_000; i++) {
    bench.client(alice, "reqPnL", { reqId: 5 });
    bench.client(alice, "cancelPnL", { reqId: 5 });
  }
  assert.ok(bench.owned.size <= 64, String(bench.owned.size));
});

test("a text of the Gateway that quotes our request id quotes each rider's own", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5 });
  bench.client(carol, "reqPnL", { reqId: 6 });
  bench.client(bob, "reqAccountSummary", { reqId: 7, groupName: "All", tags: "Rare" });
  for (const id of [9001, 9002]) bench.gateway("error", { id, errorCode: 300, errorMsg: `No EId ${id} in 19001` });
  assert.deepEqual(
    [alice, carol, bob].flatMap((client) => bench.errorsTold(client)),
    ["No EId 5 in 19001", "No EId 6 in 19001", "No EId 7 in 19001"],
  );
});

test("a refusal of the Gateway reaches every rider under its id and ends the stream", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5 });
  bench.client(carol, "reqPnL", { reqId: 6 });
  bench.asked();
  assert.equal(bench.gateway("error", { id: 9001, errorCode: 10221, errorMsg: "no" }), true);
  assert.deepEqual(bench.told(alice), ["error 5 10221"]);
  assert.deepEqual(bench.told(carol), ["error 6 10221"]);
  assert.deepEqual(bench.asked(), []);
  bench.client(alice, "reqPnL", { reqId: 5 });
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.asked(), [`reqPnL 9002 ${ONE}`]);
});

test("an error under a foreign id is not ours", () => {
  const bench = new Bench().started();
  assert.equal(bench.gateway("error", { id: 77, errorCode: 200, errorMsg: "" }), false);
});

test("an outage is silent: new upstream ids, only changed values, no second end", () => {
  const bench = new Bench().started();
  const value = (reqId: number, cash: string) =>
    bench.gateway("accountUpdateMulti", { reqId, account: ONE, key: "CashBalance", value: cash });
  bench.client(alice, "reqAccountUpdatesMulti", { reqId: 5 });
  value(9001, "100");
  bench.gateway("accountUpdateMultiEnd", { reqId: 9001 });
  bench.told(alice);
  bench.lost();
  bench.asked();
  bench.desk.sessionStarted(bench.now);
  assert.ok(bench.asked().includes(`reqAccountUpdatesMulti 9002 ${ONE}`));
  value(9001, "1");
  value(9002, "100");
  bench.gateway("accountUpdateMultiEnd", { reqId: 9002 });
  assert.deepEqual(bench.told(alice), []);
  value(9002, "101");
  assert.deepEqual(bench.told(alice), ["accountUpdateMulti 5 CashBalance 101"]);
});

test("a client that asks again under its id after an outage replaces its stream, without 322", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPositionsMulti", { reqId: 5 });
  bench.gateway("positionMultiEnd", { reqId: 9001 });
  bench.lost();
  bench.desk.sessionStarted(bench.now);
  bench.gateway("positionMultiEnd", { reqId: 9002 });
  bench.told(alice);
  bench.client(alice, "reqPositionsMulti", { reqId: 5 });
  assert.ok(!bench.told(alice).some((line) => line.startsWith("error")));
  bench.client(alice, "reqPositionsMulti", { reqId: 5 });
  assert.deepEqual(bench.told(alice), ["error 5 322"]);
});

test("a request made during an outage is asked when the session is back", () => {
  const bench = new Bench().started();
  bench.lost();
  bench.client(alice, "reqPnL", { reqId: 5 });
  assert.deepEqual(bench.asked(), []);
  bench.desk.sessionStarted(bench.now);
  assert.ok(bench.asked().includes(`reqPnL 9001 ${ONE}`));
});

test("an image whose end does not come is asked for again, under a new id", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPositionsMulti", { reqId: 5 });
  bench.asked();
  bench.pass(15_000);
  assert.deepEqual(bench.asked(), ["cancelPositionsMulti 9001", `reqPositionsMulti 9002 ${ONE}`]);
  bench.gateway("positionMultiEnd", { reqId: 9002 });
  bench.pass(60_000);
  assert.deepEqual(bench.asked(), []);
  assert.deepEqual(bench.told(alice), ["positionMultiEnd 5"]);
});

test("a client's requests are bounded", () => {
  const bench = new Bench().started();
  for (let reqId = 1; reqId <= REQUESTS_PER_CLIENT_MAX; reqId++) {
    bench.client(alice, "reqPnLSingle", { reqId, conId: reqId });
  }
  assert.deepEqual(bench.told(alice), []);
  bench.client(alice, "reqPnLSingle", { reqId: 100_000, conId: 1 });
  assert.deepEqual(bench.told(alice), ["error 100000 322"]);
  bench.client(bob, "reqPnLSingle", { reqId: 1, conId: 1 });
  assert.deepEqual(bench.told(bob), []);
});

test("behind a 100 a stream without an end that was never answered is opened anew, one that spoke is not", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5 });
  bench.client(alice, "reqPnLSingle", { reqId: 6, conId: 1 });
  bench.client(alice, "reqPositionsMulti", { reqId: 7 });
  bench.gateway("pnl", { reqId: 9001, dailyPnL: 12 });
  bench.asked();
  const span = { from: bench.now, until: bench.now };
  assert.equal(bench.desk.askUnanswered(span, bench.now), 1);
  assert.deepEqual(bench.asked(), ["cancelPnLSingle 9002", `reqPnLSingle 9004 ${ONE} 1`]);
});

test("who joins profit and loss behind an outage waits for what the new session says, and is not told yesterday's", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPnL", { reqId: 5, account: ONE });
  bench.gateway("pnl", { reqId: 9001, dailyPnL: -5_000 });
  bench.told(alice);
  bench.lost();
  bench.desk.sessionStarted(bench.now);
  bench.client(carol, "reqPnL", { reqId: 1, account: ONE });
  assert.deepEqual(bench.told(carol), []);
  bench.gateway("pnl", { reqId: 9002, dailyPnL: 0 });
  assert.deepEqual(bench.told(carol), ["pnl 1 0"]);
  assert.deepEqual(bench.told(alice), ["pnl 5 0"]);
});
