import assert from "node:assert/strict";
import test from "node:test";
import type { PlacedContract } from "../model/entry.ts";
import { isAskable, matchOf } from "./contractNames.ts";
import { Contracts } from "./contracts.ts";

const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", currency: "USD", localSymbol: "AAPL" };
const share = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const routed = { ...AAPL, exchange: "SMART", primaryExchange: "NASDAQ", multiplier: "" };

function meant(asked: PlacedContract, ...told: readonly object[]): number {
  const contracts = new Contracts();
  for (const contract of told) contracts.learn({ ...routed, ...contract });
  return contracts.conIdOf(asked);
}

test("a share by symbol is the one that the broker routes under that name, whatever its case", () => {
  assert.equal(meant(share, {}), 265598);
  assert.equal(meant({ ...share, symbol: " aapl", currency: "usd" }, {}), 265598);
  assert.equal(meant({ ...share, symbol: "", localSymbol: "AAPL" }, {}), 265598);
  assert.equal(meant({ ...share, primaryExchange: "NASDAQ" }, {}), 265598);
  assert.equal(meant({ ...share, conId: 7 }, {}), 7);
});

test("names that differ in one part, or leave one open, mean nothing for sure", () => {
  const others: readonly PlacedContract[] = [
    { ...share, symbol: "MSFT" },
    { ...share, secType: "CFD" },
    { ...share, currency: "EUR" },
    { ...share, exchange: "IBIS" },
    { ...share, primaryExchange: "NYSE" },
    { ...share, localSymbol: "AAP" },
    { symbol: "AAPL", secType: "STK", exchange: "SMART" },
    { symbol: "AAPL", secType: "STK", currency: "USD" },
    { symbol: "AAPL", exchange: "SMART", currency: "USD" },
    { ...share, secIdType: "ISIN", secId: "US0378331005" },
    { ...share, secType: "BAG" },
    {},
  ];
  for (const asked of others) assert.equal(meant(asked, {}), 0, JSON.stringify(asked));
});

test("of two contracts with these names neither is meant, and of one that is held elsewhere it is not known whether it is", () => {
  assert.equal(meant(share, {}, { conId: 2 }), 0);
  assert.equal(meant(share, { exchange: "VALUE" }), 0);
  assert.equal(meant(share, {}, { conId: 2, exchange: "VALUE" }), 0);
  assert.equal(meant(share, {}, { conId: 2, currency: "EUR" }), 265598);
});

const option = { ...share, secType: "OPT", lastTradeDateOrContractMonth: "20270115", strike: 200, right: "C" };
const call = { ...option, conId: 900, localSymbol: "AAPL  270115C00200000", multiplier: "100", tradingClass: "AAPL" };

test("an option by all its terms, or by its own symbol, is meant; one of a series is not", () => {
  assert.equal(meant(option, call), 900);
  assert.equal(meant({ ...option, right: "CALL", multiplier: "100" }, call), 900);
  assert.equal(meant({ ...share, secType: "OPT", localSymbol: call.localSymbol }, call), 900);
  for (const other of [
    { ...share, secType: "OPT" },
    { ...option, strike: 0 },
    { ...option, strike: 205 },
    { ...option, right: "P" },
    { ...option, right: "" },
    { ...option, lastTradeDateOrContractMonth: "202701" },
    { ...option, lastTradeDateOrContractMonth: "20270122" },
    { ...option, multiplier: "10" },
    { ...option, tradingClass: "AAPL7" },
  ])
    assert.equal(meant(other, call), 0, JSON.stringify(other));
});

test("a future by its last trade date is meant, by its month only when the broker says so", () => {
  const future = { symbol: "ES", secType: "FUT", exchange: "CME", currency: "USD" };
  const es = { ...future, conId: 5, lastTradeDateOrContractMonth: "20261218 08:30:00 US/Central", localSymbol: "ESZ6" };
  assert.equal(meant({ ...future, lastTradeDateOrContractMonth: "20261218" }, es), 5);
  assert.equal(meant({ ...future, lastTradeDateOrContractMonth: "202612" }, es), 0);
  assert.equal(meant(future, es), 0);
});

test("the broker's answer to these very names counts before what was learnt, and for them alone", () => {
  const contracts = new Contracts();
  contracts.learn(routed);
  contracts.learn({ ...routed, conId: 2 });
  assert.equal(contracts.conIdOf(share), 0);
  assert.match(contracts.doubt(share), /^holdfast is asking the Gateway/);
  contracts.answered(share, [2]);
  assert.equal(contracts.conIdOf({ ...share, symbol: "aapl " }), 2);
  assert.equal(contracts.conIdOf({ ...share, primaryExchange: "NASDAQ" }), 0);
  contracts.answered(share, [265598, 2]);
  assert.equal(contracts.conIdOf(share), 0);
  assert.match(contracts.doubt(share), /^the Gateway knows several such contracts: name the primaryExchange/);
  contracts.answered(share, []);
  assert.equal(contracts.conIdOf(share), 0);
  assert.equal(contracts.doubt(share), "the Gateway knows no such contract");
});

test("an answer is forgotten with the name that its contract bore", () => {
  const contracts = new Contracts();
  contracts.learn({ ...routed, exchange: "" });
  contracts.answered(share, [265598]);
  assert.equal(contracts.conIdOf(share), 265598);
  contracts.learn({ ...routed, symbol: "APPL", localSymbol: "APPL" });
  assert.equal(contracts.conIdOf(share), 0);
  assert.match(contracts.doubt(share), /^its name has changed/);
  assert.equal(contracts.conIdOf({ ...share, symbol: "APPL" }), 265598);
});

test("a contract that was forgotten is meant by no name", () => {
  const contracts = new Contracts(1);
  contracts.learn(routed);
  contracts.learn({ ...routed, conId: 3, symbol: "MSFT", localSymbol: "MSFT" });
  assert.equal(contracts.conIdOf(share), 0);
  assert.equal(contracts.conIdOf({ ...share, symbol: "MSFT" }), 3);
});

test("only what names one contract is worth a question", () => {
  for (const asked of [share, option, { ...share, symbol: "", localSymbol: "AAPL" }, { ...share, currency: "" }])
    assert.ok(isAskable(asked), JSON.stringify(asked));
  const chain = { ...share, secType: "OPT" };
  for (const asked of [{}, chain, { ...share, exchange: "" }, { ...share, symbol: "" }, { ...share, secType: "BAG" }]) {
    assert.ok(!isAskable(asked), JSON.stringify(asked));
    assert.match(new Contracts().doubt(asked), /^name the conId, or symbol, secType, exchange and currency/);
  }
});

test("of an option of another strike nothing else is compared: a symbol may have thousands", () => {
  const known = { ...AAPL, primaryExchange: "", multiplier: "100", strike: 200 };
  const symbol = () => assert.fail("compared");
  Object.defineProperty(known, "symbol", { get: symbol });
  assert.equal(matchOf({ ...share, secType: "OPT", strike: 210 }, known), "no");
  assert.throws(() => matchOf({ ...share, secType: "OPT", strike: 200 }, known), /compared/);
});
