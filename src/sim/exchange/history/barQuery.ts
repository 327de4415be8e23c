/**
 * What may be asked of history, and how a real Gateway refuses the rest: 321 for a request that is wrong in itself, 162
 * for one that the history service turns down.
 *
 * The forms, their order and most texts are those that `deepentropy/ibx` (`src/control/historical.rs`, a public client
 * that compared itself with a real Gateway) lists; the text of 365 days is in Lean's and others' logs too, the list of bar
 * sizes in wboayue/rust-ibapi #245, `invalid step` in wrighter/ib-scripts #1.
 */
import type { WallMs } from "../../../base/time.ts";

/** The fields of reqHistoricalData that say which bars are meant, as the client spelled them. */
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

/** The fields whose combination a Gateway checks before it looks for the contract. */
export interface BarRequest {
  readonly secType: string;
  readonly endDateTime: string;
  readonly durationStr: string;
  readonly barSizeSetting: string;
  readonly whatToShow: string;
  readonly formatDate: number;
  readonly keepUpToDate: boolean;
}

export interface BarsRefused {
  readonly error: { readonly code: number; readonly text: string };
}

/** A bar size: so many seconds, or a stretch of the calendar. */
export type BarSize = { readonly seconds: number } | { readonly span: Span };
export type Span = "day" | "week" | "month";

const SIZES: ReadonlyMap<string, BarSize> = new Map<string, BarSize>([
  ...[1, 5, 10, 15, 30].map((n) => [`${n} secs`, { seconds: n }] as const),
  ["1 min", { seconds: 60 }],
  ...[2, 3, 5, 10, 15, 20, 30].map((n) => [`${n} mins`, { seconds: n * 60 }] as const),
  ["1 hour", { seconds: 3_600 }],
  ...[2, 3, 4, 8].map((n) => [`${n} hours`, { seconds: n * 3_600 }] as const),
  ["1 day", { span: "day" }],
  ...["1w", "1 w", "1 week"].map((name) => [name, { span: "week" }] as const),
  ...["1m", "1 m", "1 month"].map((name) => [name, { span: "month" }] as const),
]);

/** The size a setting names, in whatever case; `undefined` for `1 sec`, `1 mins` and everything else. */
export const barSize = (setting: string): BarSize | undefined => SIZES.get(setting.toLowerCase());

/** How many trading seconds may be asked for with the small bar sizes ("only a few thousand bars", IB's limits page). */
const SECONDS_MAX: ReadonlyMap<number, number> = new Map([
  [1, 2_000],
  [5, 86_400],
  [10, 86_400],
  [15, 86_400],
  [30, 5 * 86_400],
]);

/** Everything that a Gateway knows by name; what a contract has of it, the history service decides. */
const WHAT_TO_SHOW: ReadonlySet<string> = new Set([
  ...["TRADES", "MIDPOINT", "BID", "ASK", "BID_ASK", "ADJUSTED_LAST", "AGGTRADES", "SCHEDULE", "FEE_RATE"],
  ...["HISTORICAL_VOLATILITY", "OPTION_IMPLIED_VOLATILITY", "INDICATIVE_AUCTION_PRICE_SIZE", "NAV_LAST"],
  ...["YIELD_ASK", "YIELD_BID", "YIELD_BID_ASK", "YIELD_MARK", "YIELD_LAST"],
]);
const KEPT_UP_TO_DATE: ReadonlySet<string> = new Set(["TRADES", "MIDPOINT", "BID", "ASK"]);

export interface Duration {
  readonly count: number;
  readonly unit: "S" | "D" | "W" | "M" | "Y";
}

/** The longest durations that may be said in each unit, and what is said beyond. */
const LONGEST: Readonly<Record<string, readonly [max: number, cause: string]>> = {
  S: [86_400, "Historical data request for greater than 86400 seconds rejected."],
  D: [365, "Historical data requests for durations longer than 365 days must be made in years."],
  W: [52, "Historical data request for durations longer than 52 weeks must be made in years."],
  M: [12, "Historical data request for durations longer than 12 months must be made in years."],
};
const SECONDS_LEAST = 30;

/** A bare number means seconds; the letter may be small. A text is the cause of a refusal. */
export function parseDuration(text: string): Duration | string {
  if (text === "") return "Historical data request duration not specified.";
  const match = /^(\d+)(?: ([SDWMY]))?$/i.exec(text);
  if (match === null)
    return "When specifying a unit, historical data request duration format is integer{SPACE}unit (S|D|W|M|Y).";
  const count = Number(match[1]);
  const unit = (match[2]?.toUpperCase() ?? "S") as Duration["unit"];
  if (count < (unit === "S" ? SECONDS_LEAST : 1) || count > 0x7fff_ffff)
    return "Historical data requested duration is invalid.";
  const [max, cause] = LONGEST[unit] ?? [count, ""];
  return count > max ? cause : { count, unit };
}

/** The length and the size that a query spells, or the refusal of what it spells wrongly. */
export function spelled(query: BarQuery): { readonly duration: Duration; readonly size: BarSize } | BarsRefused {
  const duration = parseDuration(query.durationStr);
  const size = barSize(query.barSizeSetting);
  if (typeof duration === "string") return invalid(duration);
  return size === undefined ? invalid(LEGAL_SIZES) : { duration, size };
}

/** What is wrong with a request in itself, checked in the Gateway's order; the date has been read before. */
export function refusal(request: BarRequest): BarsRefused | undefined {
  const cause = causeOf(request);
  return cause === undefined ? undefined : invalid(cause);
}

function causeOf(request: BarRequest): string | undefined {
  const { endDateTime, durationStr, barSizeSetting, formatDate } = request;
  const whatToShow = request.whatToShow.toUpperCase();
  const duration = parseDuration(durationStr);
  if (typeof duration === "string") return duration;
  const adjusted = whatToShow === "ADJUSTED_LAST";
  if (adjusted && endDateTime !== "") return "End date not supported with adjusted last";
  const size = barSize(barSizeSetting);
  if (size === undefined) return LEGAL_SIZES;
  const long = "span" in size && size.span !== "day";
  if (adjusted && long) return "Multi day bar size not supported with adjusted last";
  if (!WHAT_TO_SHOW.has(whatToShow)) return `What to show value of ${request.whatToShow} rejected.`;
  if (formatDate < 1 || formatDate > 3) return `Date formatting selection of ${formatDate} rejected.`;
  const daily = "span" in size && size.span === "day";
  if (whatToShow === "SCHEDULE" && !daily) return "Only daily resolution supported for Schedule requests";
  return request.keepUpToDate ? liveCause(request) : undefined;
}

function liveCause({ secType, endDateTime, whatToShow }: BarRequest): string | undefined {
  if (endDateTime !== "") return "End date not supported with live updates";
  if (secType === "BAG") return "Live updates for combos are not supported";
  return KEPT_UP_TO_DATE.has(whatToShow.toUpperCase()) ? undefined : "Source price not supported with live updates";
}

/** Why the history service turns a well-formed query down before it looks for data. */
export function tooFine(duration: Duration, size: BarSize): BarsRefused | undefined {
  if (!("seconds" in size) || seconds(duration) <= (SECONDS_MAX.get(size.seconds) ?? Number.POSITIVE_INFINITY))
    return undefined;
  return failed(`invalid step: ${size.seconds}`);
}

const LEGAL_SIZES =
  "Historical data bar size setting is invalid. Legal ones are: 1 secs, 5 secs, 10 secs, 15 secs, 30 secs, 1 min, 2 mins, 3 mins, 5 mins, 10 mins, 15 mins, 20 mins, 30 mins, 1 hour, 2 hours, 3 hours, 4 hours, 8 hours, 1 day, 1W, 1M";

export const invalid = (cause: string): BarsRefused => ({
  error: { code: 321, text: `Error validating request.-'bM' : cause - ${cause}` },
});

export const failed = (detail: string): BarsRefused => ({
  error: { code: 162, text: `Historical Market Data Service error message:${detail}` },
});

const UNIT_SECONDS = { S: 1, D: 86_400, W: 7 * 86_400, M: 30 * 86_400, Y: 365 * 86_400 } as const;

/** The plain length of a duration, trading or not. */
export const seconds = ({ count, unit }: Duration): number => count * UNIT_SECONDS[unit];
