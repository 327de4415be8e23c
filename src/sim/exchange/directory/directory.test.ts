import assert from "node:assert/strict";
import test from "node:test";
import { wallOf } from "../../../base/time.ts";
import { Directory } from "./directory.ts";
import type { ContractQuery } from "./query.ts";
import { marketRule, onStep } from "./rules.ts";

const directory = new Directory("real");
const april = wallOf(2026, 4, 5, 21, 50);
const found = (query: ContractQuery, wall = april): readonly string[] =>
  directory.find(query, wall).map(({ localSymbol, secType }) => `${localSymbol} ${secType}`);

test("ESZ6 has the conId, the expiry and the hours that a real Gateway gave it", () => {
  const [es] = directory.find({ symbol: "ES", secType: "FUT", lastTradeDateOrContractMonth: "202612" }, april);
  assert.ok(es !== undefined);
  const { conId, localSymbol, lastTradeDate, lastTradeTime, contractMonth, multiplier, underConId, timeZoneId } = es;
  assert.deepEqual(
    [conId, localSymbol, lastTradeDate, lastTradeTime, contractMonth, multiplier, underConId, timeZoneId],
    [515416632, "ESZ6", "20261218", "08:30:00", "202612", 50, 11004968, "US/Central"],
  );
  assert.match(es.tradingHours(april), /^;20260405:1700-20260406:1600;/);
  assert.equal(new Date(es.lastTradeWall).toISOString(), "2026-12-18T14:30:00.000Z");
});

test("five quarters are listed; after the last trade the first is gone, and is there again when expired ones are asked for", () => {
  const months = (wall: Parameters<typeof directory.find>[1], includeExpired = false): string =>
    directory
      .find({ symbol: "MNQ", secType: "FUT", includeExpired }, wall)
      .map((one) => one.localSymbol)
      .join(" ");
  assert.equal(months(april), "MNQM6 MNQU6 MNQZ6 MNQH7 MNQM7");
  assert.equal(months(wallOf(2026, 6, 18, 13, 29)), "MNQM6 MNQU6 MNQZ6 MNQH7 MNQM7");
  assert.equal(months(wallOf(2026, 6, 18, 13, 30)), "MNQU6 MNQZ6 MNQH7 MNQM7 MNQU7");
  assert.match(months(wallOf(2026, 6, 18, 13, 30), true), /^MNQU4 .* MNQM6 MNQU6 /);
});

test("the continuous future is the front month under its conId, and rolls eight days before the end", () => {
  const front = (wall: Parameters<typeof directory.find>[1]) =>
    directory.find({ symbol: "ES", secType: "CONTFUT" }, wall);
  const [before, after] = [front(wallOf(2026, 6, 10, 13, 29)), front(wallOf(2026, 6, 10, 13, 31))];
  assert.deepEqual(
    [before, after].map(([one]) => one?.localSymbol),
    ["ESM6", "ESU6"],
  );
  assert.equal(directory.byConId(after[0]?.conId ?? 0)?.secType, "FUT");
  assert.equal(before.length, 1);
});

test("contracts are found by every name that clients give them", () => {
  assert.deepEqual(found({ symbol: "EUR", secType: "CASH", currency: "USD", exchange: "IDEALPRO" }), ["EUR.USD CASH"]);
  assert.deepEqual(found({ localSymbol: "USD.JPY", secType: "CASH" }), ["USD.JPY CASH"]);
  assert.deepEqual(found({ symbol: "SPX", secType: "IND", exchange: "CBOE" }), ["SPX IND"]);
  assert.deepEqual(found({ localSymbol: "ESU6", secType: "FUT", exchange: "GLOBEX" }), ["ESU6 FUT"]);
  assert.deepEqual(found({ localSymbol: "AAPL  260618C00100000" }), ["AAPL  260618C00100000 OPT"]);
  assert.deepEqual(found({ symbol: "AAPL" }), ["AAPL STK"]);
  for (const wrong of [
    { symbol: "ES", secType: "FUT", exchange: "CBOT" },
    { symbol: "ES", secType: "FUT", multiplier: "5" },
  ])
    assert.deepEqual(found(wrong), []);
});

test("a chain is narrowed by date or month, strike and right, and an expired option is found by conId only", () => {
  const asked = { symbol: "AAPL", secType: "OPT", lastTradeDateOrContractMonth: "202606", strike: 255 };
  assert.deepEqual(found({ ...asked, right: "CALL" }), ["AAPL  260618C00255000 OPT"]);
  assert.deepEqual(found(asked), ["AAPL  260618C00255000 OPT", "AAPL  260618P00255000 OPT"]);
  assert.deepEqual(found({ ...asked, lastTradeDateOrContractMonth: "20260619" }), []);
  const [option] = directory.find({ ...asked, right: "P" }, april);
  const conId = option?.conId ?? 0;
  assert.deepEqual(found({ conId }, wallOf(2026, 6, 18, 19, 59)), ["AAPL  260618P00255000 OPT"]);
  assert.deepEqual(found({ conId }, wallOf(2026, 6, 18, 20)), []);
  assert.deepEqual(found({ conId, includeExpired: true }, wallOf(2026, 6, 18, 20)), []);
  assert.equal(new Directory("real").byConId(conId)?.localSymbol, "AAPL  260618P00255000");
});

test("every option of a chain is found again by its conId and its local symbol, and no conId comes twice", () => {
  const fresh = new Directory("real");
  const seen = new Set<number>();
  for (const symbol of ["SPY", "AAPL", "TSLA"])
    for (const { conId, localSymbol } of directory.find({ symbol, secType: "OPT" }, april)) {
      assert.equal(fresh.byConId(conId)?.localSymbol, localSymbol);
      assert.equal(fresh.named(localSymbol, april)?.conId, conId);
      assert.ok(conId < 2 ** 31 && !seen.has(conId));
      seen.add(conId);
    }
  assert.ok(seen.size > 5_000);
});

test("option parameters: daily dates for SPY, Fridays for AAPL, no date on a holiday, strikes around the price", () => {
  const [spy] = directory.optionParameters(756733, april);
  const [aapl] = directory.optionParameters(265598, april);
  assert.deepEqual(spy?.expirations.slice(0, 6), [
    "20260406",
    "20260407",
    "20260408",
    "20260409",
    "20260410",
    "20260413",
  ]);
  assert.deepEqual(aapl?.expirations.slice(0, 3), ["20260410", "20260417", "20260424"]);
  assert.ok(aapl?.expirations.includes("20260618") && !aapl.expirations.includes("20260619"));
  assert.ok(aapl.strikes.includes(252.5) && aapl.strikes.includes(160) && !aapl.strikes.includes(162.5));
  assert.deepEqual(directory.optionParameters(272093, april), []);
});

test("every kind of contract names market rules that exist, and its own tick is one of their steps", () => {
  const some = ["AAPL", "F", "EUR.USD", "USD.JPY", "SPX", "MES", "SPY   260618C00685000", "AAPL  260618C00100000"];
  for (const name of some) {
    const listing = directory.named(name, april);
    assert.ok(listing !== undefined, name);
    assert.equal(listing.marketRuleIds.split(",").length, listing.validExchanges.split(",").length, name);
    for (const id of listing.marketRuleIds.split(","))
      assert.ok(onStep(marketRule(Number(id)) ?? [], listing.minTick), `${name} ${id}`);
  }
});

test("names that nothing bears are unknown", () => {
  for (const name of [
    "ESX6",
    "ES6",
    "1",
    "EUR.CHF",
    "AAPL  260618C00255300",
    "MSFT  260618C00480000",
    "SPY   260619C00685000",
  ])
    assert.equal(directory.named(name, april), undefined, name);
});
