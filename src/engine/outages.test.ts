/** Sessions that break, and links of the Gateway that do: what leaves, what does not, and who is told. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, ready, Stage, shares, strategy, underWay } from "../../test/engine/stage.ts";
import type { Instant } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";
import { LINK_LOST_MS_MAX } from "../upstream/conditions.ts";
import type { IncomingBody } from "../wire/codec.ts";

const state = (stage: Stage): string => (stage.answer("status") as { state: string }).state;

const notices = (stage: Stage, conn: ConnId, code: number): number =>
  stage.names(conn).filter((name) => name === `error ${code}`).length;

test("1100 during the first recovery is remembered: orders are refused, and a client hears it", () => {
  const stage = new Stage();
  stage.greet();
  stage.notices(1100);
  stage.recover();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.pass(1_000);
  assert.equal(stage.placed.length, 0);
  assert.deepEqual(stage.names(alpha).slice(-3), ["error 1100", "error 201", "orderStatus"]);
  stage.notices(1102);
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order });
  assert.equal(stage.placed.length, 1);
});

test("1100 during a later recovery: no 1101 until the link is back", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.reconnect();
  stage.notices(1100);
  stage.recover();
  assert.equal(notices(stage, alpha, 1101), 0);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.equal(stage.placed.length, 0);
});

test("after a new session and a lost link, clients hear that data was lost, whatever the Gateway calls it", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.reconnect();
  stage.notices(1100);
  stage.recover();
  stage.told(alpha);
  stage.notices(1102);
  assert.deepEqual(stage.names(alpha), ["error 1101"]);
  for (const notice of [1100, 1102]) stage.notices(notice);
  assert.deepEqual(stage.names(alpha), ["error 1100", "error 1102"]);
});

test("an 1100 that nothing follows ends in a new session five minutes later, however often it is said meanwhile", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.notices(1100);
  stage.pass(LINK_LOST_MS_MAX - 1_000);
  stage.notices(1100);
  assert.equal(state(stage), "link-lost");
  stage.pass(2_000);
  assert.equal(state(stage), "disconnected");
  stage.told(alpha);
  stage.pass(1_500);
  stage.greet();
  stage.recover();
  assert.equal(notices(stage, alpha, 1101), 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.equal(stage.placed.length, 1);
});

test("a lost link is over with the first attempt that meets something else, and refusals name that", () => {
  for (const lost of [1100, 2110]) {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.notices(lost);
    stage.pass(LINK_LOST_MS_MAX + 1_500);
    stage.step({ kind: "upstreamClosed", code: "ECONNREFUSED" });
    const { conditions } = stage.answer("status") as { conditions: { condition: string }[] };
    assert.deepEqual(
      conditions.map(({ condition }) => condition),
      ["refused"],
    );
    stage.told(alpha);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    const refusal = stage.told(alpha).find(({ name }) => name === "error");
    assert.match(refusal?.name === "error" ? refusal.body.errorMsg : "", /disconnected, refused \(/);
  }
});

test("a Gateway that falls silent is asked for the time, given up within 15 s, and its clients stay", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.pass(60_000);
  assert.equal(state(stage), "ready");
  stage.alive = false;
  stage.told(alpha);
  stage.pass(15_000);
  assert.notEqual(state(stage), "ready");
  assert.deepEqual(stage.names(alpha), ["error 1100"]);
});

test("a Gateway that does not tell the time without IB has its whole time for an answer when the link is back", () => {
  for (let lostMs = 40_000; lostMs <= 60_000; lostMs += 500) {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.pass(60_000);
    stage.alive = false;
    for (const until = stage.now + lostMs; stage.now < until; stage.pass(500)) stage.notices(1100);
    stage.told(alpha);
    stage.notices(1102);
    stage.pass(3_000);
    assert.deepEqual([lostMs, stage.names(alpha)], [lostMs, ["error 1102"]]);
    const { conditions } = stage.answer("status") as { conditions: { condition: string; detail: string }[] };
    assert.deepEqual(
      conditions.map(({ condition, detail }) => [condition, /does not answer/.test(detail)]),
      [["half-open", true]],
      "nor is it our disk",
    );
    stage.alive = true;
    stage.says("currentTime", { time: 1 });
    assert.equal(state(stage), "ready");
  }
});

test("a Gateway that goes on talking and does not answer when the link is back is given up all the same", () => {
  const stage = ready();
  stage.pass(60_000);
  stage.alive = false;
  for (const until = stage.now + 30_000; stage.now < until; stage.pass(500)) stage.notices(1100);
  stage.notices(1102);
  for (const until = stage.now + 60_000; stage.now < until; stage.pass(500)) stage.notices(2104);
  assert.notEqual(stage.logged("session-lost"), 0);
});

test("that the Gateway's port was changed is said to no client: their own connections stay, and that port is not theirs", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.refuses(-1, 1300, "TWS socket port has been reset. Please reconnect on the new port - 7777");
  assert.equal((stage.answer("status") as { notice: string }).notice.slice(0, 4), "1300");
  stage.step({ kind: "upstreamClosed", code: "" });
  assert.deepEqual(stage.names(alpha), ["error 1100"]);
});

test("that holdfast's own messages come near the Gateway's limit is said to no client: it has sent a few of them, or none", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.refuses(-1, 0, "Approaching max rate of 50 messages per second (44)");
  assert.match((stage.answer("status") as { notice: string }).notice, /^0 Approaching/);
  assert.deepEqual(stage.names(alpha), []);
});

test("1101 during recovery: what the Gateway forgot is asked again", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "reqMktData", { reqId: 1, contract });
  stage.reconnect();
  stage.pass(200);
  const before = stage.asked.filter(({ name }) => name === "reqMktData").length;
  stage.notices(1101);
  stage.pass(200);
  assert.equal(stage.asked.filter(({ name }) => name === "reqMktData").length, before + 1);
});

test("orders that wait when 1100 comes are refused and never leave", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  for (let orderId = 1; orderId <= 10; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  const left = stage.placed.length;
  stage.notices(1100);
  const told = stage.brief(alpha);
  assert.deepEqual(told.slice(0, 2), [`error ${left + 1} 201`, `orderStatus ${left + 1} Cancelled 0/1`]);
  assert.equal(told.length, 2 * (10 - left) + 1);
  stage.notices(1102);
  stage.pass(60_000);
  assert.equal(stage.placed.length, left);
});

test("every order whose fate is open after a recovery is told once per session, also one that was open before", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (const orderId of [1, 2]) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  stage.shows(0);
  for (let session = 0; session < 2; session++) {
    stage.told(alpha);
    stage.reconnect();
    stage.recover();
    stage.pass(60_000);
    const told = stage.told(alpha).flatMap((m) => (m.name === "error" && m.body.errorCode === 2168 ? [m.body] : []));
    assert.deepEqual(
      told.map(({ id, errorMsg }) => [id, /order (\d+)/.exec(errorMsg)?.[1]]),
      [
        [-1, "1"],
        [-1, "2"],
      ],
    );
  }
  assert.deepEqual(stage.statuses(), ["1 unknown", "2 unknown"]);
});

const troubles: Readonly<Record<string, (stage: Stage) => void>> = {
  "the session is lost": (stage) => stage.step({ kind: "upstreamClosed", code: "X" }),
  "holdfast dials": (stage) => {
    stage.step({ kind: "upstreamClosed", code: "X" });
    stage.pass(1_500);
  },
  "holdfast says hello": (stage) => {
    stage.step({ kind: "upstreamClosed", code: "X" });
    stage.pass(1_500);
    stage.step({ kind: "upstreamOpened" });
  },
  "holdfast recovers": (stage) => stage.reconnect(),
  "the Gateway has lost IB": (stage) => stage.notices(1100),
};

for (const [when, trouble] of Object.entries(troubles))
  test(`a client that connects while ${when} hears 1100, once`, () => {
    const stage = ready();
    trouble(stage);
    assert.equal(notices(stage, stage.connect(9, 1), 1100), 1);
  });

test("a pure retry during an outage is answered from memory", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.notices(1100);
  stage.told(alpha);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.deepEqual(stage.brief(alpha), ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/1"]);
});

test("a reconnect that is told no accounts does not end the process, and the next one is served", () => {
  const stage = ready();
  stage.reconnect("");
  stage.pass(30_000);
  assert.equal(stage.exit(), undefined);
  stage.greet();
  stage.recover();
  assert.deepEqual((stage.answer("status") as { state: string }).state, "ready");
});

test("a first session that is told no accounts at first waits for them", () => {
  const stage = new Stage();
  stage.greet("");
  assert.equal(stage.exit(), undefined);
  stage.says("managedAccounts", { accountsList: "DU1,DU2" });
  stage.recover();
  assert.ok(stage.opened());
});

test("an error on recovery's own question for executions: it is asked again, and recovery ends well", () => {
  const stage = new Stage();
  stage.greet();
  stage.refuses(stage.lastReqId("reqExecutions"), 322);
  stage.pass(16_000);
  assert.equal(stage.asked.filter(({ name }) => name === "reqExecutions").length, 2);
  assert.ok(!stage.opened());
  stage.recover();
  assert.ok(stage.opened());
});

test("a refused question of a catch-up is given up: clients' own questions do not wait behind it", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (const code of [1100, 1102]) stage.notices(code);
  stage.pass(200);
  stage.ask(alpha, "reqExecutions", { reqId: 1, filter: {} });
  const own = stage.lastReqId("reqExecutions");
  stage.refuses(own, 322);
  stage.pass(200);
  assert.notEqual(stage.lastReqId("reqExecutions"), own);
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  assert.ok(stage.names(alpha).includes("execDetailsEnd"));
});

test("a drain that ends with orders still waiting refuses them, and only then closes", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  for (let orderId = 1; orderId <= 300; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  stage.step({ kind: "drain" });
  stage.pass(6_000);
  const left = stage.placed.length;
  assert.ok(left > 100 && left < 300, `${left} left`);
  const told = stage.brief(alpha);
  assert.deepEqual(told.slice(-2), ["error 300 201", "orderStatus 300 Cancelled 0/1"]);
  assert.equal(told.length, 2 * (300 - left));
  const kinds = stage.effects.map(({ kind }) => kind);
  assert.ok(kinds.lastIndexOf("sendClient") < kinds.indexOf("closeClient"));
});

test("a drain before the first recovery is complete opens no door", () => {
  const stage = new Stage();
  stage.greet();
  stage.step({ kind: "drain" });
  stage.recover();
  stage.pass(6_000);
  assert.ok(!stage.opened());
  assert.equal(stage.exit()?.code, 0);
});

test("a strategy that moved to another account neither sees, changes nor cancels the old account's orders", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId, order: placed } = stage.shows();
  const moved = new Stage({ ...config, strategies: [strategy("alpha", "DU2", 1)] }, stage.entries);
  moved.greet();
  const echo = { ...placed, orderId, clientId: 100, permId: 500 };
  const show = (): void => moved.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
  moved.recover(show);
  const back = moved.connect(1, 1);
  show();
  moved.ask(back, "reqOpenOrders");
  moved.ask(back, "reqAllOpenOrders");
  moved.ask(back, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 55 } });
  moved.ask(back, "cancelOrder", { orderId: 1 });
  moved.ask(back, "reqGlobalCancel");
  moved.pass(1_000);
  assert.deepEqual(
    [moved.brief(back), moved.placed.length, moved.cancelled.length],
    [["managedAccounts", "nextValidId 2", "openOrderEnd", "openOrderEnd", "error 1 103", "error 1 10147"], 0, 0],
  );
});

test("while the disk keeps an append waiting nothing more is let go, and what waited leaves at the Gateway's pace", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.pass(2_000);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.diskMs = 40;
  stage.now += stage.diskMs;
  for (let orderId = 2; orderId <= 20; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  stage.pass(3_000);
  assert.equal(stage.placed.length, 1);
  stage.diskMs = 0;
  stage.engine.diskAnswered((stage.now - 3_040) as Instant, stage.now as Instant);
  stage.step({ kind: "deadline" });
  assert.equal(stage.placed.length, 1, "the slice belongs to what has just left");
  stage.pass(100);
  assert.ok(stage.placed.length > 1 && stage.placed.length <= 6, `${stage.placed.length} at once`);
  stage.pass(1_000);
  assert.equal(stage.placed.length, 20);
});

test("when the link is back the lists are asked for once more: a fill of the outage that nobody tells is found", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.notices(1100);
  const before = stage.asked.length;
  for (const code of [1102, 1102]) stage.notices(code);
  stage.pass(200);
  const asked = stage.asked.slice(before).map(({ name }) => name);
  assert.deepEqual(asked, ["reqAllOpenOrders", "reqExecutions", "reqCompletedOrders"]);
  stage.told(alpha);
  const whole = { shares: shares(100), cumQty: shares(100) };
  stage.executes(0, whole, stage.lastReqId("reqExecutions"));
  assert.deepEqual(stage.names(alpha), ["execDetails", "orderStatus"]);
  assert.deepEqual(stage.statuses(), ["1 filled"]);
});

test("a fill that only the lists behind 1102 show is told with the price of its executions", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, totalQuantity: shares(100) } });
  stage.shows();
  for (const code of [1100, 1102]) stage.notices(code);
  stage.pass(200);
  stage.told(alpha);
  for (const request of stage.asked.slice(-3)) {
    if (request.name === "reqCompletedOrders") completesFirst(stage);
    if (request.name !== "reqExecutions") continue;
    const { reqId } = request.body;
    stage.executes(0, { shares: shares(100), cumQty: shares(100), avgPrice: 9.5 }, reqId);
    stage.says("execDetailsEnd", { reqId });
  }
  assert.deepEqual(ends(stage, alpha), ["Filled 100 at 9.5"]);
});

/** The list of completed orders: the first order that left has filled, for 100. */
function completesFirst(stage: Stage): void {
  const row = { ...stage.placed[0]!.order, permId: 500, filledQuantity: shares(100) };
  stage.says("completedOrder", { contract, order: row, orderState: { status: "Filled" } });
  stage.says("completedOrdersEnd");
}

/** How the end of an order was told. */
const ends = (stage: Stage, conn: ConnId): string[] =>
  stage.told(conn).flatMap(({ name, body }) => {
    if (name !== "orderStatus") return [];
    const { status, filled, avgFillPrice } = body as IncomingBody<"orderStatus">;
    return [`${status} ${filled} at ${avgFillPrice}`];
  });

test("a link that is lost again before the lists have ended is caught up with too, once they have", () => {
  const stage = ready();
  for (const code of [1100, 1102]) stage.notices(code);
  stage.pass(200);
  const asked = (): number => stage.asked.filter(({ name }) => name === "reqExecutions").length;
  const before = asked();
  const first = stage.lastReqId("reqExecutions");
  for (const code of [1100, 1102]) stage.notices(code);
  stage.says("completedOrdersEnd");
  stage.says("execDetailsEnd", { reqId: first });
  stage.pass(200);
  assert.equal(asked(), before + 1);
  stage.says("completedOrdersEnd");
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  stage.pass(10_000);
  assert.equal(asked(), before + 1, "and no further");
});

test("a link that is lost and found during recovery is caught up with: the first lists may be older", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.reconnect();
  const first = stage.lastReqId("reqExecutions");
  stage.recover(() => {
    stage.says("execDetailsEnd", { reqId: first });
    for (const code of [1100, 1102]) stage.notices(code);
    stage.pass(200);
    const second = stage.lastReqId("reqExecutions");
    assert.notEqual(second, first);
    stage.executes(0, { shares: shares(1), cumQty: shares(1) }, second);
  });
  assert.deepEqual([state(stage), stage.statuses()], ["ready", ["1 filled"]]);
});

test("a disk that keeps our question from leaving is not the Gateway's silence", () => {
  const stage = ready();
  stage.diskMs = 5_000;
  stage.pass(60_000);
  assert.deepEqual([state(stage), stage.logged("session-lost")], ["half-open", 0]);
  stage.diskMs = 0;
  stage.pass(2_000);
  assert.equal(state(stage), "ready");
  stage.alive = false;
  stage.pass(16_000);
  assert.notEqual(state(stage), "ready");
});

test("what left late while nothing happened is paced all the same: the disk's answer says how late", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.pass(2_000);
  for (let orderId = 1; orderId <= 4; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  assert.equal(stage.placed.length, 4);
  const since = stage.now as Instant;
  stage.now += 90;
  stage.engine.diskAnswered(since, stage.now as Instant);
  assert.ok(stage.engine.holdsBack);
  for (let orderId = 5; orderId <= 6; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  stage.pass(99);
  assert.equal(stage.placed.length, 4);
  stage.pass(1);
  assert.equal(stage.placed.length, 6);
});

test("a disk that is slow for as long as orders come keeps neither cancels nor our own question from leaving", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.shows();
  stage.pass(2_000);
  // An append every 50 ms; syncs of 100 ms, one behind the other, each of what waits when it begins.
  let syncing: readonly number[] = [];
  let waiting: readonly number[] = [stage.now];
  const look = (): void => {
    stage.diskMs = stage.now - ([...syncing, ...waiting][0] ?? stage.now);
  };
  const answered = (): void => {
    const [since = stage.now] = syncing;
    [syncing, waiting] = [waiting, []];
    look();
    stage.engine.diskAnswered(since as Instant, stage.now as Instant);
    if (stage.engine.holdsBack) stage.pass(0);
    if (stage.engine.holdsBack) stage.step({ kind: "deadline" });
  };
  for (let round = 1; round <= 400; round++) {
    stage.now += 50;
    look();
    if (round % 2 === 0) answered();
    stage.ask(alpha, "placeOrder", { orderId: 1 + round, contract, order });
    if (round === 10) stage.ask(alpha, "cancelOrder", { orderId: 1 });
    waiting = [...waiting, stage.now];
  }
  assert.deepEqual(stage.cancelled, [orderId]);
  assert.equal(state(stage), "ready");
});

test("a Gateway that will not cancel what works by all we know is asked for its lists", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.shows();
  const lists = () => stage.asked.filter(({ name }) => name === "reqCompletedOrders").length;
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  const before = lists();
  stage.refuses(orderId, 399);
  stage.pass(1_000);
  assert.equal(lists(), before, "a remark is no riddle");
  stage.refuses(orderId, 161);
  stage.pass(1_000);
  assert.equal(lists(), before + 1);
});

test("a cancel that waited for the link and is refused then shows its order as it stands, not as being cancelled", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.shows();
  const words = (): unknown[] =>
    stage
      .told(alpha)
      .flatMap(({ name, body }) => (name === "orderStatus" ? [(body as { status: string }).status] : []));
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "Submitted", remaining: shares(100) });
  stage.notices(1100);
  words();
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.deepEqual(words(), ["PendingCancel"]);
  stage.notices(1102);
  stage.pass(200);
  stage.refuses(orderId, 10148);
  assert.deepEqual(words(), ["Submitted"]);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  stage.refuses(orderId, 10148);
  assert.deepEqual(words(), [], "what the Gateway refuses at once it tells by itself");
});

test("a cancel that waits for the link is told with all that has traded, though no status has said it", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, totalQuantity: shares(10) } });
  stage.shows();
  stage.executes(0, { side: "BOT", shares: shares(4), cumQty: shares(4), price: 10, avgPrice: 10 });
  stage.ask(alpha, "reqOpenOrders");
  const filled = stage.told(alpha).flatMap((m) => (m.name === "orderStatus" ? [m.body.filled] : []));
  assert.equal(filled.at(-1), "4");
  stage.notices(1100);
  stage.told(alpha);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.deepEqual(stage.brief(alpha), ["orderStatus 1 PendingCancel 4/6"]);
});

test("a cancel that is said again when the link is back and finds the first one under way stays wanted, and nobody hears of it", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.shows();
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "PendingCancel" });
  for (const notice of [1100, 1102]) stage.notices(notice);
  stage.pass(500);
  assert.deepEqual(stage.cancelled, [orderId, orderId]);
  stage.told(alpha);
  stage.refuses(orderId, 10148, underWay(orderId));
  assert.deepEqual(stage.brief(alpha), []);
  // The Gateway restarts before IB has heard of it.
  stage.reconnect();
  stage.recover(() => stage.shows());
  stage.pass(500);
  assert.equal(stage.cancelled.length, 3);
});

for (const code of [320, 321, 322])
  test(`a cancel that ${code} refuses, as it may any request, shows its order as it stands and is not sent again by itself`, () => {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    const { orderId } = stage.shows();
    stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "Submitted", remaining: shares(1) });
    stage.notices(1100);
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.notices(1102);
    stage.pass(200);
    stage.told(alpha);
    stage.refuses(orderId, code, "The API interface is currently in Read-Only mode.");
    assert.deepEqual(stage.brief(alpha), [`error 1 ${code}`, "orderStatus 1 Submitted 0/1"]);
    stage.reconnect();
    stage.recover(() => stage.shows());
    stage.pass(200);
    assert.deepEqual([stage.statuses(), stage.cancelled], [["1 working"], [orderId]]);
  });

test("an order that openOrder alone said to be filled is never said to work again when its cancel is refused", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.shows();
  stage.notices(1100);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.notices(1102);
  const echo = { ...stage.placed[0]!.order, orderId, clientId: 100, permId: 500 };
  stage.says("openOrder", { contract: stage.placed[0]!.contract, order: echo, orderState: { status: "Filled" } });
  stage.brief(alpha);
  stage.pass(200);
  stage.refuses(orderId, 10148);
  const told = stage.brief(alpha).filter((line) => line.startsWith("orderStatus"));
  assert.deepEqual(told, ["orderStatus 1 Filled 1/0"]);
});
