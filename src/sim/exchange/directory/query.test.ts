import assert from "node:assert/strict";
import test from "node:test";
import { Calendar } from "../calendar/calendar.ts";
import { type ContractQuery, matching } from "./query.ts";
import { stocks } from "./stocks.ts";

const all = stocks(new Calendar("real"));
const found = (query: ContractQuery): string[] => matching(all, query).map((one) => `${one.symbol}@${one.exchange}`);

test("thirty contracts, no conId, symbol or ISIN twice", () => {
  const isins = all.map(({ secIdList }) => secIdList[0]?.value);
  const conIds = all.map(({ conId }) => String(conId));
  const symbols = all.map(({ symbol }) => symbol);
  for (const values of [conIds, symbols, isins]) assert.equal(new Set(values).size, 30);
});

test("every ISIN carries its right check digit", () => {
  for (const { symbol, secIdList } of all) {
    const digits = (secIdList[0]?.value ?? "").replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
    const sum = [...digits].reverse().reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
      return total + Math.floor(value / 10) + (value % 10);
    }, 0);
    assert.equal(sum % 10, 0, symbol);
  }
});

test("there is one market rule for each valid exchange", () => {
  for (const { validExchanges, marketRuleIds } of all)
    assert.equal(marketRuleIds.split(",").length, validExchanges.split(",").length);
});

test("a contract is found by conId alone, by symbol, and by ISIN", () => {
  assert.deepEqual(found({ conId: 265598 }), ["AAPL@SMART"]);
  assert.deepEqual(found({ symbol: "SPY", secType: "STK", exchange: "SMART", currency: "USD" }), ["SPY@SMART"]);
  assert.deepEqual(found({ secIdType: "ISIN", secId: "US0378331005", exchange: "SMART" }), ["AAPL@SMART"]);
});

test("whatever contradicts the listing makes it unknown", () => {
  for (const wrong of [
    { secType: "OPT" },
    { currency: "EUR" },
    { primaryExchange: "NYSE" },
    { exchange: "LSE" },
    { tradingClass: "AAPL" },
    { conId: 272093 },
  ])
    assert.deepEqual(found({ symbol: "AAPL", ...wrong }), [], JSON.stringify(wrong));
  assert.deepEqual(found({ secType: "STK", exchange: "SMART" }), []);
});

test("a direct exchange stays in the answer, and ISLAND is NASDAQ", () => {
  assert.deepEqual(found({ symbol: "AAPL", exchange: "ARCA" }), ["AAPL@ARCA"]);
  assert.deepEqual(found({ symbol: "AAPL", exchange: "ISLAND", primaryExchange: "ISLAND" }), ["AAPL@NASDAQ"]);
});
