import assert from "node:assert/strict";
import test from "node:test";
import { type WallMs, wallOf } from "../../../base/time.ts";
import { type CalendarKind, dayNumber, easternWall } from "../calendar/calendar.ts";
import { Exchange } from "../exchange.ts";
import type { BarQuery } from "./barQuery.ts";
import { type Bar, type BarsFound, barsSince, preparing } from "./bars.ts";

const AAPL = 265598;
const at = (date: string, hour: number, minute = 0): WallMs => easternWall(dayNumber(date), hour * 60 + minute);
const exchangeAt = (startWall: WallMs, seed = 1, calendar: CalendarKind = "real"): Exchange =>
  new Exchange({ seed, calendar, startWall });

const HOURLY: Omit<BarQuery, "end"> = {
  durationStr: "1 D",
  barSizeSetting: "1 hour",
  whatToShow: "TRADES",
  useRth: true,
};

function found(exchange: Exchange, query: BarQuery): BarsFound {
  const answer = exchange.bars(AAPL, query);
  assert.ok("bars" in answer, JSON.stringify(answer));
  return answer;
}

const barsOf = (exchange: Exchange, query: BarQuery): readonly Bar[] => found(exchange, query).bars;

const refusal = (part: Partial<BarQuery>): string => {
  const end = at("20260407", 12);
  const answer = exchangeAt(end).bars(AAPL, { ...HOURLY, end, ...part });
  return "error" in answer ? `${answer.error.code} ${answer.error.text}` : "bars";
};

/** One bar made of several. */
function joined(parts: readonly Bar[]): Partial<Bar> {
  return {
    open: parts[0]?.open,
    high: Math.max(...parts.map(({ high }) => high)),
    low: Math.min(...parts.map(({ low }) => low)),
    close: parts.at(-1)?.close,
    volume: parts.reduce((sum, { volume }) => sum + volume, 0),
    barCount: parts.reduce((sum, { barCount }) => sum + barCount, 0),
  };
}

const figures = ({ open, high, low, close, volume, barCount }: Bar): Partial<Bar> => ({
  open,
  high,
  low,
  close,
  volume,
  barCount,
});

test("a day of hourly bars asked on a Sunday begins and ends as in the recorded answer", () => {
  const end = wallOf(2026, 4, 5, 21, 50) as WallMs;
  const { bars, start, end: endText } = found(exchangeAt(end), { ...HOURLY, end });
  assert.deepEqual(
    bars.map(({ date }) => date),
    ["09:30", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"].map((time) => `20260402 ${time}:00 US/Eastern`),
  );
  assert.deepEqual([start, endText], ["20260404 17:50:00 US/Eastern", "20260405 17:50:00 US/Eastern"]);
});

test("bars of every size made from smaller ones are the same, down to a second", () => {
  const end = at("20260407", 15, 30);
  const exchange = exchangeAt(end);
  const ask = (durationStr: string, barSizeSetting: string): readonly Bar[] =>
    barsOf(exchange, { end, durationStr, barSizeSetting, whatToShow: "TRADES", useRth: false });
  const [day] = ask("1 D", "1 day");
  const [minute] = ask("60 S", "1 min");
  for (const size of ["1 min", "3 mins", "20 mins", "1 hour", "8 hours"])
    assert.deepEqual(joined(ask("1 D", size)), figures(day as Bar), size);
  for (const size of ["5 secs", "15 secs", "30 secs"])
    assert.deepEqual(joined(ask("60 S", size)), figures(minute as Bar), size);
  const seconds = ask("60 S", "1 secs");
  assert.equal(seconds.length, 60);
  assert.equal(joined(seconds).volume, minute?.volume);
});

test("quotes are consistent: bid below midpoint below ask in every bar, and high and low enclose open and close", () => {
  const end = at("20260407", 12);
  const exchange = exchangeAt(end);
  for (const barSizeSetting of ["5 secs", "1 min", "1 hour"]) {
    const durationStr = "1800 S";
    const ask = (whatToShow: string) =>
      barsOf(exchange, { end, durationStr, barSizeSetting, whatToShow, useRth: true });
    const [bid, middle, offer, both] = [ask("BID"), ask("MIDPOINT"), ask("ASK"), ask("BID_ASK")];
    for (const [i, bar] of (bid ?? []).entries()) {
      const [m, a, b] = [middle?.[i] as Bar, offer?.[i] as Bar, both?.[i] as Bar];
      assert.ok(bar.open < m.open && m.open < a.open && bar.close < m.close && m.close < a.close);
      for (const { open, high, low, close } of [bar, m, a])
        assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close));
      assert.deepEqual([b.low, b.high], [bar.low, a.high]);
      assert.ok(b.open < b.close && b.open >= b.low && b.close <= b.high);
      assert.deepEqual([bar.volume, bar.wap, bar.barCount], [-1, -1, -1]);
    }
  }
});

test("the past is the same whenever it is asked for, and by whomever", () => {
  const query: BarQuery = { ...HOURLY, durationStr: "5 D", end: at("20260407", 12) };
  const early = exchangeAt(at("20260407", 12));
  const late = exchangeAt(at("20260901", 10));
  barsOf(late, { ...query, end: at("20260820", 12), barSizeSetting: "1 min" });
  assert.deepEqual(found(late, query), found(early, query));
});

test("nobody sees the future: bars end at the present, with the bar under way cut there", () => {
  const now = at("20260407", 10, 30);
  const exchange = exchangeAt(now);
  const bars = barsOf(exchange, { ...HOURLY, end: at("20260407", 16) });
  assert.deepEqual(bars, barsOf(exchangeAt(at("20260407", 16)), { ...HOURLY, end: now }));
  assert.equal(bars.at(-1)?.date, "20260407 10:00:00 US/Eastern");
});

test("the bar of today agrees with the live quote", () => {
  const exchange = exchangeAt(at("20260407", 3));
  for (let wall = at("20260407", 9, 59) as number; wall < at("20260407", 10, 1); wall += 250)
    exchange.advance(wall as WallMs);
  const end = at("20260407", 10, 1);
  exchange.advance(end);
  const [today] = barsOf(exchange, { ...HOURLY, barSizeSetting: "1 day", useRth: false, end: (end + 1) as WallMs });
  const { open, high, low, last } = exchange.quote(AAPL);
  assert.deepEqual([today?.open, today?.high, today?.low], [open, high, low]);
  assert.ok(Math.abs((today?.close ?? 0) - last) < 0.5);
});

test("just before the open there is no bar of the session to come", () => {
  const end = at("20260408", 9, 10);
  const bars = barsOf(exchangeAt(end), { ...HOURLY, end });
  assert.equal(bars.at(-1)?.date, "20260407 15:00:00 US/Eastern");
});

test("seconds are trading seconds: 86400 of them are three regular sessions and four and a half hours", () => {
  const end = at("20260410", 16);
  const bars = barsOf(exchangeAt(end), { ...HOURLY, durationStr: "86400 S", end });
  assert.equal(bars.length, 3 * 7 + 5);
  assert.equal(bars[0]?.date, "20260407 11:00:00 US/Eastern");
});

test("weekly and monthly bars bear the date of their last trading day", () => {
  const end = at("20260630", 12);
  const dates = (barSizeSetting: string, durationStr: string) =>
    barsOf(exchangeAt(end), { ...HOURLY, barSizeSetting, durationStr, end }).map(({ date }) => date);
  assert.deepEqual(dates("1 week", "3 W"), ["20260612", "20260618", "20260626", "20260630"]);
  assert.deepEqual(dates("1M", "3 M").slice(0, 3), ["20260331", "20260430", "20260529"]);
});

test("a year of daily bars has a bar for each trading day", () => {
  const end = at("20251231", 18);
  const bars = barsOf(exchangeAt(end), { ...HOURLY, durationStr: "1 Y", barSizeSetting: "1 day", end });
  assert.deepEqual([bars.length, bars[0]?.date, bars.at(-1)?.date], [250, "20250102", "20251231"]);
});

test("a half day's regular session has bars until 13:00 only", () => {
  const end = at("20261127", 20);
  const bars = barsOf(exchangeAt(end), { ...HOURLY, end });
  assert.equal(bars.at(-1)?.date, "20261127 12:00:00 US/Eastern");
});

test("refusals of the history service bear its words", () => {
  assert.match(
    refusal({ whatToShow: "YIELD_BID" }),
    /^162 .*:No historical market data for AAPL\/STK@BEST BidYield 3600$/,
  );
  const tooFine = refusal({ barSizeSetting: "1 secs", durationStr: "3600 S" });
  assert.match(tooFine, /^162 Historical Market Data Service error message:invalid step: 1$/);
  assert.match(refusal({ end: at("20190101", 12) }), /^162 .*HMDS query returned no data: AAPL@SMART Trades$/);
  assert.match(refusal({ barSizeSetting: "1 sec" }), /^321 .*bar size setting is invalid\. Legal ones are: 1 secs/);
  assert.match(refusal({ durationStr: "1D" }), /^321 .*duration format is integer\{SPACE\}unit/);
});

test("volatilities and the fee of borrowing are bars of small fractions that meet at their ends", () => {
  const end = at("20260407", 15);
  const exchange = exchangeAt(end);
  for (const whatToShow of ["HISTORICAL_VOLATILITY", "OPTION_IMPLIED_VOLATILITY", "FEE_RATE"]) {
    const series = barsOf(exchange, { ...HOURLY, durationStr: "2 D", whatToShow, end });
    for (const [i, { open, high, low, close, volume }] of series.entries()) {
      assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close) && low > 0.05 && high < 1);
      assert.equal(volume, -1);
      const next = series[i + 1];
      if (next !== undefined && next.time - (series[i]?.time ?? 0) <= 3_600_000) assert.equal(next.open, close);
    }
  }
});

test("the bars since a moment are those that something was added to, as they are now", () => {
  const end = (at("20260407", 10, 1) + 5_000) as WallMs;
  const exchange = exchangeAt(end);
  const since = (ago: number, barSizeSetting: string): readonly Bar[] =>
    barsSince(exchange.past(AAPL), { ...HOURLY, barSizeSetting, end }, (end - ago) as WallMs);
  const whole = barsOf(exchange, { ...HOURLY, barSizeSetting: "1 min", durationStr: "1800 S", end });
  assert.deepEqual(since(5_000, "1 min"), [whole.at(-1)]);
  assert.deepEqual(since(6_000, "1 min"), whole.slice(-2));
  assert.deepEqual(since(5_000, "1 day"), barsOf(exchange, { ...HOURLY, barSizeSetting: "1 day", end }));
  assert.equal(since(5_000, "1 week")[0]?.date, "20260407");
});

test("a duration of ten million years gives what the market remembers, and too many bars are refused", () => {
  const end = at("20200110", 18);
  const query: BarQuery = { ...HOURLY, durationStr: "9999999 Y", barSizeSetting: "1 day", end };
  const { bars, start } = found(exchangeAt(end), query);
  assert.deepEqual([bars[0]?.date, bars.length], ["20200101", 8]);
  assert.equal(start, "19691231 19:00:00 US/Eastern");
  const tooMany = refusal({ durationStr: "2 Y", barSizeSetting: "1 min", useRth: false });
  assert.match(tooMany, /^162 .*:Time length exceed max\.$/);
});

test("weeks and months of regular hours are the sum of their days, without the hours between", () => {
  const end = at("20260430", 20);
  for (const useRth of [true, false]) {
    const exchange = exchangeAt(end);
    const ask = (durationStr: string, barSizeSetting: string) =>
      barsOf(exchange, { end, durationStr, barSizeSetting, whatToShow: "TRADES", useRth });
    const april = ask("1 M", "1 day").filter(({ date }) => date.startsWith("202604"));
    assert.deepEqual(joined(april), figures(ask("1 M", "1 month").at(-1) as Bar));
    assert.deepEqual(joined(april.slice(-4)), figures(ask("1 M", "1 week").at(-1) as Bar));
    const hours = ask("4 D", "1 hour");
    assert.deepEqual(joined(hours), joined(april.slice(-4)));
  }
});

test("a week around a change of the clocks has a bar for each day, and hours of the same clock on both sides of it", () => {
  for (const [monday, offset] of [
    ["20260309", 13 * 60 + 30],
    ["20261102", 14 * 60 + 30],
  ] as const) {
    const end = at(monday, 20);
    const exchange = exchangeAt(end);
    const day = barsOf(exchange, { ...HOURLY, barSizeSetting: "1 day", end });
    assert.deepEqual([day.length, day[0]?.date], [1, monday]);
    assert.equal(day[0]?.time, dayNumber(monday) * 86_400_000 + offset * 60_000);
    const hours = barsOf(exchange, { ...HOURLY, durationStr: "2 D", end });
    assert.equal(hours.length, 14);
    assert.deepEqual(joined(hours.slice(7)), figures(day[0] as Bar));
    assert.equal(hours[0]?.date.slice(9), hours[7]?.date.slice(9));
  }
});

test("where the market never closes a day of 23 or 25 hours has as many bars, all on the grid of its clock", () => {
  for (const [sunday, hours, longer] of [
    ["20260308", 23, [0, 4, 8, 12, 16, 20]],
    ["20261101", 25, [0, 4, 8, 12, 16, 20]],
  ] as const) {
    const end = at(sunday, 24);
    const exchange = exchangeAt(end, 1, "always");
    assert.equal(barsOf(exchange, { ...HOURLY, end }).length, hours);
    const four = barsOf(exchange, { ...HOURLY, barSizeSetting: "4 hours", end });
    assert.deepEqual(
      four.map(({ date }) => Number(date.slice(9, 11))),
      longer,
      sunday,
    );
    assert.deepEqual(joined(four), joined(barsOf(exchange, { ...HOURLY, barSizeSetting: "5 mins", end })));
  }
});

test("a half day ends at 13:00 in regular hours and at 17:00 in all, in one bar of a day", () => {
  const end = at("20261127", 20);
  const exchange = exchangeAt(end);
  const ends = (barSizeSetting: string, useRth: boolean): string | undefined =>
    barsOf(exchange, { ...HOURLY, barSizeSetting, useRth, end }).at(-1)?.date;
  assert.equal(ends("1 min", true), "20261127 12:59:00 US/Eastern");
  assert.equal(ends("1 min", false), "20261127 16:59:00 US/Eastern");
  assert.equal(ends("1 day", true), "20261127");
});

test("years of days are looked at in turns of bounded work, and then are there at once, the same as without", () => {
  const end = at("20260430", 20);
  const query: BarQuery = { ...HOURLY, durationStr: "3 Y", barSizeSetting: "1 day", end };
  const [prepared, plain] = [exchangeAt(end), exchangeAt(end)];
  const turns = [...preparing(prepared.past(AAPL), query)].length;
  assert.ok(turns >= 4 && turns < 20, `${turns} turns`);
  const began = performance.now();
  const bars = barsOf(prepared, query);
  assert.ok(performance.now() - began < 100, "three years of days that were looked at");
  assert.deepEqual(bars, barsOf(plain, query));
  assert.deepEqual([...preparing(prepared.past(AAPL), HOURLY as BarQuery)], [], "hours need no preparation");
});
