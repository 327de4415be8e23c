import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import test from "node:test";
import { limit, MKT, Stage, statuses, stop, type Wanted } from "../../../../test/sim/stage.ts";
import { type Order, whyHeld } from "../order.ts";

function bracket(stage: Stage, parent: Wanted) {
  const legs = [
    stage.place(1, { ...parent, transmit: false }),
    stage.place(2, { ...limit(110), action: "SELL", parentId: 1, transmit: false }),
    stage.place(3, stop(95, { parentId: 1 })),
  ];
  return legs;
}

test("nothing of a bracket shows before its last leg; then the parent comes first and the children wait for it", () => {
  const stage = new Stage();
  const [first, second, third] = bracket(stage, limit(99));
  deepEqual([first, second], [[], []]);
  deepEqual(third?.slice(0, 6), [
    "OO 1 Submitted",
    "OS 1 Submitted 0/100",
    "OO 2 PreSubmitted",
    "OS 2 PreSubmitted 0/100 child",
    "OO 3 PreSubmitted",
    "OS 3 PreSubmitted 0/100 child,trigger",
  ]);
  const [parent, profit, loss] = stage.broker.orders();
  equal(profit?.terms.ocaGroup, String(parent?.permId));
  equal(loss?.terms.ocaType, 3);
});

test("the parent's fill wakes the children: the take-profit works, the stop waits for its trigger", () => {
  const stage = new Stage();
  bracket(stage, MKT);
  const said = stage.wait().slice(-4);
  deepEqual(said, ["OO 2 Submitted", "OS 2 Submitted 0/100", "OO 3 PreSubmitted", "OS 3 PreSubmitted 0/100 trigger"]);
});

test("a take-profit may stay PreSubmitted after the parent's fill, by a switch, without a word, and fills all the same", () => {
  const stage = new Stage({}, { childAfterParentFill: "PreSubmitted" });
  bracket(stage, MKT);
  doesNotMatch(stage.wait().join(), /O[OS] [23]/);
  equal(whyHeld(stage.broker.orders()[1] as Order), "");
  stage.wait(2_000);
  match(stage.quote(111).join(), /EX 2 SLD 100@110,/);
});

test("one child's fill cancels the other", () => {
  const stage = new Stage();
  bracket(stage, MKT);
  stage.wait();
  stage.wait();
  const said = stage.quote(110.5);
  match(said.join(), /EX 2 SLD 100@110,.*OS 3 Cancelled 0\/100,ERR 3 202 Order Canceled - reason:$/);
  deepEqual(
    stage.broker.positions().map((position) => position.quantity),
    ["0"],
  );
});

test("a partial fill of one child reduces the other by as much", () => {
  const stage = new Stage();
  bracket(stage, MKT);
  stage.wait();
  stage.wait();
  stage.quote(110.5, { bidSize: 30 });
  const loss = stage.broker.orders()[2];
  equal(loss?.terms.totalQuantity, "70");
});

test("cancelling the parent cancels its children; an awake child outlives nothing but its group", () => {
  const stage = new Stage();
  bracket(stage, limit(90));
  stage.wait();
  deepEqual(stage.cancel(1), [
    ...["OS 1 Cancelled 0/100", "ERR 1 202 Order Canceled - reason:"],
    ...["OS 2 Cancelled 0/100", "ERR 2 202 Order Canceled - reason:"],
    ...["OS 3 Cancelled 0/100", "ERR 3 202 Order Canceled - reason:"],
  ]);
});

test("cancelling the take-profit takes the stop along, or not, by a switch", () => {
  for (const cancelOfMember of ["takes-group", "leaves-group"] as const) {
    const stage = new Stage({}, { cancelOfMember });
    bracket(stage, MKT);
    stage.wait();
    stage.cancel(2);
    equal(stage.broker.orders()[2]?.status, cancelOfMember === "takes-group" ? "Cancelled" : "PreSubmitted");
  }
});

test("children wake at the parent's first piece, by a switch, but sell no more than it bought", () => {
  const stage = new Stage({}, { childActivation: "first-fill" });
  bracket(stage, { ...MKT, totalQuantity: "700" });
  stage.wait();
  stage.wait();
  const said = stage.quote(111, { askSize: 1, bidSize: 5_000 });
  match(said.join(), /EX 2 SLD 100@110/);
  equal(stage.broker.positions()[0]?.quantity, "401", "500 and then 1 were bought, 100 sold");
});

test("an untransmitted order is discarded with 202 and 161, and its children vanish without a word", () => {
  const stage = new Stage();
  stage.place(1, limit(99, { transmit: false }));
  stage.place(2, stop(95, { parentId: 1, transmit: false }));
  const permId = stage.broker.orders()[0]?.permId;
  deepEqual(stage.cancel(1), [
    "OS 1 Cancelled 0/100",
    "ERR 1 202 Order Canceled - reason:Order was discarded.",
    `ERR 1 161 Cancel attempted when order is not in a cancellable state.  Order permId =${permId}`,
  ]);
  deepEqual(statuses(stage), ["1 Cancelled", "2 Cancelled"]);
});

test("an untransmitted order is not among the open ones, and the same number transmits it", () => {
  const stage = new Stage();
  stage.place(1, limit(99, { transmit: false }));
  deepEqual(stage.broker.openOrders(), []);
  deepEqual(stage.place(1, limit(98)), ["OO 1 Submitted", "OS 1 Submitted 0/100"]);
  equal(stage.broker.openOrders()[0]?.terms.lmtPrice, 98);
});

test("a child for the close that still waits for its parent is cancelled at the close", () => {
  const stage = new Stage();
  stage.place(1, limit(90, { transmit: false }));
  stage.place(2, { action: "SELL", orderType: "MOC", parentId: 1 });
  stage.wait();
  stage.session = "closed";
  match(stage.wait().join(), /OS 2 Cancelled 0\/100,ERR 2 202/);
  equal(stage.broker.executions().length, 0);
});

test("a child that is transmitted once its parent is filled is awake at once", () => {
  const stage = new Stage();
  stage.place(1, MKT);
  stage.place(2, limit(110, { action: "SELL", parentId: 1, transmit: false }));
  stage.wait();
  deepEqual(stage.place(2, limit(110, { action: "SELL", parentId: 1 })).slice(0, 2), [
    "OO 2 Submitted",
    "OS 2 Submitted 0/100",
  ]);
});

test("a member of a group that was not transmitted before the group was filled is rejected when it is", () => {
  const stage = new Stage();
  const member: Wanted = { ocaGroup: "g", ocaType: 1 };
  stage.place(1, limit(90, { ...member, transmit: false }));
  stage.place(2, { ...MKT, ...member });
  stage.wait();
  match(stage.place(1, limit(101, member)).join(), /^ERR 1 201 Order rejected - reason:OCA group is already filled/);
  stage.wait();
  equal(stage.broker.executions().length, 1);
});

test("a change must leave something to fill", () => {
  const stage = new Stage();
  stage.place(1, { ...MKT, totalQuantity: "700" });
  stage.wait();
  match(stage.place(1, { ...MKT, totalQuantity: "500" }).join(), /^ERR 1 321 .*not above what is filled already$/);
  equal(stage.broker.openOrders().length, 1);
});

test("an order that arrives past its date ends without trading", () => {
  const stage = new Stage();
  stage.place(1, limit(101, { tif: "GTD", goodTillDate: "20260105-15:00:00" }));
  match(stage.waitAsAsked(20).join(), /^OS 1 Cancelled 0\/100/);
});
