/** Orders and cancels while the disk has no room. */
import assert from "node:assert/strict";
import test from "node:test";
import { Books, guest, History, openOrder, placement } from "../../../test/sim/oracleStage.ts";
import { fullDisk } from "./i25-full-disk.ts";

const alert = { cause: "disk-full", detail: "the reserve is gone" };
const raised = { kind: "alertRaised", alert };
const ended = { kind: "alertEnded", alert, reason: "room" };
const intended = { kind: "orderIntended", legs: [placement()] };
const cancel = { name: "cancelOrder", orderId: 1 } as const;

/** Client 1's order 1 works as order 5, and then the disk is full. */
function full(books = new Books()): History {
  books.put("Submitted");
  const history = new History(fullDisk, undefined, books).logged("ready").journaled(intended);
  history.journaled({ kind: "orderSending", key: "alpha-0abc-1", orderId: 5, frame: "new" }).heard(openOrder({}));
  return history.at(1_000).journaled(raised).at(2_000);
}

test("no order is intended from the alert of a full disk to its end", () => {
  const other = { kind: "orderIntended", legs: [placement({ key: "alpha-0abc-2", clientOrderId: 2 })] };
  assert.deepEqual(full().journaled(other).sentences, [
    "alpha-0abc-2 was intended though the disk is full since 1000 ms: that is new risk",
  ]);
  assert.deepEqual(full().journaled(ended).journaled(other).sentences, []);
});

test("a cancel that is asked for on a full disk leaves within a bound", () => {
  const asked = (): History => full().asked(cancel, guest(1)).at(12_000).readiness(true);
  assert.deepEqual(asked().sentences, []);
  assert.deepEqual(asked().at(18_000).readiness(true).sentences, [
    "the cancel of alpha-0abc-1, asked for at 2000 ms on a full disk, has not left: it was to be durable",
  ]);
  assert.deepEqual(
    asked()
      .sent({ ...cancel, orderId: 5 })
      .at(18_000)
      .readiness(true).sentences,
    [],
  );
});

test("a disk that is slow as well, and a process that stands still, keep a cancel for longer", () => {
  for (const fault of ["disk-slow", "process-frozen"]) {
    const held = (): History =>
      full().asked(cancel, guest(1)).at(16_000).troubled("disk-full", fault).at(22_000).readiness(true);
    assert.deepEqual(held().sentences, []);
    assert.equal(held().at(32_000).readiness(true).sentences.length, 1);
  }
});

test("a cancel that cannot be read is none, and its client is told so at once", () => {
  const told = (code: number, id = 1, afterMs = 0): number => {
    const history = full()
      .asked(cancel, guest(1))
      .at(2_000 + afterMs);
    history.told({ name: "error", id, code, text: "Error reading request." }, guest(1));
    return history.at(18_000).readiness(true).sentences.length;
  };
  assert.equal(told(320), 0);
  assert.deepEqual([told(161), told(320, 2), told(320, 1, 500)], [1, 1, 1]);
});

test("a daemon that is not linked, or has stopped, owes nothing, and an order that has ended needs nothing", () => {
  const asked = (books = new Books()): History => full(books).asked(cancel, guest(1));
  assert.deepEqual(asked().logged("session-lost").at(60_000).readiness(false).sentences, []);
  assert.deepEqual(asked().ended(1).logged("ready").at(60_000).readiness(true).sentences, []);
  const books = new Books();
  const history = asked(books);
  books.put("Filled");
  assert.deepEqual(history.at(60_000).readiness(true).sentences, []);
});

test("a daemon that has its reserve does not stop for want of room", () => {
  const reason = "the journal main.journal failed (main.journal: ENOSPC, write: ENOSPC)";
  const stops = (...before: readonly string[]): readonly string[] => {
    const history = full();
    for (const event of before) history.logged(event);
    return history.logged("exit", { code: 1, reason }).ended(1).sentences;
  };
  assert.match(stops().join(), /^daemon stopped because its disk has no room .* and had not used its reserve$/);
  assert.deepEqual(stops("journal-reserve-given-up"), []);
  assert.deepEqual(stops("journal-reserve-not-made"), []);
});

test("what a daemon owes is owed whoever else ends", () => {
  for (const host of ["bot11", "daemon#2", "standby"]) {
    const history = full().asked(cancel, guest(1)).ended(1, host).at(18_000).readiness(true);
    assert.equal(history.sentences.length, 1, host);
  }
});

test("a disk without room is that of one machine", () => {
  const other = { kind: "orderIntended", legs: [placement({ key: "alpha-0abc-2", clientOrderId: 2 })] };
  assert.deepEqual(full().journaled(other, "standby").sentences, []);
  assert.equal(full().journaled(ended, "standby").journaled(other).sentences.length, 1);
});
