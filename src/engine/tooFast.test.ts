/** 100, "max rate of messages per second has been exceeded": what the Gateway dropped is asked for anew, orders never. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import { type Instant, minutes, seconds } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";
import { SLOW_MS } from "../upstream/pacing.ts";
import { HISTORY_PATIENCE_MS, PATIENCE_MS, SUSPECT_MS } from "./tooFast.ts";

const TEXT = "Max rate of messages per second has been exceeded:max=50 rec=51 (1)";
const says100 = (stage: Stage): void => stage.refuses(-1, 100, TEXT);

function streams(stage: Stage, conn: ConnId, count: number, from = 1): void {
  for (let i = 0; i < count; i++)
    stage.ask(conn, "reqMktData", { reqId: from + i, contract: { ...contract, conId: 1_000 + from + i } });
}

/** What left from the `from`th request on, without what holdfast asks by itself. */
const left = (stage: Stage, from: number): string[] => stage.asked.slice(from).map(({ name }) => name);

const isOfLines = (name: string): boolean => name.endsWith("MktData");

const lineOf = (stage: Stage, conId: number): number =>
  stage.asked
    .flatMap((r) => (r.name === "reqMktData" && r.body.contract.conId === conId ? [r.body.reqId] : []))
    .at(-1)!;

const bars = { durationStr: "1 D", barSizeSetting: "1 min", whatToShow: "TRADES", useRTH: true, formatDate: 2 };

function begun(): { stage: Stage; alpha: ConnId } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.pass(SUSPECT_MS + seconds(1));
  stage.told(alpha);
  return { stage, alpha };
}

test("streams that were not answered are cancelled and asked for anew, those that were are not, and nobody is told", () => {
  const { stage, alpha } = begun();
  streams(stage, alpha, 3);
  stage.pass(1_000);
  stage.says("tickPrice", { reqId: lineOf(stage, 1_001), tickType: 1, price: 10 });
  assert.deepEqual(stage.names(alpha), ["tickPrice"]);
  const old = [1_002, 1_003].map((conId) => lineOf(stage, conId));
  says100(stage);
  const from = stage.asked.length;
  stage.pass(PATIENCE_MS - 1);
  assert.deepEqual(left(stage, from), []);
  stage.pass(seconds(1));
  assert.deepEqual(left(stage, from), [
    ...["cancelMktData", "cancelMktData", "reqMarketDataType", "reqMktData", "reqMktData"],
  ]);
  const cancels = stage.asked.flatMap((r) => (r.name === "cancelMktData" ? [r.body.reqId] : []));
  assert.deepEqual(cancels, old);
  const fresh = [1_002, 1_003].map((conId) => lineOf(stage, conId));
  assert.ok(fresh.every((id) => !old.includes(id)));
  for (const reqId of [...old, ...fresh]) stage.says("tickPrice", { reqId, tickType: 1, price: 11 });
  const told = stage.told(alpha).map(({ name, body }) => [name, "reqId" in body && body.reqId]);
  assert.deepEqual(told, [
    ["tickPrice", 2],
    ["tickPrice", 3],
  ]);
  assert.equal(stage.logged("sent-too-fast"), 1);
  assert.equal(stage.logged("asked-anew"), 1);
});

test("what left long before it, or was answered by an error, stays as it is", () => {
  const { stage, alpha } = begun();
  streams(stage, alpha, 1);
  stage.pass(SUSPECT_MS + seconds(1));
  streams(stage, alpha, 1, 2);
  stage.pass(100);
  stage.refuses(lineOf(stage, 1_002), 10167, "delayed market data is shown");
  says100(stage);
  const from = stage.asked.length;
  stage.pass(minutes(1));
  assert.deepEqual(left(stage, from).filter(isOfLines), []);
});

test("behind another market data type answered streams are asked for anew as well: the type may be what was dropped", () => {
  const { stage, alpha } = begun();
  stage.ask(alpha, "reqMarketDataType", { marketDataType: 3 });
  streams(stage, alpha, 1);
  stage.pass(1_000);
  stage.says("marketDataType", { reqId: lineOf(stage, 1_001), marketDataType: 1 });
  says100(stage);
  const from = stage.asked.length;
  stage.pass(PATIENCE_MS + 500);
  assert.deepEqual(left(stage, from), ["cancelMktData", "reqMarketDataType", "reqMktData"]);
});

test("a regulatory snapshot costs money: it is refused and not asked twice", () => {
  const { stage, alpha } = begun();
  stage.ask(alpha, "reqMktData", { reqId: 1, contract, snapshot: true, regulatorySnapshot: true });
  stage.pass(1_000);
  says100(stage);
  stage.pass(minutes(1));
  assert.equal(stage.asked.filter(({ name }) => name === "reqMktData").length, 1);
  assert.deepEqual(stage.names(alpha), ["error 322"]);
});

test("one-shot requests and profit and loss are asked for anew, history only when the same question may come again", () => {
  const { stage, alpha } = begun();
  stage.ask(alpha, "reqContractDetails", { reqId: 1, contract });
  stage.ask(alpha, "reqHistoricalData", { reqId: 2, contract, ...bars });
  stage.ask(alpha, "reqMarketRule", { marketRuleId: 26 });
  stage.ask(alpha, "reqPnL", { reqId: 3, account: "DU1" });
  stage.pass(1_000);
  says100(stage);
  const from = stage.asked.length;
  stage.pass(PATIENCE_MS + seconds(1));
  assert.deepEqual(left(stage, from), ["cancelPnL", "reqPnL", "reqContractDetails", "reqMarketRule"]);
  stage.pass(HISTORY_PATIENCE_MS - PATIENCE_MS);
  assert.deepEqual(left(stage, from).slice(4), ["cancelHistoricalData", "reqHistoricalData"]);
  stage.says("contractDetailsEnd", { reqId: stage.lastReqId("reqContractDetails") });
  assert.deepEqual(stage.names(alpha), ["contractDetailsEnd"]);
});

test("a cancel that has left twice already and may have been dropped both times is said once more", () => {
  const { stage, alpha } = begun();
  streams(stage, alpha, 1);
  stage.pass(seconds(1));
  stage.says("tickPrice", { reqId: lineOf(stage, 1_001), tickType: 1, price: 10 });
  stage.ask(alpha, "cancelMktData", { reqId: 1 });
  const cancels = (): number => stage.asked.filter(({ name }) => name === "cancelMktData").length;
  for (const times of [1, 2]) {
    assert.equal(cancels(), times);
    says100(stage);
    stage.pass(PATIENCE_MS + 500);
  }
  assert.equal(cancels(), 3);
});

test("a cancel of a stream is said again when it may have been what was dropped, and not when it left long behind it", () => {
  for (const [msBefore, msBehind, times] of [
    [1_000, 0, 2],
    [0, 700, 2],
    [0, 2_000, 1],
  ] as const) {
    const { stage, alpha } = begun();
    streams(stage, alpha, 1);
    stage.pass(1_000);
    const id = lineOf(stage, 1_001);
    stage.says("tickPrice", { reqId: id, tickType: 1, price: 10 });
    if (msBehind === 0) stage.ask(alpha, "cancelMktData", { reqId: 1 });
    stage.pass(msBefore);
    says100(stage);
    stage.pass(msBehind);
    if (msBehind > 0) stage.ask(alpha, "cancelMktData", { reqId: 1 });
    stage.pass(PATIENCE_MS + 500);
    const cancels = stage.asked.flatMap((r) => (r.name === "cancelMktData" ? [r.body.reqId] : []));
    assert.deepEqual(cancels, Array(times).fill(id), `${msBehind} ms behind it`);
  }
});

/** Time passes, and every list that is asked for is answered with nothing in it. */
function showsNothing(stage: Stage, ms: number): void {
  let seen = stage.asked.length;
  for (const until = stage.now + ms; stage.now < until; ) {
    stage.pass(1_000);
    for (; seen < stage.asked.length; seen++) {
      const { name } = stage.asked[seen]!;
      if (name === "reqAllOpenOrders") stage.says("openOrderEnd");
      if (name === "reqCompletedOrders") stage.says("completedOrdersEnd");
      if (name === "reqExecutions") stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
      if (name === "reqPositions") stage.says("positionEnd");
    }
  }
}

test("an order that may have been dropped is looked for: stuck, then unknown, and never sent again", () => {
  const { stage, alpha } = begun();
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.pass(100);
  says100(stage);
  const from = stage.asked.length;
  showsNothing(stage, PATIENCE_MS + seconds(2));
  assert.ok(left(stage, from).includes("reqCompletedOrders"), "the lists are asked for at once");
  assert.deepEqual(stage.statuses(), ["1 sent"]);
  showsNothing(stage, minutes(5));
  const alerts = stage.answer("alerts") as { cause: string }[];
  assert.deepEqual(stage.statuses(), ["1 unknown"]);
  assert.deepEqual(
    alerts.map(({ cause }) => cause),
    ["order-unknown"],
  );
  assert.equal(stage.placed.length, 1);
  const raised = stage.entries.flatMap((e) => (e.kind === "alertRaised" ? [e.alert.cause] : []));
  assert.deepEqual(raised, ["order-stuck", "order-unknown"]);
});

test("a change that may have been dropped is never said again, and the log says that no list shows it", () => {
  const { stage, alpha } = begun();
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
  stage.pass(200);
  says100(stage);
  stage.pass(PATIENCE_MS + seconds(1));
  stage.shows();
  stage.says("openOrderEnd");
  assert.equal(stage.logged("change-unanswered"), 0);
  stage.pass(minutes(1));
  assert.equal(stage.logged("change-unanswered"), 1);
  assert.equal(stage.placed.length, 2);
});

test("a cancel of an order is said again while nobody knows of it, and not when the Gateway does", () => {
  for (const status of ["Submitted", "PendingCancel"]) {
    const { stage, alpha } = begun();
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    stage.shows();
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.pass(100);
    stage.shows(0, { status });
    says100(stage);
    stage.pass(PATIENCE_MS + 500);
    assert.equal(stage.cancelled.length, status === "Submitted" ? 2 : 1, status);
    assert.equal(stage.placed.length, 1);
  }
});

const KEPT = [
  { how: "a little longer than is suspect", keptMs: SUSPECT_MS + seconds(2), isSaidBefore: false },
  { how: "for so long and was suspected before it left", keptMs: SUSPECT_MS + seconds(2), isSaidBefore: true },
  { how: "longer than what left is remembered", keptMs: seconds(40), isSaidBefore: false },
];

for (const { how, keptMs, isSaidBefore } of KEPT)
  test(`what waited for the disk ${how} is asked for anew when it has left shortly before`, () => {
    const { stage, alpha } = begun();
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    stage.shows();
    const since = stage.now as Instant;
    streams(stage, alpha, 1);
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.diskMs = keptMs;
    stage.now += stage.diskMs;
    stage.step({ kind: "deadline" });
    if (isSaidBefore) says100(stage);
    stage.diskMs = 0;
    stage.engine.diskAnswered(since, stage.now as Instant);
    stage.step({ kind: "deadline" });
    stage.ask(alpha, "reqCurrentTime");
    says100(stage);
    const from = stage.asked.length;
    stage.pass(PATIENCE_MS + 500);
    assert.equal(stage.cancelled.length, 2);
    assert.deepEqual(left(stage, from).filter(isOfLines), ["cancelMktData", "reqMktData"]);
  });

/** How many left in each second from now on. */
function perSecond(stage: Stage, count: number): number[] {
  return Array.from({ length: count }, () => {
    const before = stage.asked.length;
    stage.pass(1_000);
    return stage.asked.length - before;
  });
}

test("behind it nothing but cancels leaves for a second, then half as much for a while, then as ever", () => {
  const { stage, alpha } = begun();
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.pass(1_000);
  for (let i = 0; i < 600; i++)
    stage.ask(alpha, "reqContractDetails", { reqId: i + 1, contract: { ...contract, conId: i } });
  says100(stage);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(100);
  assert.equal(stage.cancelled.length, 1);
  const from = stage.asked.length;
  stage.pass(899);
  assert.deepEqual(left(stage, from), []);
  const counts = perSecond(stage, SLOW_MS / 1_000 + 2);
  const slow = counts.slice(0, -2);
  assert.ok(
    slow.every((count) => count <= 23 && count >= 20),
    `${slow}`,
  );
  assert.ok(counts.at(-1)! >= 40, `${counts}`);
});

test("a session that ends takes the suspicion with it: the next one asks for everything by itself", () => {
  const { stage, alpha } = begun();
  streams(stage, alpha, 1);
  stage.pass(100);
  says100(stage);
  stage.reconnect();
  stage.recover();
  const from = stage.asked.length;
  const id = lineOf(stage, 1_001);
  stage.pass(minutes(1));
  assert.deepEqual(left(stage, from).filter(isOfLines), []);
  assert.equal(lineOf(stage, 1_001), id);
});
