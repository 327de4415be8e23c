import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { AAPL, MSFT, Stage, type Wanted } from "../../../../test/sim/stage.ts";
import type { Condition } from "./conditions.ts";

const HELD = ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100"];
const order = (conditions: readonly Condition[], also: Wanted = {}): Wanted => ({
  ...{ action: "BUY", orderType: "LMT", lmtPrice: 101, conditions: [...conditions] },
  ...also,
});
const price = (above: number, also: Partial<Extract<Condition, { type: 1 }>> = {}): Condition => ({
  ...{ type: 1, conjunction: "a", isMore: true, price: above, conId: MSFT, exchange: "SMART", triggerMethod: 2 },
  ...also,
});
const time = (text: string, conjunction: "a" | "o" = "a"): Condition => ({
  ...{ type: 3, conjunction, isMore: true, time: text },
});
const PAST = "20260101 10:00:00";

test("an order with a price condition waits for the other contract, then goes to the market", () => {
  const stage = new Stage();
  deepEqual(stage.place(1, order([price(105)])), HELD);
  deepEqual(stage.wait(), []);
  deepEqual(stage.quote(104, {}, MSFT), []);
  deepEqual(stage.quote(105, {}, MSFT), ["OO 1 Submitted", "OS 1 Submitted 0/100"]);
  match(stage.wait().join(), /EX 1 BOT 100@100.01/);
});

test("a condition with a double method wants two prices in a row", () => {
  const stage = new Stage();
  stage.place(1, order([price(105, { triggerMethod: 3 })]));
  stage.wait();
  deepEqual(stage.quote(106, {}, MSFT), []);
  deepEqual(stage.quote(104, {}, MSFT), []);
  deepEqual(stage.quote(106, {}, MSFT), []);
  equal(stage.quote(106, {}, MSFT)[0], "OO 1 Submitted");
});

test("a condition that holds already does not hold the order up", () => {
  const stage = new Stage();
  stage.place(1, order([price(90)]));
  deepEqual(stage.wait(5), [], "it is on its way");
  equal(stage.wait(5)[0], "OO 1 Submitted");
});

test("a time condition comes true by itself, and the broker asks to be woken for it", () => {
  const stage = new Stage();
  stage.place(1, order([time("20260105-15:01:00")]));
  stage.wait();
  equal(stage.broker.nextDeadline(), 60_000);
  deepEqual(stage.wait(59_000), []);
  equal(stage.wait(1_000)[0], "OO 1 Submitted");
});

test("volume, change in percent and margin are conditions", () => {
  const volume = new Stage();
  volume.place(1, order([{ type: 6, conjunction: "a", isMore: true, volume: 5_000, conId: AAPL, exchange: "SMART" }]));
  deepEqual(volume.wait(), []);
  equal(volume.quote(100, { volume: 5_000 })[0], "OO 1 Submitted");
  const change = new Stage();
  change.place(
    1,
    order([{ type: 7, conjunction: "a", isMore: false, changePercent: -5, conId: AAPL, exchange: "SMART" }]),
  );
  deepEqual(change.quote(96, { close: 100 }), []);
  equal(change.quote(95, { close: 100 })[0], "OO 1 Submitted");
  const margin = new Stage({ cash: 25_000 });
  margin.place(1, order([{ type: 4, conjunction: "a", isMore: false, percent: 70 }]));
  deepEqual(margin.wait(), []);
  margin.place(2, { action: "BUY", orderType: "MKT" }, { conId: MSFT });
  margin.wait();
  match(margin.wait().join(), /OS 1 Submitted|EX 1/, "two fifths of the account are in the position");
});

test("an execution of the named symbol frees the order, one that came before it does not", () => {
  const stage = new Stage();
  const traded: Condition = { type: 5, conjunction: "a", secType: "STK", exchange: "SMART", symbol: "MSFT" };
  stage.place(1, { action: "BUY", orderType: "MKT" }, { conId: MSFT });
  stage.wait();
  stage.wait(1_000);
  stage.place(2, order([traded]));
  deepEqual(stage.wait(), []);
  stage.place(3, { action: "SELL", orderType: "MKT" }, { conId: MSFT });
  stage.wait();
  equal(stage.wait()[0], "OO 2 Submitted");
  match(stage.wait().join(), /EX 2 BOT 100/);
});

test("conditions are judged together; which of and and or binds tighter is a switch", () => {
  const mixed = [time(PAST, "o"), time(PAST, "a"), time("20270101 10:00:00")];
  const status = (conditionConjunctions: "left-to-right" | "and-first") => {
    const stage = new Stage({}, { conditionConjunctions });
    stage.place(1, order(mixed, { lmtPrice: 99 }));
    stage.wait();
    return stage.broker.orders()[0]?.status;
  };
  equal(status("left-to-right"), "PreSubmitted");
  equal(status("and-first"), "Submitted");
});

test("conditions are judged in regular hours only, unless they ignore them", () => {
  for (const conditionsIgnoreRth of [false, true]) {
    const stage = new Stage();
    stage.session = "extended";
    stage.place(1, order([price(90)], { conditionsIgnoreRth, outsideRth: true }));
    equal(stage.wait().length > 0, conditionsIgnoreRth);
  }
});

test("conditions may cancel an order that works meanwhile", () => {
  const stage = new Stage();
  const working = order([price(105)], { conditionsCancelOrder: true, lmtPrice: 99 });
  deepEqual(stage.place(1, working), ["OO 1 Submitted", "OS 1 Submitted 0/100"]);
  stage.wait();
  deepEqual(stage.quote(105, {}, MSFT), ["OS 1 Cancelled 0/100", "ERR 1 202 Order Canceled - reason:"]);
});

test("a stop with a condition looks for its trigger only after the condition", () => {
  const stage = new Stage();
  stage.place(1, { action: "SELL", orderType: "STP", auxPrice: 95, conditions: [price(105)] });
  stage.wait();
  deepEqual(stage.quote(94), []);
  deepEqual(stage.quote(105, {}, MSFT), [], "it still waits, now for its trigger");
  stage.wait();
  match(stage.quote(94).join(), /EX 1 SLD/);
});

test("a modification brings conditions, or takes them away", () => {
  const stage = new Stage();
  stage.place(1, order([], { lmtPrice: 99 }));
  stage.wait();
  equal(stage.place(1, order([price(105)]))[1], "OS 1 PreSubmitted 0/100");
  deepEqual(stage.wait(), []);
  equal(stage.place(1, order([]))[1], "OS 1 Submitted 0/100");
  match(stage.wait().join(), /EX 1 BOT 100@100.01/);
});

test("a condition on a contract that nobody knows never holds, and a date that is none is refused", () => {
  const stage = new Stage();
  stage.place(1, order([price(1, { conId: 7 })]));
  deepEqual(stage.wait(), []);
  match(stage.place(2, order([time("noon")]))[0] ?? "", /^ERR 2 337/);
});
