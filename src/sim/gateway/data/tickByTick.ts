/**
 * Tick-by-tick data: who may have it, how often, how many at once, and the ticks of the past that may come first.
 *
 * As many at once as books (PROTOCOL 14): 10190 beyond (Nautilus logs). Not for combinations, nor live for options, nor
 * trades for what has none: 10189 (Nautilus and Lean logs). One request for an instrument in 15 seconds is documented;
 * whether kinds count apart is not: a switch. A cancel of an unknown id draws 300 (Nautilus logs).
 */

import { type Instant, seconds, type WallMs } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { MarketEvent } from "../../exchange/tape/events.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import type { Session } from "../door/session.ts";
import { ask, cancel } from "../queries.ts";
import { duplicate, type Refusal, refuse, unknownTicker } from "../refusal.ts";
import { validating } from "../texts.ts";
import { COMPETING, notSubscribed } from "./entitlement.ts";
import { sayPastMidpoints, sayPastQuotes, sayPastTrades } from "./pastTicks.ts";
import { unitOf } from "./quotes.ts";
import type { TickByTickKind, TickByTickLine } from "./subscriptions.ts";
import { printsFor } from "./tickByTickStream.ts";
import { shownOf } from "./ticks.ts";

const KINDS: readonly TickByTickKind[] = ["Last", "AllLast", "BidAsk", "MidPoint"];
const REPEAT_MS = seconds(15);
/** The most that one answer of history has (IB's documentation of historical ticks). */
const TICKS_MAX = 1_000;

type Asked = OutgoingBody<"reqTickByTickData">;

export const tickByTickHandlers: Handlers = {
  reqTickByTickData(context, session, asked) {
    const { reqId, numberOfTicks, ignoreSize } = asked;
    const read = readRequest(context, session, asked);
    if ("code" in read) return refuse(context, session, reqId, read);
    const { listing, kind } = read;
    const since = (context.wall() + 1) as WallMs;
    const line = { reqId, listing, kind, ignoreSize, unit: unitOf(context, listing), since, told: "" };
    const answer = (): void => sayPast(context, session, line, Math.min(TICKS_MAX, numberOfTicks));
    if (numberOfTicks > 0) ask(context, session, { kind: "pastTicks", reqId, answer });
    if (isLive(listing)) context.lines.addTicks(session, line);
  },

  cancelTickByTickData(context, session, { reqId }) {
    const waited = cancel(context, session, "pastTicks", reqId);
    const line = session.market.ticks.get(reqId);
    if (line === undefined && waited) return;
    if (line !== undefined) return context.lines.dropTicks(session, line);
    refuse(context, session, reqId, unknownTicker(reqId));
  },
};

interface Read {
  readonly listing: Listing;
  readonly kind: TickByTickKind;
}

function readRequest(context: Context, session: Session, asked: Asked): Read | Refusal {
  const { reqId, contract, tickType, numberOfTicks } = asked;
  const { lines, limits } = context;
  if (session.market.ticks.has(reqId)) return duplicate(context);
  const kind = KINDS.find((name) => name === tickType);
  if (kind === undefined) return { code: 321, text: validating(`Invalid tick-by-tick type ${tickType}`) };
  if (contract.secType === "BAG")
    return failed(`${kind} tick-by-tick requests are not supported for ${contract.symbol}.`);
  const found = resolve(context, contract);
  if (!("listing" in found)) return found;
  const { listing } = found;
  const unsupported = !supports(listing, kind) || (!isLive(listing) && numberOfTicks <= 0);
  if (unsupported) return failed(`${kind} tick-by-tick requests are not supported for ${listing.localSymbol}.`);
  if (lines.marketData !== "live" && listing.secType !== "CASH") return withoutData(context, listing);
  if (lines.countTicks() >= limits.ticksByTickMax) return TOO_MANY;
  return tooSoon(context, listing, kind) ?? { listing, kind };
}

const failed = (why: string): Refusal => ({ code: 10189, text: `Failed to request tick-by-tick data.${why}` });
const TOO_MANY: Refusal = { code: 10190, text: "Max number of tick-by-tick requests has been reached." };

/** Recorded with the old name of NASDAQ: `No market data permissions for ISLAND STK.` */
function withoutData({ lines, switches }: Context, listing: Listing): Refusal {
  const { secType, exchange, primaryExchange } = listing;
  if (lines.marketData === "competing") return COMPETING;
  if (switches.tickByTickRefusal === 10089) return notSubscribed(10089, listing);
  return failed(`No market data permissions for ${exchange === "SMART" ? primaryExchange : exchange} ${secType}.`);
}

function supports(listing: Listing, kind: TickByTickKind): boolean {
  const { quotes, trades } = shownOf(listing);
  return kind === "BidAsk" || kind === "MidPoint" ? quotes : trades && quotes;
}

/** Options have ticks of the past only (PROTOCOL 14). */
const isLive = ({ secType }: Listing): boolean => secType !== "OPT";

function tooSoon(context: Context, listing: Listing, kind: TickByTickKind): Refusal | undefined {
  const { switches, lines } = context;
  if (switches.tickByTickRepeat === "served") return undefined;
  const { now } = context.moment();
  const key = switches.tickByTickRepeat === "kind" ? `${listing.conId} ${kind}` : String(listing.conId);
  const last = lines.asked.get(key) as Instant | undefined;
  lines.asked.set(key, now);
  if (last === undefined || now - last >= REPEAT_MS) return undefined;
  return failed("No more than 1 tick-by-tick request can be made for the same instrument within 15 seconds.");
}

/** The last ticks before now, as history tells them. */
function sayPast(context: Context, session: Session, line: TickByTickLine, count: number): void {
  const { reqId, kind, listing, unit } = line;
  const trades = kind === "Last" || kind === "AllLast";
  const fits = (event: MarketEvent): boolean => !trades || event.trade !== undefined;
  const events = context.exchange.eventsBefore(listing.conId, line.since, count, fits);
  if (kind === "MidPoint") return sayPastMidpoints(session, reqId, events);
  if (kind === "BidAsk") return sayPastQuotes(session, reqId, events, unit);
  const prints = events.flatMap((event) => printsFor(line, event));
  sayPastTrades(session, reqId, prints.slice(-count));
}
