/** Expected downtimes on the stage: before the Gateway's own restart no new order leaves that it would swallow. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, Stage, shares } from "../../test/engine/stage.ts";
import { minutes, seconds, type WallMs } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";

/** The restart is due so long after the stage's beginning, and may take ten minutes. */
const DUE = minutes(10);
const restart = { kind: "restart", from: DUE as WallMs, to: (DUE + minutes(10)) as WallMs } as const;

/** A ready session with a client, so long before the restart; order 1 works. */
function before(ms: number): { stage: Stage; alpha: ConnId } {
  const stage = new Stage({ ...config, gateway: { ...config.gateway, downtimes: [restart] } });
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

test("before a restart a cancel and a preview leave, and a change is refused as a change", () => {
  const { stage, alpha } = before(seconds(30));
  place(stage, alpha, 1, { totalQuantity: shares(2) });
  assert.deepEqual(stage.brief(alpha), ["error 1 105"]);
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
    stage.reconnect();
    stage.recover(() => stage.shows());
    stage.told(alpha);
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
