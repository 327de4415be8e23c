/**
 * The disk of the state directory fills, fails and vanishes under a running daemon (RELIABILITY R6, I2, I25): nothing leaves
 * and nothing is told that is not durable, cancels leave from the reserve, and when there is room again orders are taken.
 */
import assert from "node:assert/strict";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { mountMissing, snare, straceMissing, tearDown } from "../rig/rig.ts";
import { Scene } from "./disk/scene.ts";
import { journalFiles } from "./kill/segment.ts";

after(tearDown);

const skip = mountMissing();
/** Room for the reserve and for a few hundred orders. */
const ROOMY_KB = 12_288;
/** An order takes a few kilobytes at most. */
const ORDERS_MAX = 2_000;
/** Cancels of so many take more than is left in a page of the disk. */
const RESTING = 12;
/** The reserve is made again within 10 s. */
const ROOM_MS_MAX = 30_000;

/** Fills the disk and places until an order is refused; answers the last that was taken. */
async function filled(scene: Scene): Promise<number> {
  scene.disk.fill();
  let taken = 0;
  for (let i = 0; i < ORDERS_MAX; i++) {
    const { orderId, outcome } = await scene.place();
    if (outcome !== "taken") {
      assert.equal(outcome.code, 201);
      assert.match(outcome.text, /holdfast disk: the disk of the state directory is full/);
      return taken;
    }
    taken = orderId;
  }
  return assert.fail("the disk did not fill");
}

test("a disk that fills: new orders are refused, cancels leave, and with room again orders are taken", {
  skip,
}, async (t) => {
  const scene = await Scene.start(t, ROOMY_KB);
  const resting = (await scene.place()).orderId;
  for (const _ of ["full", "full again while it runs"]) {
    const last = await filled(scene);
    assert.deepEqual(await scene.alerts(), ["disk-full"]);
    assert.deepEqual(await scene.unintended(), []);
    if (last > 0) await scene.cancel(last);
    assert.equal((await scene.place()).outcome === "taken", false, "a cancel made no room for orders");
    scene.disk.free();
    await scene.alertsBecome([], ROOM_MS_MAX);
    assert.equal((await scene.place()).outcome, "taken");
  }
  await scene.cancel(resting);
  const { orderRef, status } = (await scene.orders())[0]!;
  assert.equal(status, "Cancelled", orderRef);
});

test("a disk without any room left: the daemon stops, what it could not write did not leave, and the next one goes on", {
  skip,
}, async (t) => {
  const scene = await Scene.start(t, ROOMY_KB);
  const resting: number[] = [];
  for (let i = 0; i < RESTING; i++) resting.push((await scene.place()).orderId);
  await filled(scene);
  // The reserve is room for cancels, and now it is gone as well.
  scene.disk.fill();
  for (const orderId of resting) {
    if (scene.daemon.child.exit !== undefined) break;
    await Promise.race([scene.cancel(orderId).catch(() => {}), scene.daemon.child.exited]);
  }
  assert.match(
    await scene.sentence(scene.daemon),
    /^holdfast: the journal main.*journal failed .*ENOSPC.* Nothing more is sent/,
  );
  assert.deepEqual(await scene.unintended(), []);
  scene.disk.free();
  await scene.open();
  const working = (await scene.orders()).filter(({ status }) => status !== "Cancelled");
  assert.ok(working.length > 0, "no cancel was too much for the disk");
  assert.deepEqual(scene.openOrders, working.map(({ permId }) => permId).sort());
  assert.equal((await scene.place()).outcome, "taken");
});

for (const kilobytes of [64, 512, 4_096])
  test(`a disk of ${kilobytes} kB, too small for the reserve: no order is taken, and it says why`, {
    skip,
  }, async (t) => {
    const scene = await Scene.start(t, kilobytes);
    const { outcome } = await scene.place();
    assert.ok(outcome !== "taken");
    assert.match(outcome.text, /holdfast disk: /);
    assert.deepEqual(await scene.alerts(), ["disk-full"]);
    assert.deepEqual(await scene.orders(), []);
  });

test("a disk that becomes read-only: not while the journal is open, and no daemon starts on one", {
  skip,
}, async (t) => {
  const scene = await Scene.start(t, ROOMY_KB);
  assert.match(scene.disk.readOnly(true) ?? "", /busy/);
  assert.equal((await scene.place()).outcome, "taken");
  await scene.daemon.kill();
  assert.equal(scene.disk.readOnly(true), undefined);
  assert.match(await scene.sentence(), /^holdfast: the state directory \S+ cannot be .*(read-only|readonly)/i);
  assert.equal(scene.disk.readOnly(false), undefined);
  await scene.open();
  assert.equal((await scene.place()).outcome, "taken");
});

/** Nobody was told of it and nothing has left, so nothing of it is kept: a start would take for durable what it reads from memory. */
const FAILURES = [
  { what: "a write to the journal fails", call: "write", error: "EROFS" },
  { what: "a sync of the journal fails", call: "fdatasync", error: "EIO" },
] as const;

for (const { what, call, error } of FAILURES)
  test(`${what} with ${error}: the daemon stops, and nothing of it has left or was told`, {
    skip: skip || straceMissing(),
  }, async (t) => {
    const scene = await Scene.start(t, ROOMY_KB);
    assert.equal((await scene.place()).outcome, "taken");
    const { pid } = scene.daemon.child;
    await snare({ pid, call, error, on: journalFiles(scene.daemon.stateDir), nth: 1 });
    const orderId = scene.send();
    assert.match(await scene.sentence(scene.daemon), new RegExp(`the journal main.*journal failed .*${error}`));
    const told = scene.client.messages.filter(
      ({ name, body }) => name === "openOrder" && body.order.orderId === orderId,
    );
    assert.deepEqual(told, []);
    assert.equal((await scene.orders()).length, 1);
    await scene.open();
    assert.equal((await scene.place()).outcome, "taken");
    assert.equal((await scene.orders()).length, 2);
  });

test("a state directory that is deleted under the daemon: it stops, and what it could not keep did not leave", {
  skip,
}, async (t) => {
  const scene = await Scene.start(t, ROOMY_KB);
  assert.equal((await scene.place()).outcome, "taken");
  for (const name of readdirSync(scene.daemon.stateDir)) rmSync(join(scene.daemon.stateDir, name));
  const orderId = scene.send();
  assert.match(
    await scene.sentence(scene.daemon),
    /^holdfast: the journal main\.journal failed .*the file was removed/,
  );
  const told = scene.client.messages.filter(({ name, body }) => name === "openOrder" && body.order.orderId === orderId);
  assert.deepEqual(told, []);
  assert.equal((await scene.orders()).length, 1);
});
