/**
 * Historical bars, made from a contract's tape: what a stretch of time shows of each kind of data. Which stretches a
 * query means is told in `barSlots.ts`.
 *
 * start and end of an answer are the plain difference, trading or not (recorded at server version 208: 24 hours for
 * `1 D` on a Monday).
 */
import type { WallMs } from "../../../base/time.ts";
import { zoneText } from "../calendar/days.ts";
import { type Candle, midpoint, type Range, type Tape } from "../tape/tape.ts";
import { daysCandle, lookAtDays } from "./barDays.ts";
import {
  type BarQuery,
  type BarSize,
  type BarsRefused,
  barSize,
  type Duration,
  failed,
  seconds,
  spelled,
  tooFine,
} from "./barQuery.ts";
import { BARS_MAX, type Slot, slotsOf, slotsSince } from "./barSlots.ts";
import { chartName, noDailyBars, type Past, unavailable } from "./history.ts";
import { isRate, rateBar } from "./rates.ts";

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

/** The bars that a query asks for, or the Gateway's refusal. */
export function bars(past: Past, query: BarQuery): BarsFound | BarsRefused {
  const wanted = spelled(query);
  if ("error" in wanted) return wanted;
  const { duration, size } = wanted;
  const refused = turnedDown(past, query, duration, size);
  if (refused !== undefined) return refused;
  const slots = slotsOf(past, query, size, duration);
  if (slots.length > BARS_MAX) return failed("Time length exceed max.");
  if (slots.length === 0) return failed(`HMDS query returned no data: ${chartName(past, query.whatToShow)}`);
  const start = nominalStart(query.end, duration);
  const { zone } = past.listing.calendar;
  return {
    bars: slots.map((slot) => barOf(past, slot, query, size)),
    start: zoneText(zone, start),
    end: zoneText(zone, query.end),
  };
}

/** The bars that something happened in from `since` to just before the end, each as it is at the end. */
export function barsSince(past: Past, query: BarQuery, since: WallMs): readonly Bar[] {
  const size = barSize(query.barSizeSetting);
  if (size === undefined) return [];
  return slotsSince(past, query, size, since).map((slot) => barOf(past, slot, query, size));
}

/** What a long answer needs to be quick, in turns of bounded work; nothing for bars shorter than a day. */
export function* preparing(past: Past, query: BarQuery): Generator<undefined, void> {
  const wanted = spelled(query);
  if ("error" in wanted || "seconds" in wanted.size || isRate(query.whatToShow)) return;
  yield* lookAtDays(past, slotsOf(past, query, wanted.size, wanted.duration), query.useRth);
}

function turnedDown(past: Past, query: BarQuery, duration: Duration, size: BarSize): BarsRefused | undefined {
  const step = "seconds" in size ? String(size.seconds) : `1${size.span.charAt(0)}`;
  return unavailable(past, query.whatToShow, step) ?? noDailyBars(past, duration, size) ?? tooFine(duration, size);
}

const nominalStart = (end: WallMs, duration: Duration): WallMs =>
  Math.max(0, end - seconds(duration) * 1_000) as WallMs;

function barOf(past: Past, slot: Slot, query: BarQuery, size: BarSize): Bar {
  const place = { time: slot.from, date: slot.date };
  if (isRate(query.whatToShow))
    return { ...place, ...rateBar(past, query.whatToShow, slot.from, slot.to), ...NO_TRADES };
  const { tape } = past;
  const candle = "span" in size ? daysCandle(past, slot, query.useRth) : tape.candle(slot.from, slot.to);
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
