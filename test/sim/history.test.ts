/** Everything about the past, and bars of the present, over the wire as a client meets it; time is virtual. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";
import { minutes, seconds, type WallMs, wallOf } from "../../src/base/time.ts";
import type { Draft, IncomingBody, IncomingName, OutgoingBody } from "../../src/wire/codec.ts";
import { AAPL, type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { MONDAY } from "./manualClock.ts";
import { line } from "./transcript.ts";

interface Stage {
  readonly gateway: Loopback;
  readonly client: Client;
}

function stage(options: LoopbackOptions & { wall?: WallMs; version?: number } = {}): Stage {
  const { wall = MONDAY, version = 225, ...rest } = options;
  const gateway = new Loopback(wall, { calendar: "real", ...rest });
  const client = gateway.connect(1, version);
  gateway.pass(1);
  client.told.length = 0;
  return { gateway, client };
}

const BARS = {
  ...{ contract: AAPL, endDateTime: "", durationStr: "1 D", barSizeSetting: "1 hour", whatToShow: "TRADES" },
  ...{ useRTH: true, formatDate: 1 },
};
type Bars = Draft<OutgoingBody<"reqHistoricalData">>;

const askBars = (client: Client, reqId: number, also: Bars = {}): void =>
  client.send("reqHistoricalData", { reqId, ...BARS, ...also });

/** What was told since the last look, in lines. */
const lines = ({ client, gateway }: Stage, ms = 100): string[] => {
  gateway.pass(ms);
  return client.told.splice(0).map(line);
};

/** All bodies of a message that came since the last look. */
function heard<N extends IncomingName>({ client, gateway }: Stage, name: N, ms = 100): IncomingBody<N>[] {
  gateway.pass(ms);
  return client.told.splice(0).flatMap((said) => (said.name === name ? [said.body as IncomingBody<N>] : []));
}

/** `321 Error ...` of every error since the last look. */
const errors = (on: Stage): string[] => heard(on, "error").map(({ errorCode, errorMsg }) => `${errorCode} ${errorMsg}`);

test("bars are the frame alone up to 195, and from 196 a frame without dates and historicalDataEnd, in both forms", () => {
  for (const version of [157, 195, 196, 200, 207, 208, 225]) {
    const on = stage({ version });
    askBars(on.client, 5);
    on.gateway.pass(100);
    const [bars, end] = on.client.told;
    ok(bars?.name === "historicalData" && bars.body.bars.length > 0, `${version}`);
    const date = version <= 164 ? "20260105  09:30:00" : "20260105 09:30:00 US/Eastern";
    equal(bars.body.bars[0]?.date, date);
    if (version < 196) {
      match(bars.body.startDate, /^20260104/);
      equal(end, undefined);
    } else {
      ok(end?.name === "historicalDataEnd");
      equal(end.body.endDate, "20260105 10:00:00 US/Eastern");
    }
  }
});

test("formatDate 2 gives seconds for bars within a day, and the date for days", () => {
  const on = stage();
  askBars(on.client, 1, { formatDate: 2 });
  equal(heard(on, "historicalData")[0]?.bars[0]?.date, String(wallOf(2026, 1, 5, 14, 30) / 1_000));
  askBars(on.client, 2, { formatDate: 2, barSizeSetting: "1 day" });
  equal(heard(on, "historicalData")[0]?.bars[0]?.date, "20260105");
  askBars(on.client, 3, { formatDate: 3 });
  equal(heard(on, "historicalData")[0]?.bars[0]?.date, "0105 09:30:00 US/Eastern");
});

test("an end is read in UTC, in a named zone, and without a zone in New York with warning 2174", () => {
  const on = stage();
  const endOf = (endDateTime: string): (string | undefined)[] => {
    askBars(on.client, 1, { endDateTime });
    on.gateway.pass(100);
    return on.client.told.splice(0).flatMap((said) => {
      if (said.name === "historicalDataEnd") return [said.body.endDate];
      return said.name === "error" ? [`${said.body.errorCode}`] : [];
    });
  };
  const noon = "20260102 12:00:00 US/Eastern";
  for (const text of ["20260102-17:00:00", "20260102-17:00:00Z", "20260102 12:00:00 US/Eastern"])
    deepEqual(endOf(text), [noon], text);
  deepEqual(endOf("20260102 11:00:00 US/Central"), [noon]);
  deepEqual(endOf("20260102 17:00:00 UTC"), [noon]);
  deepEqual(endOf("20260102 12:00:00"), ["2174", noon]);
  for (const text of ["20260102", "tomorrow", "20261302 12:00:00", "20260102 12:00:00 Mars/Base"])
    deepEqual(endOf(text), ["10314"], text);
  deepEqual(endOf("20300101 00:00:00 US/Eastern"), ["20260105 10:00:01 US/Eastern"], "bars end at the present");
});

test("requests that make no sense are refused in the Gateway's words before the contract is looked for", () => {
  const on = stage();
  const nothing = { ...AAPL, symbol: "NOSUCH" };
  for (const [also, text] of [
    [{ contract: nothing, durationStr: "1 X" }, /^321 Error validating request.*When specifying a unit/],
    [{ contract: nothing, barSizeSetting: "7 mins" }, /^321 .*Legal ones are/],
    [{ contract: nothing }, /^200 No security definition/],
    [{ whatToShow: "YIELD_BID" }, /^162 .*No historical market data for AAPL\/STK@BEST BidYield 3600$/],
    [{ whatToShow: "ADJUSTED_LAST", endDateTime: "20260102-17:00:00" }, /^321 .*End date not supported/],
    [{ contract: { ...AAPL, secType: "BAG" } }, /^321 .*History of a combination is not supported/],
    [{ contract: { ...AAPL, secType: "CONTFUT" }, endDateTime: "20260102-17:00:00" }, /^10339 /],
    [{ durationStr: "20 Y", barSizeSetting: "1 min" }, /^162 .*Time length exceed max\.$/],
  ] as const) {
    askBars(on.client, 1, also);
    const told = errors(on);
    equal(told.length, 1, String(text));
    match(told[0] as string, text);
  }
});

test("a schedule has the sessions of the recorded answer", (t) => {
  const recorded = "../shared/fixtures/recorded/ibkr-go-sv200-text.jsonl";
  if (!existsSync(recorded)) return t.skip("the recorded session is not there");
  const rows = readFileSync(recorded, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((row) => JSON.parse(row));
  const fields: string[] = rows.find(({ type }) => type === "historicalSchedule").fields.slice(2);
  const on = stage({ wall: wallOf(2026, 4, 11, 15), version: 200 });
  askBars(on.client, 1001, { durationStr: "1 M", barSizeSetting: "1 day", whatToShow: "SCHEDULE" });
  const [schedule] = heard(on, "historicalSchedule");
  ok(schedule !== undefined);
  const { startDateTime, endDateTime, timeZone, sessions } = schedule;
  const shown = sessions.flatMap((session) => [session.startDateTime, session.endDateTime, session.refDate]);
  deepEqual([startDateTime, endDateTime, timeZone, String(sessions.length), ...shown], fields);
});

test("a schedule below the version that has its message is refused, and so is one with bars of an hour", () => {
  const old = stage({ version: 164 });
  askBars(old.client, 1, { barSizeSetting: "1 day", whatToShow: "SCHEDULE" });
  match(errors(old)[0] ?? "", /^321 .*SCHEDULE below server version 165/);
  const on = stage();
  askBars(on.client, 1, { whatToShow: "SCHEDULE" });
  match(errors(on)[0] ?? "", /^321 .*Only daily resolution supported for Schedule requests$/);
});

test("bars kept up to date: an image, then the last bar every five seconds, and its cancel draws 162", () => {
  const on = stage();
  askBars(on.client, 7, { keepUpToDate: true, barSizeSetting: "1 min", durationStr: "1800 S" });
  deepEqual(lines(on), ["historicalData", "historicalDataEnd"]);
  const updates = heard(on, "historicalDataUpdate", minutes(1));
  equal(updates.length, 12);
  deepEqual(
    [updates[0]?.date, updates.at(-1)?.date],
    ["20260105 10:00:00 US/Eastern", "20260105 10:00:00 US/Eastern"],
    "the last seconds of a minute belong to its bar",
  );
  const [next] = heard(on, "historicalDataUpdate", seconds(5));
  equal(next?.date, "20260105 10:01:00 US/Eastern");
  ok(updates.every(({ high, low, open, close }) => high >= Math.max(open, close) && low <= Math.min(open, close)));
  on.client.send("cancelHistoricalData", { reqId: 7 });
  deepEqual(errors(on), ["162 Historical Market Data Service error message:API historical data query cancelled: 7"]);
  deepEqual(lines(on, minutes(1)), []);
});

test("a finished minute of a kept-up-to-date request is the minute that history shows afterwards", () => {
  const on = stage();
  askBars(on.client, 7, { keepUpToDate: true, barSizeSetting: "1 min", durationStr: "1800 S" });
  const updates = heard(on, "historicalDataUpdate", minutes(1) + 100);
  askBars(on.client, 8, { barSizeSetting: "1 min", durationStr: "1800 S" });
  const bars = heard(on, "historicalData")[0]?.bars ?? [];
  const { reqId: _reqId, ...last } = updates.at(-1) as IncomingBody<"historicalDataUpdate">;
  deepEqual(
    last,
    bars.find(({ date }) => date === last.date),
  );
});

test("what a client asked for ends with its connection: no timer survives it", () => {
  const on = stage();
  askBars(on.client, 1, { keepUpToDate: true });
  on.client.send("reqRealTimeBars", { reqId: 2, contract: AAPL, barSize: 5, whatToShow: "TRADES", useRTH: true });
  on.gateway.pass(seconds(6));
  on.client.leave();
  on.client.told.length = 0;
  on.gateway.pass(minutes(1));
  deepEqual(on.client.told, []);
  equal(on.gateway.gateway.connected().length, 0);
});

test("a cancel in time draws 162, a late one 366, an id in use 386", () => {
  const on = stage();
  askBars(on.client, 1);
  askBars(on.client, 1);
  on.client.send("cancelHistoricalData", { reqId: 1 });
  on.client.send("cancelHistoricalData", { reqId: 1 });
  deepEqual(lines(on), ["ERR 1 386", "ERR 1 162", "ERR 1 366"]);
});

test("small bars are paced: the same within 15 s, six of a contract within 2 s, sixty in ten minutes, BID_ASK double", () => {
  const on = stage();
  const small = (reqId: number, also: Bars = {}): void =>
    askBars(on.client, reqId, { barSizeSetting: "5 secs", durationStr: "1800 S", ...also });
  small(1);
  small(2);
  deepEqual(lines(on), ["ERR 2 162", "historicalData", "historicalDataEnd"]);
  on.gateway.pass(seconds(15));
  for (let i = 0; i < 6; i++) small(10 + i, { durationStr: `${1800 + i} S` });
  deepEqual(
    lines(on).filter((text) => text.startsWith("ERR")),
    ["ERR 15 162"],
  );
  on.gateway.pass(minutes(10));
  let told = 0;
  for (let i = 0; told === 0 && i < 40; i++) {
    small(100 + i, { whatToShow: "BID_ASK", durationStr: `${1800 + i} S` });
    told = lines(on, seconds(3)).filter((text) => text.startsWith("ERR")).length;
    if (told > 0) equal(i, 30);
  }
  equal(told, 1);
});

test("a pacing violation is swallowed, by a switch: only a cancel is answered", () => {
  const on = stage({ switches: { historyPacing: "silent" } });
  for (const reqId of [1, 2]) askBars(on.client, reqId, { barSizeSetting: "5 secs", durationStr: "1800 S" });
  deepEqual(lines(on, minutes(5)), ["historicalData", "historicalDataEnd"]);
  on.client.send("cancelHistoricalData", { reqId: 2 });
  deepEqual(lines(on), ["ERR 2 162"]);
});

test("one more than the open requests waits for a place, or is refused by a switch", () => {
  const waits = stage({ limits: { historiesMax: 2, historyMs: 1_000 } });
  for (const reqId of [1, 2, 3]) askBars(waits.client, reqId);
  equal(heard(waits, "historicalData", 1_100).length, 2);
  equal(heard(waits, "historicalData", 1_000)[0]?.reqId, 3);
  const refuses = stage({ limits: { historiesMax: 2 }, switches: { historyBeyondPlaces: "refused" } });
  for (const reqId of [1, 2, 3]) askBars(refuses.client, reqId);
  match(errors(refuses)[0] ?? "", /^162 .*Too many historical data requests are open$/);
});

test("a place is free again when its holder leaves, and whoever waits is served", () => {
  const on = stage({ limits: { historiesMax: 1, historyMs: seconds(60) } });
  askBars(on.client, 1);
  const other = on.gateway.connect(2, 225);
  other.told.length = 0;
  askBars(other, 1);
  on.client.leave();
  on.gateway.pass(seconds(61));
  deepEqual(other.told.map(line), ["historicalData", "historicalDataEnd"]);
});

test("an answered head timestamp holds its place until its cancel, by a switch", () => {
  const head = { contract: AAPL, useRTH: true, whatToShow: "TRADES", formatDate: 1 };
  const on = stage({ limits: { historiesMax: 2 }, switches: { headTimestampPlace: "held" } });
  for (const reqId of [1, 2, 3]) on.client.send("reqHeadTimestamp", { reqId, ...head });
  equal(heard(on, "headTimestamp", minutes(5)).length, 2);
  on.client.send("cancelHeadTimestamp", { reqId: 1 });
  equal(heard(on, "headTimestamp")[0]?.reqId, 3);
  const frees = stage({ limits: { historiesMax: 2 } });
  for (const reqId of [1, 2, 3]) frees.client.send("reqHeadTimestamp", { reqId, ...head });
  equal(heard(frees, "headTimestamp").length, 3);
});

test("a head timestamp is spelled by format and version, and is the first bar that can be had", () => {
  const of = (formatDate: number, version: number): string | undefined => {
    const on = stage({ version });
    on.client.send("reqHeadTimestamp", { reqId: 1, contract: AAPL, useRTH: true, whatToShow: "TRADES", formatDate });
    return heard(on, "headTimestamp")[0]?.headTimestamp;
  };
  equal(of(1, 178), "20200101-14:30:00");
  equal(of(1, 160), "20200101  09:30:00");
  equal(of(2, 225), String(wallOf(2020, 1, 1, 14, 30) / 1_000));
  equal(of(3, 225), "0101 14:30:00");
});

test("a histogram holds all the shares of its period, in the order of prices", () => {
  const on = stage({ wall: wallOf(2026, 1, 5, 22) });
  on.client.send("reqHistogramData", { reqId: 1, contract: AAPL, useRTH: true, timePeriod: "1 day" });
  const items = heard(on, "histogramData")[0]?.items ?? [];
  ok(items.length > 50);
  ok(items.every(({ price }, i) => i === 0 || price > (items[i - 1]?.price ?? 0)));
  askBars(on.client, 2, { barSizeSetting: "1 day" });
  const [bar] = heard(on, "historicalData")[0]?.bars ?? [];
  equal(
    items.reduce((sum, { size }) => sum + Number(size), 0),
    Number(bar?.volume),
  );
  on.client.send("reqHistogramData", { reqId: 3, contract: AAPL, useRTH: true, timePeriod: "a while" });
  match(errors(on)[0] ?? "", /^321 .*Time period a while is invalid$/);
});

const TICKS = {
  ...{ contract: AAPL, startDateTime: "", endDateTime: "20260105-15:00:00", numberOfTicks: 100, useRth: true },
  ...{ whatToShow: "TRADES", ignoreSize: false },
};
type Ticks = Draft<OutgoingBody<"reqHistoricalTicks">>;
const askTicks = (client: Client, also: Ticks = {}): void =>
  client.send("reqHistoricalTicks", { reqId: 1, ...TICKS, ...also });

test("historical trades before a moment: as many as asked and the rest of their first second, oldest first", () => {
  const on = stage();
  askTicks(on.client);
  const [answer] = heard(on, "historicalTicksLast");
  ok(answer?.done);
  const { ticks } = answer;
  ok(ticks.length >= 100 && ticks.length < 110, `${ticks.length}`);
  ok(ticks.every(({ time }, i) => time < MONDAY / 1_000 && time >= (ticks[i - 1]?.time ?? 0)));
  ok(ticks.every(({ price, exchange }) => price > 0 && exchange !== "SMART"));
  const odd = ticks.filter(({ size }) => Number(size) < 100);
  ok(odd.every(({ mask, specialConditions }) => mask === 2 && specialConditions === "   I"));
});

test("historical trades from a moment on add up to the bars of their time", () => {
  const on = stage();
  askTicks(on.client, { startDateTime: "20260105-14:50:00", endDateTime: "", numberOfTicks: 1_000 });
  const ticks = heard(on, "historicalTicksLast")[0]?.ticks ?? [];
  const from = wallOf(2026, 1, 5, 14, 50) / 1_000;
  const minute = ticks.filter(({ time }) => time < from + 60);
  askBars(on.client, 2, { barSizeSetting: "1 min", durationStr: "1800 S", formatDate: 2 });
  const bar = heard(on, "historicalData")[0]?.bars.find(({ date }) => date === String(from));
  equal(
    minute.reduce((sum, { size }) => sum + Number(size), 0),
    Number(bar?.volume),
  );
  deepEqual([minute[0]?.price, minute.at(-1)?.price], [bar?.open, bar?.close]);
});

test("historical quotes and midpoints: without sizes fewer quotes, midpoints with size 0", () => {
  const on = stage();
  askTicks(on.client, { whatToShow: "BID_ASK" });
  const [all] = heard(on, "historicalTicksBidAsk");
  ok(all?.ticks.every(({ priceBid, priceAsk }) => priceBid < priceAsk));
  askTicks(on.client, { whatToShow: "BID_ASK", ignoreSize: true });
  const [prices] = heard(on, "historicalTicksBidAsk");
  ok((prices?.ticks[0]?.time ?? 0) <= (all?.ticks[0]?.time ?? 0), "the same number reaches further back");
  askTicks(on.client, { whatToShow: "MIDPOINT" });
  const [middles] = heard(on, "historicalTicks");
  ok(middles?.ticks.every(({ size, price }) => size === "0" && price > 0));
});

test("more than a thousand ticks are a thousand, or refused by a switch; other nonsense draws its cause", () => {
  const on = stage();
  askTicks(on.client, { numberOfTicks: 5_000 });
  const found = heard(on, "historicalTicksLast")[0]?.ticks.length ?? 0;
  ok(found >= 1_000 && found < 1_020, `${found}`);
  const strict = stage({ switches: { ticksBeyondMax: "refused" } });
  askTicks(strict.client, { numberOfTicks: 1_001 });
  match(errors(strict)[0] ?? "", /^321 .*Number of ticks must be <= 1000$/);
  for (const [also, text] of [
    [{ numberOfTicks: 0 }, /^321 Error validating request\.-'bP' : cause - Number of ticks must be > 0$/],
    [{ whatToShow: "" }, /^321 .*Source price must not be empty$/],
    [{ whatToShow: "LAST" }, /^321 .*Invalid source price$/],
    [{ contract: { ...AAPL, exchange: "" } }, /^321 .*Exchange must not be empty$/],
    [{ contract: { ...AAPL, secType: "BAG" } }, /^321 .*Combo types are not supported$/],
    [{ startDateTime: "yesterday" }, /^10314 Start Date\/Time: /],
    [{ endDateTime: "20260105" }, /^10314 End Date\/Time: /],
    [{ contract: { ...AAPL, symbol: "NOSUCH" } }, /^200 /],
  ] as const) {
    askTicks(on.client, also);
    match(errors(on)[0] ?? "", text);
  }
});

test("a date without a zone is taken without a word, by a switch", () => {
  const on = stage({ switches: { impliedZone: "silent" } });
  askTicks(on.client, { endDateTime: "20260105 10:00:00" });
  deepEqual(lines(on), ["historicalTicksLast"]);
});

test("historical ticks that are cancelled before their answer never come, and nothing is said of it", () => {
  const on = stage();
  askTicks(on.client);
  on.client.send("cancelHistoricalTicks", { reqId: 1 });
  deepEqual(lines(on, seconds(10)), []);
});

const LIVE = { contract: AAPL, barSize: 5, whatToShow: "TRADES", useRTH: true };

test("real-time bars come every five seconds, each when it is full, and meet the bars of history", () => {
  const on = stage();
  on.client.send("reqRealTimeBars", { reqId: 3, ...LIVE });
  const bars = heard(on, "realtimeBar", seconds(30));
  deepEqual(
    bars.map(({ time }) => time - MONDAY / 1_000),
    [0, 5, 10, 15, 20, 25],
  );
  askBars(on.client, 4, { barSizeSetting: "5 secs", durationStr: "30 S", formatDate: 2 });
  const past = heard(on, "historicalData")[0]?.bars ?? [];
  for (const { reqId: _reqId, count: barCount, time, ...bar } of bars)
    deepEqual(
      { ...bar, barCount, date: String(time) },
      past.find(({ date }) => date === String(time)),
    );
  on.client.send("cancelRealTimeBars", { reqId: 3 });
  on.client.send("cancelRealTimeBars", { reqId: 3 });
  deepEqual(errors(on), ["300 Can't find EId with tickerId:3"]);
  deepEqual(lines(on, seconds(20)), []);
});

test("real-time bars stop with the session and begin again with the next one", () => {
  const on = stage({ wall: wallOf(2026, 1, 5, 20, 59, 50), tickMs: 30_000 });
  on.client.send("reqRealTimeBars", { reqId: 3, ...LIVE, whatToShow: "MIDPOINT" });
  deepEqual(
    heard(on, "realtimeBar", minutes(5)).map(({ volume }) => volume),
    ["-1", "-1"],
  );
  on.gateway.pass(wallOf(2026, 1, 6, 14, 30) - on.gateway.wall);
  on.client.told.length = 0;
  equal(heard(on, "realtimeBar", seconds(11)).length, 2);
});

test("real-time bars are refused for what they cannot show, beyond the lines, twice with an id, and too fast", () => {
  const on = stage({ limits: { linesMax: 2 } });
  const ask = (reqId: number, also: Draft<OutgoingBody<"reqRealTimeBars">> = {}): void =>
    on.client.send("reqRealTimeBars", { reqId, ...LIVE, ...also });
  ask(1, { whatToShow: "BID_ASK" });
  match(errors(on)[0] ?? "", /^321 .*What to show field is missing or incorrect\.$/);
  ask(1);
  ask(1);
  match(errors(on)[0] ?? "", /^102 Duplicate ticker ID\.$/);
  ask(2);
  match(errors(on)[0] ?? "", /^420 Invalid Real-time Query:Historical data request pacing violation$/);
  ask(2, { whatToShow: "BID" });
  ask(3, { whatToShow: "ASK" });
  match(errors(on)[0] ?? "", /^101 Max number of tickers has been reached$/);
  on.client.send("reqMktData", { reqId: 4, contract: AAPL });
  match(errors(on)[0] ?? "", /^101 /, "bars take the lines of quotes");
});

test("company reports are refused with 10358, or 430 by a switch, and for anything but a stock with 321", () => {
  const ask = (client: Client, secType = "STK"): void =>
    client.send("reqFundamentalData", { reqId: 1, contract: { ...AAPL, secType }, reportType: "ReportSnapshot" });
  const on = stage();
  ask(on.client);
  deepEqual(errors(on), ["10358 Fundamentals data is not allowed."]);
  ask(on.client, "FUT");
  match(errors(on)[0] ?? "", /^321 .*Please enter a valid security type$/);
  const old = stage({ switches: { fundamentals: "430" } });
  ask(old.client);
  match(errors(old)[0] ?? "", /^430 The fundamentals data .* is not available\.Not allowed$/);
  old.client.send("cancelFundamentalData", { reqId: 1 });
  deepEqual(errors(old), ["300 Can't find EId with tickerId:1"]);
});

test("a login with delayed data gets bars without their last quarter of an hour, behind 2188, and no updates", () => {
  const on = stage({ marketData: "delayed" });
  askBars(on.client, 1, { keepUpToDate: true, barSizeSetting: "1 min" });
  on.gateway.pass(100);
  const told = on.client.told.splice(0);
  deepEqual(told.map(line), ["ERR 1 2188", "historicalData", "historicalDataEnd", "ERR 1 10182"]);
  const bars = told.flatMap((said) => (said.name === "historicalData" ? said.body.bars : []));
  equal(bars.at(-1)?.date, "20260105 09:45:00 US/Eastern");
  askTicks(on.client);
  on.client.send("reqHistogramData", { reqId: 2, contract: AAPL, useRTH: true, timePeriod: "1 day" });
  on.client.send("reqRealTimeBars", { reqId: 3, ...LIVE });
  const texts = errors(on);
  match(texts[0] ?? "", /^10089 .*Delayed market data is available\.AAPL NASDAQ\.NMS\/TOP\/ALL$/);
  equal(texts[1], "10187 Failed to request historical ticks:No market data permissions for ISLAND STK");
  equal(texts[2], "10188 Failed to request histogram data:No market data permissions for ISLAND STK");
});

test("a login without market data is told so in the words of each request", () => {
  const on = stage({ marketData: "none" });
  askBars(on.client, 1);
  on.client.send("reqHeadTimestamp", { reqId: 2, contract: AAPL, useRTH: true, whatToShow: "TRADES", formatDate: 1 });
  on.client.send("reqRealTimeBars", { reqId: 3, ...LIVE });
  const texts = errors(on);
  match(
    texts[0] ?? "",
    /^420 Invalid Real-time Query:No market data permissions for ISLAND STK\. Requested market data/,
  );
  match(
    texts[1] ?? "",
    /^162 Historical Market Data Service error message:No market data permissions for ISLAND STK\. /,
  );
  match(texts[2] ?? "", /^162 /);
  const elsewhere = stage({ marketData: "competing" });
  askBars(elsewhere.client, 1);
  match(errors(elsewhere)[0] ?? "", /^162 .*Trading TWS session is connected from a different IP address$/);
});

const ES = { symbol: "ES", secType: "FUT", exchange: "CME", currency: "USD", lastTradeDateOrContractMonth: "202603" };
const EURUSD = { symbol: "EUR", secType: "CASH", exchange: "IDEALPRO", currency: "USD" };
const OPTION = { ...AAPL, secType: "OPT", lastTradeDateOrContractMonth: "20260618", strike: 255, right: "C" };

test("bars of a future are in Chicago's time, and its day begins on the evening before", () => {
  const on = stage();
  askBars(on.client, 1, { contract: ES, useRTH: false });
  const bars = heard(on, "historicalData")[0]?.bars ?? [];
  deepEqual([bars[0]?.date, bars.at(-1)?.date], ["20260104 17:00:00 US/Central", "20260105 09:00:00 US/Central"]);
  askBars(on.client, 2, { contract: { ...ES, secType: "CONTFUT", lastTradeDateOrContractMonth: "" }, useRTH: false });
  deepEqual(heard(on, "historicalData")[0]?.bars, bars);
  askBars(on.client, 3, { contract: ES, barSizeSetting: "1 day", durationStr: "1 M" });
  ok((heard(on, "historicalData")[0]?.bars ?? []).every(({ date }) => date.length === 8));
});

test("a pair has midpoints and no trades, an option no daily bars, an index no quotes: each in the service's words", () => {
  const on = stage();
  const refused = (also: Bars): string => {
    askBars(on.client, 1, also);
    return errors(on)[0] ?? "";
  };
  match(refused({ contract: EURUSD }), /^162 .*No historical market data for EUR\/CASH@FXSUBPIP Last 3600$/);
  const daily =
    "No data of type EODChart is available for the exchange 'BEST' and the security type 'Option' and '1 y' and '1 day'";
  const day = refused({ contract: OPTION, barSizeSetting: "1 day", durationStr: "1 Y" });
  ok(day.endsWith(daily), day);
  const SPX = { symbol: "SPX", secType: "IND", exchange: "CBOE", currency: "USD" };
  match(refused({ contract: SPX, whatToShow: "BID" }), /^162 .*No historical market data for SPX\/IND@CBOE Bid 3600$/);
  match(
    refused({ contract: ES, whatToShow: "FEE_RATE" }),
    /^162 .*No historical market data for ES\/FUT@CME FeeRate 3600$/,
  );
  for (const also of [
    { contract: EURUSD, whatToShow: "MIDPOINT" },
    { contract: OPTION },
    { contract: SPX },
    { contract: OPTION, whatToShow: "BID_ASK" },
  ]) {
    askBars(on.client, 2, also);
    ok((heard(on, "historicalData")[0]?.bars.length ?? 0) > 0, JSON.stringify(also));
  }
});

test("ticks and real-time bars of futures, pairs and options come like those of stocks", () => {
  const on = stage();
  askTicks(on.client, { contract: ES, useRth: false });
  ok(heard(on, "historicalTicksLast")[0]?.ticks.every(({ exchange, mask }) => exchange === "CME" && mask === 0));
  askTicks(on.client, { contract: EURUSD });
  ok((heard(on, "historicalTicks")[0]?.ticks.length ?? 0) >= 100, "trades of a pair are its midpoints");
  for (const contract of [ES, OPTION]) {
    on.client.send("reqRealTimeBars", { reqId: 3, ...LIVE, contract, useRTH: false });
    ok(heard(on, "realtimeBar", seconds(15)).length >= 2, contract.secType);
    on.client.send("cancelRealTimeBars", { reqId: 3 });
  }
});

test("history ends where the contract does", () => {
  const on = stage({ wall: wallOf(2026, 4, 1, 15) });
  const expired = { ...ES, includeExpired: true };
  askBars(on.client, 1, {
    contract: expired,
    useRTH: false,
    durationStr: "1 W",
    barSizeSetting: "1 day",
    endDateTime: "20260322-00:00:00",
  });
  equal(heard(on, "historicalData")[0]?.bars.at(-1)?.date, "20260320");
  askBars(on.client, 1, { contract: expired, endDateTime: "", durationStr: "1 D" });
  match(errors(on)[0] ?? "", /^162 .*HMDS query returned no data: ESH6@CME Trades$/);
});
