/**
 * Every trade and every change of a quote, once, with the time of its second (PROTOCOL 7; tickType 1 Last, 2 AllLast,
 * 3 BidAsk, 4 MidPoint). What happens while no data comes is never told.
 */

import { decimal } from "../../../base/decimal.ts";
import type { WallMs } from "../../../base/time.ts";
import type { MarketEvent } from "../../exchange/tape/events.ts";
import { midpoint } from "../../exchange/tape/tape.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import { allPrintsOf, type Print, printsOf, secondOf } from "./prints.ts";
import type { TickByTickLine } from "./subscriptions.ts";
import { sizeIn } from "./ticks.ts";

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
  for (const print of printsFor(line, event)) {
    const said = { reqId, ...print, size: decimal(print.size) };
    if (line.kind === "Last") session.say("tickByTick", { ...said, tickType: 1 });
    else session.say("tickByTick", { ...said, tickType: 2 });
  }
}

/** The trades of an event as this kind of stream has them. */
export const printsFor = ({ kind, listing }: TickByTickLine, event: MarketEvent): readonly Print[] =>
  kind === "AllLast" ? allPrintsOf(listing, event) : printsOf(listing, event);

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
