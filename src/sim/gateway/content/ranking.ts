/**
 * Which contracts a scan finds, in which order: the simulated market's own quotes decide.
 *
 * A subscription's own fields and the tags beside it mean the same. What is asked for and not known here is refused in
 * the words that real Gateways use for scans and filters a login may not use, never passed over.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context } from "../context.ts";
import { FILTERS, type Filter, INSTRUMENTS, LOCATIONS, SCANS } from "./scans.ts";

type Asked = OutgoingBody<"reqScannerSubscription">;
type Limit = readonly [tag: string, limit: number];

/** IB returns no more (PROTOCOL 14). */
const ROWS_MAX = 50;

/** The contracts, best first; or why there are none to be had. */
export function ranked(context: Context, asked: Asked): readonly Listing[] | { readonly refused: string } {
  const { subscription } = asked;
  const scan = SCANS.find(({ scanCode }) => scanCode === subscription.scanCode);
  if (scan === undefined) return { refused: `Scanner type with code ${subscription.scanCode} is disabled.` };
  const limits = limitsOf(asked);
  const strange = limits.find(([tag]) => filterOf(tag) === undefined);
  if (strange !== undefined) return { refused: `Scanner filter ${strange[0]} is disabled.` };
  const found = candidates(context, subscription)
    .map((listing) => ({ listing, quote: context.exchange.quote(listing.conId) }))
    .filter(({ quote }) => limits.every(([tag, limit]) => (filterOf(tag) as Filter).passes(quote, limit)))
    .map(({ listing, quote }) => ({ listing, score: scan.score(quote) }))
    .sort((a, b) => b.score - a.score || a.listing.conId - b.listing.conId);
  return found.slice(0, rowsOf(subscription.numberOfRows)).map(({ listing }) => listing);
}

const filterOf = (tag: string): Filter | undefined => FILTERS.find((filter) => filter.tag === tag);

/** -1, or nothing at all, asks for as many as there are. */
const rowsOf = (asked: number | undefined): number =>
  asked === undefined || asked < 0 ? ROWS_MAX : Math.min(asked, ROWS_MAX);

/** An instrument or a location that is unknown has no members: the scan retrieves no items. */
function candidates(context: Context, { instrument, locationCode, stockTypeFilter }: Asked["subscription"]) {
  const place = LOCATIONS.find((location) => location.locationCode === locationCode);
  const known = INSTRUMENTS.some(([type]) => type === instrument) && place?.instrument === instrument;
  if (place === undefined || !known) return [];
  const wanted = (listing: Listing): boolean =>
    listing.secType === "STK" && place.within(listing) && isKind(listing, stockTypeFilter);
  return context.listings.filter(wanted);
}

/** `ALL`, `STOCK` and `ETF` (IB's documentation of ScannerSubscription). */
function isKind({ stockType }: Listing, kind: string): boolean {
  if (kind === "ETF") return stockType === "ETF";
  return kind !== "STOCK" || stockType !== "ETF";
}

/** Everything that narrows the scan, by the tag it has in the XML. 0 and empty narrow nothing. */
function limitsOf({ subscription: s, scannerSubscriptionFilterOptions }: Asked): readonly Limit[] {
  const fields: readonly (readonly [string, number | string | undefined])[] = [
    ["priceAbove", s.abovePrice],
    ["priceBelow", s.belowPrice],
    ["volumeAbove", s.aboveVolume],
    ["marketCapAbove1e6", s.marketCapAbove],
    ["marketCapBelow1e6", s.marketCapBelow],
    ["moodyRatingAbove", s.moodyRatingAbove],
    ["moodyRatingBelow", s.moodyRatingBelow],
    ["spRatingAbove", s.spRatingAbove],
    ["spRatingBelow", s.spRatingBelow],
    ["maturityDateAbove", s.maturityDateAbove],
    ["maturityDateBelow", s.maturityDateBelow],
    ["couponRateAbove", s.couponRateAbove],
    ["couponRateBelow", s.couponRateBelow],
    ["avgOptVolumeAbove", s.averageOptionVolumeAbove],
    ...(scannerSubscriptionFilterOptions ?? []).map(({ tag, value }) => [tag, value] as const),
  ];
  return fields
    .filter(([, limit]) => limit !== undefined && limit !== "" && limit !== 0)
    .map(([tag, limit]) => [tag, Number(limit)]);
}
