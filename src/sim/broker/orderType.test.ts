import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { Stage, type Wanted } from "../../../test/sim/stage.ts";
import type { WallMs } from "../../base/time.ts";

const sell = (orderType: string, also: Wanted = {}): Wanted => ({ action: "SELL", orderType, ...also });
const buy = (orderType: string, also: Wanted = {}): Wanted => ({ action: "BUY", orderType, ...also });
const SUBMITTED = ["OO 1 Submitted", "OS 1 Submitted 0/100"];

/** A stage on which the order has reached IB, and the market if it goes there at once. */
function resting(order: Wanted): Stage {
  const stage = new Stage();
  stage.place(1, order);
  stage.wait();
  return stage;
}

const trailStop = (stage: Stage): number | undefined => stage.broker.orders()[0]?.trailStopPrice;

test("a stop that the market jumps over fills at the price behind the gap", () => {
  const stage = resting(sell("STP", { auxPrice: 95 }));
  deepEqual(stage.quote(90).slice(0, 3), [...SUBMITTED, "EX 1 SLD 100@89.99"]);
});

test("a stop-limit is elected by its stop, sells at the bid, and rests behind a gap without a fill", () => {
  const stopLimit = sell("STP LMT", { auxPrice: 95, lmtPrice: 94.5 });
  const stage = resting(stopLimit);
  deepEqual(stage.quote(95.01), []);
  deepEqual(stage.quote(94.8).slice(0, 3), [...SUBMITTED, "EX 1 SLD 100@94.79"]);
  const gapped = resting(stopLimit);
  deepEqual(gapped.quote(90), SUBMITTED);
  deepEqual(gapped.quote(94.4), []);
  equal(gapped.quote(94.6)[0], "EX 1 SLD 100@94.5");
});

test("the spellings of contract details are taken and echoed as the usual ones", () => {
  for (const [sent, echoed] of [
    ["STPLMT", "STP LMT"],
    ["TRAILLMT", "TRAIL LIMIT"],
  ] as const) {
    const stage = new Stage();
    stage.place(1, sell(sent, { auxPrice: 95, lmtPrice: 94 }));
    equal(stage.broker.orders()[0]?.terms.orderType, echoed);
  }
});

test("a trailing stop follows the market up, never down, and then sells", () => {
  const stage = resting(sell("TRAIL", { auxPrice: 1 }));
  equal(trailStop(stage), 99);
  deepEqual(stage.quote(103), []);
  equal(trailStop(stage), 102);
  deepEqual(stage.quote(102.5), []);
  equal(trailStop(stage), 102);
  deepEqual(stage.quote(101.9).slice(0, 3), [...SUBMITTED, "EX 1 SLD 100@101.89"]);
});

test("a trailing purchase follows the market down by its percentage", () => {
  const stage = resting(buy("TRAIL", { trailingPercent: 2 }));
  stage.quote(90);
  equal(trailStop(stage), 91.8);
  stage.quote(91);
  equal(trailStop(stage), 91.8);
  match(stage.quote(91.8).join(), /EX 1 BOT 100@91.81/);
});

test("a trailing stop that is sent with a stop beyond the market is elected by the next price", () => {
  const stage = resting(sell("TRAIL", { auxPrice: 1, trailStopPrice: 2_000 }));
  deepEqual(stage.quote(100).slice(0, 2), SUBMITTED);
});

test("a modification leaves the trailing stop where it stands unless it names another", () => {
  const stage = resting(sell("TRAIL", { auxPrice: 1 }));
  stage.quote(103);
  stage.place(1, sell("TRAIL", { auxPrice: 2 }));
  equal(trailStop(stage), 102);
  stage.place(1, sell("TRAIL", { auxPrice: 2, trailStopPrice: 97 }));
  equal(trailStop(stage), 97);
});

test("a trailing stop-limit works at its offset from where the stop was when it was reached", () => {
  const stage = resting(sell("TRAIL LIMIT", { auxPrice: 1, lmtPriceOffset: 0.05 }));
  stage.quote(103);
  deepEqual(stage.quote(101), SUBMITTED, "the bid is below 101.95");
  equal(stage.quote(102)[0], "EX 1 SLD 100@101.95");
});

test("what is to be touched waits without whyHeld for the market to come its way", () => {
  const stage = new Stage();
  deepEqual(stage.place(1, buy("MIT", { auxPrice: 95 })), ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100"]);
  stage.wait();
  deepEqual(stage.quote(105), []);
  deepEqual(stage.quote(95).slice(0, 3), [...SUBMITTED, "EX 1 BOT 100@95.01"]);
});

test("a limit-if-touched order rests at its limit once it is touched", () => {
  const stage = resting(sell("LIT", { auxPrice: 105, lmtPrice: 106 }));
  deepEqual(stage.quote(105), SUBMITTED);
  equal(stage.quote(106.5)[0], "EX 1 SLD 100@106");
});

test("a market-to-limit order leaves its rest at the price of its first piece", () => {
  const stage = resting(buy("MTL", { totalQuantity: "700" }));
  equal(stage.broker.orders()[0]?.filled, "500");
  deepEqual(stage.quote(101), []);
  equal(stage.quote(100)[0], "EX 1 BOT 200@100.01");
});

test("a relative order stays a cent ahead of its own side of the book, up to its cap", () => {
  const stage = resting(buy("REL"));
  equal(stage.broker.orders()[0]?.terms.auxPrice, 0.01, "the offset that IB gives");
  deepEqual(stage.quote(100, { bid: 99.5, ask: 99.52 }), []);
  equal(stage.quote(100, { bid: 99.9, ask: 99.91 })[0], "EX 1 BOT 100@99.91");
  const capped = resting(buy("REL", { lmtPrice: 99 }));
  deepEqual(capped.quote(100, { bid: 99.9, ask: 99.91 }), []);
});

test("orders for the close wait all day and trade whole at the last price, or not at all", () => {
  const stage = new Stage();
  deepEqual(stage.place(1, buy("MOC", { totalQuantity: "9000" })).slice(0, 2), [
    "OO 1 PreSubmitted",
    "OS 1 PreSubmitted 0/9000",
  ]);
  stage.place(2, buy("LOC", { lmtPrice: 99 }));
  deepEqual(stage.quote(98), [], "however good the price");
  stage.quote(100.5);
  stage.session = "extended";
  const said = stage.wait().join();
  match(said, /EX 1 BOT 9000@100\.5/);
  match(said, /OS 2 Cancelled 0\/100/);
  deepEqual(resting(buy("MOC")).cancel(1).slice(0, 2), ["OS 1 PendingCancel 0/100", "OS 1 Cancelled 0/100"]);
  const endless = resting(buy("MOC"));
  match(endless.wait(20 * 3_600_000).join(), /EX 1 BOT 100@100,/, "where it never closes, the day's end is the close");
});

test("tif OPG is for the open: the next one when the session has begun", () => {
  const early = new Stage();
  early.session = "extended";
  early.opensAt = (early.moment().wall + 60_000) as WallMs;
  match(early.place(1, buy("MKT", { tif: "OPG", totalQuantity: "900" })).join(), /ERR 1 399/);
  deepEqual(early.quote(99), []);
  match(early.wait(60_000).join(), /EX 1 BOT 900@99,/);
  const late = resting(buy("LMT", { tif: "OPG", lmtPrice: 101 }));
  deepEqual(late.wait(3_600_000), []);
  match(late.wait(20 * 3_600_000).join(), /EX 1 BOT 100@100,/);
});

test("tif and type that do not go together draw IB's codes", () => {
  const code = (order: Wanted) => Number(new Stage().place(1, order)[0]?.split(" ")[2]);
  equal(code(buy("MOC", { tif: "GTC" })), 113);
  equal(code(buy("STP", { auxPrice: 101, tif: "IOC" })), 111);
  equal(code(buy("MIT", { auxPrice: 99, tif: "OPG" })), 111);
  equal(code(buy("PEG MKT")), 387);
  equal(code(buy("MOO")), 321);
  equal(code(buy("PEG MID")), 321);
  equal(code(buy("LIT", { auxPrice: 99 })), 321);
  equal(code(buy("TRAIL", { auxPrice: 1, trailingPercent: 1 })), 321);
  equal(code(buy("STP LMT", { lmtPrice: 99 })), 403);
  equal(code(buy("STP LMT", { lmtPrice: 99, auxPrice: 98.001 })), 110);
  equal(code(buy("MKT", { triggerMethod: 5 })), 146);
});

test("a type that the contract's list does not name is refused", () => {
  const stage = new Stage();
  const listing = { ...stage.listing(265598), orderTypes: "LMT,MKT" };
  match(stage.place(1, buy("MOC"), { listing })[0] ?? "", /^ERR 1 387 Unsupported order type/);
});

test("a trailing stop hangs on a limit order, and not on a market order", () => {
  const stage = new Stage();
  stage.place(1, buy("LMT", { lmtPrice: 99, transmit: false }));
  match(stage.place(2, sell("TRAIL", { auxPrice: 1, parentId: 1 })).join(), /OS 2 PreSubmitted 0\/100 child,trigger/);
  const other = new Stage();
  other.place(1, buy("MKT", { transmit: false }));
  match(other.place(2, sell("TRAIL", { auxPrice: 1, parentId: 1 }))[0] ?? "", /^ERR 2 200 Trailing stop orders can be/);
});

test("a limit order may become a market order, by its switch, and no other type another", () => {
  const stage = resting(buy("LMT", { lmtPrice: 99 }));
  deepEqual(stage.place(1, buy("MKT")).slice(0, 2), SUBMITTED);
  match(stage.wait().join(), /EX 1 BOT 100@100.01/);
  const refused = resting(buy("LMT", { lmtPrice: 99 }));
  match(refused.place(1, buy("STP", { auxPrice: 101 }))[0] ?? "", /^ERR 1 329/);
});

test("all or none, a least first piece, and a hidden part of the limit hold what they say", () => {
  const whole = resting(buy("LMT", { lmtPrice: 101, totalQuantity: "600", allOrNone: true }));
  deepEqual(whole.broker.executions(), []);
  match(whole.quote(100, { askSize: 600 }).join(), /EX 1 BOT 600/);
  const least = resting(buy("LMT", { lmtPrice: 101, totalQuantity: "900", minQty: 600 }));
  deepEqual(least.broker.executions(), []);
  match(least.quote(100, { askSize: 700 }).join(), /EX 1 BOT 700/);
  match(least.quote(100, { askSize: 100 }).join(), /EX 1 BOT 100/, "the least is of the first piece only");
  const hidden = resting(buy("LMT", { lmtPrice: 99.95, discretionaryAmt: 0.1 }));
  equal(hidden.broker.executions()[0]?.price, 100.01);
});

test("algorithms are known by name and parameter, and work like their plain order", () => {
  const stage = resting(
    buy("MKT", { algoStrategy: "Adaptive", algoParams: [{ tag: "adaptivePriority", value: "Urgent" }] }),
  );
  equal(stage.broker.executions().length, 1);
  const said = (order: Wanted) => new Stage().place(1, { ...buy("LMT", { lmtPrice: 99 }), ...order })[0];
  equal(said({ algoStrategy: "Inline" }), "ERR 1 439 Order processing failed. Algorithm definition not found");
  equal(
    said({ algoStrategy: "Twap", algoParams: [{ tag: "strategyType", value: "Marketable" }] }),
    "ERR 1 443 Order processing failed. Unknown algo attribute:strategyType",
  );
  match(said({ algoStrategy: "DarkIce", displaySize: 1 }) ?? "", /^ERR 1 10255 The 'Display Size'/);
  match(said({ algoStrategy: "Vwap", orderType: "STP", auxPrice: 101 }) ?? "", /^ERR 1 442/);
});

test("an iceberg is no discretionary order", () => {
  const order = buy("LMT", { lmtPrice: 99, discretionaryAmt: 0.1, displaySize: 10 });
  match(new Stage().place(1, order)[0] ?? "", /^ERR 1 157/);
});
