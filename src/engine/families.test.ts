/** Brackets: legs leave with their family, in its order, and never without their parent. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, profit, ready, Stage, stop } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";

const held = { transmit: false };

/** What left: order type, the position of its parent among the frames (0 for none), and whether it transmits. */
const family = (stage: Stage, from = 0): string[] =>
  stage.placed.slice(from).map(({ order: { action, orderType, parentId, transmit } }) => {
    const parent = parentId === 0 ? 0 : stage.placed.findIndex((frame) => frame.orderId === parentId) + 1;
    return `${action} ${orderType} of ${parent}${transmit ? ", transmits" : ""}`;
  });

function place(stage: Stage, conn: ConnId, orderId: number, content: object): void {
  stage.ask(conn, "placeOrder", { orderId, contract, order: content });
}

test("a parent that transmits last leaves alone, and its held children wait for a leg of their own", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  place(stage, alpha, 1, { ...order, ...held });
  place(stage, alpha, 2, { ...profit, parentId: 1, ...held });
  place(stage, alpha, 3, { ...stop, parentId: 1, ...held });
  place(stage, alpha, 1, order);
  stage.pass(1_000);
  assert.deepEqual(family(stage), ["BUY LMT of 0, transmits"]);
  assert.deepEqual(stage.statuses(), ["1 sent", "2 held", "3 held"]);
  place(stage, alpha, 3, { ...stop, parentId: 1 });
  stage.pass(1_000);
  assert.deepEqual(family(stage, 1), ["SELL LMT of 1", "SELL STP of 1, transmits"]);
});

test("a great-grandchild releases its whole family, ancestors first", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  place(stage, alpha, 1, { ...order, ...held });
  place(stage, alpha, 2, { ...profit, parentId: 1, ...held });
  place(stage, alpha, 3, { ...order, parentId: 2, ...held });
  place(stage, alpha, 4, { ...stop, parentId: 3 });
  stage.pass(1_000);
  assert.deepEqual(family(stage), ["BUY LMT of 0", "SELL LMT of 1", "BUY LMT of 2", "SELL STP of 3, transmits"]);
});

test("a child placed over a new connection leaves after its parent, which still waits from the old one", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (let id = 1; id <= 30; id++) place(stage, alpha, id, order);
  stage.step({ kind: "clientClosed", conn: alpha, code: "" });
  assert.ok(stage.placed.length < 30, "the parent waits");
  place(stage, stage.connect(2, 1), 31, { ...stop, parentId: 30 });
  stage.pass(2_000);
  assert.deepEqual(family(stage, 29), ["BUY LMT of 0, transmits", "SELL STP of 30, transmits"]);
});

test("a held leg placed again without its parent leaves alone: nobody has asked for the entry to leave", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  place(stage, alpha, 1, { ...order, ...held });
  place(stage, alpha, 2, { ...stop, parentId: 1, ...held });
  place(stage, alpha, 2, stop);
  stage.pass(1_000);
  assert.deepEqual(family(stage), ["SELL STP of 0, transmits"]);
  assert.deepEqual(stage.statuses(), ["1 held", "2 sent"]);
  place(stage, alpha, 1, order);
  stage.pass(1_000);
  for (const n of [0, 1]) stage.shows(n);
  stage.shows(0, { status: "Cancelled" });
  stage.pass(10_000);
  assert.deepEqual(stage.answer("alerts"), [], "nor is it missed as a leg of that");
});

test("a held leg placed again under a parent gets that parent", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  place(stage, alpha, 1, { ...order, ...held });
  place(stage, alpha, 2, { ...stop, ...held });
  place(stage, alpha, 2, { ...stop, parentId: 1 });
  stage.pass(1_000);
  assert.deepEqual(family(stage), ["BUY LMT of 0", "SELL STP of 1, transmits"]);
});

test("no leg becomes its own ancestor: a parent is always the older order", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  place(stage, alpha, 1, { ...order, ...held });
  place(stage, alpha, 2, { ...stop, parentId: 1, ...held });
  stage.told(alpha);
  for (const parentId of [1, 2]) place(stage, alpha, 1, { ...order, parentId });
  assert.deepEqual(stage.brief(alpha), ["error 1 105", "error 1 105"]);
  place(stage, alpha, 3, { ...profit, parentId: 2 });
  stage.pass(1_000);
  assert.equal(stage.placed.length, 3);
});

test("when the transmitting leg is cancelled before it leaves, the last remaining one transmits", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (let id = 1; id <= 6; id++) place(stage, alpha, id, order);
  place(stage, alpha, 7, { ...order, ...held });
  place(stage, alpha, 8, { ...profit, parentId: 7, ...held });
  place(stage, alpha, 9, { ...stop, parentId: 7 });
  stage.ask(alpha, "cancelOrder", { orderId: 9 });
  stage.pass(1_000);
  assert.deepEqual(family(stage, 6), ["BUY LMT of 0", "SELL LMT of 7, transmits"]);
});

test("when the parent is cancelled before it leaves, no child leaves", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (let id = 1; id <= 6; id++) place(stage, alpha, id, order);
  place(stage, alpha, 7, order);
  place(stage, alpha, 8, { ...stop, parentId: 7 });
  stage.ask(alpha, "cancelOrder", { orderId: 7 });
  stage.pass(1_000);
  assert.equal(stage.placed.length, 6);
  assert.deepEqual(stage.statuses().slice(6), ["7 discarded", "8 discarded"]);
});

test("held legs end with the session: discarded, logged, told, and never released afterwards", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  place(stage, alpha, 1, { ...order, ...held });
  stage.told(alpha);
  stage.reconnect();
  stage.recover();
  assert.deepEqual(stage.statuses(), ["1 discarded"]);
  assert.equal(stage.logged("held-leg-discarded"), 1);
  assert.deepEqual(stage.brief(alpha).slice(0, 2), ["orderStatus 1 Cancelled 0/1", "error 1 202"]);
  place(stage, alpha, 2, { ...stop, parentId: 1 });
  stage.pass(1_000);
  assert.equal(stage.placed.length, 0);
});

test("held legs end with the process: discarded, logged, and a hundred of them leave room for the next", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (let id = 1; id <= 100; id++) place(stage, alpha, id, { ...order, ...held });
  const again = new Stage(config, stage.entries);
  assert.equal(again.logged("held-leg-discarded"), 100);
  again.greet();
  again.recover();
  const back = again.connect(1, 1);
  again.told(back);
  place(again, back, 101, { ...order, ...held });
  assert.deepEqual(again.brief(back), []);
  assert.equal(again.statuses().at(-1), "101 held");
});
