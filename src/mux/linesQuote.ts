/**
 * What a line says of its contract's price: read from the frames that are kept for late joiners when somebody asks, and never
 * on the tick path.
 *
 * Only a live price is one. A line that is delayed or frozen says so by its market data type, and delayed prices come under
 * tick types of their own (IB's list of tick types); both are none here.
 */
import type { Instant } from "../base/time.ts";
import { DecodeError, decodeIncoming, incomingId } from "../wire/codec.ts";
import type { Line, Prices } from "./linesLine.ts";
import { LIVE } from "./marketDataType.ts";

const MARKET_DATA_TYPE = incomingId("marketDataType");
const TICK_PRICE = incomingId("tickPrice");
/** Tick types. */
const [BID, ASK, LAST] = [1, 2, 4];

export interface LineQuote extends Pick<Prices, "bid" | "ask" | "last"> {
  /** When anything came on the line last. */
  readonly at: Instant;
  readonly halted: boolean;
}

/** Undefined while the line is not open or not live. */
export function quoteOf(line: Line, serverVersion: number): LineQuote | undefined {
  if (line.upstreamId === undefined) return undefined;
  const { bid, ask, last, isLive } = pricesOf(line, serverVersion);
  return isLive ? { bid, ask, last, at: line.pulse.lastAt, halted: line.pulse.halted } : undefined;
}

/** Read once, however often it is asked for between two ticks. */
function pricesOf(line: Line, serverVersion: number): Prices {
  const { prices, last: of } = line;
  if (prices !== undefined && prices.of === of && prices.changes === of.changes) return prices;
  const [bid, ask, last] = [BID, ASK, LAST].map((tickType) => priceOf(line, tickType, serverVersion));
  line.prices = { of, changes: of.changes, bid, ask, last, isLive: isLiveNow(line, serverVersion) };
  return line.prices;
}

/** A line that has not said its type is of the type that it was asked for. */
function isLiveNow(line: Line, serverVersion: number): boolean {
  const told = line.last.of(MARKET_DATA_TYPE);
  const message = told === undefined ? undefined : decodeIncoming(told, serverVersion);
  if (message === undefined) return line.marketDataType === LIVE;
  return !(message instanceof DecodeError) && message.name === "marketDataType" && message.body.marketDataType === LIVE;
}

/**
 * -1 says that there is no such price (IB's documentation). A price of before the line was asked for anew is none: the age of a
 * quote is that of the newest tick, which may be of the present request while this one is an hour old.
 */
function priceOf({ last }: Line, tickType: number, serverVersion: number): number | undefined {
  const told = last.ofPresent(TICK_PRICE, tickType);
  const message = told === undefined ? undefined : decodeIncoming(told, serverVersion);
  if (message === undefined || message instanceof DecodeError || message.name !== "tickPrice") return undefined;
  return message.body.price === -1 ? undefined : message.body.price;
}
