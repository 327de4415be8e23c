import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { AAPL, MSFT, Stage, type Wanted } from "../../../test/sim/stage.ts";
import type { WallMs } from "../../base/time.ts";

const MKT: Wanted = { action: "BUY", totalQuantity: "100", orderType: "MKT" };
const limit = (lmtPrice: number, also: Wanted = {}): Wanted => ({
  action: "BUY",
  totalQuantity: "100",
  orderType: "LMT",
  lmtPrice,
  ...also,
});
const stop = (auxPrice: number, also: Wanted = {}): Wanted => ({
  action: "SELL",
  totalQuantity: "100",
  orderType: "STP",
  auxPrice,
  ...also,
});

const statuses = (stage: Stage) => stage.broker.orders().map((order) => `${order.orderId} ${order.status}`);

test("a market order is acknowledged, executed, filled twice over and billed, in this order", () => {
  const stage = new Stage();
  deepEqual(stage.place(1, MKT), ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100"]);
  deepEqual(stage.wait(), [
    "EX 1 BOT 100@100.01",
    "OO 1 Filled",
    "OS 1 Filled 100/0",
    "OO 1 Filled cost 1",
    "OS 1 Filled 100/0",
    "CR 1 1 -",
    "POS DU1000001",
  ]);
});

test("the acknowledgement of a market order follows its switch", () => {
  deepEqual(new Stage({}, { marketAck: "Submitted" }).place(1, MKT), ["OO 1 Submitted", "OS 1 Submitted 0/100"]);
  deepEqual(new Stage({}, { marketAck: "both" }).place(1, MKT), [
    "OO 1 PreSubmitted",
    "OS 1 PreSubmitted 0/100",
    "OO 1 Submitted",
    "OS 1 Submitted 0/100",
  ]);
});

test("a large order fills in pieces of the shown size and pays the commission of one order", () => {
  const stage = new Stage();
  stage.place(1, { ...MKT, totalQuantity: "1200" });
  deepEqual(stage.wait(), ["EX 1 BOT 500@100.01", "OS 1 Submitted 500/700", "CR 1 2.5 -", "POS DU1000001"]);
  deepEqual(stage.wait(), [], "the book is empty until the quote changes");
  match(stage.quote(100.5).join(), /EX 1 BOT 500@100.51,OS 1 Submitted 1000\/200,CR 1 2.5 -/);
  match(stage.quote(100.6).join(), /EX 1 BOT 200@100.61.*OS 1 Filled 1200\/0.*CR 1 1 -/);
});

test("the book fills up again after a second without a new quote", () => {
  const stage = new Stage();
  stage.place(1, { ...MKT, totalQuantity: "600" });
  stage.wait();
  match(stage.wait(1_000).join(), /EX 1 BOT 100@100.01/);
});

test("a resting limit order is Submitted, takes its own price when the market comes, and adds liquidity", () => {
  const stage = new Stage();
  deepEqual(stage.place(1, limit(99)), ["OO 1 Submitted", "OS 1 Submitted 0/100"]);
  deepEqual(stage.wait(), []);
  match(stage.quote(98.5).join(), /EX 1 BOT 100@99,/);
  equal(stage.broker.executions()[0]?.lastLiquidity, 1);
});

test("a limit order that is marketable on arrival takes the quote's price", () => {
  const stage = new Stage();
  stage.place(1, limit(105));
  match(stage.wait().join(), /EX 1 BOT 100@100.01,/);
});

test("an order can be cancelled before it reaches the market", () => {
  const stage = new Stage();
  stage.place(1, MKT);
  deepEqual(stage.cancel(1), ["OS 1 Cancelled 0/100", "ERR 1 202 Order Canceled - reason:"]);
  deepEqual(stage.wait(), []);
});

test("a stop rests PreSubmitted with whyHeld trigger, and its first echo invents a limit price", () => {
  const stage = new Stage();
  const said = stage.place(1, stop(95));
  deepEqual(said, [
    "OO 1 PreSubmitted",
    "OS 1 PreSubmitted 0/100 trigger",
    "OO 1 PreSubmitted",
    "OS 1 PreSubmitted 0/100 trigger",
  ]);
  const echoes = stage.events.filter((event) => event.kind === "order");
  deepEqual(
    echoes.map((echo) => echo.lmtPrice),
    [95.03, undefined],
  );
});

test("a sell stop is elected by the last price at or below it, and then sells at the bid", () => {
  const stage = new Stage();
  stage.place(1, stop(95));
  stage.wait();
  deepEqual(stage.quote(95.01), []);
  deepEqual(stage.quote(95).slice(0, 3), ["OO 1 Submitted", "OS 1 Submitted 0/100", "EX 1 SLD 100@94.99"]);
});

test("an elected stop may go straight to its execution, by a switch", () => {
  const stage = new Stage({}, { stopElection: "straight-to-fill" });
  stage.place(1, stop(95));
  stage.wait();
  equal(stage.quote(94)[0], "EX 1 SLD 100@93.99");
});

test("trigger method 3 wants two last prices beyond the stop in a row, method 4 the bid", () => {
  const stage = new Stage();
  stage.place(1, stop(95, { triggerMethod: 3 }));
  stage.place(2, stop(95, { triggerMethod: 4 }), { conId: MSFT });
  stage.wait();
  deepEqual(stage.quote(94.9), []);
  deepEqual(stage.quote(95.1), []);
  deepEqual(stage.quote(94.9), []);
  match(stage.quote(94.8).join(), /EX 1/);
  match(stage.quote(96, { bid: 94.9 }, MSFT).join(), /EX 2/);
});
test("a restart loses untransmitted orders and keeps the others", () => {
  const stage = new Stage();
  stage.place(1, limit(99, { transmit: false }));
  stage.place(2, limit(99));
  stage.broker.restarted();
  deepEqual(statuses(stage), ["1 Cancelled", "2 Submitted"]);
});

test("a modification echoes twice, keeps the permId and meets the market anew", () => {
  const stage = new Stage();
  stage.place(1, limit(99));
  stage.wait();
  const permId = stage.broker.orders()[0]?.permId;
  deepEqual(stage.place(1, limit(101)), [
    ...["OO 1 Submitted", "OS 1 Submitted 0/100"],
    ...["OO 1 Submitted", "OS 1 Submitted 0/100"],
  ]);
  match(stage.wait().join(), /EX 1 BOT 100@100.01/);
  equal(stage.broker.orders()[0]?.permId, permId);
  equal(stage.broker.orders().length, 1);
});

test("what a modification must not touch draws its own code and leaves the order as it was", () => {
  const stage = new Stage();
  stage.place(1, limit(99, { ocaGroup: "g", ocaType: 1 }));
  const code = (order: Wanted, conId = AAPL) => stage.place(1, order, { conId })[0]?.split(" ")[2];
  equal(code(limit(99, { action: "SELL" })), "105");
  equal(code(limit(99), MSFT), "105");
  equal(code(limit(99, { orderType: "STP", auxPrice: 101 })), "329");
  equal(code(limit(99, { parentId: 7 })), "10341");
  equal(code(limit(99, { ocaGroup: "h" })), "10326");
  equal(code(limit(99, { ocaType: 2 })), "10327");
  equal(code(limit(99.001)), "110");
  equal(stage.broker.orders()[0]?.terms.lmtPrice, 99);
  equal(stage.broker.orders()[0]?.status, "Submitted");
});

test("a modification that the account cannot pay kills the resting order, or not, by a switch", () => {
  const stage = new Stage({ cash: 20_000 });
  stage.place(1, limit(99));
  match(
    stage.place(1, limit(99, { totalQuantity: "1000" })).join(),
    /OS 1 Cancelled.*202.*CASH NEEDED.*201 .*too late/,
  );
  const kept = new Stage({ cash: 20_000 }, { refusedModify: "keeps" });
  kept.place(1, limit(99));
  match(kept.place(1, limit(99, { totalQuantity: "1000" })).join(), /^ERR 1 201/);
  equal(kept.broker.openOrders().length, 1);
});

test("a refused modification may kill by way of PendingCancel and Submitted, the new price shown and taken back", () => {
  const stage = new Stage({}, { refusedModify: "kills-in-steps", aggressiveLimit: "refused" });
  stage.place(1, limit(110, { action: "SELL" }));
  const heard = stage.events.length;
  const said = stage.place(1, limit(90, { action: "SELL" }));
  deepEqual(
    said.map((text) => text.split(" ", 3).join(" ")),
    [
      ...["OO 1 Submitted", "OS 1 Submitted", "OS 1 PendingCancel", "OS 1 Submitted", "OO 1 Submitted"],
      ...["OS 1 Submitted", "OS 1 Cancelled", "ERR 1 202", "ERR 1 201"],
    ],
  );
  const shown = stage.events
    .slice(heard)
    .flatMap((event) => (event.kind === "order" ? [event.order.terms.lmtPrice] : []));
  deepEqual(shown, [90, 110]);
});

test("a cancel after a restart finds no order that was never transmitted", () => {
  const stage = new Stage();
  stage.place(1, limit(99, { transmit: false }));
  stage.broker.restarted();
  deepEqual(stage.cancel(1), ["ERR 1 10147 OrderId 1 that needs to be cancelled is not found."]);
});

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

test("cancels that find nothing, or nothing alive, are an error and no status", () => {
  const stage = new Stage();
  deepEqual(stage.cancel(9), ["ERR 9 10147 OrderId 9 that needs to be cancelled is not found."]);
  stage.place(1, MKT);
  stage.wait();
  deepEqual(stage.cancel(1), ["ERR 1 10148 OrderId 1 that needs to be cancelled cannot be cancelled, state: Filled."]);
  const other = new Stage({}, { cancelFinished: 161, cancelUnknown: 135 });
  match(other.cancel(9)[0] ?? "", /^ERR 9 135/);
});

test("client 0 cancels the order of another client by its number; others cannot", () => {
  const stage = new Stage();
  stage.place(5, limit(99), { clientId: 3 });
  match(stage.cancel(5, 4)[0] ?? "", /10147/);
  const said = stage.cancel(5, 0);
  equal(said.filter((text) => text.startsWith("ERR 5 202")).length, 2, "the owner and client 0 are told");
  deepEqual(statuses(stage), ["5 Cancelled"]);
});

test("a global cancel empties the login, untransmitted orders included", () => {
  const stage = new Stage();
  stage.place(1, limit(99), { clientId: 1 });
  stage.place(1, limit(99), { clientId: 2 });
  stage.place(2, limit(99, { transmit: false }), { clientId: 2 });
  stage.cancelEverything();
  deepEqual(statuses(stage), ["1 Cancelled", "1 Cancelled", "2 Cancelled"]);
});

test("IOC cancels what it did not get; FOK is all or nothing", () => {
  const stage = new Stage();
  deepEqual(stage.place(1, limit(100.01, { tif: "IOC", totalQuantity: "600" })), ["OO 1 Submitted"]);
  deepEqual(stage.wait().slice(-2), ["OS 1 PendingCancel 500/100", "OS 1 Cancelled 500/100"]);
  deepEqual(stage.place(2, limit(99, { tif: "FOK" })), ["OO 2 Submitted"]);
  deepEqual(stage.wait(), ["OS 2 Inactive 0/100"]);
  stage.quote(100);
  stage.place(3, limit(100.01, { tif: "FOK" }));
  match(stage.wait().join(), /OS 3 Filled 100\/0/);
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

test("ocaType 1 cancels the group at the first piece of a fill", () => {
  const stage = new Stage();
  stage.place(1, limit(99, { ocaGroup: "g", ocaType: 1, totalQuantity: "700" }));
  stage.place(2, limit(98, { ocaGroup: "g", ocaType: 1 }));
  stage.wait();
  stage.quote(98.9);
  deepEqual(statuses(stage), ["1 Submitted", "2 Cancelled"]);
});

test("a what-if order shows its margin and never lives", () => {
  const stage = new Stage();
  deepEqual(stage.place(1, { ...MKT, whatIf: true }), ["WHATIF 1 10001"]);
  deepEqual(stage.broker.orders(), []);
  equal(stage.place(1, MKT).length, 2, "a real order may follow under the same number");
});

test("a position's cost carries the commission and closing realises it", () => {
  const stage = new Stage();
  stage.place(1, MKT);
  stage.wait();
  equal(stage.broker.positions()[0]?.averageCost, 100.02);
  stage.quote(100.02);
  stage.place(2, { ...MKT, action: "SELL" });
  match(stage.wait().join(), /CR 2 1 -2,/);
  const valued = stage.broker.valued("DU1000001");
  equal(valued.cash, 999_998);
  equal(valued.realizedPnL, -2);
  equal(valued.grossPositionValue, 0);
});

test("selling more than one has closes the position and opens a short one", () => {
  const stage = new Stage();
  stage.place(1, MKT);
  stage.wait();
  stage.quote(102);
  stage.place(2, { ...MKT, action: "SELL", totalQuantity: "300" });
  match(stage.wait().join(), /CR 2 1.5 196.5,/);
  const [position] = stage.broker.positions();
  equal(position?.quantity, "-200");
  equal(position?.averageCost, 101.985);
});

test("outside the session an order waits with warning 399, and works when the session begins", () => {
  const stage = new Stage();
  stage.session = "closed";
  stage.opensAt = (stage.moment().wall + 60_000) as WallMs;
  const said = stage.place(1, limit(101));
  deepEqual(
    said.map((text) => text.split(" ").slice(0, 3).join(" ")),
    ["OO 1 PreSubmitted", "OS 1 PreSubmitted", "ERR 1 399", "OO 1 PreSubmitted", "OS 1 PreSubmitted"],
  );
  ok(
    said[2]?.includes(
      "BUY 100 AAPL NASDAQ.NMS\nWarning: Your order will not be placed at the exchange until 2026-01-05 10:01:00 US/Eastern.",
    ),
  );
  deepEqual(stage.wait(30_000), []);
  const opened = stage.wait(31_000).join();
  match(opened, /EX 1 BOT 100@100.01/);
});

test("outsideRth lets a limit order work in extended hours, and does nothing for a market order but 2109", () => {
  const stage = new Stage();
  stage.session = "extended";
  stage.opensAt = (stage.moment().wall + 3_600_000) as WallMs;
  match(stage.place(1, limit(101, { outsideRth: true })).join(), /OS 1 Submitted/);
  match(stage.wait().join(), /EX 1/);
  const said = stage.place(2, { ...MKT, outsideRth: true });
  match(said[0] ?? "", /^ERR 2 2109/);
  match(said.join(), /ERR 2 399/);
});

test("a DAY order ends with its session, GTC waits for the next one, GTD ends at its date", () => {
  const stage = new Stage();
  stage.place(1, limit(99));
  stage.place(2, limit(99, { tif: "GTC" }));
  stage.place(3, limit(99, { tif: "GTD", goodTillDate: "20260105-15:02:00" }));
  stage.wait();
  match(stage.wait(121_000).join(), /OS 3 Cancelled/);
  stage.session = "closed";
  const said = stage.wait();
  deepEqual(said, [
    ...["OS 1 Cancelled 0/100", "ERR 1 202 Order Canceled - reason:"],
    ...["OO 2 PreSubmitted", "OS 2 PreSubmitted 0/100"],
  ]);
  stage.session = "regular";
  deepEqual(stage.wait(), ["OO 2 Submitted", "OS 2 Submitted 0/100"]);
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

test("execution ids count up in the captured form and permIds are unique", () => {
  const stage = new Stage();
  stage.place(1, MKT);
  stage.place(2, { ...MKT, action: "SELL" });
  stage.wait();
  const ids = stage.broker.executions().map((execution) => execution.execId);
  for (const id of ids) match(id, /^0000e0d5\.[0-9a-f]{8}\.01\.01$/);
  equal(new Set(ids).size, 2);
  equal(new Set(stage.broker.orders().map((order) => order.permId)).size, 2);
});
