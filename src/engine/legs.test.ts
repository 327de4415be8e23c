/** Legs of brackets at the broker: there, as they were placed, and able to work for as long as their entry's position lives. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  ALPHA,
  alerts,
  causes,
  ends,
  fills,
  hundred,
  opens,
  place,
  positionIs,
  sendsBracket,
  showsAll,
} from "../../test/engine/bracket.ts";
import { contract, order, profit, ready, type Stage, shares, stop, underWay } from "../../test/engine/stage.ts";
import type { Instant } from "../base/time.ts";

const details = (stage: Stage): string[] => alerts(stage).map(({ cause, detail }) => `${cause}: ${detail}`);

test("a leg that the broker never shows is missed within five seconds, and no more once it is shown", () => {
  const stage = ready();
  sendsBracket(stage);
  stage.shows(0, { status: "PreSubmitted" });
  stage.shows(1, { status: "PreSubmitted" });
  stage.pass(3_400);
  assert.deepEqual(causes(stage), []);
  stage.pass(500);
  assert.deepEqual(details(stage), [
    "leg-missing: SELL 100 AAPL STP (order 3): it was sent and the broker has not shown it",
  ]);
  stage.shows(2, { status: "PreSubmitted" });
  assert.deepEqual(causes(stage), []);
});

test("while the disk keeps a bracket back nobody misses its legs; its time begins when it leaves", () => {
  const stage = ready();
  sendsBracket(stage);
  stage.diskMs = 500;
  stage.step({ kind: "deadline" });
  stage.pass(10_000);
  assert.deepEqual(causes(stage), []);
  stage.diskMs = 0;
  stage.step({ kind: "deadline" });
  stage.pass(3_800);
  assert.deepEqual(causes(stage), []);
  stage.pass(400);
  assert.deepEqual(causes(stage), ["leg-missing", "leg-missing", "leg-missing"]);
});

test("a bracket that the disk has kept back has its time from its end on, also when nothing else happened meanwhile", () => {
  const stage = ready();
  sendsBracket(stage);
  const since = (stage.now - 500) as Instant;
  stage.now += 3_000;
  stage.engine.diskAnswered(since, stage.now as Instant);
  stage.step({ kind: "deadline" });
  stage.pass(3_800);
  assert.deepEqual(causes(stage), []);
  stage.pass(400);
  assert.deepEqual(causes(stage), ["leg-missing", "leg-missing", "leg-missing"]);
});

test("a disk that is slow again and again behind a bracket that has left excuses none of its legs", () => {
  const stage = ready();
  sendsBracket(stage);
  for (const n of [0, 1]) stage.shows(n, { status: "PreSubmitted" });
  for (let round = 0; round < 50; round++) {
    stage.syncs(50);
  }
  assert.deepEqual(causes(stage), ["leg-missing"]);
});

test("a machine that sleeps under a bracket misses its legs only when they are not shown after it woke", () => {
  for (const isShown of [true, false]) {
    const stage = ready();
    sendsBracket(stage);
    stage.now += 6_000;
    stage.step({ kind: "deadline" });
    assert.deepEqual(causes(stage), [], "what the Gateway has said meanwhile is still to be heard");
    if (isShown) for (const n of [0, 1, 2]) stage.shows(n, { status: "PreSubmitted" });
    stage.pass(3_900);
    assert.deepEqual(causes(stage), []);
    stage.pass(200);
    assert.equal(causes(stage).length, isShown ? 0 : 3);
  }
});

test("a leg of which the broker tells a status only is there", () => {
  const stage = ready();
  sendsBracket(stage);
  for (const n of [0, 1]) stage.shows(n, { status: "PreSubmitted" });
  const { orderId } = stage.placed[2]!;
  stage.says("orderStatus", { orderId, clientId: 100, permId: 502, status: "PreSubmitted", remaining: shares(100) });
  stage.pass(60_000);
  assert.deepEqual(causes(stage), []);
});

test("a child that the broker refuses while its entry works is missing; a refused entry takes its children along", () => {
  const stage = ready();
  sendsBracket(stage);
  stage.shows(0);
  stage.shows(2, { status: "PreSubmitted" });
  stage.refuses(stage.placed[1]!.orderId, 201, "Order rejected - reason:no");
  stage.pass(5_000);
  assert.deepEqual(details(stage), ["leg-missing: SELL 100 AAPL LMT (order 2): it is rejected while its entry works"]);
  ends(stage, 0, "Cancelled");
  ends(stage, 2, "Cancelled");
  assert.deepEqual(causes(stage), []);
});

test("legs that end with their entry, after a sibling's fill, or because their bot wants it are not missed", () => {
  const entryCancelled = ready();
  sendsBracket(entryCancelled);
  showsAll(entryCancelled);
  for (const n of [2, 1, 0]) ends(entryCancelled, n, "Cancelled");
  entryCancelled.pass(60_000);
  assert.deepEqual(causes(entryCancelled), []);

  const targetFilled = opens(ready());
  ends(targetFilled, 2, "Cancelled");
  targetFilled.pass(2_000);
  fills(targetFilled, 1, 100);
  targetFilled.pass(60_000);
  assert.equal(targetFilled.logged("alert"), 0);

  const wanted = opens(ready());
  wanted.ask(ALPHA, "cancelOrder", { orderId: 2 });
  wanted.pass(200);
  ends(wanted, 1, "Cancelled");
  wanted.pass(60_000);
  assert.equal(wanted.logged("alert"), 0);
});

test("a leg that its bot wants gone, and says so twice, is not missed when the first cancel has ended it", () => {
  const stage = opens(ready());
  const { orderId } = stage.placed[1]!;
  for (let i = 0; i < 2; i++) {
    stage.ask(ALPHA, "cancelOrder", { orderId: 2 });
    stage.pass(200);
  }
  stage.says("orderStatus", { orderId, clientId: 100, permId: 501, status: "PendingCancel" });
  stage.refuses(orderId, 10148, underWay(orderId));
  ends(stage, 1, "Cancelled");
  stage.pass(60_000);
  assert.deepEqual(causes(stage), []);
});

test("what the broker shows otherwise than it was placed is named field by field", () => {
  const stage = ready();
  sendsBracket(stage, { stop: { tif: "GTC", outsideRth: true, triggerMethod: 2 } });
  stage.shows(0);
  stage.shows(1, { status: "PreSubmitted", lmtPrice: 11, parentId: 0 });
  stage.shows(2, {
    ...{ status: "PreSubmitted", auxPrice: 8, totalQuantity: shares(90), action: "BUY" },
    ...{ tif: "DAY", outsideRth: false, triggerMethod: 1 },
  });
  stage.pass(2_000);
  const parent = stage.placed[0]!.orderId;
  assert.deepEqual(details(stage), [
    `leg-different: SELL 100 AAPL LMT (order 2): lmtPrice 11 instead of 12; parentId 0 instead of its parent's ${parent}`,
    "leg-different: SELL 100 AAPL STP (order 3): action BUY instead of SELL; totalQuantity 90 instead of 100; " +
      "auxPrice 8 instead of 9; tif DAY instead of GTC; outsideRth false instead of true; triggerMethod 1 instead of 2",
  ]);
  stage.shows(1, { status: "PreSubmitted" });
  stage.shows(2, { status: "PreSubmitted" });
  assert.deepEqual(causes(stage), []);
});

test("what a broker fills in, moves or reduces by its own rules is no difference", () => {
  const stage = ready();
  const trailing = { orderType: "TRAIL LIMIT", auxPrice: 0.5, lmtPrice: 9, trailStopPrice: 9.1 };
  sendsBracket(stage, { stop: trailing, target: { tif: "" } });
  stage.shows(0, { tif: "DAY", trailStopPrice: 11 });
  stage.shows(1, {
    status: "PreSubmitted",
    tif: "DAY",
    ocaGroup: "500",
    ocaType: 3,
    outsideRth: true,
    triggerMethod: 2,
  });
  stage.shows(2, { status: "PreSubmitted", lmtPrice: 9.7, trailStopPrice: 9.8, ocaGroup: "500" });
  fills(stage, 0, 100);
  positionIs(stage, 100);
  fills(stage, 1, 40);
  stage.shows(2, { status: "PreSubmitted", lmtPrice: 9.9, totalQuantity: shares(60), ocaGroup: "500", parentId: 0 });
  stage.pass(60_000);
  assert.equal(stage.logged("alert"), 0);
});

test("a stop's price is not that of its limit, and a limit that nobody sent is no difference", () => {
  const stage = ready();
  sendsBracket(stage);
  stage.shows(0);
  stage.shows(1, { status: "PreSubmitted" });
  stage.shows(2, { status: "PreSubmitted", lmtPrice: 10.2 });
  stage.pass(10_000);
  assert.equal(stage.logged("alert"), 0);
});

test("a stop that comes back from a reconnect with another price is different, at once after recovery", () => {
  const stage = opens(ready());
  stage.reconnect();
  stage.recover(() => {
    stage.shows(1, { status: "PreSubmitted" });
    stage.shows(2, { status: "PreSubmitted", auxPrice: 5 });
    positionIs(stage, 100);
  });
  stage.pass(1_500);
  assert.deepEqual(details(stage), ["leg-different: SELL 100 AAPL STP (order 3): auxPrice 5 instead of 9"]);
});

test("a stop that no list shows after a reconnect is of unknown fate, and the position unprotected", () => {
  const stage = opens(ready());
  stage.reconnect();
  stage.recover(() => {
    stage.shows(1, { status: "PreSubmitted" });
    positionIs(stage, 100);
  });
  stage.pass(6_000);
  assert.deepEqual(causes(stage).toSorted(), ["order-unknown", "unprotected"]);
});

test("while a change is on its way neither its old nor its new terms are a difference", () => {
  const stage = opens(ready());
  place(stage, 3, { ...stop, ...hundred, parentId: 1, auxPrice: 8 });
  stage.pass(10_000);
  assert.deepEqual(causes(stage), []);
  stage.shows(2, { status: "PreSubmitted", auxPrice: 8 });
  stage.pass(10_000);
  assert.deepEqual(causes(stage), []);
  stage.shows(2, { status: "PreSubmitted", auxPrice: 7 });
  stage.pass(1_500);
  assert.deepEqual(details(stage), ["leg-different: SELL 100 AAPL STP (order 3): auxPrice 7 instead of 8"]);
});

test("a stop without outsideRth under an entry with it sleeps, and is told of at once", () => {
  const stage = ready();
  sendsBracket(stage, { entry: { outsideRth: true } });
  assert.deepEqual(causes(stage), ["stop-sleeps"]);
  stage.shows(0);
  stage.shows(2, { status: "PreSubmitted", outsideRth: true });
  assert.deepEqual(causes(stage), []);
  const awake = ready();
  sendsBracket(awake, { entry: { outsideRth: true }, stop: { outsideRth: true } });
  assert.deepEqual(causes(awake), []);
});

test("a DAY stop ends today under an entry that is good until cancelled, once that has filled", () => {
  const stage = ready();
  sendsBracket(stage, { entry: { tif: "GTC" }, stop: { tif: "DAY" } });
  showsAll(stage);
  assert.deepEqual(causes(stage), []);
  fills(stage, 0, 100);
  assert.deepEqual(causes(stage), ["stop-ends-today"]);
  ends(stage, 1, "Cancelled");
  fills(stage, 2, 100);
  assert.deepEqual(causes(stage), []);
});

test("a DAY stop on a position of yesterday ends today; a GTC stop does not", () => {
  const days = 86_400_000;
  const stage = opens(ready(), { entry: { tif: "DAY" }, stop: { tif: "DAY" } });
  assert.deepEqual(causes(stage), []);
  stage.wallAheadMs = days;
  stage.pass(60_000);
  assert.deepEqual(causes(stage), ["stop-ends-today"]);
  const lasting = opens(ready(), { entry: { tif: "GTC" }, stop: { tif: "GTC" } });
  lasting.wallAheadMs = days;
  lasting.pass(60_000);
  assert.deepEqual(causes(lasting), []);
});

test("orders without a family are nobody's legs", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  place(stage, 1, { ...order, ...hundred });
  place(stage, 2, { ...profit, ...hundred }, contract);
  stage.pass(500);
  stage.shows(0, { lmtPrice: 9 });
  stage.pass(60_000);
  assert.ok(!causes(stage).some((cause) => cause.startsWith("leg-")));
});
