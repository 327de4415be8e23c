/**
 * Which stretches of time the bars of a query are.
 *
 * Bars shorter than a day begin at whole multiples of their size counted from local midnight, cut at the ends of the
 * session (recorded: hourly bars of AAPL begin at 09:30, 10:00, 11:00, ...). Durations count trading time: `S` trading
 * seconds, at most 86400 of them (wboayue/rust-ibapi #837), `D` whole trading days including the one under way
 * (recorded: `1 D` asked on a Sunday gives the whole of the last trading day), `W`, `M` and `Y` dates of the calendar.
 * The bar under way ends at the end asked for.
 */
import { civil, type WallMs, wallOf } from "../../../base/time.ts";
import type { Calendar } from "../calendar/calendar.ts";
import { behindMs, DAY_MS, dateText, dayNumber, easternDay, weekday, type Zone, zoneText } from "../calendar/days.ts";
import type { BarQuery, BarSize, Duration, Span } from "./barQuery.ts";
import { firstDay, type Past } from "./history.ts";

/** A stretch of time that becomes one bar. */
export interface Slot {
  readonly from: WallMs;
  readonly to: WallMs;
  readonly date: string;
}

/** A stretch without a pause in trading, of one trading day. */
export interface Stretch {
  readonly from: WallMs;
  readonly to: WallMs;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** More bars than this are never given. */
export const BARS_MAX = 100_000;

/** The bars of a query, from the first; one more than `BARS_MAX` when there are too many. */
export function slotsOf(past: Past, query: BarQuery, size: BarSize, duration: Duration): readonly Slot[] {
  if (duration.unit !== "S") return slotsFrom(past, query, size, daysBack(past.listing.calendar, query, duration));
  const since = tradingSecondsBack(past.listing.calendar, query, duration.count);
  return slotsFrom(past, query, size, easternDay(since), since);
}

/** The bars that the time from `since` to the end lies in. */
export function slotsSince(past: Past, query: BarQuery, size: BarSize, since: WallMs): readonly Slot[] {
  const day = easternDay(since);
  if ("seconds" in size) return slotsFrom(past, query, size, day, since);
  const first = size.span === "month" ? day - civil((day * DAY_MS) as WallMs).day + 1 : spanOf(size.span, day);
  return slotsFrom(past, query, size, first).filter(({ to }) => to > since);
}

/** The days that a duration in days, weeks, months or years reaches back to: the first one. */
function daysBack(calendar: Calendar, query: BarQuery, { count, unit }: Duration): number {
  const today = easternDay((query.end - 1) as WallMs);
  if (unit === "D") return tradingDaysBack(calendar, query, count);
  return unit === "W" ? today - 7 * count + 1 : monthsBack(today, unit === "M" ? count : 12 * count) + 1;
}

function tradingSecondsBack(calendar: Calendar, query: BarQuery, count: number): WallMs {
  let left = count * SECOND_MS;
  for (let day = easternDay(query.end) + 1; ; day--)
    for (const { from, to } of stretches(calendar, day, query.useRth).toReversed()) {
      const end = Math.min(to, query.end);
      if (end <= from) continue;
      if (end - from >= left) return (end - left) as WallMs;
      left -= end - from;
    }
}

/** The date of the trading day that is the `count`th before the end, the one under way included. */
function tradingDaysBack(calendar: Calendar, query: BarQuery, count: number): number {
  let found = 0;
  for (let day = easternDay(query.end) + 1; ; day--) {
    const begun = stretches(calendar, day, query.useRth).some(({ from }) => from < query.end);
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

/** When a trading day trades, in order: what follows without a pause is one stretch. */
export function stretches(calendar: Calendar, day: number, useRth: boolean): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const { kind, from, to } of calendar.segments(day)) {
    if (useRth && kind !== "regular") continue;
    const before = joined.at(-1);
    if (before?.to === from) joined[joined.length - 1] = { from: before.from, to };
    else joined.push({ from, to });
  }
  return joined;
}

/** The trading sessions of a query, whole, as its schedule lists them. */
export function sessionsOf(past: Past, query: BarQuery, duration: Duration): readonly (Stretch & { day: number })[] {
  const slots = slotsOf(past, query, { span: "day" }, duration);
  const [first, last] = [slots[0], slots.at(-1)];
  const sessions: (Stretch & { day: number })[] = [];
  if (first === undefined || last === undefined) return sessions;
  for (let day = easternDay(first.from); day <= easternDay(last.to) + 1; day++)
    for (const stretch of stretches(past.listing.calendar, day, query.useRth))
      if (stretch.from >= first.from && stretch.from < last.to) sessions.push({ ...stretch, day });
  return sessions;
}

function slotsFrom(past: Past, query: BarQuery, size: BarSize, first: number, since?: WallMs): readonly Slot[] {
  const slots: Slot[] = [];
  const last = easternDay(query.end) + 1;
  for (let day = Math.max(firstDay(past), first); day <= last && slots.length <= BARS_MAX; day++)
    for (const { from, to } of stretches(past.listing.calendar, day, query.useRth)) {
      const end = Math.min(to, query.end, past.listing.lastTradeWall) as WallMs;
      if (!("seconds" in size)) addLong(slots, size.span, day, from, end);
      else addShort(slots, past.listing.calendar.zone, size.seconds * SECOND_MS, from, end, since ?? from);
    }
  return slots;
}

/** Bars of `size` milliseconds on the grid of local midnight, those that end after `begin`. */
function addShort(slots: Slot[], zone: Zone, size: number, from: WallMs, end: WallMs, begin: WallMs): void {
  for (let at = from; at < end; ) {
    const next = gridAfter(zone, size, at);
    if (next > begin) slots.push({ from: at, to: Math.min(next, end) as WallMs, date: zoneText(zone, at) });
    at = next;
  }
}

/**
 * When the clocks of a zone next show a whole multiple of `size`. On the two days a year that have 23 or 25 hours a
 * size of hours comes out shorter or longer; the hour that is shown twice is two hours.
 */
function gridAfter(zone: Zone, size: number, at: WallMs): WallMs {
  const behind = behindMs(zone, at);
  const next = (at + size - ((at - behind) % size)) as WallMs;
  return size <= HOUR_MS ? next : ((next + behindMs(zone, next) - behind) as WallMs);
}

/**
 * A bar of a day, week or month; days of the same span join, and the bar bears the date of the last of them: weeks and
 * months are dated at their end (nautilus_trader #2380; NVDA's week before Juneteenth bears 20260618, stoqey/ibkr #149).
 */
function addLong(slots: Slot[], span: Span, day: number, from: WallMs, end: WallMs): void {
  if (from >= end) return;
  const last = slots.at(-1);
  const joins = last !== undefined && spanOf(span, dayNumber(last.date)) === spanOf(span, day);
  if (joins) slots[slots.length - 1] = { from: last.from, to: end, date: dateText(day) };
  else slots.push({ from, to: end, date: dateText(day) });
}

function spanOf(span: Span, day: number): number {
  if (span === "day") return day;
  if (span === "week") return day - weekday(day);
  const t = civil((day * DAY_MS) as WallMs);
  return t.year * 12 + t.month;
}
