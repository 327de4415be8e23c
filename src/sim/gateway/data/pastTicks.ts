/**
 * Ticks of the past in their three messages, complete in one answer: asked for as history, or to come before a
 * tick-by-tick stream.
 */
import { decimal } from "../../../base/decimal.ts";
import type { MarketEvent } from "../../exchange/tape/events.ts";
import { midpoint } from "../../exchange/tape/tape.ts";
import type { Session } from "../door/session.ts";
import { type Print, secondOf } from "./prints.ts";
import { sizeIn } from "./ticks.ts";

export function sayPastTrades(session: Session, reqId: number, prints: readonly Print[]): void {
  const ticks = prints.map(({ size, ...print }) => ({ ...print, size: decimal(size) }));
  session.say("historicalTicksLast", { reqId, ticks, done: true });
}

/** `unit`: shares in one unit of a size. */
export function sayPastQuotes(session: Session, reqId: number, found: readonly MarketEvent[], unit: number): void {
  const ticks = found.map(({ at, moment: { bid, ask, bidSize, askSize } }) => ({
    ...{ time: secondOf(at), mask: 0, priceBid: bid, priceAsk: ask },
    ...{ sizeBid: sizeIn(bidSize, unit), sizeAsk: sizeIn(askSize, unit) },
  }));
  session.say("historicalTicksBidAsk", { reqId, ticks, done: true });
}

export function sayPastMidpoints(session: Session, reqId: number, found: readonly MarketEvent[]): void {
  const ticks = found.map(({ at, moment: { bid, ask } }) => ({
    ...{ time: secondOf(at), price: midpoint(bid, ask), size: decimal(0) },
  }));
  session.say("historicalTicks", { reqId, ticks, done: true });
}
