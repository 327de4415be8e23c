/**
 * When the simulated market is open.
 *
 * `always` is one regular session a day, from midnight to midnight, so that a demo trades at any hour. `real` is the
 * calendar of US stocks: early trading 04:00-09:30, the regular session 09:30-16:00, late trading to 20:00; on half days
 * the regular session ends at 13:00 and late trading at 17:00. Days and minutes are those of New York; daylight saving
 * follows the rule in force since 2007 (Energy Policy Act of 2005), so no zone table of the host is consulted.
 *
 * Evidence: the recorded contract details of AMD (`0400-2000`, `0930-1600`), the recorded hourly bars of AAPL asked on
 * 2026-04-05 that end on Thursday 2026-04-02 (Good Friday is a holiday); holidays and half days from the calendar the
 * New York Stock Exchange publishes.
 */
import { civil, pad, type WallMs, wallOf } from "../../base/time.ts";

export type CalendarKind = "always" | "real";
export type Session = "regular" | "extended" | "closed";

/** The hours of one trading day, in minutes after local midnight. */
export interface Hours {
  readonly start: number;
  readonly open: number;
  readonly close: number;
  readonly end: number;
}

/** A stretch of one trading day with one kind of trading: from `from` to just before `to`. */
export interface Segment {
  readonly kind: "regular" | "extended";
  readonly from: WallMs;
  readonly to: WallMs;
  /** The local date, in days since 1970-01-01. */
  readonly day: number;
  /** Local time of `from`, in minutes after midnight. */
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;

const FULL_DAY: Hours = { start: 4 * 60, open: 9 * 60 + 30, close: 16 * 60, end: 20 * 60 };
const HALF_DAY: Hours = { start: 4 * 60, open: 9 * 60 + 30, close: 13 * 60, end: 17 * 60 };
const ALL_DAY: Hours = { start: 0, open: 0, close: DAY_MINUTES, end: DAY_MINUTES };

/**
 * Days without trading. 2025-01-09 was the day of mourning for President Carter. Juneteenth and Christmas of 2027 fall
 * on a Saturday and are kept on the Friday before, Independence Day 2027 falls on a Sunday and is kept on Monday; New
 * Year's Day 2028 falls on a Saturday and is not kept. Outside the table only weekends are closed.
 */
const HOLIDAYS = days(
  "20250101 20250109 20250120 20250217 20250418 20250526 20250619 20250704 20250901 20251127 20251225",
  "20260101 20260119 20260216 20260403 20260525 20260619 20260703 20260907 20261126 20261225",
  "20270101 20270118 20270215 20270326 20270531 20270618 20270705 20270906 20271125 20271224",
);
/** Days on which the regular session ends at 13:00. */
const HALF_DAYS = days("20250703 20251128 20251224", "20261127 20261224", "20271126");

function days(...years: readonly string[]): ReadonlySet<number> {
  return new Set(years.flatMap((year) => year.split(" ").map(dayNumber)));
}

/** `20260105` as days since 1970-01-01. */
export function dayNumber(date: string): number {
  return wallOf(Number(date.slice(0, 4)), Number(date.slice(4, 6)), Number(date.slice(6, 8))) / DAY_MS;
}

/** Days since 1970-01-01 as `20260105`. */
export function dateText(day: number): string {
  const t = civil((day * DAY_MS) as WallMs);
  return `${t.year}${pad(t.month)}${pad(t.day)}`;
}

/** 0 = Monday. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** Milliseconds that New York is behind UTC: 4 h from the second Sunday of March to the first of November, else 5 h. */
export function easternBehindMs(wall: WallMs): number {
  if (wall < period.from || wall >= period.to) period = periodOf(wall);
  return period.behindMs;
}

interface Period {
  readonly from: number;
  readonly to: number;
  readonly behindMs: number;
}

/** The period last asked for; only a memory, never an influence. */
let period: Period = { from: 0, to: 0, behindMs: 0 };

function periodOf(wall: WallMs): Period {
  const { year } = civil(wall);
  const summer = wallOf(year, 3, sundayFrom(year, 3, 8), 7);
  const winter = wallOf(year, 11, sundayFrom(year, 11, 1), 6);
  const hours = (n: number): number => n * 3_600_000;
  if (wall < summer) return { from: wallOf(year, 1, 1), to: summer, behindMs: hours(5) };
  if (wall < winter) return { from: summer, to: winter, behindMs: hours(4) };
  return { from: winter, to: wallOf(year + 1, 1, 1), behindMs: hours(5) };
}

/** The day of the month of the first Sunday on or after `day`. */
function sundayFrom(year: number, month: number, day: number): number {
  return day + ((7 - civil(wallOf(year, month, day)).weekday) % 7);
}

/** The local date in New York, in days since 1970-01-01. */
export const easternDay = (wall: WallMs): number => Math.floor((wall - easternBehindMs(wall)) / DAY_MS);

/** The moment at which New York's clocks show `minute` on `day` (the first one, where they show it twice). */
export function easternWall(day: number, minute: number): WallMs {
  const local = day * DAY_MS + minute * MINUTE_MS;
  const ifSummer = (local + 4 * 3_600_000) as WallMs;
  return (local + easternBehindMs(ifSummer)) as WallMs;
}

/** `20260402 09:30:00 US/Eastern`, the spelling of historical bars (recorded at server version 200). */
export function easternText(wall: WallMs): string {
  const t = civil((wall - easternBehindMs(wall)) as WallMs);
  return `${t.year}${pad(t.month)}${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)} US/Eastern`;
}

export class Calendar {
  readonly kind: CalendarKind;
  #recent: { readonly day: number; readonly segments: readonly Segment[] } = { day: Number.NaN, segments: [] };
  #latest: Segment | undefined;

  constructor(kind: CalendarKind) {
    this.kind = kind;
  }

  /** The hours of a local date; `undefined` when the market stays closed. */
  hours(day: number): Hours | undefined {
    if (this.kind === "always") return ALL_DAY;
    if (weekday(day) > 4 || HOLIDAYS.has(day)) return undefined;
    return HALF_DAYS.has(day) ? HALF_DAY : FULL_DAY;
  }

  /** The stretches of one local date, in order. */
  segments(day: number): readonly Segment[] {
    if (this.#recent.day !== day) this.#recent = { day, segments: this.#segmentsOf(day) };
    return this.#recent.segments;
  }

  #segmentsOf(day: number): readonly Segment[] {
    const hours = this.hours(day);
    if (hours === undefined) return [];
    const { start, open, close, end } = hours;
    const stretch = (kind: Segment["kind"], a: number, b: number): Segment[] =>
      a === b ? [] : [{ kind, from: easternWall(day, a), to: easternWall(day, b), day, minute: a }];
    return [
      ...stretch("extended", start, open),
      ...stretch("regular", open, close),
      ...stretch("extended", close, end),
    ];
  }

  /** The last stretch that began at or before `wall`: the present one, or the one before the market closed. */
  latest(wall: WallMs): Segment {
    const known = this.#latest;
    if (known === undefined || wall < known.from || wall >= known.to) this.#latest = this.#latestOf(wall);
    return this.#latest as Segment;
  }

  #latestOf(wall: WallMs): Segment {
    for (let day = easternDay(wall); ; day--) {
      const begun = this.segments(day).findLast((segment) => segment.from <= wall);
      if (begun !== undefined) return begun;
    }
  }

  session(wall: WallMs): Session {
    const segment = this.latest(wall);
    return wall < segment.to ? segment.kind : "closed";
  }

  /** The next moment at which a stretch begins or ends. */
  nextBoundary(wall: WallMs): WallMs {
    for (let day = easternDay(wall); ; day++)
      for (const { from, to } of this.segments(day)) {
        if (from > wall) return from;
        if (to > wall) return to;
      }
  }

  /** The nearest trading day before `day`. */
  before(day: number): number {
    let earlier = day - 1;
    while (this.hours(earlier) === undefined) earlier--;
    return earlier;
  }

  /** All hours of trading of the date of `wall` and the five after it, as in contract details. */
  tradingHours(wall: WallMs): string {
    return this.#hoursText(wall, ({ start, end }) => [start, end]);
  }

  /** The regular hours, as in contract details. */
  liquidHours(wall: WallMs): string {
    return this.#hoursText(wall, ({ open, close }) => [open, close]);
  }

  #hoursText(wall: WallMs, which: (hours: Hours) => [number, number]): string {
    const today = easternDay(wall);
    const text = (day: number): string => {
      const hours = this.hours(day);
      if (hours === undefined) return `${dateText(day)}:CLOSED`;
      const [from, to] = which(hours);
      return `${momentText(day, from)}-${momentText(day, to)}`;
    };
    return Array.from({ length: 6 }, (_, i) => text(today + i)).join(";");
  }
}

/** `20260105:0930`; midnight at the end of a day is `0000` of the next. */
function momentText(day: number, minute: number): string {
  if (minute === DAY_MINUTES) return momentText(day + 1, 0);
  return `${dateText(day)}:${pad(Math.floor(minute / 60))}${pad(minute % 60)}`;
}
