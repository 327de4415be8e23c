import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { limit, MKT, MSFT, Stage, statuses, stop } from "../../../test/sim/stage.ts";
import type { WallMs } from "../../base/time.ts";

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
