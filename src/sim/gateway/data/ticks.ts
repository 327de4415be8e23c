/**
 * A quote in ticks: which tick types a change of the market makes, in the captured order (bid, ask, last, its time, high,
 * low, volume, close, open; `ibkr-go-sv225-protobuf-sessions`).
 *
 * A price tick carries its size, so a size tick goes out only when the size alone has changed. A price of -1 stands for
 * "no data" (IB's documentation). Delayed data is the same in tick types of its own. What a contract has depends on its
 * kind: a currency pair has no trades, an index no quotes (SEQUENCES 7).
 */
import { type Decimal, decimal } from "../../../base/decimal.ts";
import type { Listing, SecType } from "../../exchange/directory/listing.ts";
import type { Quote } from "../../exchange/quote.ts";
import type { Session } from "../door/session.ts";
import { lettersAt } from "./letters.ts";
import type { Line } from "./subscriptions.ts";

/** A price that carries its size, and the tick type of the size when it changes alone. */
interface PriceTick {
  readonly tickType: number;
  readonly sizeType: number;
  /** 1: an order could execute against it at once. Delayed prices and trades have none (captured). */
  readonly attrMask: number;
  readonly price: (quote: Quote) => number;
  readonly size: (quote: Quote) => number;
}

interface TickTypes {
  readonly bid: PriceTick;
  readonly ask: PriceTick;
  readonly last: PriceTick;
  readonly lastTime: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  readonly close: number;
  readonly open: number;
  readonly halted: number;
}

const bidTick = (tickType: number, sizeType: number, attrMask: number): PriceTick => ({
  ...{ tickType, sizeType, attrMask, price: ({ bid }) => bid, size: ({ bidSize }) => bidSize },
});
const askTick = (tickType: number, sizeType: number, attrMask: number): PriceTick => ({
  ...{ tickType, sizeType, attrMask, price: ({ ask }) => ask, size: ({ askSize }) => askSize },
});
const lastTick = (tickType: number, sizeType: number): PriceTick => ({
  ...{ tickType, sizeType, attrMask: 0, price: ({ last }) => last, size: ({ lastSize }) => lastSize },
});

const LIVE: TickTypes = {
  ...{ bid: bidTick(1, 0, 1), ask: askTick(2, 3, 1), last: lastTick(4, 5), lastTime: 45 },
  ...{ high: 6, low: 7, volume: 8, close: 9, open: 14, halted: 49 },
};
const DELAYED: TickTypes = {
  ...{ bid: bidTick(66, 69, 0), ask: askTick(67, 70, 0), last: lastTick(68, 71), lastTime: 88 },
  ...{ high: 72, low: 73, volume: 74, close: 75, open: 76, halted: 90 },
};
const BID_EXCHANGE = 32;
const ASK_EXCHANGE = 33;
const NO_SIZE = decimal(0);

/** What contracts of a kind have. */
interface Shown {
  readonly quotes: boolean;
  readonly trades: boolean;
  /** Size of trades and volume. */
  readonly volume: boolean;
  /** Letters of the exchanges at the best price. */
  readonly letters: boolean;
}

const EVERYTHING: Shown = { quotes: true, trades: true, volume: true, letters: false };
const SHOWN: { readonly [secType in SecType]?: Shown } = {
  STK: { ...EVERYTHING, letters: true },
  OPT: { ...EVERYTHING, letters: true },
  CASH: { ...EVERYTHING, trades: false },
  IND: { ...EVERYTHING, quotes: false, volume: false },
};

export const shownOf = ({ secType }: Listing): Shown => SHOWN[secType] ?? EVERYTHING;

export const sizeIn = (shares: number, unit: number): Decimal | undefined => decimal(Math.floor(shares / unit));

/** Says what differs between what the client knows and what the market shows, and remembers it. */
export function sayTicks(session: Session, line: Line, quote: Quote): void {
  if (!line.generic.mdoff) {
    const types = line.delayed ? DELAYED : LIVE;
    const shown = shownOf(line.listing);
    if (shown.quotes) sayPrice(session, line, types.bid, quote, true);
    if (shown.quotes) sayPrice(session, line, types.ask, quote, true);
    if (shown.trades) sayTrade(session, line, quote, types, shown);
    sayDay(session, line, quote, types, shown);
    if (shown.letters) sayLetters(session, line, quote);
  }
  line.told = quote;
}

function sayPrice(session: Session, line: Line, tick: PriceTick, quote: Quote, sized: boolean): void {
  const { reqId, told, unit } = line;
  const { tickType, sizeType, attrMask } = tick;
  const price = tick.price(quote);
  const size = sized ? tick.size(quote) : 0;
  if (told === undefined || tick.price(told) !== price)
    session.say("tickPrice", { reqId, tickType, price: price > 0 ? price : -1, size: sizeIn(size, unit), attrMask });
  else if (sized && tick.size(told) !== size)
    session.say("tickSize", { reqId, tickType: sizeType, size: sizeIn(size, unit) });
}

function sayTrade(session: Session, line: Line, quote: Quote, types: TickTypes, { volume }: Shown): void {
  const { reqId, told } = line;
  sayPrice(session, line, types.last, quote, volume);
  if (told?.lastTime === quote.lastTime) return;
  const value = String(Math.floor(quote.lastTime / 1_000));
  session.say("tickString", { reqId, tickType: types.lastTime, value });
}

/** Who stands at the best prices, where these have moved. */
function sayLetters(session: Session, line: Line, { bid, ask }: Quote): void {
  const { told, listing } = line;
  if (line.delayed || listing.exchange !== "SMART") return;
  if (told?.bid !== bid) line.toldBidExchange = sayLettersAt(session, line, BID_EXCHANGE, bid, line.toldBidExchange);
  if (told?.ask !== ask) line.toldAskExchange = sayLettersAt(session, line, ASK_EXCHANGE, ask, line.toldAskExchange);
}

function sayLettersAt(
  session: Session,
  { reqId, listing }: Line,
  tickType: number,
  price: number,
  told: string,
): string {
  const value = price > 0 ? lettersAt(listing.conId, Math.round(price / listing.minTick), tickType) : "";
  if (value !== told) session.say("tickString", { reqId, tickType, value });
  return value;
}

function sayDay(session: Session, line: Line, quote: Quote, types: TickTypes, { trades, volume }: Shown): void {
  const { reqId, told, unit } = line;
  const price = (tickType: number, was: number | undefined, is: number): void => {
    if (was !== is) session.say("tickPrice", { reqId, tickType, price: is, size: NO_SIZE, attrMask: 0 });
  };
  price(types.high, told?.high, quote.high);
  price(types.low, told?.low, quote.low);
  if (trades && volume && told?.volume !== quote.volume)
    session.say("tickSize", { reqId, tickType: types.volume, size: sizeIn(quote.volume, unit) });
  price(types.close, told?.close, quote.close);
  if (trades) price(types.open, told?.open, quote.open);
}

/** 0 trading, 1 halted (IB's documentation of tick 49); said once at the beginning and whenever it changes. */
export function sayHalted(session: Session, line: Line, halted: number): void {
  if (line.toldHalted === halted || line.generic.mdoff || !shownOf(line.listing).trades) return;
  line.toldHalted = halted;
  const tickType = (line.delayed ? DELAYED : LIVE).halted;
  session.say("tickGeneric", { reqId: line.reqId, tickType, value: halted });
}

/** Whether a snapshot has all that its contract can have. */
export function complete(line: Line): boolean {
  const { quotes, trades } = shownOf(line.listing);
  const { told } = line;
  if (told === undefined) return false;
  return (!quotes || (told.bid > 0 && told.ask > 0)) && (!trades || told.last > 0);
}
