/**
 * A quote in ticks: which tick types a change of the market makes, in the captured order (bid, ask, last, the day's
 * figures).
 *
 * A price tick carries its size, so a size tick goes out only when the size alone has changed. A price of -1 stands for
 * "no data" (IB's documentation).
 */
import { type Decimal, decimal } from "../../../base/decimal.ts";
import type { Quote } from "../../exchange/quote.ts";
import type { Line, Session } from "../door/session.ts";

/** How many shares one unit of a size is. */
export type Unit = 1 | 100;

interface PriceTick {
  readonly price: number;
  readonly size: number;
  readonly price_of: (quote: Quote) => number;
  readonly size_of: (quote: Quote) => number;
}

const PRICES: readonly PriceTick[] = [
  { price: 1, size: 0, price_of: (q) => q.bid, size_of: (q) => q.bidSize },
  { price: 2, size: 3, price_of: (q) => q.ask, size_of: (q) => q.askSize },
  { price: 4, size: 5, price_of: (q) => q.last, size_of: (q) => q.lastSize },
];
const DAY: readonly (readonly [tickType: number, of: (quote: Quote) => number])[] = [
  [6, (q) => q.high],
  [7, (q) => q.low],
  [9, (q) => q.close],
  [14, (q) => q.open],
];
const VOLUME = 8;
const LAST_TIMESTAMP = 45;
const HALTED = 49;

/** Says what differs between what the client knows and what the market shows. */
export function sayTicks(session: Session, line: Line, quote: Quote, unit: Unit): void {
  const { reqId, told } = line;
  for (const tick of PRICES) sayPrice(session, reqId, tick, told, quote, unit);
  if (told?.lastTime !== quote.lastTime)
    session.say("tickString", { reqId, tickType: LAST_TIMESTAMP, value: String(Math.floor(quote.lastTime / 1_000)) });
  if (told?.volume !== quote.volume)
    session.say("tickSize", { reqId, tickType: VOLUME, size: sizeIn(quote.volume, unit) });
  for (const [tickType, of] of DAY)
    if (told === undefined || of(told) !== of(quote))
      session.say("tickPrice", { reqId, tickType, price: of(quote), size: decimal(0), attrMask: 0 });
  if (told === undefined) session.say("tickGeneric", { reqId, tickType: HALTED, value: 0 });
  sayGeneric(session, line, quote, unit);
  line.told = quote;
}

function sayPrice(
  session: Session,
  reqId: number,
  tick: PriceTick,
  told: Quote | undefined,
  quote: Quote,
  unit: Unit,
): void {
  const price = tick.price_of(quote);
  const size = sizeIn(tick.size_of(quote), unit);
  if (told === undefined || tick.price_of(told) !== price)
    return session.say("tickPrice", { reqId, tickType: tick.price, price: price > 0 ? price : -1, size, attrMask: 1 });
  if (tick.size_of(told) !== tick.size_of(quote)) session.say("tickSize", { reqId, tickType: tick.size, size });
}

const sizeIn = (shares: number, unit: Unit): Decimal | undefined => decimal(Math.floor(shares / unit));

/** 233 RTVolume: price;size;time;volume;vwap;single. 221 and 232 mark price. */
export const GENERIC_TICKS: ReadonlySet<number> = new Set([221, 232, 233]);
const RT_VOLUME = 48;
const MARK_PRICE = 37;

function sayGeneric(session: Session, { reqId, genericTicks, told }: Line, quote: Quote, unit: Unit): void {
  const traded = told?.lastTime !== quote.lastTime;
  if (genericTicks.has(233) && traded)
    session.say("tickString", { reqId, tickType: RT_VOLUME, value: rtVolume(quote, unit) });
  if ((genericTicks.has(221) || genericTicks.has(232)) && told?.last !== quote.last)
    session.say("tickPrice", { reqId, tickType: MARK_PRICE, price: quote.last, size: decimal(0), attrMask: 0 });
}

function rtVolume(quote: Quote, unit: Unit): string {
  const { last, lastSize, lastTime, volume } = quote;
  return [last, Math.floor(lastSize / unit), lastTime, Math.floor(volume / unit), last, "true"].join(";");
}
