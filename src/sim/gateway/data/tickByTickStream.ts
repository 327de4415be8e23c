/**
 * Every trade and every change of a quote, once, with the time of its second (PROTOCOL 7; tickType 1 Last, 2 AllLast,
 * 3 BidAsk, 4 MidPoint).
 *
 * AllLast has what Last leaves out: odd lots reported elsewhere, which move neither the last price nor the volume
 * (recorded historical trades show them: FINRA, conditions with an I, unreported).
 */

import { decimal } from "../../../base/decimal.ts";
import type { WallMs } from "../../../base/time.ts";
import type { MarketEvent } from "../../exchange/events.ts";
import { midpoint } from "../../exchange/tape/tape.ts";
import { hash } from "../../exchange/tape/walk.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import { exchangeAt } from "./letters.ts";
import type { TickByTickLine } from "./subscriptions.ts";
import { sizeIn } from "./ticks.ts";

/** A trade as Last and AllLast tell it, live and as history. */
export interface Print {
  readonly time: number;
  readonly price: number;
  /** Shares or contracts. */
  readonly size: number;
  /** bit 0 past the limit, bit 1 unreported (PROTOCOL 7). */
  readonly mask: number;
  readonly exchange: string;
  readonly specialConditions: string;
}

const UNREPORTED = 2;
/** Below so many shares a trade of a stock is an odd lot. */
const ROUND_LOT = 100;

/** Tells what happened since the last look. */
export function sayTickByTick(context: Context, session: Session, line: TickByTickLine, wall: WallMs): void {
  if (wall < line.since) return;
  const until = (wall + 1) as WallMs;
  const events = context.exchange.events(line.listing.conId, line.since, until);
  line.since = until;
  for (const event of events) sayEvent(context, session, line, event);
}

function sayEvent(context: Context, session: Session, line: TickByTickLine, event: MarketEvent): void {
  if (line.kind === "BidAsk") return sayBidAsk(context, session, line, event);
  if (line.kind === "MidPoint") return sayMidpoint(session, line, event);
  const { reqId } = line;
  for (const print of printsOf(line, event)) {
    const said = { reqId, ...print, size: decimal(print.size) };
    if (line.kind === "Last") session.say("tickByTick", { ...said, tickType: 1 });
    else session.say("tickByTick", { ...said, tickType: 2 });
  }
}

/** The trades of an event as this kind of stream has them. */
export function printsOf(
  { kind, listing }: Pick<TickByTickLine, "kind" | "listing">,
  event: MarketEvent,
): readonly Print[] {
  const { at, trade } = event;
  if (trade === undefined) return [];
  const time = secondOf(at);
  const stock = listing.secType === "STK";
  const exchange = stock ? exchangeAt(listing.conId, at, 1) : listing.exchange;
  const specialConditions = stock && trade.size < ROUND_LOT ? "   I" : "";
  const print: Print = { time, ...trade, mask: 0, exchange, specialConditions };
  const draw = hash(listing.conId, Math.floor(at / 1_000), at % 1_000) % 100;
  if (kind === "Last" || !stock || draw >= 12) return [print];
  const odd = { price: trade.price, size: 1 + draw, mask: UNREPORTED, exchange: "FINRA", specialConditions: " 4 I" };
  return [{ time, ...odd }, print];
}

/** Ticks carry whole seconds since 1970. */
export const secondOf = (wall: WallMs): number => Math.floor(wall / 1_000);

/** Live: bit 0 the bid is below the day's low, bit 1 the ask above its high; in history the other way round (PROTOCOL 7). */
function sayBidAsk(context: Context, session: Session, line: TickByTickLine, { at, moment }: MarketEvent): void {
  const { reqId, listing, unit, ignoreSize } = line;
  const { bid: bidPrice, ask: askPrice, bidSize, askSize } = moment;
  const told = ignoreSize ? `${bidPrice} ${askPrice}` : `${bidPrice} ${askPrice} ${bidSize} ${askSize}`;
  if (told === line.told) return;
  line.told = told;
  const { low, high } = context.exchange.quote(listing.conId);
  const mask = (bidPrice < low ? 1 : 0) | (askPrice > high ? 2 : 0);
  const sizes = { bidSize: sizeIn(bidSize, unit), askSize: sizeIn(askSize, unit) };
  session.say("tickByTick", { reqId, tickType: 3, time: secondOf(at), bidPrice, askPrice, ...sizes, mask });
}

function sayMidpoint(session: Session, line: TickByTickLine, { at, moment }: MarketEvent): void {
  const midPoint = midpoint(moment.bid, moment.ask);
  if (line.told === String(midPoint)) return;
  line.told = String(midPoint);
  session.say("tickByTick", { reqId: line.reqId, tickType: 4, time: secondOf(at), midPoint });
}
