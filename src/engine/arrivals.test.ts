/** Who connects while the session is away, or asks for something, hears the truth and loses nothing (MUX.md section 5). */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";

const refusal = (stage: Stage, conn: ConnId): string =>
  stage.told(conn).flatMap((m) => (m.name === "error" && m.body.errorCode === 201 ? [m.body.errorMsg] : []))[0] ?? "";

/** A session with a working order of client id 1, whose client has left; then the connection breaks. */
function broken(): Stage {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.step({ kind: "clientClosed", conn: alpha, code: "" });
  stage.refuses(-1, 2104, "Market data farm connection is OK:usfarm");
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  return stage;
}

test("who connects during an outage gets its orders, account and id, then 1100, and no farm of a session that is gone", () => {
  const stage = broken();
  const alpha = stage.connect(2, 1);
  assert.deepEqual(stage.names(alpha), [
    "openOrder",
    "orderStatus",
    "openOrderEnd",
    "managedAccounts",
    "nextValidId",
    "error 1100",
  ]);
  stage.ask(alpha, "reqOpenOrders");
  assert.deepEqual(stage.names(alpha), ["openOrder", "orderStatus", "openOrderEnd"]);
});

test("what it asks then waits for the session, is answered once, and 1101 comes when the session is back, with the farms", () => {
  const stage = broken();
  const alpha = stage.connect(2, 1);
  stage.ask(alpha, "reqContractDetails", { reqId: 7, contract: { symbol: "AAPL" } });
  stage.ask(alpha, "reqCurrentTime");
  stage.told(alpha);
  stage.pass(1_500);
  stage.greet();
  stage.refuses(-1, 2104, "Market data farm connection is OK:eufarm");
  stage.recover(() => stage.shows());
  const heard = stage.names(alpha);
  assert.deepEqual(
    heard.filter((name) => name.startsWith("error")),
    ["error 1101", "error 2104"],
  );
  const reqId = stage.lastReqId("reqContractDetails");
  stage.says("contractDetails", { reqId, contract: { symbol: "AAPL" } });
  stage.says("contractDetailsEnd", { reqId });
  assert.deepEqual(stage.names(alpha), ["contractDetails", "contractDetailsEnd"]);
  assert.equal(heard.filter((name) => name === "currentTime").length, 1);
});

const BARS = {
  ...{ contract, durationStr: "1 D", barSizeSetting: "1 min", whatToShow: "TRADES", formatDate: 1 },
  keepUpToDate: true,
};

/** Streams and an answer to come under ids of their own, and what they are told at once. */
function rides(stage: Stage, conn: ConnId): string[] {
  stage.told(conn);
  stage.ask(conn, "reqPnL", { reqId: 5, account: "DU1" });
  stage.ask(conn, "reqAccountSummary", { reqId: 6, groupName: "All", tags: "NetLiquidation" });
  stage.ask(conn, "reqMktData", { reqId: 7, contract });
  stage.ask(conn, "reqHistoricalData", { reqId: 8, ...BARS });
  stage.ask(conn, "reqContractDetails", { reqId: 9, contract });
  return stage.brief(conn);
}

const REFUSED = [5, 6, 7, 8, 9].map((reqId) => `error ${reqId} 322`);

test("streams that it asked for during the outage may be asked for again once 1101 has told it to", () => {
  const stage = broken();
  const alpha = stage.connect(2, 1);
  assert.deepEqual(rides(stage, alpha), []);
  assert.deepEqual(rides(stage, alpha), REFUSED, "nothing has told it to");
  stage.pass(1_500);
  stage.greet();
  stage.recover(() => stage.shows());
  assert.deepEqual(rides(stage, alpha), []);
  assert.deepEqual(rides(stage, alpha), REFUSED);
});

test("so may those it asked for while the link was lost in a session that had begun so, whatever the Gateway calls its end", () => {
  const stage = broken();
  stage.pass(1_500);
  stage.greet();
  stage.notices(1100);
  stage.recover(() => stage.shows());
  const alpha = stage.connect(2, 1);
  assert.deepEqual(rides(stage, alpha), []);
  stage.notices(1102);
  assert.ok(stage.names(alpha).includes("error 1101"));
  assert.deepEqual(rides(stage, alpha), []);
});

test("a cancel of the outage is shown as pending, kept, and the first thing that leaves when orders may", () => {
  const stage = broken();
  const alpha = stage.connect(2, 1);
  stage.told(alpha);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.deepEqual(stage.brief(alpha), ["orderStatus 1 PendingCancel 0/1"]);
  for (let reqId = 1; reqId <= 200; reqId++)
    stage.ask(alpha, "reqContractDetails", { reqId, contract: { symbol: `S${reqId}` } });
  stage.pass(1_500);
  stage.greet();
  const asked = stage.asked.length;
  stage.recover(() => stage.shows());
  assert.deepEqual(stage.cancelled, [stage.placed[0]!.orderId]);
  stage.pass(6_000);
  const since = stage.asked.slice(asked).map(({ name }) => name);
  assert.ok(since.indexOf("cancelOrder") < since.lastIndexOf("reqContractDetails"), `${since}`);
});

test("a new order of the outage is refused with what is the matter, and is not sent later", () => {
  const stage = broken();
  const alpha = stage.connect(2, 1);
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order });
  assert.match(refusal(stage, alpha), /disconnected, dropped \(the Gateway closed the connection\) against ready$/);
  stage.pass(1_500);
  stage.step({ kind: "upstreamClosed", code: "ECONNREFUSED" });
  stage.ask(alpha, "placeOrder", { orderId: 3, contract, order });
  assert.match(
    refusal(stage, alpha),
    /disconnected, refused \(nothing listens at the Gateway's address\) against ready$/,
  );
  stage.pass(7_000);
  stage.greet();
  stage.recover(() => stage.shows());
  stage.pass(5_000);
  assert.equal(stage.placed.length, 1);
});

test("who connects after 2110 is told 2110, and nothing leaves until 1102: then the cancel goes", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.notices(2110);
  const beta = stage.connect(2, 2);
  assert.equal(stage.names(beta).at(-1), "error 2110");
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.ask(beta, "placeOrder", { orderId: 1, contract, order });
  assert.match(refusal(stage, beta), /server-broken \(the Gateway and its IB server have lost each other\)/);
  stage.refuses(-1, 2104, "Market data farm connection is OK:usfarm");
  stage.pass(60_000);
  assert.deepEqual([stage.cancelled.length, stage.placed.length], [0, 1]);
  stage.notices(1102);
  assert.equal(stage.cancelled.length, 1);
});

test("2110 that nothing follows ends in a new session after five minutes, as 1100 does", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.notices(2110);
  stage.pass(299_000);
  assert.equal(stage.logged("session-lost"), 0);
  stage.told(alpha);
  stage.pass(1_500);
  assert.equal(stage.logged("session-lost"), 1);
  assert.deepEqual(stage.names(alpha), ["error 1100"]);
});
