/**
 * What can be scanned: a small part of what a real Gateway lists (2 MB, 762 scan codes and 1,352 filter tags in 2019).
 *
 * The codes and names are IB's own (printed by an ib_insync notebook: `ib_insync-notebooks-2019#scanners`); how a code
 * ranks is our reading of its name over the simulated market's quotes.
 */
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Quote } from "../../exchange/quote.ts";

export interface Scan {
  readonly scanCode: string;
  readonly displayName: string;
  /** The highest comes first. */
  readonly score: (quote: Quote) => number;
}

/** Percent from one price to another; 0 when there is none. */
const percent = (from: number, to: number): number => (from > 0 ? ((to - from) / from) * 100 : 0);

/** The change of the day in percent. */
export const changePercent = ({ close, last }: Quote): number => percent(close, last);

export const SCANS: readonly Scan[] = [
  { scanCode: "TOP_PERC_GAIN", displayName: "Top % Gainers", score: changePercent },
  { scanCode: "TOP_PERC_LOSE", displayName: "Top % Losers", score: (q) => -changePercent(q) },
  { scanCode: "MOST_ACTIVE", displayName: "Most Active", score: (q) => q.volume },
  { scanCode: "MOST_ACTIVE_USD", displayName: "Most Active ($)", score: (q) => q.volume * q.last },
  { scanCode: "HOT_BY_VOLUME", displayName: "Hot Contracts by Volume", score: (q) => q.volume },
  { scanCode: "HOT_BY_PRICE", displayName: "Hot Contracts by Price", score: (q) => Math.abs(changePercent(q)) },
  { scanCode: "TOP_PRICE_RANGE", displayName: "Top Price Range", score: (q) => q.high - q.low },
  { scanCode: "HOT_BY_PRICE_RANGE", displayName: "Hot by Price Range", score: (q) => percent(q.low, q.high) },
  { scanCode: "TOP_OPEN_PERC_GAIN", displayName: "Top % Gainers Since Open", score: (q) => percent(q.open, q.last) },
  { scanCode: "TOP_OPEN_PERC_LOSE", displayName: "Top % Losers Since Open", score: (q) => -percent(q.open, q.last) },
];

/** A filter tag: whether a contract passes it at a limit. */
export interface Filter {
  readonly tag: string;
  readonly displayName: string;
  readonly passes: (quote: Quote, limit: number) => boolean;
}

export const FILTERS: readonly Filter[] = [
  { tag: "priceAbove", displayName: "Price Above", passes: (q, limit) => q.last >= limit },
  { tag: "priceBelow", displayName: "Price Below", passes: (q, limit) => q.last <= limit },
  { tag: "volumeAbove", displayName: "Volume Above", passes: (q, limit) => q.volume >= limit },
  { tag: "changePercAbove", displayName: "Change (%) Above", passes: (q, limit) => changePercent(q) >= limit },
  { tag: "changePercBelow", displayName: "Change (%) Below", passes: (q, limit) => changePercent(q) <= limit },
];

export interface Location {
  readonly locationCode: string;
  readonly displayName: string;
  /** The instrument whose tree it stands in. */
  readonly instrument: string;
  readonly within: (listing: Listing) => boolean;
}

const isFund = ({ stockType }: Listing): boolean => stockType === "ETF";
const on =
  (exchange: string) =>
  ({ primaryExchange }: Listing): boolean =>
    primaryExchange === exchange;

export const LOCATIONS: readonly Location[] = [
  { locationCode: "STK.US", displayName: "US Stocks", instrument: "STK", within: () => true },
  { locationCode: "STK.US.MAJOR", displayName: "Listed/NASDAQ", instrument: "STK", within: () => true },
  { locationCode: "STK.NYSE", displayName: "NYSE", instrument: "STK", within: on("NYSE") },
  { locationCode: "STK.ARCA", displayName: "ARCA", instrument: "STK", within: on("ARCA") },
  { locationCode: "STK.NASDAQ", displayName: "NASDAQ", instrument: "STK", within: on("NASDAQ") },
  { locationCode: "ETF.EQ.US", displayName: "US Equity ETFs", instrument: "ETF.EQ.US", within: isFund },
  { locationCode: "ETF.EQ.US.MAJOR", displayName: "Listed/NASDAQ", instrument: "ETF.EQ.US", within: isFund },
];

export const INSTRUMENTS: readonly (readonly [type: string, name: string])[] = [
  ["STK", "US Stocks"],
  ["ETF.EQ.US", "US Equity ETFs"],
];
