import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import test from "node:test";
import { Stage, type Wanted } from "../../../../test/sim/stage.ts";
import type { Attached } from "../placement.ts";

const LIMIT: Wanted = { action: "BUY", orderType: "LMT", lmtPrice: 99 };
const NONE: Attached = { slOrderId: undefined, slOrderType: "", ptOrderId: undefined, ptOrderType: "" };

test("an order placed by hand belongs to client 0 under number 0, and so do its executions", () => {
  const stage = new Stage();
  const { permId, said } = stage.placeByHand({ ...LIMIT, lmtPrice: 101 });
  deepEqual(said, ["OO 0 Submitted", "OS 0 Submitted 0/100"]);
  const [order] = stage.broker.openOrders();
  deepEqual([order?.permId, order?.clientId, order?.orderId], [permId, 0, 0]);
  match(stage.wait().join(), /EX 0 BOT 100@100.01/);
  equal(stage.broker.executions()[0]?.orderId, 0);
});

test("two orders by hand are two; neither is found by number 0, and client 0 cannot cancel them", () => {
  const stage = new Stage();
  const first = stage.placeByHand(LIMIT);
  const second = stage.placeByHand(LIMIT);
  notEqual(first.permId, second.permId);
  match(stage.cancel(0, 0)[0] ?? "", /^ERR 0 10147/);
  match(stage.place(0, LIMIT, { clientId: 0 })[0] ?? "", /^ERR 0 10149/);
  equal(stage.broker.openOrders().length, 2);
});

test("binding gives a number that client 0 may use; a second binding changes nothing", () => {
  const stage = new Stage();
  const { permId = 0 } = stage.placeByHand(LIMIT);
  deepEqual(stage.bind(permId), ["BOUND -2"]);
  deepEqual(stage.bind(permId), []);
  match(stage.place(-2, { ...LIMIT, lmtPrice: 98 }, { clientId: 0 }).join(), /^OO -2 Submitted/);
  equal(stage.broker.openOrders()[0]?.terms.lmtPrice, 98);
  match(stage.cancel(-2, 0).join(), /^OS -2 Cancelled/);
});

test("bound numbers are those of the next order, by a switch", () => {
  const stage = new Stage({}, { boundOrderIds: "positive" });
  stage.place(7, LIMIT, { clientId: 0 });
  const { permId = 0 } = stage.placeByHand(LIMIT);
  deepEqual(stage.bind(permId), ["BOUND 8"]);
  equal(stage.broker.nextOrderId(0), 9);
});

test("orders by hand are bound at once when client 0 asked for it", () => {
  const stage = new Stage();
  stage.broker.bindManualOrders(true);
  equal(stage.placeByHand(LIMIT).said.at(-1), "BOUND -2");
  stage.broker.bindManualOrders(false);
  equal(stage.placeByHand(LIMIT).said.at(-1), "OS 0 Submitted 0/100");
});

test("the person cancels an order by hand, and no order of a client", () => {
  const stage = new Stage();
  const { permId = 0 } = stage.placeByHand(LIMIT);
  stage.place(1, LIMIT);
  const other = stage.broker.openOrders()[1]?.permId ?? 0;
  deepEqual(stage.broker.cancelManual(other, stage.moment()), []);
  equal(stage.broker.cancelManual(permId, stage.moment()).length, 2);
  equal(stage.broker.openOrders().length, 1);
});

test("an order by hand that is refused leaves no trace", () => {
  const stage = new Stage();
  const { permId, said } = stage.placeByHand({ ...LIMIT, lmtPrice: 99.001 });
  equal(permId, undefined);
  match(said[0] ?? "", /^ERR 0 110/);
});

test("attached legs are refused with the whole request; a preset that is not there discards the order", () => {
  const stage = new Stage();
  const stop = { ...NONE, slOrderId: 2, slOrderType: "STP" };
  deepEqual(stage.place(1, LIMIT, { attached: stop }), [
    "ERR 1 320 Error reading request. Invalid value for Stop Loss order-id or order-type",
  ]);
  match(stage.cancel(1)[0] ?? "", /10147/);
  deepEqual(stage.place(1, LIMIT, { attached: { ...NONE, ptOrderId: 2, ptOrderType: "PRESET" } }), [
    "ERR 1 10355 Cannot auto-attach Profit Taker. Preset is not defined.",
    "OS 1 Cancelled 0/100",
    "ERR 1 202 Order Canceled - reason:Order was discarded.",
  ]);
  equal(stage.place(2, LIMIT, { attached: NONE }).length, 2);
});

test("precautions refuse a size and a price, and a price no more when the order overrides them", () => {
  const stage = new Stage({}, { sizeLimit: 500, percentageLimit: 3 });
  match(
    stage.place(1, { ...LIMIT, totalQuantity: "501" })[0] ?? "",
    /^ERR 1 451 .*"ID:1" size exceeds the Size Limit of 500\./,
  );
  match(stage.place(1, { ...LIMIT, lmtPrice: 104 })[0] ?? "", /^ERR 1 109/);
  equal(stage.place(1, { ...LIMIT, lmtPrice: 50 }).length, 2, "far away on its own side");
  equal(stage.place(2, { ...LIMIT, lmtPrice: 104, overridePercentageConstraints: true }).length, 2);
});

test("without block two members of a group can fill before the news arrives; with block they cannot", () => {
  const filled = (ocaType: number): number => {
    const stage = new Stage({}, { ocaWithoutBlock: "late" });
    for (const orderId of [1, 2]) stage.place(orderId, { ...LIMIT, lmtPrice: 101, ocaGroup: "g", ocaType });
    stage.wait();
    stage.wait();
    return stage.broker.orders().filter((order) => order.status === "Filled").length;
  };
  deepEqual([1, 2, 3].map(filled), [1, 1, 2]);
});
