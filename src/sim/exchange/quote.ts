/**
 * The live quote of one contract: the tape's present moment and the figures of the trading day so far.
 *
 * The trading day counts from its first session (with the real calendar early trading, 04:00), so last always lies
 * between low and high. close is the last price of the regular session of the trading day before. A currency pair has no
 * trades (last is -1, the day's figures are of the middle), an index no bid and ask (both -1): so IB's table of trigger
 * methods says (SEQUENCES 7).
 */
import type { WallMs } from "../../base/time.ts";
import type { Calendar } from "./calendar/calendar.ts";
import type { SecType } from "./directory/listing.ts";
import { type Candle, type Moment, midpoint, type Range, type Tape } from "./tape/tape.ts";

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
  readonly #secType: SecType;
  #day: number;
  #until: WallMs;
  quote: Quote;

  constructor(conId: number, tape: Tape, calendar: Calendar, start: WallMs, secType: SecType = "STK") {
    this.#conId = conId;
    this.#secType = secType;
    this.#tape = tape;
    this.#calendar = calendar;
    this.#until = start;
    this.#day = calendar.latest(start).day;
    this.quote = this.#newDay(start);
  }

  advance(wall: WallMs): QuoteChange | undefined {
    const before = this.quote;
    if (wall <= this.#until) return undefined;
    const { day } = this.#calendar.latest(wall);
    this.quote = day === this.#day ? this.#sameDay(wall) : this.#newDay(wall);
    this.#day = day;
    this.#until = wall;
    return difference(this.#conId, before, this.quote);
  }

  /** Something was dictated in this very moment: the day is looked at anew. */
  refresh(wall: WallMs): QuoteChange | undefined {
    const before = this.quote;
    this.#until = Math.max(this.#until, wall) as WallMs;
    this.#day = this.#calendar.latest(this.#until).day;
    this.quote = this.#newDay(this.#until);
    return difference(this.#conId, before, this.quote);
  }

  #sameDay(wall: WallMs): Quote {
    const candle = this.#tape.candle((this.#until + 1) as WallMs, (wall + 1) as WallMs);
    if (candle.trades.empty && candle.bid.empty) return this.quote;
    const { high, low } = this.#range(candle);
    return {
      ...this.quote,
      ...this.#shown(this.#tape.at(wall)),
      volume: this.quote.volume + this.#volume(candle),
      high: Math.max(this.quote.high, high),
      low: Math.min(this.quote.low, low),
    };
  }

  #newDay(wall: WallMs): Quote {
    const { day } = this.#calendar.latest(wall);
    const first = this.#calendar.segments(day)[0];
    const candle = this.#tape.candle(first?.from ?? wall, (wall + 1) as WallMs);
    const moment = this.#tape.at(wall);
    const volume = this.#volume(candle);
    return { ...this.#shown(moment), volume, ...this.#dayRange(candle, moment), close: this.#closeBefore(day) };
  }

  #dayRange(candle: Candle, moment: Moment): Pick<Quote, "open" | "high" | "low"> {
    const { open, high, low, empty } = this.#range(candle);
    const still = this.#priceOf(moment);
    return empty ? { open: still, high: still, low: still } : { open, high, low };
  }

  #closeBefore(day: number): number {
    const regular = this.#calendar.segments(this.#calendar.before(day)).findLast(({ kind }) => kind === "regular");
    return this.#priceOf(this.#tape.at(((regular?.to ?? 1) - 1) as WallMs));
  }

  get #isPair(): boolean {
    return this.#secType === "CASH";
  }

  #range(candle: Candle): Range {
    return this.#isPair ? candle.midpoint : candle.trades;
  }

  #priceOf({ bid, ask, last }: Moment): number {
    return this.#isPair ? midpoint(bid, ask) : last;
  }

  #volume({ volume }: Candle): number {
    return this.#isPair || this.#secType === "IND" ? 0 : volume;
  }

  #shown(moment: Moment): Moment {
    if (this.#isPair) return { ...moment, last: -1, lastSize: 0 };
    return this.#secType === "IND" ? { ...moment, bid: -1, ask: -1, bidSize: 0, askSize: 0 } : moment;
  }
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
