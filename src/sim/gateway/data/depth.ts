/**
 * Market depth: who may have a book, how many, and of what.
 *
 * Three books at once with up to 399 lines (PROTOCOL 14): 309 beyond. Books of SMART need isSmartDepth; an exchange with
 * market makers and SMART name them on each row. A cancel says the same isSmartDepth as its request (PROTOCOL 9).
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import type { Session } from "../door/session.ts";
import { duplicate, NO_LINE, type Refusal, refuse } from "../refusal.ts";
import { validating } from "../texts.ts";
import { DEEP_EXCHANGES, sayDepth, TOP_EXCHANGES } from "./depthStream.ts";
import { COMPETING, NOT_SUBSCRIBED } from "./entitlement.ts";
import { linesFull, unitOf } from "./quotes.ts";

/** Asked for fewer or none, a client gets one row; for more, this many. */
const ROWS_MAX = 60;
/** Exchanges of stocks whose books IB shows by market maker (recorded list of depth exchanges: the others are "Deep"). */
const BY_MARKET_MAKER: ReadonlySet<string> = new Set(["NASDAQ", "BEX", "PSX"]);
/** What a login would have to pay for, as recorded, with today's name of NASDAQ. */
const FURTHER_BOOKS = ["BATS", "ARCA", "NASDAQ", "BEX", "NYSE"];

type Asked = OutgoingBody<"reqMktDepth">;

export const depthHandlers: Handlers = {
  reqMktDepth(context, session, asked) {
    const { reqId, numRows, isSmartDepth } = asked;
    const read = readRequest(context, session, asked);
    if ("code" in read) return refuse(context, session, reqId, read);
    const { listing } = read;
    const rows = Math.min(ROWS_MAX, Math.max(1, numRows));
    const told = { toldBids: [], toldAsks: [], closed: false };
    const line = { reqId, listing, rows, isSmartDepth, byMarketMaker: isByMarketMaker(listing, isSmartDepth) };
    const withheld = context.lines.marketData !== "live" && listing.secType !== "CASH";
    context.lines.addDepth(session, { ...line, ...told, withheld, unit: unitOf(context, listing) });
    const { marketData } = context.lines;
    if (isSmartDepth) session.error(reqId, 2152, marketData === "live" ? PERMITTED : NOT_PERMITTED, context.wall());
    const added = session.market.depths.get(reqId);
    if (added !== undefined) sayDepth(context, session, added);
  },

  cancelMktDepth(context, session, { reqId, isSmartDepth }) {
    const line = session.market.depths.get(reqId);
    // Below 146 the cancel cannot say it; nobody that old is served.
    if (line !== undefined && line.isSmartDepth === isSmartDepth) return context.lines.dropDepth(session, line);
    refuse(context, session, reqId, unknownBook(reqId));
  },
};

const unknownBook = (reqId: number): Refusal => ({
  code: 310,
  text: `Can't find the subscribed market depth with tickerId:${reqId}`,
});

const PERMITTED = `Exchanges - Depth: ${listed(DEEP_EXCHANGES)}Top: ${listed(TOP_EXCHANGES)}Need additional market data permissions - Depth: ${listed(FURTHER_BOOKS)}`;
/** Not a refusal: the request lives, and no row comes (captured at 206; ibkr-go's tracker). */
const NOT_PERMITTED = `Exchanges - Top: IBEOS; OVERNIGHT; Need additional market data permissions - Depth: ${listed([...FURTHER_BOOKS, ...DEEP_EXCHANGES])}Top: ${listed(TOP_EXCHANGES.filter(isPaidFor))}`;

function isPaidFor(name: string): boolean {
  return name !== "IBEOS" && name !== "OVERNIGHT";
}

function listed(names: readonly string[]): string {
  return names.map((name) => `${name}; `).join("");
}

function readRequest(
  context: Context,
  session: Session,
  { reqId, contract, numRows, isSmartDepth }: Asked,
): { readonly listing: Listing } | Refusal {
  const { limits, lines } = context;
  if (session.market.depths.has(reqId)) return duplicate(context);
  if (numRows < 0) return { code: 321, text: validating("Invalid number of rows for market depth") };
  if (contract.secType === "BAG") return NO_DEPTH;
  const found = resolve(context, contract);
  if (!("listing" in found)) return found;
  const { listing } = found;
  if (!hasDepth(listing, isSmartDepth)) return NO_DEPTH;
  if (lines.marketData === "competing") return COMPETING;
  if (lines.marketData !== "live" && !isSmartDepth && listing.secType !== "CASH") return NOT_SUBSCRIBED;
  if (lines.countDepths() >= limits.depthsMax) return tooMany(limits.depthsMax);
  if (linesFull(context, listing)) return NO_LINE;
  return { listing };
}

/** IB4m #1. */
const NO_DEPTH: Refusal = {
  code: 10092,
  text: "Deep market data is not supported for this combination of security type/exchange",
};
const tooMany = (max: number): Refusal => ({
  code: 309,
  text: `Max number (${max}) of market depth requests has been reached`,
});

function hasDepth({ secType, exchange }: Listing, smart: boolean): boolean {
  if (secType === "IND") return false;
  return smart ? exchange === "SMART" && (secType === "STK" || secType === "OPT") : exchange !== "SMART";
}

const isByMarketMaker = ({ secType, exchange }: Listing, smart: boolean): boolean =>
  smart || (secType === "STK" && BY_MARKET_MAKER.has(exchange));
