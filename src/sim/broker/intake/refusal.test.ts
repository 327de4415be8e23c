/** Orders that are turned down: by their number, their fields, their account's money, or how many there are. */
import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { limit, MKT, MSFT, Stage, stop, type Wanted } from "../../../../test/sim/stage.ts";

test("order numbers: zero, used, too low, filled", () => {
  const stage = new Stage();
  equal(stage.place(0, MKT)[0], "ERR 0 10149 Invalid order id: 0");
  stage.place(5, limit(99));
  equal(stage.place(4, MKT)[0], "ERR 4 103 Duplicate order id");
  stage.cancel(5);
  equal(stage.place(5, limit(99))[0], "ERR 5 103 Duplicate order id");
  stage.place(6, MKT);
  stage.wait();
  equal(stage.place(6, MKT)[0], "ERR 6 104 Cannot modify a filled order.");
  equal(stage.broker.nextOrderId(1), 7);
  equal(stage.broker.nextOrderId(2), 1);
  stage.broker.shown(2, 40);
  equal(stage.place(40, MKT, { clientId: 2 })[0], "ERR 40 103 Duplicate order id");
});

test("refused orders leave no trace and their number free", () => {
  const stage = new Stage();
  const refused: readonly [Wanted, number][] = [
    [{ totalQuantity: "0" }, 434],
    [{ totalQuantity: "1.5" }, 10243],
    [{ action: "HOLD" }, 321],
    [{ orderType: "FEELINGS" }, 321],
    [{ orderType: "TRAIL" }, 321],
    [{ tif: "AUC" }, 321],
    [{ tif: "GTD" }, 334],
    [{ tif: "GTD", goodTillDate: "tomorrow" }, 337],
    [{ eTradeOnly: true }, 10268],
    [{ firmQuoteOnly: true }, 10269],
    [{ nbboPriceCap: 3 }, 10270],
    [{ blockOrder: true }, 321],
    [{ orderType: "LMT", lmtPrice: 99.001 }, 110],
    [{ orderType: "STP" }, 403],
    [{ whatIf: true, transmit: false }, 413],
    [{ parentId: 77 }, 10006],
    [{ account: "DU7" }, 321],
  ];
  for (const [terms, code] of refused) {
    const said = stage.place(1, { ...MKT, ...terms });
    equal(said.length, 1);
    match(said[0] ?? "", new RegExp(`^ERR 1 ${code} `));
  }
  deepEqual(stage.broker.orders(), []);
  equal(stage.place(1, MKT).length, 2);
});

test("what the simulator does not know is refused by its name", () => {
  const said = new Stage().place(1, { ...MKT, hedgeType: "D" });
  match(said[0] ?? "", /'hedgeType' is not supported by the simulated Gateway/);
});

test("an order that the account cannot pay is rejected with both amounts, and its number is used", () => {
  const stage = new Stage({ cash: 10_000 });
  deepEqual(stage.place(1, limit(99)).slice(-1), ["OS 1 Submitted 0/100"]);
  deepEqual(stage.place(2, limit(99)), [
    "ERR 2 201 Order rejected - reason:CASH AVAILABLE: 10000.00; CASH NEEDED FOR THIS ORDER AND OTHER PENDING ORDERS: 19800.00",
    "OS 2 Inactive 0/100",
  ]);
  equal(stage.broker.nextOrderId(1), 3);
});

test("selling what one has needs no cash", () => {
  const stage = new Stage({ cash: 10_100 });
  stage.place(1, MKT);
  stage.wait();
  match(stage.place(2, stop(95)).join(), /OS 2 PreSubmitted/);
});

test("with several accounts an order must name one of them, and an OCA group stays within one", () => {
  const stage = new Stage({ accounts: ["DU1000001", "DU1000002"] });
  match(stage.place(1, MKT)[0] ?? "", /^ERR 1 435 You must specify an account\./);
  match(stage.place(1, limit(99, { account: "DU3" }))[0] ?? "", /^ERR 1 321 .*Invalid account code 'DU3'/);
  stage.place(1, limit(99, { account: "DU1000001", ocaGroup: "g" }));
  match(stage.place(2, limit(99, { account: "DU1000002", ocaGroup: "g" }))[0] ?? "", /^ERR 2 10224 .*'g'/);
});

test("an OCA group that has filled takes no more orders", () => {
  const stage = new Stage();
  stage.place(1, limit(101, { ocaGroup: "g" }));
  stage.wait();
  match(
    stage.place(2, limit(99, { ocaGroup: "g" }))[0] ?? "",
    /201 Order rejected - reason:OCA group is already filled\./,
  );
});

test("an immediate order outside the session is rejected", () => {
  const stage = new Stage();
  stage.session = "closed";
  deepEqual(stage.place(1, limit(99, { tif: "IOC" })), [
    "ERR 1 201 Order rejected - reason:Exchange is closed.",
    "OS 1 Inactive 0/100",
  ]);
});

test("a limit far beyond the market is cancelled with IB's words, by a switch", () => {
  const stage = new Stage({}, { aggressiveLimit: "refused" });
  match(stage.place(1, limit(110)).join(), /OS 1 Cancelled.*202 .*We cannot accept an order at a limit price/);
});

test("no more than so many open orders per contract, side and account", () => {
  const stage = new Stage({ openOrdersMax: 2 });
  stage.place(1, limit(99));
  stage.place(2, limit(99));
  match(stage.place(3, limit(99))[0] ?? "", /^ERR 3 201/);
  equal(stage.place(3, limit(99), { conId: MSFT }).length, 2);
});
