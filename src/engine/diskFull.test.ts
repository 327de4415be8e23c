/** A disk without room: risk is not added, what takes it away goes on, and somebody is told as long as it lasts. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage, shares } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";
import type { IncomingBody } from "../wire/codec.ts";

const ten = { ...order, totalQuantity: shares(10) };

/** Order 1 rests for ten shares, and the disk is full. */
function full(): { stage: Stage; alpha: ConnId } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: ten });
  stage.shows();
  stage.told(alpha);
  stage.step({ kind: "diskFull" });
  return { stage, alpha };
}

const errors = (stage: Stage, conn: ConnId): string[] =>
  stage.told(conn).flatMap(({ name, body }) => {
    const { id, errorCode, errorMsg } = body as IncomingBody<"error">;
    return name === "error" ? [`${id} ${errorCode} ${errorMsg.split(" against ")[0]}`] : [];
  });

const causes = (stage: Stage): unknown[] => (stage.answer("alerts") as { cause: string }[]).map(({ cause }) => cause);
const FULL = "holdfast disk: the disk of the state directory is full";

test("new orders and changes for more are refused at the gate, and leave nothing in the journal", () => {
  const { stage, alpha } = full();
  const before = stage.entries.length;
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order: ten });
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...ten, totalQuantity: shares(11) } });
  assert.deepEqual(errors(stage, alpha), [`2 201 Order rejected - reason:${FULL}`, `1 105 ${FULL}`]);
  assert.deepEqual([stage.placed.length, stage.entries.length], [1, before]);
});

test("cancels leave, and so do changes that are not for more", () => {
  const { stage, alpha } = full();
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...ten, lmtPrice: 9 } });
  assert.equal(stage.placed.length, 2);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.equal(stage.cancelled.length, 1);
  assert.deepEqual(errors(stage, alpha), []);
});

test("whoever asks for the status is told the alert: the session is as ready as before", () => {
  const { stage } = full();
  const { readiness, alerts } = stage.answer("status") as {
    readiness: { ready: boolean };
    alerts: { cause: string }[];
  };
  assert.deepEqual([readiness.ready, alerts.map(({ cause }) => cause)], [true, ["disk-full"]]);
});

test("the alert holds until there is a reserve again, and then orders are taken", () => {
  const { stage, alpha } = full();
  stage.step({ kind: "diskFull" });
  assert.deepEqual(causes(stage), ["disk-full"]);
  stage.step({ kind: "diskFree" });
  assert.deepEqual(causes(stage), []);
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order: ten });
  assert.equal(stage.placed.length, 2);
});

test("an alert that a restart finds is over when the reserve stands", () => {
  const { stage } = full();
  const [raised] = stage.entries.filter(({ kind }) => kind === "alertRaised");
  const again = ready();
  again.engine.restore([{ at: 0 as never, entry: raised! }]);
  assert.deepEqual(causes(again), ["disk-full"]);
  again.step({ kind: "diskFree" });
  assert.deepEqual(causes(again), []);
});
