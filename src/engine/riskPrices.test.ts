import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, Stage, shares } from "../../test/engine/stage.ts";
import { type Limits, NO_LIMITS } from "../model/limits.ts";

/** A stage with these limits of alpha's, ready, with alpha connected; the first order lies outside every collar. */
function limited(limits: Partial<Limits>, spoken?: { upstream: number; client: number }): Stage {
  const [alpha, beta] = config.strategies;
  const strategies = [{ ...alpha!, limits: { ...NO_LIMITS, ...limits } }, beta!];
  const stage = new Stage({ ...config, strategies }, [], spoken);
  stage.greet();
  stage.recover();
  stage.connect(1, 1);
  return stage;
}

const ALPHA = 1 as never;
let orderId = 0;
/** The gate that refuses a placeOrder, or `passed`. */
function told(stage: Stage, changed: object = {}, of: object = contract): string {
  stage.told(ALPHA);
  stage.ask(ALPHA, "placeOrder", { orderId: ++orderId, contract: of, order: { ...order, ...changed } } as never);
  const refusal = stage.told(ALPHA).find((m) => m.name === "error");
  return refusal === undefined ? "passed" : `${refusal.body.errorCode} ${refusal.body.errorMsg}`;
}

const MARKET = { orderType: "MKT", lmtPrice: undefined };

/** Alpha streams a contract; answers the upstream id of its line. */
function streams(stage: Stage, of: object = contract): number {
  stage.ask(ALPHA, "reqMktData", { reqId: 9, contract: of });
  stage.pass(100);
  return stage.lastReqId("reqMktData");
}

function ticks(stage: Stage, reqId: number, prices: Readonly<Record<number, number>>): void {
  for (const [tickType, price] of Object.entries(prices))
    stage.says("tickPrice", { reqId, tickType: Number(tickType), price, size: shares(1) } as never);
}

const LIVE = { 1: 99.5, 2: 100.5, 4: 100 };

for (const spoken of [
  { upstream: 178, client: 178 },
  { upstream: 225, client: 225 },
])
  test(`a market order needs a live quote of its contract, read from the line that streams it (${spoken.upstream})`, () => {
    const stage = limited({ "price-collar": 2 }, spoken);
    assert.match(
      told(stage, MARKET),
      /^201 Order rejected - reason:holdfast price-collar: no fresh reference \(nobody/,
    );
    const line = streams(stage);
    assert.match(told(stage, MARKET), /price-collar: no fresh reference/);
    ticks(stage, line, LIVE);
    assert.equal(told(stage, MARKET), "passed");
    assert.match(told(stage, { lmtPrice: 103 }), /price-collar: 103, above the ask of 100.5 against 2 %/);
  });

test("a quote is good for a minute after its last tick", () => {
  const stage = limited({ "price-collar": 2 });
  ticks(stage, streams(stage), LIVE);
  stage.pass(60_000);
  assert.equal(told(stage, MARKET), "passed");
  stage.pass(1);
  assert.match(told(stage, MARKET), /price-collar: no fresh reference \(its last price is 60 s old\)/);
});

test("a delayed line and a frozen one are no reference, until they say that they are live", () => {
  const stage = limited({ "price-collar": 2 });
  const line = streams(stage);
  for (const marketDataType of [2, 3, 4]) {
    stage.says("marketDataType", { reqId: line, marketDataType });
    ticks(stage, line, LIVE);
    ticks(stage, line, { 66: 99.5, 67: 100.5, 68: 100 });
    assert.match(told(stage, MARKET), /price-collar: no fresh reference/);
  }
  stage.says("marketDataType", { reqId: line, marketDataType: 1 });
  assert.equal(told(stage, MARKET), "passed");
});

test("a halted contract has no reference until it trades again", () => {
  const stage = limited({ "price-collar": 2 });
  const line = streams(stage);
  ticks(stage, line, LIVE);
  stage.says("tickGeneric", { reqId: line, tickType: 49, value: 1 });
  assert.match(told(stage, MARKET), /no fresh reference \(trading in it is halted\)/);
  stage.says("tickGeneric", { reqId: line, tickType: 49, value: 0 });
  assert.equal(told(stage, MARKET), "passed");
});

test("a side that is gone and a price of 0 are none", () => {
  const stage = limited({ "price-collar": 2 });
  const line = streams(stage);
  ticks(stage, line, { ...LIVE, 1: -1 });
  assert.match(told(stage, MARKET), /no fresh reference \(no bid is quoted\)/);
  ticks(stage, line, { 1: 0 });
  assert.match(told(stage, MARKET), /no fresh reference \(no bid is quoted\)/);
});

test("another contract's line is no reference, and a cancelled line is none any more", () => {
  const stage = limited({ "price-collar": 2 });
  ticks(stage, streams(stage, { ...contract, conId: 272093, symbol: "MSFT" }), LIVE);
  assert.match(told(stage, MARKET), /nobody streams/);
  stage.ask(ALPHA, "cancelMktData", { reqId: 9 });
  ticks(stage, streams(stage), LIVE);
  assert.equal(told(stage, MARKET), "passed");
  stage.ask(ALPHA, "cancelMktData", { reqId: 9 });
  assert.match(told(stage, MARKET), /nobody streams/);
});

test("of a session that broke no quote is left", () => {
  const stage = limited({ "price-collar": 2 });
  ticks(stage, streams(stage), LIVE);
  stage.reconnect();
  stage.recover();
  assert.match(told(stage, MARKET), /no fresh reference/);
  ticks(stage, stage.lastReqId("reqMktData"), LIVE);
  assert.equal(told(stage, MARKET), "passed");
});

const bySymbol = { ...contract, conId: 0 };
const details = { reqId: 1, contract: { ...contract, localSymbol: "AAPL" } };

test("a line by symbol serves an order by symbol, and one by conId once the broker has said what that is called", () => {
  const stage = limited({ "price-collar": 2 });
  ticks(stage, streams(stage, bySymbol), LIVE);
  assert.equal(told(stage, MARKET, bySymbol), "passed");
  assert.match(told(stage, MARKET, { ...bySymbol, currency: "EUR" }), /nobody streams/);
  assert.match(told(stage, MARKET, { conId: 265598, exchange: "SMART" }), /nobody streams/);
  stage.says("position", { account: "DU1", contract: details.contract, position: shares(1), avgCost: 1 });
  assert.equal(told(stage, MARKET, { conId: 265598, exchange: "SMART" }), "passed");
});

// ---------------------------------------------------------------- money

const value = (stage: Stage, key: string, said: string, currency: string): void =>
  stage.says("updateAccountValue", { key, value: said, currency, accountName: "DU1" });

test("a value in the account's own currency needs no rate, one in another needs the rate that the Gateway told", () => {
  const stage = limited({ "max-value": shares(1_000) });
  assert.match(told(stage, { lmtPrice: 100 }), /max-value: a value that nobody can know \(no rate of exchange of USD/);
  value(stage, "NetLiquidation", "50000", "EUR");
  assert.equal(told(stage, { lmtPrice: 1_000 }, { ...contract, currency: "EUR" }), "passed");
  assert.match(told(stage, { lmtPrice: 1_000 }), /no rate of exchange of USD/);
  value(stage, "ExchangeRate", "0.9", "USD");
  assert.equal(told(stage, { lmtPrice: 1_111 }), "passed");
  assert.match(told(stage, { lmtPrice: 1_112 }), /max-value: 1000.80 against 1000/);
});

for (const rate of ["", "many", "-1", "0", "Infinity"])
  test(`"${rate}" is no rate`, () => {
    const stage = limited({ "max-value": shares(1_000) });
    value(stage, "ExchangeRate", rate, "USD");
    assert.match(told(stage), /max-value: a value that nobody can know/);
  });

test("a rate of an earlier session counts only when this one has told the account's values", () => {
  const stage = limited({ "max-value": shares(1_000) });
  value(stage, "ExchangeRate", "1", "USD");
  assert.equal(told(stage), "passed");
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.pass(1_500);
  stage.greet();
  stage.says("openOrderEnd");
  stage.says("completedOrdersEnd");
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  stage.says("positionEnd");
  // The loads never end: the session goes on without them.
  stage.pass(46_000);
  const other = { ...contract, conId: 272093, symbol: "MSFT" };
  assert.match(told(stage, {}, other), /max-value: a value that nobody can know/);
});

test("the values of an account with a drawdown are followed without any client, those of another are not", () => {
  const accounts = { DU1: { ...NO_LIMITS, drawdown: 5 }, DU2: NO_LIMITS };
  for (const [given, followed] of [
    [accounts, "DU1"],
    [{ DU1: NO_LIMITS, DU2: NO_LIMITS }, "DU2"],
  ] as const) {
    const stage = new Stage({ ...config, accounts: given });
    stage.greet();
    stage.recover();
    stage.pass(20_000);
    const last = stage.asked.findLast((request) => request.name === "reqAccountUpdates");
    assert.equal(last?.body.acctCode, followed);
  }
});

for (const limit of ["max-value", "max-gross-value"] as const)
  test(`rates and prices of the account by which ${limit} judges are followed without any client, at once and when an operator sets it`, () => {
    const stage = limited({ [limit]: shares(1_000) });
    const last = () => stage.asked.findLast((request) => request.name === "reqAccountUpdates")?.body;
    stage.pass(20_000);
    assert.equal(last()?.acctCode, "DU1");
    const what = { kind: "limit", scope: { account: "DU2" }, limit, value: shares(5), minutes: 0, why: "a test" };
    stage.step({ kind: "operate", query: 2, by: "ann", what } as never);
    stage.pass(10_000);
    assert.equal(last()?.acctCode, "DU2");
  });

// ---------------------------------------------------------------- names

test("a banned symbol is found behind a conId as soon as the broker has said what it is called", () => {
  const stage = limited({ banned: [{ symbol: "aapl" }] });
  const byConId = { conId: 265598, exchange: "SMART" };
  assert.match(
    told(stage, {}, byConId),
    /holdfast banned: .+ the Gateway has not said what conId 265598 is called: holdfast is asking it/,
  );
  stage.pass(100);
  stage.says("contractDetails", { ...details, reqId: stage.lastReqId("reqContractDetails") });
  const said = told(stage, {}, byConId);
  assert.match(said, /holdfast banned: conId 265598 against aapl$/);
});

test("an order passes a list of symbols by its conId once the broker has named it", () => {
  const stage = limited({ contracts: [{ symbol: "AAPL" }] });
  assert.match(told(stage, {}, { conId: 265598, exchange: "SMART" }), /holdfast contracts/);
  stage.says("position", { account: "DU1", contract: details.contract, position: shares(1), avgCost: 1 });
  assert.equal(told(stage, {}, { conId: 265598, exchange: "SMART" }), "passed");
});

test("the price of a symbol is not that of an order, or of a line, which names its contract by an ISIN", () => {
  const [byName, isin] = [
    { ...contract, conId: 0 },
    { secIdType: "ISIN", secId: "US0846701086" },
  ];
  for (const [streamed, asked] of [
    [byName, { ...byName, ...isin }],
    [{ ...byName, ...isin }, byName],
  ] as const) {
    const stage = limited({ "max-value": shares(1_000) }, { upstream: 225, client: 225 });
    stage.says("updateAccountValue", { key: "NetLiquidation", value: "1", currency: "USD", accountName: "DU1" });
    stage.says("accountDownloadEnd", { accountName: "DU1" });
    ticks(stage, streams(stage, streamed), LIVE);
    assert.match(told(stage, MARKET, asked), /max-value: a value that nobody can know \(nobody streams/);
  }
});
