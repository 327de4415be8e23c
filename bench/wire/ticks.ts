/** One draft of each message of the tick mix. */
import type { Draft, IncomingBody } from "../../src/wire/codec.ts";
import { type Instrument, type Market, whole } from "./market.ts";

/** Request ids of the subscriptions of symbol 0; those of the other symbols follow. */
export const REQ_ID = { quotes: 1_001, trades: 2_001, bars: 3_001 };

const VENUES = ["NASDAQ", "NYSE", "ARCA", "BATS", "IEX", "EDGX", "DRCTEDGE", "MEMX"];
const LETTERS = ["Q", "QN", "KQN", "P", "Z", "QZ", "KPQZ", "N"];
const SPECIAL = ["", "", "", "TI", "I", "FTI"];
/** Bid 1, ask 2, last 4, and the high 6, which has no size. */
const PRICE_TYPES = [1, 1, 1, 2, 2, 2, 4, 4, 6];
/** Bid 0, ask 3, last 5, volume 8. */
const SIZE_TYPES = [0, 0, 0, 3, 3, 3, 5, 8];
/** Time of the last trade 45, venues of bid, ask and last 32, 33 and 84, RTVolume 48. */
const STRING_TYPES = [45, 45, 45, 45, 32, 33, 84, 48];

export function tickPrice(market: Market): Draft<IncomingBody<"tickPrice">> {
  const of = market.step();
  const tickType = market.prng.pick(PRICE_TYPES);
  const size = tickType === 6 ? whole(0) : market.size();
  const attrMask = tickType <= 2 ? 1 : 0;
  return { reqId: REQ_ID.quotes + of.index, tickType, price: of.cents / 100, size, attrMask };
}

export function tickSize(market: Market): Draft<IncomingBody<"tickSize">> {
  const of = market.step();
  const tickType = market.prng.pick(SIZE_TYPES);
  return { reqId: REQ_ID.quotes + of.index, tickType, size: tickType === 8 ? market.volume(of) : market.size() };
}

export function tickString(market: Market): Draft<IncomingBody<"tickString">> {
  const of = market.step();
  const tickType = market.prng.pick(STRING_TYPES);
  return { reqId: REQ_ID.quotes + of.index, tickType, value: textOf(market, of, tickType) };
}

function textOf(market: Market, of: Instrument, tickType: number): string {
  if (tickType === 45) return String(market.seconds);
  if (tickType !== 48) return market.prng.pick(LETTERS);
  const ms = market.seconds * 1_000 + market.prng.between(0, 999);
  return `${of.cents / 100};${market.size()};${ms};${market.volume(of)};${market.average(of)};true`;
}

export function tickByTick(market: Market): Draft<IncomingBody<"tickByTick">> {
  const of = market.step();
  return {
    reqId: REQ_ID.trades + of.index,
    tickType: 1,
    time: market.seconds,
    price: of.cents / 100,
    size: market.size(),
    mask: market.prng.chance(0.05) ? 2 : 0,
    exchange: market.prng.pick(VENUES),
    specialConditions: market.prng.pick(SPECIAL),
  };
}

export function realtimeBar(market: Market): Draft<IncomingBody<"realtimeBar">> {
  const of = market.step();
  return {
    reqId: REQ_ID.bars + of.index,
    time: market.seconds - (market.seconds % 5),
    open: of.cents / 100,
    high: (of.cents + market.prng.between(0, 9)) / 100,
    low: (of.cents - market.prng.between(0, 9)) / 100,
    close: (of.cents + market.prng.between(-4, 4)) / 100,
    volume: whole(market.prng.between(100, 40_000)),
    wap: market.average(of),
    count: market.prng.between(1, 400),
  };
}
