/** Expected downtimes on the stage: before the Gateway's own restart no new order leaves that it would swallow. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, profit, Stage, shares, stop } from "../../test/engine/stage.ts";
import { minutes, seconds, type WallMs } from "../base/time.ts";
import type { EngineConfig } from "../model/config.ts";
import type { ConnId } from "../model/ids.ts";
import { RestartHolds } from "../orders/restartHolds.ts";

/** The restart is due so long after the stage's beginning, and may take ten minutes. */
const DUE = minutes(10);
const restart = { kind: "restart", from: DUE as WallMs, to: (DUE + minutes(10)) as WallMs } as const;

/** The restart is expected, and alpha's orders wait for its end so long. */
const expecting = (holdMs?: number): EngineConfig => ({
  ...config,
  strategies: config.strategies.map((strategy) => ({ ...strategy, holdMs })),
  gateway: { ...config.gateway, downtimes: [restart] },
});

/** A ready session with a client, so long before the restart; order 1 works. */
function before(ms: number, holdMs?: number): { stage: Stage; alpha: ConnId } {
  const stage = new Stage(expecting(holdMs));
  stage.greet();
  stage.recover();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.pass(DUE - ms - stage.now);
  stage.told(alpha);
  return { stage, alpha };
}

const place = (stage: Stage, conn: ConnId, orderId: number, changed: object = {}): void =>
  stage.ask(conn, "placeOrder", { orderId, contract, order: { ...order, ...changed } });

/** The session is lost, and another one is ready. */
function again(stage: Stage, conn: ConnId): void {
  stage.reconnect();
  stage.recover(() => stage.shows());
  stage.told(conn);
}

test("a new order within the minute before a restart is refused with the restart's time, earlier it leaves", () => {
  const { stage, alpha } = before(seconds(61));
  place(stage, alpha, 2);
  assert.equal(stage.placed.length, 2);
  stage.pass(seconds(1));
  place(stage, alpha, 3);
  stage.pass(seconds(5));
  assert.equal(stage.placed.length, 2);
  const [error, status] = stage.told(alpha);
  assert.ok(error?.name === "error" && error.body.errorCode === 201 && error.body.id === 3);
  assert.match(error.body.errorMsg, /holdfast restart: the Gateway restarts at 1970-01-01T00:10:00.000Z /);
  assert.ok(status?.name === "orderStatus" && status.body.status === "Cancelled");
});

test("what left right before a restart that does not come, and is not answered, is told and looked for", () => {
  const causes = (stage: Stage): readonly string[] =>
    (stage.answer("alerts") as { readonly cause: string }[]).map(({ cause }) => cause);
  const { stage, alpha } = before(seconds(65));
  place(stage, alpha, 2);
  stage.pass(seconds(14));
  assert.deepEqual(causes(stage), []);
  stage.pass(seconds(2));
  assert.deepEqual(causes(stage), ["order-stuck"]);
  const { stage: other, alpha: bot } = before(seconds(65));
  other.ask(bot, "cancelOrder", { orderId: 1 });
  other.pass(seconds(16));
  assert.deepEqual(causes(other), ["order-stuck"]);
});

test("before a restart a cancel and a preview leave, and a change is refused as a change", () => {
  const { stage, alpha } = before(seconds(30));
  place(stage, alpha, 1, { totalQuantity: shares(2) });
  assert.deepEqual(stage.brief(alpha), ["error 1 105", "orderStatus 1 Submitted 0/1"]);
  place(stage, alpha, 1);
  assert.deepEqual(
    stage.brief(alpha),
    ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/1"],
    "a retry is no change",
  );
  place(stage, alpha, 2, { whatIf: true });
  stage.pass(seconds(1));
  assert.deepEqual(
    stage.placed.map((sent) => sent.order.whatIf),
    [false, true],
  );
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.deepEqual(stage.cancelled, [stage.placed[0]!.orderId]);
});

test("orders are refused while a restart that is due has not come, and taken again when its window is over", () => {
  const { stage, alpha } = before(seconds(30));
  stage.pass(minutes(10));
  place(stage, alpha, 2);
  assert.deepEqual(stage.brief(alpha), ["error 2 201", "orderStatus 2 Cancelled 0/0"]);
  stage.pass(seconds(30));
  place(stage, alpha, 3);
  assert.equal(stage.placed.length, 2);
});

test("orders are taken as soon as the session after the restart is ready, and not after a mere blip before it", () => {
  const { stage, alpha } = before(seconds(30));
  const reconnected = (orderId: number): string[] => {
    again(stage, alpha);
    place(stage, alpha, orderId);
    return stage.brief(alpha);
  };
  assert.deepEqual(reconnected(2), ["error 2 201", "orderStatus 2 Cancelled 0/0"]);
  stage.pass(seconds(30));
  assert.deepEqual(reconnected(3), []);
  assert.equal(stage.placed.length, 2);
});

test("a wall clock that is set into the minute before a restart closes the gate within a minute, and back opens it", () => {
  const { stage, alpha } = before(minutes(5));
  stage.wallAheadMs = minutes(4.5);
  stage.pass(minutes(1));
  place(stage, alpha, 2);
  assert.deepEqual(stage.brief(alpha), ["error 2 201", "orderStatus 2 Cancelled 0/0"]);
  stage.wallAheadMs = 0;
  stage.pass(minutes(1));
  place(stage, alpha, 3);
  assert.equal(stage.placed.length, 2);
});

test("the weekly login is told hours ahead, once, with the time it is due", () => {
  const from = minutes(13 * 60) as WallMs;
  const login = { kind: "relogin", from, to: (from + minutes(720)) as WallMs } as const;
  const stage = new Stage({ ...config, gateway: { ...config.gateway, downtimes: [login] } });
  stage.greet();
  stage.recover();
  const told = (): unknown[] =>
    stage.effects.flatMap((one) => (one.kind === "log" && one.event === "second-factor-ahead" ? [one.fields.due] : []));
  stage.pass(minutes(58));
  assert.deepEqual(told(), []);
  stage.pass(minutes(2));
  assert.deepEqual(told(), ["1970-01-01T13:00:00.000Z"]);
  for (let hour = 0; hour < 13; hour++) stage.pass(minutes(60));
  assert.equal(told().length, 1);
});

const WAITS = ["openOrder 2 PendingSubmit", "orderStatus 2 PendingSubmit 0/1"];

/** Half a minute before the restart order 2 waits for its end. */
function waiting(holdMs = minutes(15)): { stage: Stage; alpha: ConnId } {
  const both = before(seconds(30), holdMs);
  place(both.stage, both.alpha, 2);
  both.stage.pass(seconds(1));
  assert.deepEqual(both.stage.brief(both.alpha), WAITS);
  return both;
}

/** The restart comes when it is due, and is over. */
function restarted({ stage, alpha }: { stage: Stage; alpha: ConnId }): void {
  stage.pass(Math.max(0, DUE - stage.now));
  again(stage, alpha);
  stage.pass(seconds(1));
}

test("an order that may wait leaves once the restart is over, once, and not after a blip before it", () => {
  const { stage, alpha } = waiting();
  again(stage, alpha);
  stage.pass(seconds(1));
  assert.deepEqual([stage.placed.length, stage.statuses()], [1, ["1 working", "2 intended"]]);
  restarted({ stage, alpha });
  assert.deepEqual([stage.placed.length, stage.statuses()], [2, ["1 working", "2 sent"]]);
  stage.shows(1);
  assert.deepEqual(stage.brief(alpha), ["openOrder 2 Submitted", "orderStatus 2 Submitted 0/1"]);
  again(stage, alpha);
  stage.pass(minutes(20));
  assert.equal(stage.placed.length, 2);
});

test("what waits outlives a link that is lost, and leaves when the restart that was due has not come", () => {
  const { stage } = waiting();
  stage.notices(1100);
  stage.pass(seconds(20));
  stage.notices(1102);
  stage.pass(minutes(10));
  assert.equal(stage.placed.length, 1);
  stage.pass(seconds(30));
  assert.deepEqual([stage.placed.length, stage.statuses()], [2, ["1 working", "2 sent"]]);
});

test("an order that has waited for its whole time is refused with the reason, also during the outage, and never leaves", () => {
  const { stage, alpha } = waiting(minutes(3));
  stage.pass(seconds(29));
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.told(alpha);
  stage.pass(minutes(3));
  const [refused, ended] = stage.told(alpha).filter(({ name }) => name === "error" || name === "orderStatus");
  assert.ok(refused?.name === "error" && refused.body.errorCode === 201);
  assert.match(refused.body.errorMsg, /holdfast restart: it has waited 3 minutes for the Gateway's restart to be over/);
  assert.ok(ended?.name === "orderStatus" && ended.body.status === "Cancelled");
  stage.pass(seconds(120));
  stage.greet();
  stage.recover(() => stage.shows());
  stage.pass(minutes(1));
  assert.deepEqual([stage.placed.length, stage.statuses()], [1, ["1 working", "2 discarded"]]);
});

test("a host that slept until its time and the restart were over lets it not leave late", () => {
  const { stage } = waiting(minutes(15));
  stage.now += minutes(25);
  stage.says("currentTime", { time: 1 });
  stage.pass(seconds(1));
  assert.deepEqual([stage.placed.length, stage.statuses()], [1, ["1 working", "2 discarded"]]);
});

test("a cancel ends an order that waits, and it never leaves", () => {
  const { stage, alpha } = waiting();
  stage.ask(alpha, "cancelOrder", { orderId: 2 });
  assert.deepEqual(stage.brief(alpha), ["orderStatus 2 Cancelled 0/1", "error 2 202"]);
  restarted({ stage, alpha });
  assert.deepEqual([stage.placed.length, stage.cancelled], [1, []]);
});

test("an order that waits may be changed and leaves as it was wanted last; one at the broker may not", () => {
  const { stage, alpha } = waiting();
  place(stage, alpha, 2, { totalQuantity: shares(7) });
  place(stage, alpha, 1, { totalQuantity: shares(7) });
  assert.deepEqual(stage.brief(alpha), [
    ...["openOrder 2 PendingSubmit", "orderStatus 2 PendingSubmit 0/7"],
    ...["error 1 105", "orderStatus 1 Submitted 0/1"],
  ]);
  restarted({ stage, alpha });
  assert.deepEqual(
    stage.placed.map((sent) => sent.order.totalQuantity),
    ["1", "7"],
  );
});

test("a bracket waits as one and leaves as one", () => {
  const { stage, alpha } = before(seconds(30), minutes(15));
  place(stage, alpha, 2, { transmit: false });
  stage.ask(alpha, "placeOrder", { orderId: 3, contract, order: { ...profit, parentId: 2 } });
  stage.pass(seconds(1));
  assert.equal(stage.placed.length, 1);
  restarted({ stage, alpha });
  const [, parent, child] = stage.placed;
  assert.deepEqual([parent?.order.transmit, child?.order.transmit], [false, true]);
  assert.equal(child?.order.parentId, parent?.orderId);
});

test("a child of an order that waits waits too, and does not leave when its parent is cancelled", () => {
  const { stage, alpha } = waiting();
  stage.ask(alpha, "placeOrder", { orderId: 3, contract, order: { ...profit, parentId: 2 } });
  stage.ask(alpha, "cancelOrder", { orderId: 2 });
  restarted({ stage, alpha });
  assert.deepEqual([stage.placed.length, stage.statuses()], [1, ["1 working", "2 discarded", "3 discarded"]]);
});

test("a stop whose entry has waited and has yet to take its turn leaves behind it", () => {
  const { stage, alpha } = before(seconds(30), minutes(15));
  for (let orderId = 2; orderId <= 30; orderId++) place(stage, alpha, orderId);
  stage.pass(seconds(31));
  again(stage, alpha);
  assert.ok(stage.placed.length < 30, "order 30 is the last of those that take their turns now");
  place(stage, alpha, 31, { ...stop, parentId: 30 });
  stage.pass(seconds(3));
  assert.deepEqual(
    stage.brief(alpha).filter((line) => line.includes(" 31 ")),
    [],
  );
  assert.deepEqual([stage.placed.length, stage.placed[30]?.order.parentId], [31, stage.placed[29]?.orderId]);
});

test("a stop that is placed in the instant in which its entry need not wait any more does not leave before it", () => {
  const { stage, alpha } = before(seconds(30), minutes(30));
  place(stage, alpha, 2);
  stage.pass(DUE + minutes(10) - 1 - stage.now);
  stage.now += 1;
  place(stage, alpha, 3, { ...stop, parentId: 2 });
  stage.pass(seconds(3));
  assert.deepEqual(
    stage.placed.map(({ order: { orderType } }) => orderType),
    ["LMT", "LMT", "STP"],
  );
});

test("a daemon that starts again has discarded what waited, and one that ends says so to the client", () => {
  const { stage } = waiting();
  const next = new Stage(expecting(minutes(15)), stage.entries);
  next.greet();
  next.recover();
  next.pass(minutes(30));
  assert.deepEqual([next.placed.length, next.statuses()[1]], [0, "2 discarded"]);

  const { stage: ending, alpha } = waiting();
  ending.step({ kind: "drain" });
  assert.deepEqual(ending.brief(alpha), ["error 2 201", "orderStatus 2 Cancelled 0/1"]);
  assert.equal(ending.placed.length, 1);
});

test("of one strategy a hundred orders may wait, the next is refused, another strategy's is not", () => {
  const { stage, alpha } = before(seconds(30), minutes(15));
  const beta = stage.connect(2, 2);
  for (let orderId = 2; orderId <= 101; orderId++) place(stage, alpha, orderId);
  assert.ok(!stage.names(alpha).includes("error 201"));
  place(stage, alpha, 102);
  assert.deepEqual(stage.brief(alpha), ["error 102 201", "orderStatus 102 Cancelled 0/0"]);
  stage.told(beta);
  place(stage, beta, 1);
  assert.deepEqual(stage.brief(beta), ["openOrder 1 PendingSubmit", "orderStatus 1 PendingSubmit 0/1"]);
});

test("what was cancelled while it waited makes room for what shall wait", () => {
  const { stage, alpha } = before(seconds(30), minutes(15));
  for (let orderId = 2; orderId <= 101; orderId++) place(stage, alpha, orderId);
  stage.ask(alpha, "cancelOrder", { orderId: 2 });
  stage.told(alpha);
  place(stage, alpha, 102);
  assert.deepEqual(stage.brief(alpha), ["openOrder 102 PendingSubmit", "orderStatus 102 PendingSubmit 0/1"]);
});

test("what waited for the restart does not leave on a full disk, and leaves when there is room again", () => {
  const { stage, alpha } = waiting();
  stage.step({ kind: "diskFull" });
  restarted({ stage, alpha });
  assert.deepEqual([stage.placed.length, stage.statuses()], [1, ["1 working", "2 intended"]]);
  stage.step({ kind: "diskFree" });
  stage.pass(minutes(1));
  assert.deepEqual([stage.placed.length, stage.statuses()], [2, ["1 working", "2 sent"]]);
});

test("a bot that places and cancels all through a restart leaves nothing behind that waits", (t) => {
  const { stage, alpha } = before(seconds(30), minutes(15));
  const { mock } = t.mock.method(RestartHolds.prototype, "hold");
  for (let orderId = 2; orderId <= 300; orderId++) {
    place(stage, alpha, orderId);
    stage.ask(alpha, "cancelOrder", { orderId });
  }
  const holds = mock.calls[0]!.this as RestartHolds;
  assert.ok(mock.callCount() === 299 && holds.keys.size <= 1, `${holds.keys.size} of ${mock.callCount()}`);
});
