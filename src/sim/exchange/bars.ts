/**
 * Historical bars, made from a contract's tape.
 *
 * Bars shorter than a day begin at whole multiples of their size counted from local midnight, cut at the ends of the
 * session (recorded: hourly bars of AAPL begin at 09:30, 10:00, 11:00, ...). Durations count trading time: `S` trading
 * seconds, at most 86400 of them (wboayue/rust-ibapi #837), `D` whole trading days including the one under way
 * (recorded: `1 D` asked on a Sunday gives the whole of the last trading day), `W`, `M` and `Y` dates of the calendar.
 * The bar under way ends at the end asked for. start and end, in contrast, are the plain difference (recorded at
 * server version 208: 24 hours for `1 D` on a Monday).
 */

import { civil, type WallMs, wallOf } from "../../base/time.ts";
import {
  type BarQuery,
  type BarSize,
  type BarsRefused,
  barSize,
  type Duration,
  failed,
  type Span,
  seconds,
  spelled,
  tooFine,
} from "./barQuery.ts";
import { type Calendar, dateText, easternBehindMs, easternDay, easternText, easternWall, weekday } from "./calendar.ts";
import { chartName, firstDay, noDailyBars, type Past, unavailable } from "./history.ts";
import { isRate, rateBar } from "./historyRates.ts";
import { type Candle, midpoint, type Range, type Tape } from "./tape.ts";

export interface Bar {
  /** When the bar begins. */
  readonly time: WallMs;
  /**
   * `20260402 09:30:00 US/Eastern`; for bars of a day and longer `20260402`, and that even where the request wants
   * seconds since 1970 (stoqey/ibkr #146).
   */
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Shares; -1 for all but trades, like `wap` and `barCount` (recorded for MIDPOINT). */
  readonly volume: number;
  readonly wap: number;
  /** Number of trades. */
  readonly barCount: number;
}

export interface BarsFound {
  readonly bars: readonly Bar[];
  /** `20260401 16:00:00 US/Eastern` */
  readonly start: string;
  readonly end: string;
}

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const BARS_MAX = 100_000;
/** A stretch of time that becomes one bar. */
interface Slot {
  readonly from: WallMs;
  readonly to: WallMs;
  readonly date: string;
}

/** The bars that a query asks for, or the Gateway's refusal. */
export function bars(past: Past, query: BarQuery): BarsFound | BarsRefused {
  const wanted = spelled(query);
  if ("error" in wanted) return wanted;
  const { duration, size } = wanted;
  const refused = turnedDown(past, query, duration, size);
  if (refused !== undefined) return refused;
  const slots = slotsOf(past, query, size, begin(past.calendar, query, duration));
  if (slots.length > BARS_MAX) return failed("Time length exceed max.");
  if (slots.length === 0) return failed(`HMDS query returned no data: ${chartName(past, query.whatToShow)}`);
  const start = nominalStart(query.end, duration);
  return {
    bars: slots.map((slot) => barOf(past, slot, query)),
    start: easternText(start),
    end: easternText(query.end),
  };
}

/** The bars that something happened in from `since` to just before the end, each as it is at the end. */
export function barsSince(past: Past, query: BarQuery, since: WallMs): readonly Bar[] {
  const size = barSize(query.barSizeSetting);
  if (size === undefined) return [];
  const from = "seconds" in size ? since : spanStart(size.span, since);
  const slots = slotsOf(past, query, size, from).filter(({ to }) => to > since);
  return slots.map((slot) => barOf(past, slot, query));
}

function turnedDown(past: Past, query: BarQuery, duration: Duration, size: BarSize): BarsRefused | undefined {
  const step = "seconds" in size ? String(size.seconds) : `1${size.span.charAt(0)}`;
  return unavailable(past, query.whatToShow, step) ?? noDailyBars(past, duration, size) ?? tooFine(duration, size);
}

const nominalStart = (end: WallMs, duration: Duration): WallMs =>
  Math.max(0, end - seconds(duration) * SECOND_MS) as WallMs;

/** The earliest moment of which bars may speak. */
function begin(calendar: Calendar, query: BarQuery, { count, unit }: Duration): WallMs {
  if (unit === "S") return tradingSecondsBack(calendar, query, count);
  const today = easternDay((query.end - 1) as WallMs);
  if (unit === "D") return easternWall(tradingDaysBack(calendar, query, count), 0);
  if (unit === "W") return easternWall(today - 7 * count + 1, 0);
  return easternWall(monthsBack(today, unit === "M" ? count : 12 * count) + 1, 0);
}

function tradingSecondsBack(calendar: Calendar, query: BarQuery, count: number): WallMs {
  let left = count * SECOND_MS;
  for (let day = easternDay(query.end); ; day--)
    for (const [from, to] of stretches(calendar, day, query.useRth).toReversed()) {
      const end = Math.min(to, query.end);
      if (end <= from) continue;
      if (end - from >= left) return (end - left) as WallMs;
      left -= end - from;
    }
}

/** The date of the trading day that is the `count`th before the end, the one under way included. */
function tradingDaysBack(calendar: Calendar, query: BarQuery, count: number): number {
  let found = 0;
  for (let day = easternDay(query.end); ; day--) {
    const begun = stretches(calendar, day, query.useRth).some(([from]) => from < query.end);
    if (begun && ++found === count) return day;
  }
}

/** The same day of an earlier month, or that month's last day. */
function monthsBack(day: number, months: number): number {
  const t = civil((day * DAY_MS) as WallMs);
  const month = t.year * 12 + t.month - 1 - months;
  const [year, index] = [Math.floor(month / 12), (month % 12) + 1];
  const lastDay = (wallOf(index === 12 ? year + 1 : year, index === 12 ? 1 : index + 1, 1) - DAY_MS) / DAY_MS;
  return Math.min(wallOf(year, index, t.day) / DAY_MS, lastDay);
}

/** When a date trades: one stretch, or none. */
function stretches(calendar: Calendar, day: number, useRth: boolean): readonly (readonly [WallMs, WallMs])[] {
  const hours = calendar.hours(day);
  if (hours === undefined) return [];
  const [from, to] = useRth ? [hours.open, hours.close] : [hours.start, hours.end];
  return [[easternWall(day, from), easternWall(day, to)]];
}

function slotsOf(past: Past, query: BarQuery, size: BarSize, begin: WallMs): readonly Slot[] {
  const slots: Slot[] = [];
  const last = easternDay(query.end);
  for (let day = Math.max(firstDay(past), easternDay(begin)); day <= last && slots.length <= BARS_MAX; day++)
    for (const [from, to] of stretches(past.calendar, day, query.useRth)) {
      const end = Math.min(to, query.end) as WallMs;
      if ("seconds" in size) addShort(slots, size.seconds * SECOND_MS, from, end, begin);
      else addLong(slots, size.span, day, from, end);
    }
  return slots;
}

/** When the day, week or month of a moment begins. */
function spanStart(span: Span, wall: WallMs): WallMs {
  const day = easternDay(wall);
  if (span === "day") return easternWall(day, 0);
  return easternWall(span === "week" ? day - weekday(day) : day - civil((day * DAY_MS) as WallMs).day + 1, 0);
}

/** Bars of `size` milliseconds on the grid of local midnight, those that end after `begin`. */
function addShort(slots: Slot[], size: number, from: WallMs, end: WallMs, begin: WallMs): void {
  const midnight = from - ((from - easternBehindMs(from)) % DAY_MS);
  const first = Math.max(from, begin);
  for (let at = midnight + Math.floor((first - midnight) / size) * size; at < end; at += size) {
    const start = Math.max(at, from) as WallMs;
    slots.push({ from: start, to: Math.min(at + size, end) as WallMs, date: easternText(start) });
  }
}

/**
 * A bar of a day, week or month; days of the same span join, and the bar bears the date of the last of them: weeks and
 * months are dated at their end (nautilus_trader #2380; NVDA's week before Juneteenth bears 20260618, stoqey/ibkr #149).
 */
function addLong(slots: Slot[], span: Span, day: number, from: WallMs, end: WallMs): void {
  if (from >= end) return;
  const last = slots.at(-1);
  const joins = last !== undefined && spanOf(span, easternDay(last.from)) === spanOf(span, day);
  if (joins) slots[slots.length - 1] = { from: last.from, to: end, date: dateText(day) };
  else slots.push({ from, to: end, date: dateText(day) });
}

function spanOf(span: Span, day: number): number {
  if (span === "day") return day;
  if (span === "week") return day - weekday(day);
  const t = civil((day * DAY_MS) as WallMs);
  return t.year * 12 + t.month;
}

function barOf(past: Past, slot: Slot, query: BarQuery): Bar {
  const place = { time: slot.from, date: slot.date };
  if (isRate(query.whatToShow))
    return { ...place, ...rateBar(past, query.whatToShow, slot.from, slot.to), ...NO_TRADES };
  const { tape } = past;
  const candle = tape.candle(slot.from, slot.to);
  if (candle.bid.empty) standStill(tape, candle, slot.from);
  switch (query.whatToShow) {
    case "BID":
      return { ...place, ...priced(candle.bid), ...NO_TRADES };
    case "ASK":
      return { ...place, ...priced(candle.ask), ...NO_TRADES };
    case "MIDPOINT":
      return { ...place, ...priced(candle.midpoint), ...NO_TRADES };
    case "BID_ASK":
      return { ...place, ...averages(candle), ...NO_TRADES };
    default:
      return { ...place, ...traded(tape, candle, slot.from) };
  }
}

const NO_TRADES = { volume: -1, wap: -1, barCount: -1 } as const;

type Prices = Pick<Bar, "open" | "high" | "low" | "close">;

const priced = ({ open, high, low, close }: Range): Prices => ({ open, high, low, close });

/** For BID_ASK: open is the average bid, close the average ask, low the least bid, high the greatest ask. */
function averages(candle: Candle): Prices {
  const average = (sum: number): number => midpoint(sum / candle.weight, sum / candle.weight);
  return { open: average(candle.bidSum), high: candle.ask.high, low: candle.bid.low, close: average(candle.askSum) };
}

function traded(tape: Tape, candle: Candle, from: WallMs): Omit<Bar, "time" | "date"> {
  if (candle.trades.empty) {
    const { last } = tape.at(from);
    return { open: last, high: last, low: last, close: last, volume: 0, wap: last, barCount: 0 };
  }
  const wap = Math.round((candle.turnover / candle.volume) * 1_000) / 1_000;
  return { ...priced(candle.trades), volume: candle.volume, wap, barCount: candle.count };
}

/** Nothing happened: the quote in force stands for the whole stretch. */
function standStill(tape: Tape, candle: Candle, from: WallMs): void {
  const { bid, ask } = tape.at(from);
  candle.quote(bid, ask);
}
