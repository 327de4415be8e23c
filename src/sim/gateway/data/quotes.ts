/**
 * Market data: streaming lines, snapshots, and the kind of data a connection wants.
 *
 * The answer begins with marketDataType and tickReqParams, then the ticks (captured at server version 225). Where the
 * login lacks the data, tickReqParams comes first and then the refusal (captured). The type is connection state and
 * concerns later requests only (PROTOCOL 10).
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import type { Session } from "../door/session.ts";
import { countOf } from "../queries.ts";
import { duplicate, NO_LINE, type Refusal, refuse, unknownTicker } from "../refusal.ts";
import { notSupported, validating } from "../texts.ts";
import { supplyOf } from "./entitlement.ts";
import { type GenericTicks, readGenericTicks } from "./genericTicks.ts";
import { sayNews } from "./newsTicks.ts";
import { delayedClock, tell, viewFor } from "./stream.ts";
import type { Line } from "./subscriptions.ts";
import { complete } from "./ticks.ts";

/** Exchange map codes as captured: `9c0001` for stocks of NASDAQ; `a60001` is what IB's documentation shows for others. */
const BBO_EXCHANGE = { NASDAQ: "9c0001", other: "a60001" } as const;
/** Captured for a stock. */
const SNAPSHOT_PERMISSIONS = 4;
/** Captured in protobuf. */
const PRECISION = "0.000001";
/** A snapshot ends after so long, whatever is missing (PROTOCOL 12). */
const SNAPSHOT_MS_MAX = 11_000;

type Asked = OutgoingBody<"reqMktData">;

export const quoteHandlers: Handlers = {
  reqMktData(context, session, asked) {
    const read = readRequest(context, session, asked);
    if ("code" in read) return refuse(context, session, asked.reqId, read);
    const { listing, generic } = read;
    const { regulatorySnapshot } = asked;
    const snapshot = asked.snapshot || regulatorySnapshot;
    const ask = { listing, wish: session.marketDataType, snapshot, regulatorySnapshot };
    const supply = supplyOf(context.lines.marketData, context.switches, ask);
    if (supply.kind === "refused") {
      sayParameters(session, asked.reqId, listing);
      return refuse(context, session, asked.reqId, supply.refusal);
    }
    const line = newLine(context, session, asked.reqId, listing, generic, snapshot, supply.kind === "delayed");
    begin(context, session, line, supply.kind === "delayed" ? supply.notice : undefined);
  },

  cancelMktData(context, session, { reqId }) {
    const line = session.market.lines.get(reqId);
    if (line !== undefined) return context.lines.drop(session, line);
    refuse(context, session, reqId, unknownTicker(reqId));
  },

  reqMarketDataType(context, session, { marketDataType }) {
    if ([1, 2, 3, 4].includes(marketDataType)) session.marketDataType = marketDataType;
    else if (context.switches.unknownMarketDataType === "321")
      refuse(context, session, -1, { code: 321, text: validating("Invalid market data type was entered") });
  },
};

interface Read {
  readonly listing: Listing;
  readonly generic: GenericTicks;
}

/** What is asked for, or why it is refused. */
function readRequest(context: Context, session: Session, asked: Asked): Read | Refusal {
  const { reqId, contract, genericTickList, snapshot, regulatorySnapshot } = asked;
  const { switches } = context;
  if (session.market.lines.has(reqId)) return duplicate(context);
  if (contract.secType === "BAG") return { code: 321, text: notSupported("Market data of a combination") };
  const rules = { build: switches.legalGenericTicks, serves104: switches.genericTick104 === "served" };
  const found = resolve(context, contract);
  const secType = "listing" in found ? found.listing.secType : contract.secType;
  const generic = readGenericTicks(genericTickList, secType, rules);
  if (typeof generic === "string") return { code: 321, text: generic };
  const once = snapshot || regulatorySnapshot;
  if (once && (generic.codes.size > 0 || generic.mdoff))
    return { code: 414, text: "Snapshot market data subscription is not applicable to generic ticks." };
  if (!("listing" in found)) return found;
  if (!once && linesFull(context, found.listing)) return NO_LINE;
  return { listing: found.listing, generic };
}

/** Lines are the login's, not the connection's, and real-time bars take one each (PROTOCOL 14). */
export function linesFull(context: Context, { conId }: Listing): boolean {
  const { switches, limits, lines } = context;
  const counted = lines.counted();
  const bars = countOf(context, "realTime");
  if (switches.linesCount === "requests") return counted.length + bars >= limits.linesMax;
  const contracts = new Set(counted);
  return !contracts.has(conId) && contracts.size + bars >= limits.linesMax;
}

function newLine(
  context: Context,
  session: Session,
  reqId: number,
  listing: Listing,
  generic: GenericTicks,
  snapshot: boolean,
  delayed: boolean,
): Line {
  const frozen = session.marketDataType === 2 || session.marketDataType === 4;
  const told = { told: undefined, toldType: 0, toldHalted: undefined, toldGeneric: new Map() };
  const letters = { toldBidExchange: "", toldAskExchange: "", toldUndPrice: undefined, newsSince: undefined };
  const unit = unitOf(context, listing);
  return { reqId, listing, generic, snapshot, delayed, frozen, unit, ...told, ...letters, stop: () => {} };
}

/** Sizes of stocks are in lots or in shares, by a switch; all others are what they are. */
export const unitOf = ({ switches }: Context, { secType }: Listing): number =>
  secType === "STK" && switches.stockSizes === "lots" ? 100 : 1;

function begin(context: Context, session: Session, line: Line, notice: Refusal | undefined): void {
  context.lines.add(session, line);
  const view = viewFor(context, line);
  line.toldType = view.type;
  // With a notice the parameters come first (a capture that ibkr-go's tests describe), else the type (captured).
  if (notice !== undefined) sayParameters(session, line.reqId, line.listing);
  session.say("marketDataType", { reqId: line.reqId, marketDataType: view.type });
  if (notice === undefined) sayParameters(session, line.reqId, line.listing);
  else refuse(context, session, line.reqId, notice);
  sayNews(context, session, line);
  tell(context, session, line, view);
  if (line.delayed) delayedClock(context);
  if (line.snapshot && !complete(line))
    line.stop = context.later(SNAPSHOT_MS_MAX, () => endSnapshot(context, session, line));
}

function endSnapshot(context: Context, session: Session, line: Line): void {
  context.lines.drop(session, line);
  session.say("tickSnapshotEnd", { reqId: line.reqId });
}

function sayParameters(session: Session, reqId: number, listing: Listing): void {
  const { minTick, primaryExchange, secType } = listing;
  const stock = primaryExchange === "NASDAQ" ? BBO_EXCHANGE.NASDAQ : BBO_EXCHANGE.other;
  const bboExchange = secType === "STK" || secType === "OPT" ? stock : "";
  const precision = { lastPricePrecision: PRECISION, lastSizePrecision: PRECISION };
  session.say("tickReqParams", {
    reqId,
    minTick,
    bboExchange,
    snapshotPermissions: SNAPSHOT_PERMISSIONS,
    ...precision,
  });
}
