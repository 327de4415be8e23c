/**
 * Market data: streaming lines, snapshots, and the kind of data a connection wants.
 *
 * The answer begins with marketDataType and tickReqParams, then the ticks (captured at server version 225). The login
 * has live data, so asking for delayed data gives live data (ib_insync #439 and #517).
 */
import type { QuoteChange } from "../../exchange/quote.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/contracts.ts";
import type { Line, Session } from "../door/session.ts";
import { notSupported, processing, validating } from "../texts.ts";
import { GENERIC_TICKS, sayTicks, type Unit } from "./ticks.ts";

/** Exchange map codes as captured: `9c0001` for stocks of NASDAQ; `a60001` is what IB's documentation shows for others. */
const BBO_EXCHANGE = { NASDAQ: "9c0001", other: "a60001" } as const;
/** Captured for a stock. */
const SNAPSHOT_PERMISSIONS = 4;

export const quoteHandlers: Handlers = {
  reqMktData(context, session, { reqId, contract, genericTickList, snapshot, regulatorySnapshot }) {
    const refuse = (code: number, text: string): void => session.error(reqId, code, text, context.wall());
    const once = snapshot || regulatorySnapshot;
    const genericTicks = readGenericTicks(genericTickList);
    if (session.lines.has(reqId)) return refuse(...duplicate(context));
    if (typeof genericTicks === "string") return refuse(321, genericTicks);
    if (once && genericTicks.size > 0)
      return refuse(414, "Snapshot market data subscription is not applicable to generic ticks.");
    const found = resolve(context, contract);
    if (!("listing" in found)) return refuse(found.code, found.text);
    const line: Line = { reqId, listing: found.listing, genericTicks, told: undefined };
    if (!once && linesFull(context, line)) return refuse(101, "Max number of tickers has been reached");
    begin(context, session, line);
    if (once) session.say("tickSnapshotEnd", { reqId });
    else session.lines.set(reqId, line);
  },

  cancelMktData(context, session, { reqId }) {
    if (!session.lines.delete(reqId))
      session.error(reqId, 300, `Can't find EId with tickerId:${reqId}`, context.wall());
  },

  reqMarketDataType(context, session, { marketDataType }) {
    if ([1, 2, 3, 4].includes(marketDataType)) session.marketDataType = marketDataType;
    else session.error(-1, 321, validating("Invalid market data type was entered"), context.wall());
  },
};

function duplicate(context: Context): [number, string] {
  if (context.switches.duplicateTicker === 102) return [102, "Duplicate ticker ID."];
  return [322, processing("Duplicate ticker id")];
}

/** The numbers of a generic tick list, or why it is refused. Suffixes as in `mdoff` and `292:BRFG` are not simulated. */
function readGenericTicks(list: string): ReadonlySet<number> | string {
  const names = list.split(",").filter((name) => name.trim() !== "");
  const unknown = names.find((name) => !GENERIC_TICKS.has(Number(name)));
  return unknown === undefined ? new Set(names.map(Number)) : notSupported(`Generic tick ${unknown}`);
}

/** Lines are the login's, not the connection's (PROTOCOL 14). */
function linesFull(context: Context, line: Line): boolean {
  const lines = context.sessions().flatMap((session) => [...session.lines.values()]);
  if (context.switches.linesCount === "requests") return lines.length >= context.limits.linesMax;
  const contracts = new Set(lines.map(({ listing }) => listing.conId));
  return !contracts.has(line.listing.conId) && contracts.size >= context.limits.linesMax;
}

function begin(context: Context, session: Session, line: Line): void {
  const { reqId, listing } = line;
  session.say("marketDataType", { reqId, marketDataType: givenType(context, session, line) });
  const bboExchange = listing.primaryExchange === "NASDAQ" ? BBO_EXCHANGE.NASDAQ : BBO_EXCHANGE.other;
  const { minTick } = listing;
  session.say("tickReqParams", { reqId, minTick, bboExchange, snapshotPermissions: SNAPSHOT_PERMISSIONS });
  sayTicks(session, line, context.exchange.quote(listing.conId), unitOf(context));
}

/** Frozen data only while the market is closed; delayed data never. */
function givenType(context: Context, session: Session, { listing }: Line): number {
  const frozen = session.marketDataType === 2 || session.marketDataType === 4;
  return frozen && context.exchange.session(listing, context.wall()) === "closed" ? 2 : 1;
}

const unitOf = (context: Context): Unit => (context.switches.stockSizes === "lots" ? 100 : 1);

/** The market moved: every line of these contracts is told. */
export function quotesChanged(context: Context, changes: readonly QuoteChange[]): void {
  const moved = new Set(changes.map(({ conId }) => conId));
  if (moved.size === 0) return;
  const unit = unitOf(context);
  for (const session of context.sessions())
    for (const line of session.lines.values())
      if (moved.has(line.listing.conId)) sayTicks(session, line, context.exchange.quote(line.listing.conId), unit);
}
