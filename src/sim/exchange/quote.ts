/**
 * The live quote of one contract: the tape's present moment and the figures of the trading day so far.
 *
 * The trading day counts from its first session (with the real calendar early trading, 04:00), so last always lies
 * between low and high. close is the last price of the regular session of the trading day before.
 */
import type { WallMs } from "../../base/time.ts";
import type { Calendar } from "./calendar.ts";
import type { Candle, Moment, Tape } from "./tape.ts";

/** Prices in the contract's currency, sizes and volume in shares. */
export interface Quote extends Moment {
  readonly volume: number;
  readonly high: number;
  readonly low: number;
  readonly open: number;
  /** Of the trading day before. */
  readonly close: number;
}

/** What is not as it was. */
export interface QuoteChange {
  readonly conId: number;
  /** The bid's price or size. */
  readonly bid: boolean;
  readonly ask: boolean;
  /** There was a trade, at whatever price. */
  readonly last: boolean;
  readonly volume: boolean;
  /** Open, high, low or close of the day. */
  readonly day: boolean;
}

export class Ticker {
  readonly #conId: number;
  readonly #tape: Tape;
  readonly #calendar: Calendar;
  #day: number;
  #until: WallMs;
  quote: Quote;

  constructor(conId: number, tape: Tape, calendar: Calendar, start: WallMs) {
    this.#conId = conId;
    this.#tape = tape;
    this.#calendar = calendar;
    this.#until = start;
    this.#day = calendar.latest(start).day;
    this.quote = this.#newDay(start);
  }

  advance(wall: WallMs): QuoteChange | undefined {
    const before = this.quote;
    const { day } = this.#calendar.latest(wall);
    this.quote = day === this.#day ? this.#sameDay(wall) : this.#newDay(wall);
    this.#day = day;
    this.#until = wall;
    return difference(this.#conId, before, this.quote);
  }

  #sameDay(wall: WallMs): Quote {
    const { volume, high, low, open, close } = this.quote;
    const candle = this.#tape.candle((this.#until + 1) as WallMs, (wall + 1) as WallMs);
    if (candle.trades.empty && candle.bid.empty) return this.quote;
    return {
      ...this.#tape.at(wall),
      volume: volume + candle.volume,
      high: Math.max(high, candle.trades.high),
      low: Math.min(low, candle.trades.low),
      open,
      close,
    };
  }

  #newDay(wall: WallMs): Quote {
    const { day } = this.#calendar.latest(wall);
    const first = this.#calendar.segments(day)[0];
    const candle = this.#tape.candle(first?.from ?? wall, (wall + 1) as WallMs);
    const moment = this.#tape.at(wall);
    return { ...moment, volume: candle.volume, ...range(candle, moment.last), close: this.#closeBefore(day) };
  }

  #closeBefore(day: number): number {
    const regular = this.#calendar.segments(this.#calendar.before(day)).findLast(({ kind }) => kind === "regular");
    return this.#tape.at(((regular?.to ?? 1) - 1) as WallMs).last;
  }
}

function range({ trades }: Candle, last: number): Pick<Quote, "open" | "high" | "low"> {
  if (trades.empty) return { open: last, high: last, low: last };
  return { open: trades.open, high: trades.high, low: trades.low };
}

function difference(conId: number, a: Quote, b: Quote): QuoteChange | undefined {
  if (a === b) return undefined;
  const bid = a.bid !== b.bid || a.bidSize !== b.bidSize;
  const ask = a.ask !== b.ask || a.askSize !== b.askSize;
  const last = a.lastTime !== b.lastTime || a.last !== b.last;
  const volume = a.volume !== b.volume;
  const day = a.open !== b.open || a.high !== b.high || a.low !== b.low || a.close !== b.close;
  return bid || ask || last || volume || day ? { conId, bid, ask, last, volume, day } : undefined;
}
