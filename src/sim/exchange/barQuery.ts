/**
 * What may be asked of history, and how a real Gateway refuses the rest: 321 for a request that is wrong in itself, 162
 * for one that the history service turns down.
 */
import type { WallMs } from "../../base/time.ts";

/** The fields of reqHistoricalData, as the client spelled them. */
export interface BarQuery {
  /** Bars end just before this moment. */
  readonly end: WallMs;
  /** `1 D`, `3600 S`, `2 W`, ... */
  readonly durationStr: string;
  /** `5 secs`, `1 hour`, `1 day`, ... */
  readonly barSizeSetting: string;
  readonly whatToShow: string;
  /** Regular hours only. */
  readonly useRth: boolean;
}

export interface BarsRefused {
  readonly error: { readonly code: number; readonly text: string };
}

/** Bar sizes shorter than a day, in seconds. */
export const SECONDS: ReadonlyMap<string, number> = new Map([
  ...[1, 5, 10, 15, 30].map((n) => [`${n} secs`, n] as const),
  ["1 min", 60],
  ...[2, 3, 5, 10, 15, 20, 30].map((n) => [`${n} mins`, n * 60] as const),
  ["1 hour", 3_600],
  ...[2, 3, 4, 8].map((n) => [`${n} hours`, n * 3_600] as const),
]);
/** `1 week` and `1 month` work although the Gateway's own list spells them otherwise (gofinance/ib #30). */
export const LONG: ReadonlyMap<string, Span> = new Map([
  ["1 day", "day"],
  ["1W", "week"],
  ["1 week", "week"],
  ["1M", "month"],
  ["1 month", "month"],
]);
export type Span = "day" | "week" | "month";

/** How many trading seconds may be asked for with the small bar sizes ("only a few thousand bars", IB's limits page). */
const SECONDS_MAX: ReadonlyMap<number, number> = new Map([
  [1, 2_000],
  [5, 86_400],
  [10, 86_400],
  [15, 86_400],
  [30, 5 * 86_400],
]);

const WHAT_TO_SHOW: ReadonlySet<string> = new Set(["TRADES", "ADJUSTED_LAST", "MIDPOINT", "BID", "ASK", "BID_ASK"]);
/** Legal at a real Gateway for stocks, but not simulated. */
const NOT_SIMULATED: ReadonlySet<string> = new Set([
  "HISTORICAL_VOLATILITY",
  "OPTION_IMPLIED_VOLATILITY",
  "FEE_RATE",
  "SCHEDULE",
]);

export interface Duration {
  readonly count: number;
  readonly unit: "S" | "D" | "W" | "M" | "Y";
}

/** `undefined` for all but a positive whole number, one space and the letter of a unit. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^([1-9]\d{0,6}) ([SDWMY])$/.exec(text);
  return match === null ? undefined : { count: Number(match[1]), unit: match[2] as Duration["unit"] };
}

/**
 * Texts shown by sources: the bar sizes (wboayue/rust-ibapi #245), 365 days (ib_async #229), `invalid step`
 * (wrighter/ib-scripts #1), what to show (a literal of rust-ibapi's tests), `Time length exceed max.` (several clients).
 * For 86400 seconds only the words "greater than 86400 seconds" are known (rust-ibapi #837); for a duration of a wrong
 * form nothing is: the rest of those two texts is ours.
 */
export function refusal(query: BarQuery, duration: Duration): BarsRefused | undefined {
  const size = SECONDS.get(query.barSizeSetting);
  if (size === undefined && !LONG.has(query.barSizeSetting)) return invalid(LEGAL_SIZES);
  if (NOT_SIMULATED.has(query.whatToShow)) return failed(`${query.whatToShow} is not simulated`);
  if (!WHAT_TO_SHOW.has(query.whatToShow)) return invalid("What to show field is missing or incorrect.");
  if (duration.unit === "S" && duration.count > 86_400)
    return invalid("Historical data requests for durations greater than 86400 seconds must be made in days.");
  if (duration.unit === "D" && duration.count > 365)
    return invalid("Historical data requests for durations longer than 365 days must be made in years.");
  if (seconds(duration) > (SECONDS_MAX.get(size ?? 0) ?? Number.POSITIVE_INFINITY))
    return failed(`invalid step: ${size}`);
  return undefined;
}

const LEGAL_SIZES =
  "Historical data bar size setting is invalid. Legal ones are: 1 secs, 5 secs, 10 secs, 15 secs, 30 secs, 1 min, 2 mins, 3 mins, 5 mins, 10 mins, 15 mins, 20 mins, 30 mins, 1 hour, 2 hours, 3 hours, 4 hours, 8 hours, 1 day, 1W, 1M";

export const invalid = (cause: string): BarsRefused => ({
  error: { code: 321, text: `Error validating request.-'bK' : cause - ${cause}` },
});

export const failed = (detail: string): BarsRefused => ({
  error: { code: 162, text: `Historical Market Data Service error message:${detail}` },
});

const UNIT_SECONDS = { S: 1, D: 86_400, W: 7 * 86_400, M: 30 * 86_400, Y: 365 * 86_400 } as const;

/** The plain length of a duration, trading or not. */
export const seconds = ({ count, unit }: Duration): number => count * UNIT_SECONDS[unit];
