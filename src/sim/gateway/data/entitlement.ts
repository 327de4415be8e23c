/**
 * What a login may see, and what a request therefore gets: live data, delayed data with or without a word about it, or a
 * refusal (IB's documentation of market data types; codes and texts in PROTOCOL 15 and SEQUENCES 11).
 *
 * Foreign exchange is free to every login. Type 3 and 4 give live data to who has it (ib_insync #439 and #517).
 */
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Refusal } from "../refusal.ts";
import type { Switches } from "../switches.ts";

/** The login's market data: paid for, delayed only, none at all, or held by another session of the same user. */
export type MarketData = "live" | "delayed" | "none" | "competing";

/** What a line gets. A notice comes before the data, a refusal in place of it. */
export type Supply =
  | { readonly kind: "live" }
  | { readonly kind: "delayed"; readonly notice: Refusal | undefined }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export interface Ask {
  readonly listing: Listing;
  /** 1 live, 2 frozen, 3 delayed, 4 delayed frozen. */
  readonly wish: number;
  readonly snapshot: boolean;
  readonly regulatorySnapshot: boolean;
}

export const COMPETING: Refusal = { code: 10197, text: "No market data during competing live session" };
export const NOT_SUBSCRIBED: Refusal = { code: 354, text: "Requested market data is not subscribed." };
const DELAYED_INSTEAD: Refusal = {
  code: 10167,
  text: "Requested market data is not subscribed. Displaying delayed market data.",
};

export function supplyOf(marketData: MarketData, switches: Switches, ask: Ask): Supply {
  if (marketData === "competing") return { kind: "refused", refusal: COMPETING };
  const free = ask.listing.secType === "CASH";
  // A regulatory snapshot is paid for one by one and needs no subscription.
  if (marketData === "live" || free || ask.regulatorySnapshot) return { kind: "live" };
  if (marketData === "none") return { kind: "refused", refusal: NOT_SUBSCRIBED };
  if (ask.wish >= 3) return { kind: "delayed", notice: delayedNotice(switches, ask) };
  const refusal = notSubscribed(switches.notSubscribed, ask.listing);
  if (refusal.code === 10089 && switches.after10089 === "delayed") return { kind: "delayed", notice: refusal };
  return { kind: "refused", refusal };
}

/** A snapshot captured in 2026 had no such word; reports of 2026 have it on snapshots too (rust-ibapi #672). */
function delayedNotice(switches: Switches, { snapshot }: Ask): Refusal | undefined {
  return snapshot && switches.delayedNotice === "streams" ? undefined : DELAYED_INSTEAD;
}

/** What type 1 is told where only delayed data is to be had. */
export function notSubscribed(code: Switches["notSubscribed"], listing: Listing): Refusal {
  if (code === 10089) return { code, text: `${MORE_NEEDED}Delayed market data is available.${feedOf(listing)}` };
  if (code === 354) {
    const feed = "Error&BEST/STK/Top&BEST/STK/Top";
    return { code, text: `Requested market data is not subscribed.Delayed market data is available.${feed}` };
  }
  return { code, text: "Requested market data is not subscribed. Delayed market data is not enabled." };
}

const MORE_NEEDED =
  "Requested market data requires additional subscription for API. See link in 'Market Data Connections' dialog for more details.";

/** `AAPL NASDAQ.NMS/TOP/ALL`, as captured. */
function feedOf({ symbol, secType, exchange, primaryExchange, tradingClass }: Listing): string {
  const place = secType === "STK" ? `${primaryExchange}.${tradingClass}` : exchange;
  return `${symbol} ${place}/TOP/ALL`;
}
