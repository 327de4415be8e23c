/**
 * What history is made from, and which kinds of data a contract has a history of.
 *
 * The kinds per security type are those of IB's documentation ("Historical Bar whatToShow"). What the history service
 * says of the others is shown by public logs: `No historical market data for EUR/CASH@FXSUBPIP Last 3600`, `... for
 * CAC40/IND@MONEP Bid 1800`, and for daily bars of options `No data of type EODChart is available for the exchange
 * 'BEST' and the security type 'Option' and '1 y' and '1 day'`.
 */
import type { WallMs } from "../../../base/time.ts";
import { dayNumber } from "../calendar/days.ts";
import type { Listing } from "../directory/listing.ts";
import type { Tape } from "../tape/tape.ts";
import { type BarSize, type BarsRefused, type Duration, failed } from "./barQuery.ts";

/** One contract's past, up to whatever the present is: who asks takes care of that. */
export interface Past {
  readonly listing: Listing;
  readonly tape: Tape;
}

/** The first day that the simulated market remembers. */
const FIRST_DAY = dayNumber("20200101");

/** For how many days before its end a contract has data. */
const DAYS_LISTED: Readonly<Record<string, number>> = { FUT: 730, CONTFUT: 730, OPT: 365 };

/** The day from which a contract has data. */
export function firstDay({ listing }: Past): number {
  if (listing.lastTradeDate === "") return FIRST_DAY;
  return Math.max(FIRST_DAY, dayNumber(listing.lastTradeDate) - (DAYS_LISTED[listing.secType] ?? 0));
}

/** The first moment of trading, of any or of regular hours only. */
export function head(past: Past, useRth: boolean): WallMs | undefined {
  for (let day = firstDay(past); day < firstDay(past) + 14; day++) {
    const open = past.listing.calendar.segments(day).find(({ kind }) => !useRth || kind === "regular");
    if (open !== undefined) return open.from;
  }
  return undefined;
}

const QUOTES = ["MIDPOINT", "BID", "ASK", "BID_ASK"];
const TRADES = ["TRADES", "AGGTRADES"];
const VOLATILITIES = ["HISTORICAL_VOLATILITY", "OPTION_IMPLIED_VOLATILITY"];

const KINDS: Readonly<Record<string, ReadonlySet<string>>> = {
  STK: new Set([...TRADES, ...QUOTES, ...VOLATILITIES, "ADJUSTED_LAST", "FEE_RATE", "SCHEDULE"]),
  FUT: new Set([...TRADES, ...QUOTES, "SCHEDULE"]),
  CONTFUT: new Set([...TRADES, ...QUOTES, "ADJUSTED_LAST", "SCHEDULE"]),
  OPT: new Set([...TRADES, ...QUOTES, "SCHEDULE"]),
  CASH: new Set([...QUOTES, "SCHEDULE"]),
  IND: new Set([...TRADES, ...VOLATILITIES, "SCHEDULE"]),
};

/** What the data is called in the messages of the history service. */
const SERVICE_NAMES: Readonly<Record<string, string>> = {
  ...{ TRADES: "Last", AGGTRADES: "AggLast", ADJUSTED_LAST: "Last", MIDPOINT: "MidPoint", BID: "Bid", ASK: "Ask" },
  ...{ BID_ASK: "Bid", HISTORICAL_VOLATILITY: "HistVol", OPTION_IMPLIED_VOLATILITY: "OptionImpliedVol" },
  ...{ FEE_RATE: "FeeRate", SCHEDULE: "Schedule", NAV_LAST: "NavLast", YIELD_ASK: "AskYield", YIELD_BID: "BidYield" },
  ...{ YIELD_BID_ASK: "BidYield", YIELD_MARK: "MarkYield", YIELD_LAST: "LastYield" },
  INDICATIVE_AUCTION_PRICE_SIZE: "AuctionIndicLast",
};

/** Whether there is such data at all; `step` is a bar's length in seconds, 0 where there are no bars. */
export function unavailable({ listing }: Past, whatToShow: string, step: string): BarsRefused | undefined {
  const { symbol, secType } = listing;
  if (KINDS[secType]?.has(whatToShow)) return undefined;
  const name = SERVICE_NAMES[whatToShow] ?? whatToShow;
  return failed(`No historical market data for ${symbol}/${secType}@${route(listing)} ${name} ${step}`);
}

/** Options have no bars of a day and longer (IB's documentation: end of day data is unavailable). */
export function noDailyBars({ listing }: Past, duration: Duration, size: BarSize): BarsRefused | undefined {
  if (listing.secType !== "OPT" || "seconds" in size) return undefined;
  const length = `${duration.count} ${duration.unit === "S" ? "S" : duration.unit.toLowerCase()}`;
  const step = size.span === "day" ? "1 day" : size.span === "week" ? "1W" : "1M";
  const where = `the exchange '${route(listing)}' and the security type 'Option'`;
  return failed(`No data of type EODChart is available for ${where} and '${length}' and '${step}'`);
}

/** How the history service calls the exchange. */
function route({ exchange }: Listing): string {
  if (exchange === "SMART") return "BEST";
  return exchange === "IDEALPRO" ? "FXSUBPIP" : exchange;
}

/** The contract and the kind in the words of error 162: `AAPL@SMART Trades`. */
export function chartName({ listing }: Past, whatToShow: string): string {
  const kind = whatToShow.charAt(0) + whatToShow.slice(1).toLowerCase();
  return `${listing.localSymbol}@${listing.exchange} ${kind}`;
}
