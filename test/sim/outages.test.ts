/**
 * What clients asked for while IB cannot be reached, and what is left of their streams afterwards, over the wire.
 *
 * SEQUENCES 9 and PROTOCOL 13: the sockets stay, nothing flows; after 1102 streams go on, after 1101 everything must be
 * requested again, and a restart of the Gateway ends every connection.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import { minutes, seconds, type WallMs, wallOf } from "../../src/base/time.ts";
import type { Draft, OutgoingBody, OutgoingName } from "../../src/wire/codec.ts";
import { AAPL, type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { MONDAY } from "./manualClock.ts";
import { line } from "./transcript.ts";

const AAPL_ID = 265598;
const BARS = {
  ...{ contract: AAPL, endDateTime: "", durationStr: "1 D", barSizeSetting: "1 hour", whatToShow: "TRADES" },
  ...{ useRTH: true, formatDate: 1 },
};
const REAL_TIME = { contract: AAPL, barSize: 5, whatToShow: "TRADES", useRTH: true };
const QUOTE = { contract: AAPL, genericTickList: "", snapshot: false, regulatorySnapshot: false };

interface Stage {
  readonly gateway: Loopback;
  readonly client: Client;
}

function stage(options: LoopbackOptions = {}, wall: WallMs = MONDAY): Stage {
  const gateway = new Loopback(wall, { calendar: "real", ...options });
  const client = gateway.connect(1, 225);
  client.told.length = 0;
  return { gateway, client };
}

const lose = ({ gateway: { gateway } }: Stage): void => gateway.faults.set("link-lost", { repeatMs: 0 });
const restore = ({ gateway: { gateway } }: Stage): void => gateway.faults.clear("link-lost");

/** What was told after a while, each kind of message once. */
function kinds({ gateway, client }: Stage, ms = 100): readonly string[] {
  gateway.pass(ms);
  return [...new Set(client.told.splice(0).map(line))];
}

type Request = { [N in OutgoingName]: readonly [name: N, body: Draft<OutgoingBody<N>>] }[OutgoingName];

/** What IB has to be asked for, with what answers it. */
const ASKED: readonly (readonly [request: Request, answer: string])[] = [
  [["reqHistoricalData", { reqId: 1, ...BARS }], "historicalData"],
  [
    ["reqHeadTimestamp", { reqId: 2, contract: AAPL, whatToShow: "TRADES", useRTH: true, formatDate: 1 }],
    "headTimestamp",
  ],
  [["reqContractDetails", { reqId: 3, contract: AAPL }], "contractDetails"],
  [["reqMatchingSymbols", { reqId: 4, pattern: "AAPL" }], "symbolSamples"],
  [
    ["reqSecDefOptParams", { reqId: 5, underlyingSymbol: "AAPL", underlyingSecType: "STK", underlyingConId: AAPL_ID }],
    "securityDefinitionOptionParameter",
  ],
  [["reqHistoricalNews", { reqId: 6, conId: AAPL_ID, providerCodes: "BRFG", totalResults: 5 }], "historicalNews"],
  [["reqNewsArticle", { reqId: 7, providerCode: "BRFG", articleId: "BRFG$1" }], "ERR 7 10172"],
  [["reqWshMetaData", { reqId: 8 }], "wshMetaData"],
];

/** What the Gateway has known since its login. */
const KNOWN: readonly (readonly [request: Request, answer: string])[] = [
  [["reqNewsProviders", {}], "newsProviders"],
  [["reqMktDepthExchanges", {}], "mktDepthExchanges"],
  [["reqMarketRule", { marketRuleId: 26 }], "marketRule"],
  [["reqScannerParameters", {}], "scannerParameters"],
  [["queryDisplayGroups", { reqId: 9 }], "displayGroupList"],
  [["subscribeToGroupEvents", { reqId: 10, groupId: 1 }], "displayGroupUpdated"],
  [["reqConfig", { reqId: 11 }], "configResponse"],
  [["reqCurrentTime", {}], "currentTime"],
];

const send = (client: Client, [name, body]: Request): void =>
  client.send(name, body as Draft<OutgoingBody<typeof name>>);

test("what IB has to be asked for waits while the link is lost and is answered when it is back", () => {
  for (const [request, answer] of ASKED) {
    const on = stage();
    lose(on);
    send(on.client, request);
    deepEqual(kinds(on, minutes(5)), ["ERR -1 1100"], request[0]);
    restore(on);
    ok(kinds(on).includes(answer), request[0]);
  }
});

test("by a switch it is never answered; what the Gateway knows itself it answers all the time", () => {
  for (const [request] of ASKED) {
    const on = stage({ switches: { askedInOutage: "never" } });
    lose(on);
    send(on.client, request);
    restore(on);
    deepEqual(kinds(on, minutes(5)), ["ERR -1 1100", "ERR -1 1102"], request[0]);
  }
  for (const [request, answer] of KNOWN) {
    const on = stage();
    lose(on);
    kinds(on);
    send(on.client, request);
    deepEqual(kinds(on), [answer], request[0]);
  }
});

test("who connects in an outage hears of it by a switch, in the words that the others have heard", () => {
  for (const [fault, code] of [
    ["link-lost", 1100],
    ["server-broken-2110", 2110],
  ] as const)
    for (const greetedInOutage of ["untold", "told"] as const) {
      const { gateway } = stage({ switches: { greetedInOutage } });
      const greeted = (clientId: number): boolean =>
        gateway.connect(clientId, 225).told.map(line).includes(`ERR -1 ${code}`);
      gateway.gateway.faults.set(fault);
      equal(greeted(2), greetedInOutage === "told");
      gateway.gateway.faults.clear(fault);
      equal(greeted(3), false);
    }
});

test("what was under way when the link was lost waits too, and a cancel in the outage is a cancel", () => {
  const on = stage();
  on.client.send("reqHistoricalData", { reqId: 1, ...BARS });
  on.client.send("reqHistoricalData", { reqId: 2, ...BARS });
  lose(on);
  deepEqual(kinds(on, seconds(30)), ["ERR -1 1100"]);
  on.client.send("cancelHistoricalData", { reqId: 1 });
  restore(on);
  on.gateway.pass(100);
  const told = on.client.told.flatMap(({ name, body }) => (name === "historicalData" ? [body.reqId] : []));
  deepEqual(told, [2]);
  deepEqual(on.client.told.map(line).slice(0, 2), ["ERR 1 162", "ERR -1 1102"]);
});

test("an answer that waited ends at the present, so that the bars kept up to date go on where it ends", () => {
  const on = stage();
  lose(on);
  on.client.send("reqHistoricalData", { reqId: 1, ...BARS, barSizeSetting: "1 min", keepUpToDate: true });
  on.gateway.pass(minutes(5));
  restore(on);
  on.gateway.pass(seconds(60));
  const image = on.client.told.flatMap(({ name, body }) => (name === "historicalData" ? body.bars : []));
  const updates = on.client.bodies("historicalDataUpdate");
  equal(image.at(-1)?.date, "20260105 10:05:00 US/Eastern");
  equal(updates[0]?.date, "20260105 10:05:00 US/Eastern");
});

test("whoever leaves in an outage takes along what he asked for: his successor is not told", () => {
  const on = stage();
  lose(on);
  for (const [request] of ASKED) send(on.client, request);
  on.client.leave();
  const successor = on.gateway.connect(1, 225);
  successor.told.length = 0;
  restore(on);
  on.gateway.pass(minutes(1));
  deepEqual(successor.told.map(line), ["ERR -1 1102"]);
});

test("a snapshot asked for in an outage waits for its data, and ends without after eleven seconds", () => {
  for (const [outageMs, brings] of [
    [5_000, true],
    [20_000, false],
  ] as const) {
    const on = stage();
    lose(on);
    on.client.send("reqMktData", { reqId: 1, ...QUOTE, snapshot: true });
    ok(!kinds(on).includes("tickSnapshotEnd"), "it is not over at once");
    on.gateway.pass(outageMs);
    restore(on);
    on.gateway.pass(seconds(10));
    const told = on.client.told.map(line);
    equal(told.filter((name) => name === "tickSnapshotEnd").length, 1);
    equal(told.includes("tickPrice"), brings);
  }
});

/** One subscription of each kind. */
function subscribe(client: Client): void {
  client.send("reqMktData", { reqId: 1, ...QUOTE });
  client.send("reqMktDepth", { reqId: 2, contract: { ...AAPL, exchange: "NASDAQ" }, numRows: 3 });
  client.send("reqTickByTickData", { reqId: 3, contract: AAPL, tickType: "AllLast" });
  client.send("reqRealTimeBars", { reqId: 4, ...REAL_TIME });
  client.send("reqHistoricalData", { reqId: 5, ...BARS, keepUpToDate: true });
}

const STREAMS = ["historicalDataUpdate", "realtimeBar", "tickByTick", "tickPrice", "updateMktDepthL2"];
const streams = (on: Stage): readonly string[] =>
  kinds(on, seconds(30))
    .filter((name) => STREAMS.includes(name))
    .toSorted();

test("nothing streams in an outage; after 1102 everything goes on, after 1101 nothing does until it is asked for", () => {
  for (const [fault, left] of [
    ["link-lost", STREAMS],
    ["link-lost-data", []],
  ] as const) {
    const on = stage();
    const { faults } = on.gateway.gateway;
    subscribe(on.client);
    deepEqual(streams(on), STREAMS);
    faults.set(fault, { repeatMs: 0 });
    deepEqual(streams(on), []);
    faults.clear(fault);
    deepEqual(streams(on), left, fault);
    if (left.length > 0) continue;
    subscribe(on.client);
    deepEqual(streams(on), STREAMS, "the same numbers are free");
  }
});

test("a restart of the Gateway ends every stream: the same client id begins with nothing, and with all its places", () => {
  const on = stage();
  subscribe(on.client);
  on.gateway.gateway.restart({ gapMs: 1_000 });
  on.gateway.pass(seconds(5));
  equal(on.client.closed, "reset");
  const again = { ...on, client: on.gateway.connect(1, 225) };
  kinds(again);
  deepEqual(streams(again), []);
  subscribe(again.client);
  deepEqual(streams(again), STREAMS);
});

test("bars kept up to date end with the session and go on with a bar of the next day", () => {
  const on = stage({}, wallOf(2026, 1, 5, 20, 59));
  on.client.send("reqHistoricalData", { reqId: 1, ...BARS, barSizeSetting: "1 day", keepUpToDate: true });
  on.gateway.pass(seconds(70));
  const dates = (): readonly string[] => [...new Set(on.client.bodies("historicalDataUpdate").map(({ date }) => date))];
  deepEqual(dates(), ["20260105"]);
  on.gateway.pass(wallOf(2026, 1, 6, 14, 30) - on.gateway.wall);
  deepEqual(dates(), [], "the night is no part of regular hours");
  on.gateway.pass(seconds(10));
  deepEqual(dates(), ["20260106"]);
});

test("nobody cancels what is another's: each client's numbers are its own", () => {
  const on = stage();
  subscribe(on.client);
  const other = on.gateway.connect(2, 225);
  other.told.length = 0;
  other.send("cancelMktData", { reqId: 1 });
  other.send("cancelMktDepth", { reqId: 2 });
  other.send("cancelTickByTickData", { reqId: 3 });
  other.send("cancelRealTimeBars", { reqId: 4 });
  other.send("cancelHistoricalData", { reqId: 5 });
  deepEqual(other.lines(), ["ERR 1 300", "ERR 2 310", "ERR 3 300", "ERR 4 300", "ERR 5 366"]);
  deepEqual(streams(on), STREAMS);
});

test("one number serves requests of every family and an order at once, and each cancel ends its own", () => {
  const on = stage();
  for (const [name, body] of [
    ["reqMktData", QUOTE],
    ["reqRealTimeBars", REAL_TIME],
    ["reqHistoricalData", { ...BARS, keepUpToDate: true }],
  ] as const)
    on.client.send(name, { reqId: 7, ...body });
  on.client.place(7, { orderType: "LMT", lmtPrice: 100 });
  ok(streams(on).length === 3);
  on.client.send("cancelRealTimeBars", { reqId: 7 });
  on.client.cancel(7);
  deepEqual(streams(on), ["historicalDataUpdate", "tickPrice"]);
});

test("a thousand requests for details at forty in a second are answered, each once and with its end", () => {
  const { gateway, client } = stage();
  for (let reqId = 1; reqId <= 1_000; reqId++) {
    client.send("reqContractDetails", { reqId, contract: AAPL });
    if (reqId % 40 === 0) gateway.pass(seconds(1));
  }
  const told = client.heard();
  const ids = (name: string) =>
    told.flatMap((said) => (said.name === name && "reqId" in said.body ? [said.body.reqId] : []));
  const all = Array.from({ length: 1_000 }, (_, i) => i + 1);
  deepEqual(ids("contractDetails"), all);
  deepEqual(ids("contractDetailsEnd"), all);
  equal(client.closed, undefined);
});

test("years of bars are worked on in turns: others are answered meanwhile, and a cancel stops the work", () => {
  const on = stage();
  on.client.send("reqHistoricalData", { reqId: 1, ...BARS, durationStr: "2 Y", barSizeSetting: "1 day" });
  on.gateway.pass(21);
  on.client.send("reqContractDetails", { reqId: 2, contract: AAPL });
  deepEqual(kinds(on, 0), ["contractDetails", "contractDetailsEnd"]);
  deepEqual(kinds(on, 200), ["historicalData", "historicalDataEnd"]);
  on.client.send("reqHistoricalData", { reqId: 3, ...BARS, durationStr: "2 Y", barSizeSetting: "1 week" });
  on.gateway.pass(21);
  on.client.send("cancelHistoricalData", { reqId: 3 });
  deepEqual(kinds(on, 200), ["ERR 3 162"]);
});
