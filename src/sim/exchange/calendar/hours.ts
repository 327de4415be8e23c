/**
 * The hours of each market on each date, as minutes of New York.
 *
 * US stocks: early trading 04:00-09:30, regular 09:30-16:00, late to 20:00; on half days regular trading ends at 13:00 and
 * late trading at 17:00. Options trade in regular hours, those on some funds a quarter of an hour longer. CME's index
 * futures trade from 17:00 of the evening before to 16:00 in Chicago, liquid from 08:30 (recorded details of ES, 2026), on
 * US holidays to 12:00 and all of it liquid (recorded for Memorial Day 2025), on half days to 12:15 (CME's holiday
 * calendar). Currency pairs trade from 17:15 of the evening before to 17:00 in New York, Sunday evening to Friday
 * (recorded details of EUR.USD, 2023). Futures and pairs rest on New Year's Day and Christmas, futures on Good Friday too.
 *
 * Evidence for stocks: the recorded details of AMD (`0400-2000`, `0930-1600`), the recorded hourly bars of AAPL asked on
 * 2026-04-05 that end on Thursday 2026-04-02; holidays and half days from the calendar of the New York Stock Exchange.
 */
import { dayNumber, weekday, type Zone } from "./days.ts";

/** Which hours a contract keeps. */
export type MarketKind = "stocks" | "options" | "fund options" | "futures" | "forex" | "index";

/** A stretch of a trading day. Minutes after New York's midnight of its date; negative on the evening before. */
export interface Span {
  readonly kind: "regular" | "extended";
  readonly from: number;
  readonly to: number;
}

interface MarketHours {
  readonly zone: Zone;
  /** Whether Monday's trading begins on Sunday evening. */
  readonly sundays: boolean;
  readonly spans: (day: number) => readonly Span[];
}

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
/** Days on which the regular session of stocks ends at 13:00. */
const HALF_DAYS = days("20250703 20251128 20251224", "20261127 20261224", "20271126");
const NEW_YEAR_AND_CHRISTMAS = days("20250101 20251225 20260101 20261225 20270101 20271224");
const GOOD_FRIDAYS = days("20250418 20260403 20270326");

function days(...years: readonly string[]): ReadonlySet<number> {
  return new Set(years.flatMap((year) => year.split(" ").map(dayNumber)));
}

const isWeekend = (day: number): boolean => weekday(day) > 4;
const at = (hour: number, minute = 0): number => hour * 60 + minute;
const regular = (from: number, to: number): Span => ({ kind: "regular", from, to });
const extended = (from: number, to: number): Span => ({ kind: "extended", from, to });

const STOCKS = [extended(at(4), at(9, 30)), regular(at(9, 30), at(16)), extended(at(16), at(20))];
const STOCKS_HALF = [extended(at(4), at(9, 30)), regular(at(9, 30), at(13)), extended(at(13), at(17))];
/** 17:00 of the evening before in Chicago. */
const FUTURES_START = at(-6);
const FUTURES = [extended(FUTURES_START, at(9, 30)), regular(at(9, 30), at(17))];
const FUTURES_HALF = [extended(FUTURES_START, at(9, 30)), regular(at(9, 30), at(13, 15))];
const FUTURES_HOLIDAY = [regular(FUTURES_START, at(13))];
const FOREX = [regular(at(-7, 15), at(17))];

const inStockHours =
  (full: readonly Span[], half: readonly Span[]) =>
  (day: number): readonly Span[] => {
    if (isWeekend(day) || HOLIDAYS.has(day)) return [];
    return HALF_DAYS.has(day) ? half : full;
  };

function futures(day: number): readonly Span[] {
  if (isWeekend(day) || NEW_YEAR_AND_CHRISTMAS.has(day) || GOOD_FRIDAYS.has(day)) return [];
  if (HOLIDAYS.has(day)) return FUTURES_HOLIDAY;
  return HALF_DAYS.has(day) ? FUTURES_HALF : FUTURES;
}

const forex = (day: number): readonly Span[] => (isWeekend(day) || NEW_YEAR_AND_CHRISTMAS.has(day) ? [] : FOREX);

const regularOnly = (close: number, halfClose: number) =>
  inStockHours([regular(at(9, 30), close)], [regular(at(9, 30), halfClose)]);

export const MARKETS: Readonly<Record<MarketKind, MarketHours>> = {
  stocks: { zone: "US/Eastern", sundays: false, spans: inStockHours(STOCKS, STOCKS_HALF) },
  options: { zone: "US/Eastern", sundays: false, spans: regularOnly(at(16), at(13)) },
  "fund options": { zone: "US/Eastern", sundays: false, spans: regularOnly(at(16, 15), at(13, 15)) },
  futures: { zone: "US/Central", sundays: true, spans: futures },
  forex: { zone: "US/Eastern", sundays: true, spans: forex },
  index: { zone: "US/Central", sundays: false, spans: regularOnly(at(16), at(13)) },
};
