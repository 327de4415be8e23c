import assert from "node:assert/strict";
import test from "node:test";
import { AAPL, judged, leg, limit, NOW, resting, shares, verdict } from "./judging.test.ts";
import { calm, rehearsal } from "./rehearsal.ts";
import { legWorth } from "./values.ts";

const few = { "max-quantity": shares(100) };

test("an order for as many as the limit passes, one for a ten-thousandth more does not", () => {
  assert.equal(verdict(few, { ...limit, totalQuantity: shares(100) }), "passed");
  assert.equal(verdict(few, { ...limit, totalQuantity: shares("100.0001") }), "max-quantity: 100.0001 against 100");
});

for (const quantity of [undefined, shares(0), shares(-5)])
  test(`a quantity of ${quantity} is refused by both limits of size`, () => {
    for (const limits of [few, { "max-value": shares(1_000) }])
      assert.match(
        verdict(limits, { ...limit, totalQuantity: quantity }),
        new RegExp(`^max-(quantity|value): a quantity of ${quantity ?? "nothing"} against`),
      );
  });

test("an order for an amount of cash has a quantity that only the broker knows, and is refused", () => {
  assert.match(verdict(few, { ...limit, cashQty: 5_000 }), /^max-quantity: an order for 5000 in cash against 100/);
  assert.match(verdict({ "max-value": shares(9_999) }, { ...limit, cashQty: 5_000 }), /^max-value: an order for 5000/);
});

test("every leg of a bracket is of a size of its own: what one leg may be, all may be", () => {
  const leg = (quantity: number) => ({ order: { ...limit, totalQuantity: shares(quantity) } });
  assert.equal(judged(few, [leg(100), leg(100), leg(100)]), undefined);
  assert.equal(judged(few, [leg(100), leg(100), leg(101)])?.detail, "101 against 100");
});

test("what reduces is no smaller for that", () => {
  const big = [{ order: { ...limit, totalQuantity: shares(101) } }];
  assert.equal(judged(few, big, { reduces: true })?.gate, "max-quantity");
  assert.equal(judged({ "max-value": shares(10_000) }, big, { reduces: true })?.gate, "max-value");
});

// ---------------------------------------------------------------- value

const worth = { "max-value": shares(10_000) };
const value = (order: object, trial = {}) => verdict(worth, { ...limit, ...order }, trial);
const market = { orderType: "MKT", lmtPrice: undefined };
const option = { ...AAPL, conId: 7, secType: "OPT", multiplier: "100" };

test("a limit order is worth its quantity at its limit", () => {
  assert.equal(value({ totalQuantity: shares(100) }), "passed");
  assert.equal(value({ totalQuantity: shares(101) }), "max-value: 10100.00 against 10000");
});

test("a worth of exactly the limit passes, whatever doubles make of it", () => {
  // 3 * 1.1 is 3.3000000000000003 in doubles.
  assert.equal(
    verdict({ "max-value": shares("3.3") }, { ...limit, totalQuantity: shares(3), lmtPrice: 1.1 }),
    "passed",
  );
});

test("a multiplier multiplies, and the broker's own counts before what the order says", () => {
  const named = { ...option, conId: 0 };
  assert.equal(value({ totalQuantity: shares(1) }, { contract: named }), "passed");
  assert.match(value({ totalQuantity: shares(2) }, { contract: named }), /^max-value: 20000.00/);
  const told = { conId: 7, symbol: "AAPL", localSymbol: "", currency: "USD", primaryExchange: "" };
  const known = [{ ...told, secType: "OPT", multiplier: "1000" }];
  assert.match(value({ totalQuantity: shares(1) }, { contract: option, known }), /^max-value: 100000.00/);
});

test("of a conId that the broker has not named the multiplier is not known, whatever the order says", () => {
  for (const multiplier of ["0.01", "100"])
    assert.match(value({}, { contract: { ...option, multiplier } }), /its multiplier is not known\) against 10000$/);
});

for (const multiplier of ["", "0", "-100", "many", "NaN", "Infinity"])
  test(`an option with the multiplier "${multiplier}" has no known worth`, () =>
    assert.match(
      value({}, { contract: { ...option, conId: 0, multiplier } }),
      /its multiplier is not known\) against 10000$/,
    ));

test("only stocks and currencies count once without a multiplier", () => {
  assert.equal(value({}, { contract: { ...AAPL, secType: "CASH" } }), "passed");
  for (const secType of ["FUT", "CFD", "BAG", undefined])
    assert.match(value({}, { contract: { conId: 1, symbol: "X", currency: "USD", secType } as never }), /multiplier/);
});

test("another currency counts at its rate, and is refused while nobody has told the rate", () => {
  const contract = { ...AAPL, currency: "GBP" };
  assert.equal(value({ totalQuantity: shares(80) }, { contract, rates: { GBP: 1.25 } }), "passed");
  assert.match(value({ totalQuantity: shares(81) }, { contract, rates: { GBP: 1.25 } }), /^max-value: 10125.00/);
  for (const rates of [{}, { GBP: 0 }, { GBP: -1 }, { GBP: Number.NaN }])
    assert.match(value({}, { contract, rates }), /no rate of exchange of GBP is known/);
  assert.match(value({}, { contract: { ...AAPL, currency: undefined } }), /its currency is not known/);
});

test("an order at the market is worth the side that it trades with", () => {
  const quote = { ...calm(NOW), bid: 99, ask: 101 };
  const order = { ...market, totalQuantity: shares(100) };
  assert.match(value(order, { quote }), /^max-value: 10100.00/);
  assert.equal(value({ ...order, action: "SELL" }, { quote }), "passed");
});

test("a sale is worth what the market pays where its limit is below that, a purchase its limit", () => {
  const sale = { action: "SELL", totalQuantity: shares(101), lmtPrice: 0.01 };
  assert.match(value(sale), /^max-value: 10098.99/);
  assert.match(value({ ...sale, lmtPrice: 100 }), /^max-value: 10100.00/);
  assert.match(value({ ...sale, orderType: "STP LMT", auxPrice: 100 }), /^max-value: 10100.00/);
  assert.equal(value({ ...sale, orderType: "STP", auxPrice: 90 }), "passed", "a stop sells where it triggers");
  assert.equal(value({ ...sale, action: "BUY" }), "passed");
  const last = { ...calm(NOW), bid: undefined, ask: undefined, last: 100 };
  assert.match(value(sale, { quote: last }), /^max-value: 10100.00/);
  assert.equal(value(sale, { quote: undefined }), "passed", "where nobody knows a price the limit counts");
});

test("where nobody streams a price, a sale is worth what the account's own books say", () => {
  const [view, sale] = [rehearsal({}), leg({ order: { ...limit, action: "SELL", lmtPrice: 0.01 } })];
  assert.deepEqual(legWorth({ ...view, mark: () => 98 }, "DU1", sale, NOW), [98, 1, 1, 1]);
  const pence = { ...view, mark: () => 0.98, contract: () => inPence, baseCurrency: () => "GBP" };
  assert.deepEqual(legWorth(pence, "DU1", sale, NOW), [98, 0.01, 1, 1]);
});

test("a last price alone serves for the worth, and none does not", () => {
  const quote = { ...calm(NOW), bid: undefined, ask: undefined, last: 101 };
  assert.match(value({ ...market, totalQuantity: shares(100) }, { quote }), /^max-value: 10100.00/);
  assert.equal(value({ ...market, totalQuantity: shares(99) }, { quote }), "passed");
  assert.match(value(market, { quote: { ...quote, last: undefined } }), /neither bid and ask nor a last price/);
  assert.match(value(market, { quote: undefined }), /nobody streams live prices/);
});

for (const orderType of ["MKT", "MIT", "MOC", "MKTCLS", "MTL", "MKT PRT", "TRAIL MIT", "BOX TOP"])
  test(`a price that came with ${orderType} is not what it trades at`, () => {
    assert.match(value({ orderType, lmtPrice: 0.01, totalQuantity: shares(101) }), /^max-value: 10101.01/);
    assert.match(value({ orderType, lmtPrice: 0.01 }, { quote: undefined }), /nobody streams/);
  });

test("a stop is worth its trigger, a stop with a limit its limit, a trailing stop the market", () => {
  const hundred = { totalQuantity: shares(100), lmtPrice: undefined };
  assert.match(value({ ...hundred, orderType: "STP", auxPrice: 120 }), /^max-value: 12000.00/);
  assert.match(value({ ...hundred, orderType: "STP", auxPrice: 120, lmtPrice: 1 }), /^max-value: 12000.00/);
  assert.match(value({ ...hundred, orderType: "STP PRT", auxPrice: 120, lmtPrice: 1 }), /^max-value: 12000.00/);
  assert.match(value({ ...hundred, orderType: "STP LMT", auxPrice: 1, lmtPrice: 130 }), /^max-value: 13000.00/);
  // The distance of a trailing stop is no price.
  assert.match(value({ ...hundred, orderType: "TRAIL", auxPrice: 1 }), /^max-value: 10001.00/);
});

test("a purchase whose trigger the market has passed is worth what the market asks", () => {
  const hundred = { totalQuantity: shares(100), lmtPrice: undefined };
  for (const order of [
    { orderType: "STP", auxPrice: 0.01 },
    { orderType: "STP PRT", auxPrice: 0.01 },
    { orderType: "TRAIL", auxPrice: 1, trailStopPrice: 0.01 },
  ]) {
    assert.match(value({ ...hundred, ...order }), /^max-value: 10001.00/, order.orderType);
    assert.equal(value({ ...hundred, ...order }, { quote: undefined }), "passed", "where nobody knows a price");
  }
  assert.equal(
    value({ ...hundred, orderType: "STP LMT", auxPrice: 0.01, lmtPrice: 1 }),
    "passed",
    "its limit binds it",
  );
});

test("what a purchase may pay beyond its limit at its discretion counts", () => {
  const ten = { totalQuantity: shares(101), lmtPrice: 10 };
  assert.equal(value({ ...ten, discretionaryAmt: 89 }), "passed");
  assert.match(value({ ...ten, discretionaryAmt: 90 }), /^max-value: 10100.00/);
  assert.match(value({ ...ten, lmtPrice: 100, discretionaryAmt: 0 }), /^max-value: 10100.00/);
});

test("a limit of 0, NaN or beyond all numbers is no price: the market tells the worth, or nobody does", () => {
  for (const lmtPrice of [0, Number.NaN, Number.NEGATIVE_INFINITY, undefined]) {
    assert.match(value({ lmtPrice, totalQuantity: shares(101) }), /^max-value: 10101.01/);
    assert.match(value({ lmtPrice }, { quote: undefined }), /nobody streams/);
  }
});

test("a negative price is worth as much as it is below 0", () => {
  assert.match(value({ lmtPrice: -101, totalQuantity: shares(100) }), /^max-value: 10100.00/);
});

const VOD = { conId: 8, symbol: "VOD", secType: "STK", exchange: "SMART", currency: "GBP" };
const inPence = { ...VOD, localSymbol: "VOD", primaryExchange: "LSE", multiplier: "", priceMagnifier: 100 };

test("a share that is quoted in pence is worth a hundredth, once its details have said so", () => {
  const rates = { GBP: 1.25 };
  const [priced, atMarket] = [{ totalQuantity: shares(8_000) }, { ...market, totalQuantity: shares(8_000) }];
  assert.equal(value(priced, { contract: VOD, rates, known: [inPence] }), "passed");
  assert.match(
    value({ totalQuantity: shares(8_001) }, { contract: VOD, rates, known: [inPence] }),
    /^max-value: 10001.25/,
  );
  assert.match(value(atMarket, { contract: VOD, rates, known: [inPence] }), /^max-value: 10001.00/);
  const { priceMagnifier: _, ...unquoted } = inPence;
  for (const known of [[], [unquoted]])
    assert.match(value(priced, { contract: VOD, rates, known }), /^max-value: 1000000.00/);
});

test("a share has no multiplier, whatever its order says", () => {
  const contract = { ...AAPL, multiplier: "0.001" };
  assert.match(value({ totalQuantity: shares(101) }, { contract }), /^max-value: 10100.00/);
});

test("a change by symbol is valued by the contract that the broker has named since", () => {
  const contract = { symbol: "ES", secType: "FUT", currency: "USD" };
  const open = [{ ...resting({ order: limit, contract, key: "k" }), conId: 7 }];
  const known = [
    {
      conId: 7,
      symbol: "ES",
      localSymbol: "ESZ6",
      secType: "FUT",
      currency: "USD",
      primaryExchange: "",
      multiplier: "50",
    },
  ];
  const change = [{ order: { ...limit, totalQuantity: shares(3) }, contract, key: "k" }];
  assert.equal(judged(worth, change, { open, known })?.detail, "15000.00 against 10000");
});
