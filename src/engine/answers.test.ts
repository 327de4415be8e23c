/** A session is ready while its Gateway answers: ticks alone are no answer, and an answer to a client is one. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";

const state = (stage: Stage): string => (stage.answer("status") as { state: string }).state;
const isReady = (stage: Stage): boolean => (stage.answer("readiness") as { ready: boolean }).ready;
const refusal = (stage: Stage, conn: ConnId): string =>
  stage.told(conn).flatMap((m) => (m.name === "error" && m.body.errorCode === 201 ? [m.body.errorMsg] : []))[0] ?? "";

/** A client with a line that ticks every second, at a Gateway that has stopped answering. */
function deaf(): { stage: Stage; alpha: ConnId; flow: (ms: number) => void } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "reqMktData", { reqId: 1, contract });
  stage.pass(1_000);
  stage.alive = false;
  let price = 10;
  const flow = (ms: number): void => {
    for (const until = stage.now + ms; stage.now < until; stage.pass(1_000))
      stage.says("tickPrice", { reqId: stage.lastReqId("reqMktData"), tickType: 1, price: price++ });
  };
  stage.told(alpha);
  return { stage, alpha, flow };
}

test("a Gateway that ticks and does not answer: unready within 15 s, new orders refused by that name, cancels go, nobody hears 1100", () => {
  const { stage, alpha, flow } = deaf();
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  flow(15_000);
  assert.deepEqual([state(stage), isReady(stage)], ["half-open", false]);
  const { session, lastRoundTripMs } = stage.answer("status") as { session: string; lastRoundTripMs: number };
  assert.equal(session, "ready");
  assert.ok(lastRoundTripMs >= 14_000, `${lastRoundTripMs}`);
  assert.equal(stage.names(alpha).includes("error 1100"), false);
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order });
  assert.match(refusal(stage, alpha), /half-open \(the Gateway stopped answering on a connection that still stands\)/);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.equal(stage.cancelled.length, 1);
});

test("it is given up within a minute, and clients hear 1100 then", () => {
  const { stage, alpha, flow } = deaf();
  flow(45_000);
  assert.equal(stage.logged("session-lost"), 0);
  stage.told(alpha);
  flow(15_000);
  assert.equal(stage.logged("session-lost"), 1);
  assert.ok(stage.names(alpha).includes("error 1100"));
});

test("when it answers again the session is ready at once, and clients hear nothing of it", () => {
  const { stage, alpha, flow } = deaf();
  flow(30_000);
  assert.equal(state(stage), "half-open");
  stage.told(alpha);
  stage.says("currentTime", { time: 1 });
  assert.deepEqual([state(stage), isReady(stage)], ["ready", true]);
  assert.deepEqual(stage.names(alpha), []);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.equal(stage.placed.length, 1);
});

test("clients that ask for the time get one answer each, and the answer to them is a sign of life", () => {
  const { stage, alpha, flow } = deaf();
  for (let i = 0; i < 12; i++) {
    flow(5_000);
    stage.ask(alpha, "reqCurrentTime");
    stage.pass(100);
    stage.says("currentTime", { time: 1 });
    // The answer to our own question, if one was under way.
    stage.says("currentTime", { time: 1 });
  }
  assert.deepEqual([state(stage), stage.logged("session-lost")], ["ready", 0]);
  assert.equal(stage.names(alpha).filter((name) => name === "currentTime").length, 12);
});

test("a host that slept takes no new order until the Gateway has answered", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.pass(10_000);
  stage.told(alpha);
  stage.now += 120_000;
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.match(refusal(stage, alpha), /half-open/);
  stage.pass(1_000);
  assert.deepEqual([state(stage), stage.logged("session-lost")], ["ready", 0]);
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order });
  assert.equal(stage.placed.length, 1);
});

test("our question does not wait behind what clients ask: a full queue does not make the session unready", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (let reqId = 1; reqId <= 1_500; reqId++)
    stage.ask(alpha, "reqContractDetails", { reqId, contract: { symbol: `S${reqId}` } });
  for (let orderId = 1; orderId <= 400; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  for (let i = 0; i < 40; i++) {
    stage.pass(1_000);
    assert.equal(state(stage), "ready", `after ${i} s`);
  }
});
