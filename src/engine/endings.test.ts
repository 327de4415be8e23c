/** How orders end: never too early, never without being told, and each end once. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage, shares } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";
import type { IncomingBody } from "../wire/codec.ts";

const hundred = { ...order, totalQuantity: shares(100) };

/** A resting order 1 for a hundred shares, and then another session with the Gateway. */
function outage(): { stage: Stage; alpha: ConnId } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: hundred });
  stage.shows();
  stage.reconnect();
  stage.told(alpha);
  return { stage, alpha };
}

/** The broker's list of completed orders has a row for order 1. */
function completed(stage: Stage, status: string, changed: object = {}): void {
  const { order: placed } = stage.placed[0]!;
  stage.says("completedOrder", { contract, order: { ...placed, permId: 500, ...changed }, orderState: { status } });
}

function executed(stage: Stage, count: number): void {
  const fill = { shares: shares(count), cumQty: shares(count), avgPrice: 9.5 };
  stage.executes(0, fill, stage.lastReqId("reqExecutions"));
}

/** What the client heard of its order's end: status, filled, remaining, average price. */
const ends = (stage: Stage, conn: ConnId): unknown[] =>
  stage.told(conn).flatMap(({ name, body }) => {
    if (name !== "orderStatus") return [];
    const { status, filled, remaining, avgFillPrice } = body as IncomingBody<"orderStatus">;
    return [[status, filled, remaining, avgFillPrice]];
  });

const FILLED = ["Filled", "100", "0", 9.5];

test("executions of a combination's legs do not fill the combination", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  const leg = { ratio: 1, exchange: "SMART" };
  const comboLegs = [
    { ...leg, conId: 1, action: "BUY" },
    { ...leg, conId: 2, action: "SELL" },
  ];
  const bag = { symbol: "AAPL", secType: "BAG", exchange: "SMART", currency: "USD", comboLegs };
  stage.ask(alpha, "placeOrder", { orderId: 1, contract: bag, order: { ...order, totalQuantity: shares(10) } });
  const { orderId } = stage.shows();
  stage.executes(0, { shares: shares(100), cumQty: shares(100) });
  assert.deepEqual(stage.statuses(), ["1 working"]);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.deepEqual(stage.cancelled, [orderId]);
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "Filled", filled: shares(10) });
  assert.deepEqual(stage.statuses(), ["1 filled"]);
});

test("a fill during an outage is told once, with the executions' price, when the completed list comes first", () => {
  const { stage, alpha } = outage();
  completed(stage, "Filled", { filledQuantity: shares(100) });
  stage.says("completedOrdersEnd");
  executed(stage, 100);
  stage.recover();
  assert.deepEqual(ends(stage, alpha), [FILLED]);
});

test("a fill during an outage is told once when the executions come first", () => {
  const { stage, alpha } = outage();
  executed(stage, 100);
  stage.recover(() => completed(stage, "Filled", { filledQuantity: shares(100) }));
  assert.deepEqual(ends(stage, alpha), [FILLED]);
});

test("a fill during an outage is told once when the completed list does not know the order any more", () => {
  const { stage, alpha } = outage();
  executed(stage, 100);
  stage.recover();
  assert.deepEqual(ends(stage, alpha), [FILLED]);
});

test("what executions make whole is filled also where another price was on its way", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: hundred });
  stage.shows();
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...hundred, lmtPrice: 11 } });
  stage.pass(200);
  stage.reconnect();
  stage.told(alpha);
  executed(stage, 100);
  stage.recover();
  assert.deepEqual(ends(stage, alpha), [FILLED]);
  assert.deepEqual(stage.statuses(), ["1 filled"]);
});

test("an execution that only a list tells shows no order alive: it is unknown, and no change of it leaves", () => {
  for (const seenBefore of [true, false]) {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: hundred });
    stage.pass(200);
    if (seenBefore) stage.shows();
    stage.reconnect();
    executed(stage, 40);
    stage.recover();
    assert.deepEqual(stage.statuses(), ["1 unknown"]);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...hundred, lmtPrice: 11 } });
    stage.pass(200);
    assert.equal(stage.placed.length, 1, "to a Gateway that has forgotten the order a change is a new one");
    stage.shows(0, { totalQuantity: shares(100) });
    stage.pass(200);
    assert.equal(stage.placed.length, 2);
  }
});

test("nor does one that a later list tells of an order of unknown fate; one that is pushed does", () => {
  for (const told of ["pushed", "listed"]) {
    const { stage, alpha } = outage();
    stage.recover();
    stage.ask(alpha, "reqExecutions", { reqId: 9, filter: {} });
    stage.pass(200);
    const fill = { shares: shares(40), cumQty: shares(40), avgPrice: 9.5 };
    stage.executes(0, fill, told === "pushed" ? -1 : stage.lastReqId("reqExecutions"));
    assert.deepEqual(stage.statuses(), [told === "pushed" ? "1 partly-filled" : "1 unknown"]);
    const alerts = stage.answer("alerts") as { cause: string }[];
    assert.equal(alerts.length, told === "pushed" ? 0 : 1);
  }
});

test("a fill that only the executions show behind a lost link is told as the end, once", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: hundred });
  stage.shows();
  stage.notices(1100);
  stage.notices(1102);
  stage.pass(200);
  stage.told(alpha);
  stage.says("openOrderEnd");
  for (const [execId, count, sum] of [
    ["a.01", 40, 40],
    ["b.01", 60, 100],
  ] as const)
    stage.executes(
      0,
      { execId, shares: shares(count), cumQty: shares(sum), avgPrice: 9.5 },
      stage.lastReqId("reqExecutions"),
    );
  assert.deepEqual(ends(stage, alpha), [FILLED]);
  completed(stage, "Filled", { filledQuantity: shares(100) });
  stage.says("completedOrdersEnd");
  assert.deepEqual(ends(stage, alpha), []);
});

test("a completed row that leaves the whole open does not change the rest", () => {
  const { stage, alpha } = outage();
  executed(stage, 40);
  stage.recover(() => completed(stage, "Cancelled", { totalQuantity: shares(0), filledQuantity: shares(40) }));
  assert.deepEqual(ends(stage, alpha), [["Cancelled", "40", "60", 9.5]]);
});

test("a cancel during an outage is told once, with what had been filled before it", () => {
  const { stage, alpha } = outage();
  completed(stage, "Cancelled", { filledQuantity: shares(40) });
  executed(stage, 40);
  stage.recover();
  assert.deepEqual(ends(stage, alpha), [["Cancelled", "40", "60", 9.5]]);
});

test("an end that was told without its price is told anew once all of it has executions", () => {
  const { stage, alpha } = outage();
  stage.recover(() => completed(stage, "Filled", { filledQuantity: shares(100) }));
  assert.deepEqual(ends(stage, alpha), [["Filled", "100", "0", 0]]);
  stage.executes(0, { shares: shares(40), cumQty: shares(40), avgPrice: 9.4 });
  assert.deepEqual(ends(stage, alpha), [], "the price of a part is not that of the whole");
  stage.executes(0, { shares: shares(60), cumQty: shares(100), avgPrice: 9.5, execId: "later.01" });
  assert.deepEqual(ends(stage, alpha), [FILLED]);
  stage.reconnect();
  stage.recover(() => completed(stage, "Filled", { filledQuantity: shares(100) }));
  assert.deepEqual(ends(stage, alpha), []);
});

test("an end that was told with less than had filled is told anew as soon as an execution says so", () => {
  const { stage, alpha } = outage();
  stage.recover(() => completed(stage, "Cancelled"));
  assert.deepEqual(ends(stage, alpha), [["Cancelled", "0", "100", 0]]);
  executed(stage, 40);
  assert.deepEqual(ends(stage, alpha), [["Cancelled", "40", "60", 9.5]]);
});

test("an end that was told is not told again by the lists of the next session, nor by a client's own question", () => {
  const { stage, alpha } = outage();
  executed(stage, 100);
  stage.recover(() => completed(stage, "Filled"));
  stage.reconnect();
  stage.recover(() => completed(stage, "Filled"));
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  stage.pass(200);
  completed(stage, "Filled");
  stage.says("completedOrdersEnd");
  assert.deepEqual(ends(stage, alpha), [FILLED]);
});

test("an end that the Gateway never told is told when a client's own question finds it", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: hundred });
  stage.shows();
  stage.told(alpha);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  stage.pass(200);
  completed(stage, "Cancelled");
  stage.says("completedOrdersEnd");
  assert.deepEqual(ends(stage, alpha), [["Cancelled", "0", "100", 0]]);
});

test("what has filled is never told as cancelled, however late that comes and whichever frame says so", () => {
  for (const told of ["by its executions", "by its status"]) {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    const { orderId } = stage.shows();
    const says = (status: string, filled: number): void =>
      stage.says("orderStatus", {
        ...{ orderId, clientId: 100, permId: 500, status },
        ...{ filled: shares(filled), remaining: shares(1 - filled) },
      });
    if (told === "by its status") says("Filled", 1);
    else stage.executes(0, { shares: shares(1), cumQty: shares(1) });
    stage.told(alpha);
    stage.shows(0, { status: "Cancelled" });
    says("Cancelled", 1);
    says("Inactive", 1);
    const filled = "orderStatus 1 Filled 1/0";
    assert.deepEqual(stage.brief(alpha), ["openOrder 1 Filled", filled, filled, filled], told);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    assert.deepEqual(stage.brief(alpha), ["error 1 104"]);
  }
});

test("word of life that comes after the end is told to nobody and changes nothing", () => {
  for (const end of ["Filled", "Cancelled"]) {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    const { orderId, order: placed } = stage.placed[0]!;
    stage.shows();
    stage.says("orderStatus", {
      orderId,
      clientId: 100,
      permId: 500,
      status: end,
      filled: shares(end === "Filled" ? 100 : 0),
    });
    stage.told(alpha);
    stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "Submitted", remaining: shares(100) });
    const echo = { ...placed, orderId, clientId: 100, permId: 500 };
    stage.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
    assert.deepEqual(stage.names(alpha), [], end);
    assert.deepEqual(stage.statuses(), [`1 ${end.toLowerCase()}`]);
  }
});
