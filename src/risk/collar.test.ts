import assert from "node:assert/strict";
import test from "node:test";
import { after, type Instant } from "../base/time.ts";
import type { PlacedOrder } from "../model/entry.ts";
import { AAPL, judged, limit, NOW, resting, verdict } from "./judging.test.ts";
import { calm } from "./rehearsal.ts";

const collar = { "price-collar": 2 };
const told = (order: PlacedOrder, trial = {}) => verdict(collar, order, trial);
const quote = (said: object) => ({ quote: { ...calm(NOW), ...said } });
const sell = { ...limit, action: "SELL" };
const stop = (action: string, auxPrice: number | undefined) => ({
  ...limit,
  action,
  orderType: "STP",
  lmtPrice: undefined,
  auxPrice,
});
const market = { ...limit, orderType: "MKT", lmtPrice: undefined };

test("a limit may lie as far beyond the other side as the collar says, and no further", () => {
  const wide = quote({ bid: 100, ask: 100 });
  assert.equal(told({ ...limit, lmtPrice: 102 }, wide), "passed");
  assert.equal(told({ ...limit, lmtPrice: 102.01 }, wide), "price-collar: 102.01, above the ask of 100 against 2 %");
  assert.equal(told({ ...sell, lmtPrice: 98 }, wide), "passed");
  assert.equal(told({ ...sell, lmtPrice: 97.99 }, wide), "price-collar: 97.99, below the bid of 100 against 2 %");
});

test("a price on the border is judged exactly, whatever doubles make of it", () => {
  const odd = quote({ bid: 1.1, ask: 1.1 });
  // 1.1 * 1.1 is 1.2100000000000002 in doubles.
  assert.equal(verdict({ "price-collar": 10 }, { ...limit, lmtPrice: 1.21 }, odd), "passed");
  assert.match(verdict({ "price-collar": 10 }, { ...limit, lmtPrice: 1.2100000001 }, odd), /^price-collar/);
});

test("a limit far on the passive side passes", () => {
  assert.equal(told({ ...limit, lmtPrice: 1 }), "passed");
  assert.equal(told({ ...sell, lmtPrice: 10_000 }), "passed");
});

for (const lmtPrice of [Number.NaN, Number.POSITIVE_INFINITY, undefined])
  test(`a limit order at ${lmtPrice} is refused on both sides`, () => {
    assert.match(told({ ...limit, lmtPrice }), /^price-collar/);
    assert.match(told({ ...sell, lmtPrice }), /^price-collar/);
  });

test("what a limit order may trade beyond its limit at its discretion counts", () => {
  assert.equal(told({ ...limit, lmtPrice: 101, discretionaryAmt: 0.5 }), "passed");
  assert.match(told({ ...limit, lmtPrice: 101, discretionaryAmt: 5 }), /^price-collar: 101 with 5 of discretion/);
  assert.match(told({ ...sell, lmtPrice: 99, discretionaryAmt: 5 }), /^price-collar: 99 with 5 of discretion/);
});

test("an order at the market passes while the spread is within the collar", () => {
  assert.equal(told(market), "passed");
  assert.equal(told(market, quote({ bid: 99, ask: 101 })), "passed");
  assert.match(
    told(market, quote({ bid: 98.9, ask: 101 })),
    /^price-collar: an order at the market, bid 98.9 ask 101, against 2 %/,
  );
});

for (const orderType of ["MKT", "MTL", "MOC", "MIDPRICE", "REL", "PEG MKT", "a type of tomorrow", undefined])
  test(`${orderType} counts as an order at the market`, () =>
    assert.match(
      told({ ...market, orderType }, quote({ bid: 90, ask: 110 })),
      /^price-collar: an order at the market/,
    ));

test("a price that came with an order at the market is not judged, and neither is a cap of 0", () => {
  for (const action of ["BUY", "SELL"]) {
    for (const lmtPrice of [0, 1, 500]) assert.equal(told({ ...market, action, lmtPrice }), "passed");
    assert.equal(told({ ...market, action, orderType: "MIDPRICE", lmtPrice: 0 }), "passed");
  }
  assert.match(told({ ...sell, lmtPrice: 0 }), /^price-collar: 0, below the bid of 99.99/);
});

test("a price cap of an order at the market is judged as a limit, too", () => {
  assert.match(told({ ...limit, orderType: "MIDPRICE", lmtPrice: 150 }), /^price-collar: 150, above/);
});

for (const [why, said] of [
  ["nobody streams", { quote: undefined }],
  ["60.001 s old", quote({ at: after(NOW, -60_001) })],
  ["of no known age", quote({ at: Number.NaN as Instant })],
  ["that never was", quote({ at: Number.NEGATIVE_INFINITY as Instant })],
  ["of a halted contract", quote({ halted: true })],
  ["crossed", quote({ bid: 101, ask: 100 })],
  ["without a bid", quote({ bid: undefined })],
  ["with an ask of 0", quote({ ask: 0 })],
  ["with a bid of -1", quote({ bid: -1 })],
  ["that is no number", quote({ ask: Number.NaN })],
] as const)
  test(`a quote ${why} is no reference: limits, orders at the market and stops are refused`, () => {
    for (const order of [limit, market, stop("BUY", 105)])
      assert.match(told(order, said), /^price-collar: no fresh reference \(.+\) against 2 %$/);
  });

test("a quote that is 60 s old and one with equal sides are references", () => {
  assert.equal(told(limit, quote({ at: after(NOW, -60_000) })), "passed");
  assert.equal(told(limit, quote({ bid: 100, ask: 100 })), "passed");
});

test("a combination has no reference", () => {
  assert.match(
    told(limit, { contract: { ...AAPL, secType: "BAG" } }),
    /^price-collar: no fresh reference \(a combination/,
  );
});

test("a stop that the market has reached already is refused, one that waits passes", () => {
  assert.equal(told(stop("BUY", 100.02)), "passed");
  assert.match(
    told(stop("BUY", 100.01)),
    /^price-collar: a stop at 100.01 that the ask of 100.01 triggers at once against 2 %/,
  );
  assert.equal(told(stop("SELL", 99.98)), "passed");
  assert.match(told(stop("SELL", 99.99)), /^price-collar: a stop at 99.99 that the bid of 99.99 triggers/);
  assert.match(told({ ...stop("SELL", 101), orderType: "STPLMT", lmtPrice: 90 }), /^price-collar: a stop at 101/);
});

for (const auxPrice of [undefined, 0, Number.NaN, Number.NEGATIVE_INFINITY])
  test(`a stop at ${auxPrice} is refused`, () =>
    assert.match(told(stop("SELL", auxPrice)), /^price-collar: a stop without a price/));

test("a trailing stop needs a distance, and a first trigger that the market has not reached", () => {
  const trail = { ...stop("SELL", 1), orderType: "TRAIL" };
  assert.equal(told(trail), "passed");
  assert.equal(told({ ...trail, auxPrice: undefined, trailingPercent: 3 }), "passed");
  assert.match(told({ ...trail, auxPrice: 0 }), /without a distance above 0/);
  assert.match(told({ ...trail, auxPrice: -1 }), /without a distance above 0/);
  assert.equal(told({ ...trail, trailStopPrice: 95 }), "passed");
  assert.match(told({ ...trail, trailStopPrice: 101 }), /^price-collar: a stop at 101/);
});

// ---------------------------------------------------------------- brackets

const entry = { order: { ...limit, lmtPrice: 90 }, key: "p" };
const exit = (auxPrice: number) => ({ order: stop("SELL", auxPrice), key: "c", parent: "p" });
const gate = (legs: readonly object[], trial = {}) => judged(collar, legs as never, trial)?.detail ?? "passed";

test("a child's stop is judged by the price of its parent, which has not traded", () => {
  assert.equal(gate([entry, exit(89)]), "passed");
  assert.match(gate([entry, exit(90)]), /a stop at 90 that its parent's price of 90 triggers at once/);
  // The market is at 100: by its price the stop would wait.
  assert.match(gate([entry, exit(95)]), /a stop at 95 that its parent's price of 90 triggers at once/);
});

test("a stop that protects a stop entry is judged by where the entry triggers", () => {
  const breakout = { order: stop("BUY", 105), key: "p" };
  assert.equal(gate([breakout, exit(103)]), "passed");
  assert.match(gate([breakout, exit(106)]), /its parent's price of 105/);
});

test("a child's stop is judged by the market when its parent names no price", () => {
  const parent = { order: market, key: "p" };
  assert.equal(gate([parent, exit(99)]), "passed");
  assert.match(gate([parent, exit(100)]), /the bid of 99.99 triggers at once/);
});

test("a child's stop is judged by the market once its parent has traded, so that it can be drawn after the price", () => {
  const open = [resting(entry, "filled")];
  assert.equal(gate([exit(95)], { open }), "passed");
  assert.match(gate([exit(100)], { open }), /the bid of 99.99 triggers at once/);
  assert.equal(gate([exit(95)], { open: [resting(entry, "partly-filled", 1)] }), "passed");
  assert.match(gate([exit(95)], { open: [resting(entry)] }), /its parent's price of 90/);
});

test("a bracket is refused for the one leg that is outside", () => {
  const profit = (lmtPrice: number) => ({ order: { ...sell, lmtPrice }, key: "t", parent: "p" });
  const near = { order: limit, key: "p" };
  assert.equal(gate([near, profit(110), exit(95)]), "passed");
  assert.match(gate([near, profit(90), exit(95)]), /^90, below its parent's price of 100 against 2 %/);
});

const taken = (lmtPrice: number, more: object = {}) => ({
  order: { ...sell, lmtPrice, ...more },
  ...{ key: "t", parent: "p" },
});

test("a child that takes profit is judged by the price of its parent, which has not traded", () => {
  // The market is at 100, where a sale at 94 gives money away; but it cannot be sold before 90 was paid for it.
  assert.equal(gate([entry, taken(94), exit(80)]), "passed");
  assert.equal(gate([entry, taken(200)]), "passed");
  assert.match(gate([entry, taken(88)]), /^88, below its parent's price of 90 against 2 %/);
  const short = { order: { ...sell, lmtPrice: 110 }, key: "p" };
  assert.equal(gate([short, taken(106, { action: "BUY" })]), "passed");
  assert.match(gate([short, taken(113, { action: "BUY" })]), /^113, above its parent's price of 110/);
});

test("a child of another contract than its parent's is judged by its own market: the parent's price says nothing of it", () => {
  const other = { ...AAPL, conId: 7, symbol: "MSFT" };
  const dear = { order: { ...limit, lmtPrice: 5_000 }, contract: other, key: "p" };
  const paired = (lmtPrice: number) => ({ order: { ...limit, lmtPrice }, key: "t", parent: "p" });
  assert.match(gate([paired(5_000)], { open: [resting(dear)] }), /^5000, above the ask of 100.01/);
  assert.equal(gate([paired(101)], { open: [resting(dear)] }), "passed");
  const cheap = { order: { ...limit, lmtPrice: 5 }, contract: other, key: "p" };
  assert.match(gate([cheap, paired(105)]), /^105, above the ask of 100.01/);
  assert.match(gate([cheap, exit(101)]), /^a stop at 101 that the bid of 99.99 triggers at once/);
  const named = { ...entry, contract: { ...AAPL, conId: 0 } };
  assert.equal(gate([named, taken(94)]), "passed", "one of the two by its symbol");
});

test("a child that takes profit is judged by the market once its parent has traded, and beside one at the market", () => {
  for (const status of ["filled", "partly-filled"] as const)
    assert.match(gate([taken(94)], { open: [resting(entry, status, 1)] }), /^94, below the bid of 99.99/);
  assert.equal(gate([taken(94)], { open: [resting(entry)] }), "passed");
  const priced = { order: { ...market, orderType: "MIT", auxPrice: 95, lmtPrice: 90 }, key: "p" };
  for (const parent of [{ order: market, key: "p" }, priced])
    assert.match(gate([parent, taken(94)]), /^94, below the bid of 99.99/);
});

test("a child at the market needs a market, whatever its parent's price", () => {
  const leaves = { order: { ...market, action: "SELL" }, key: "t", parent: "p" };
  assert.equal(gate([entry, leaves]), "passed");
  assert.match(gate([entry, leaves], { quote: undefined }), /no fresh reference/);
});
