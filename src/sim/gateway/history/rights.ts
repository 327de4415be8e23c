/**
 * What a login without market data is told by the history service.
 *
 * Without any: 162, 10187 or 10188 with `No market data permissions for ISLAND STK` (public logs up to 2026, which still
 * call NASDAQ so). With delayed data: bars come without their last quarter of an hour, behind notice 2188
 * (wboayue/rust-ibapi #764), and are not kept up to date (10182, erdewit/ib_insync #670); ticks and histograms are
 * refused. While another session of the user holds the data: `Trading TWS session is connected from a different IP
 * address` (public logs). Currency pairs are free to every login.
 */
import { minutes } from "../../../base/time.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context } from "../context.ts";
import type { Refusal } from "../refusal.ts";
import { HISTORY_SERVICE } from "../texts.ts";

/** How old delayed data is. */
export const DELAY_MS = minutes(15);
export const DELAYED_BARS = "Up-to-the-second historical data requires additional subscription for the API.";
export const NO_UPDATES = "Failed to request live updates (disconnected).";

const MORE_NEEDED =
  ". Requested market data requires additional subscription for API. See link in 'Market Data Connections' dialog for more details.";

/** `live`, `delayed`, or why nothing is given, in the words that stand behind a code's own. */
export type Right = { readonly kind: "live" | "delayed" } | { readonly kind: "refused"; readonly why: string };

export function rightTo({ lines }: Context, listing: Listing): Right {
  if (lines.marketData === "competing")
    return { kind: "refused", why: "Trading TWS session is connected from a different IP address" };
  if (lines.marketData === "live" || listing.secType === "CASH") return { kind: "live" };
  return lines.marketData === "delayed" ? { kind: "delayed" } : { kind: "refused", why: noPermission(listing) };
}

/** `No market data permissions for ISLAND STK`, alone as ticks have it. */
function noPermission({ exchange, primaryExchange, secType }: Listing): string {
  const place = exchange === "SMART" ? primaryExchange || exchange : exchange;
  return `No market data permissions for ${place === "NASDAQ" ? "ISLAND" : place} ${secType}`;
}

/** As bars and real-time bars have it. */
export const withAdvice = (why: string): string => (why.startsWith("No market data") ? why + MORE_NEEDED : why);

/** As bars and head timestamps are refused. */
export const noHistory = (why: string): Refusal => ({ code: 162, text: HISTORY_SERVICE + withAdvice(why) });

/** Why there are no ticks and no histogram: delayed data has none. */
export function refusedTicks(context: Context, listing: Listing): string | undefined {
  const right = rightTo(context, listing);
  if (right.kind === "live") return undefined;
  return right.kind === "refused" ? right.why : noPermission(listing);
}
