/** What differs in market data between kinds of contracts: futures, pairs, indices, options; time is virtual. */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import { seconds, type WallMs, wallOf } from "../../src/base/time.ts";
import type { Draft, IncomingBody, OutgoingBody } from "../../src/wire/codec.ts";
import { type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { line } from "./transcript.ts";

/** A Monday, 10:00 in New York. */
const MONDAY = wallOf(2026, 1, 5, 15, 0);
const SPX = { symbol: "SPX", secType: "IND", exchange: "CBOE", currency: "USD" };
const EURUSD = { symbol: "EUR", secType: "CASH", exchange: "IDEALPRO", currency: "USD" };
const ES = { symbol: "ES", secType: "FUT", exchange: "CME", currency: "USD", lastTradeDateOrContractMonth: "202603" };
const PUT = {
  ...{ symbol: "SPY", secType: "OPT", exchange: "SMART", currency: "USD" },
  ...{ lastTradeDateOrContractMonth: "20260116", strike: 680, right: "P" },
};

function stage(options: LoopbackOptions = {}, version = 225, wall: WallMs = MONDAY) {
  const gateway = new Loopback(wall, options);
  const client = gateway.connect(1, version);
  client.told.length = 0;
  return { gateway, client };
}

type Contract = Draft<OutgoingBody<"reqMktData">>["contract"];

const ask = (client: Client, contract: Contract, also: Draft<OutgoingBody<"reqMktData">> = {}): void =>
  client.send("reqMktData", { reqId: 1, contract, ...also });

/** The tick types that came, in ascending order, each once. */
function types(client: Client): number[] {
  const found = client.told.flatMap(({ body }) => ("tickType" in body ? [body.tickType] : []));
  return [...new Set(found)].sort((a, b) => a - b);
}

const computations = (client: Client): IncomingBody<"tickOptionComputation">[] =>
  client.told.flatMap((message) => (message.name === "tickOptionComputation" ? [message.body] : []));

for (const version of [157, 193, 225])
  test(`at server version ${version} a future has everything, a pair no trades, an index no quotes`, () => {
    const { client } = stage({}, version);
    const has = (contract: Contract): number[] => {
      client.told.length = 0;
      ask(client, contract, { snapshot: true });
      equal(client.told.map(line).at(-1), "tickSnapshotEnd");
      return types(client);
    };
    deepEqual(has(ES), [1, 2, 4, 6, 7, 8, 9, 14, 45, 49]);
    deepEqual(has(EURUSD), [1, 2, 6, 7, 9]);
    deepEqual(has(SPX), [4, 6, 7, 9, 14, 45, 49]);
    deepEqual(has(PUT), [1, 2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 32, 33, 45, 49]);
  });

test("a put's computations agree with it: greeks of its sign, and volatility that grows with the price", () => {
  const { gateway, client } = stage();
  ask(client, PUT);
  const [bid, asked, , model] = computations(client);
  ok(bid?.tickType === 10 && asked?.tickType === 11 && model?.tickType === 13);
  ok(model.delta > -1 && model.delta < 0 && model.gamma > 0 && model.vega > 0 && model.theta < 0);
  ok(bid.impliedVol < asked.impliedVol && bid.optPrice < model.optPrice && model.optPrice < asked.optPrice);
  equal(model.undPrice, gateway.gateway.exchange.quote(756733).last);
  client.told.length = 0;
  gateway.pass(seconds(10));
  const later = computations(client);
  ok(later.some(({ tickType, undPrice }) => tickType === 13 && undPrice !== model.undPrice));
});

test("delayed options have delayed computations; pairs are free and stay live", () => {
  const { gateway, client } = stage({ marketData: "delayed" });
  client.send("reqMarketDataType", { marketDataType: 3 });
  gateway.pass(seconds(1));
  ask(client, PUT, { snapshot: true });
  deepEqual(types(client), [66, 67, 68, 72, 73, 74, 75, 76, 80, 81, 82, 83, 88, 90]);
  client.told.length = 0;
  ask(client, EURUSD, { snapshot: true });
  ok(client.told[0]?.name === "marketDataType" && client.told[0].body.marketDataType === 1);
});

test("sizes of futures, pairs and options are what they are, not lots", () => {
  const { gateway, client } = stage();
  const [listing] = gateway.gateway.exchange.find(EURUSD);
  ask(client, EURUSD, { snapshot: true });
  const bid = client.told.find((message) => message.name === "tickPrice" && message.body.tickType === 1);
  ok(bid?.name === "tickPrice" && listing !== undefined);
  equal(bid.body.size, String(gateway.gateway.exchange.quote(listing.conId).bidSize));
});

test("futures and pairs have books of levels; an index has none", () => {
  const { client } = stage();
  for (const [reqId, contract] of [ES, EURUSD, SPX].entries())
    client.send("reqMktDepth", { reqId, contract, numRows: 5, isSmartDepth: false });
  const rows = (reqId: number): number =>
    client.told.filter(({ name, body }) => name === "updateMktDepth" && body.reqId === reqId).length;
  deepEqual([rows(0), rows(1), rows(2)], [10, 10, 0]);
  deepEqual(client.told.map(line).at(-1), "ERR 2 10092");
});

test("tick by tick: trades of futures, quotes of pairs, the past alone of options", () => {
  const { gateway, client } = stage();
  const tickByTick = (reqId: number, contract: Contract, tickType: string, numberOfTicks = 0): void =>
    client.send("reqTickByTickData", { reqId, contract, tickType, numberOfTicks });
  tickByTick(1, EURUSD, "AllLast");
  tickByTick(2, PUT, "Last");
  tickByTick(3, SPX, "Last");
  deepEqual(client.told.splice(0).map(line), ["ERR 1 10189", "ERR 2 10189", "ERR 3 10189"]);
  tickByTick(4, PUT, "Last", 10);
  ok(client.told[0]?.name === "historicalTicksLast" && client.told[0].body.ticks.length === 10);
  tickByTick(5, ES, "AllLast");
  tickByTick(6, EURUSD, "BidAsk");
  client.told.length = 0;
  gateway.pass(seconds(10));
  const streams = new Set(client.told.flatMap(({ name, body }) => (name === "tickByTick" ? [body.reqId] : [])));
  deepEqual([...streams].sort(), [5, 6]);
});

test("futures tell their open interest", () => {
  const { client } = stage();
  ask(client, ES, { genericTickList: "mdoff,588" });
  deepEqual(types(client), [86]);
});
