/**
 * What happens to one option, made from what happens to its underlying.
 *
 * Every quote of the underlying makes a quote here, and so does every hour, because the time that an option has left is
 * counted in whole hours; trades come at fixed distances, at the bid or the ask. What is shown follows from the underlying's
 * quote and the hour alone, so a stretch looks the same wherever it is cut. No option costs less than its exercise brings.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Segment } from "../calendar/calendar.ts";
import type { Listing } from "../directory/listing.ts";
import { type PriceStep, rulesOf, stepAbove, stepped } from "../directory/rules.ts";
import { priceOf } from "./optionModel.ts";
import { Candle, type Moment, type Range, type Tape } from "./tape.ts";
import { HOUR_MS, type Underlying } from "./underlying.ts";
import { hash, unit } from "./walk.ts";

/** Distance of trades, in milliseconds: between these. */
const TRADES_APART = [15_000, 90_000] as const;
/** Half the distance of bid and ask, as a part of the price. */
const HALF_SPREAD = 0.006;

const DRAW = { trades: 1, side: 2, shares: 3, bidSize: 4, askSize: 5 } as const;

export class OptionTape implements Tape {
  readonly #option: Listing;
  readonly #underlying: Underlying;
  readonly #steps: readonly PriceStep[];
  readonly #tradesApart: number;

  constructor(option: Listing, underlying: Underlying) {
    this.#option = option;
    this.#underlying = underlying;
    this.#steps = rulesOf(option);
    const [least, most] = TRADES_APART;
    const seconds = least + (hash(option.conId, 0, DRAW.trades) % (most - least));
    this.#tradesApart = Math.round(seconds / 1_000) * 1_000;
  }

  at(wall: WallMs): Moment {
    const segment = this.#option.calendar.latest(wall);
    const seen = Math.min(wall, segment.to - 1) as WallMs;
    const lastTime = this.#tradeUntil(segment, seen);
    const undPrice = this.#underlying.price(seen);
    const shown = Math.round(undPrice * 1_000) + hourOf(seen);
    return {
      ...this.#around(undPrice, seen),
      last: this.#tradePrice(lastTime, this.#underlying.price(lastTime)),
      bidSize: this.#shown(shown, DRAW.bidSize),
      askSize: this.#shown(shown, DRAW.askSize),
      lastSize: this.#shares(lastTime),
      lastTime,
    };
  }

  next(wall: WallMs): WallMs | undefined {
    const { calendar } = this.#option;
    const trade = (Math.floor(wall / this.#tradesApart) + 1) * this.#tradesApart;
    const quote = Math.min(this.#underlying.next(wall) ?? trade, trade) as WallMs;
    return calendar.session(quote) === "closed" ? calendar.nextBoundary(wall) : quote;
  }

  candle(from: WallMs, to: WallMs): Candle {
    const candle = new Candle();
    const { calendar } = this.#option;
    const last = calendar.latest((to - 1) as WallMs).day;
    for (let day = calendar.latest(from).day; day <= last; day++)
      for (const segment of calendar.segments(day)) this.#addSegment(candle, segment, from, to);
    return candle;
  }

  #addSegment(candle: Candle, segment: Segment, from: WallMs, to: WallMs): void {
    const [begin, end] = [Math.max(from, segment.from), Math.min(to, segment.to)];
    for (let at = begin; at < end; ) {
      if (at === segment.from || at % HOUR_MS === 0) this.#addHour(candle, at as WallMs, to);
      const next = Math.min(end, (hourOf(at) + 1) * HOUR_MS);
      this.#addQuotes(candle, this.#underlying.candle(at as WallMs, next as WallMs, to), at);
      at = next;
    }
    for (let at = this.#firstTrade(segment, begin); at < end; at = this.#tradeAfter(at)) {
      const time = at as WallMs;
      candle.trade(this.#tradePrice(time, this.#underlying.pastPrice(time, to)), this.#shares(time), 1);
    }
  }

  #addHour(candle: Candle, at: WallMs, to: WallMs): void {
    const { bid, ask } = this.#around(this.#underlying.pastPrice(at, to), at);
    candle.quote(bid, ask);
  }

  /** Within one hour a price goes where the underlying takes it, so its extremes are those of the underlying. */
  #addQuotes(candle: Candle, { midpoint: under, weight }: Candle, at: number): void {
    if (under.empty) return;
    const [open, high, low, close] = [under.open, under.high, under.low, under.close].map((p) => this.#around(p, at));
    if (open === undefined || high === undefined || low === undefined || close === undefined) return;
    const [up, down] = this.#option.right === "C" ? [high, low] : [low, high];
    candle.bid.add(open.bid, up.bid, down.bid, close.bid);
    candle.ask.add(open.ask, up.ask, down.ask, close.ask);
    addMiddle(candle.midpoint, [open, up, down, close]);
    candle.average((open.bid + close.bid) / 2, (open.ask + close.ask) / 2, weight);
  }

  /** Bid and ask at a price of the underlying; both on their steps, at least one apart. */
  #around(undPrice: number, wall: number): { readonly bid: number; readonly ask: number } {
    const { strike, right } = this.#option;
    const exercised = right === "C" ? undPrice - strike : strike - undPrice;
    const price = Math.max(exercised, priceOf(this.#option, undPrice, (hourOf(wall) * HOUR_MS) as WallMs));
    const bid = stepped(this.#steps, price * (1 - HALF_SPREAD), Math.floor);
    const ask = stepped(this.#steps, price * (1 + HALF_SPREAD), Math.ceil);
    return { bid, ask: Math.max(ask, stepAbove(this.#steps, bid)) };
  }

  /** The last trade of a segment at or before a moment in it; its first moment is one. */
  #tradeUntil(segment: Segment, wall: WallMs): WallMs {
    return Math.max(segment.from, Math.floor(wall / this.#tradesApart) * this.#tradesApart) as WallMs;
  }

  #firstTrade(segment: Segment, from: number): number {
    if (from <= segment.from) return segment.from;
    return Math.ceil(from / this.#tradesApart) * this.#tradesApart;
  }

  #tradeAfter(at: number): number {
    return (Math.floor(at / this.#tradesApart) + 1) * this.#tradesApart;
  }

  #tradePrice(wall: WallMs, undPrice: number): number {
    const { bid, ask } = this.#around(undPrice, wall);
    return hash(this.#option.conId, wall / 1_000, DRAW.side) % 2 === 0 ? bid : ask;
  }

  #shares(wall: WallMs): number {
    return 1 + Math.floor(10 * unit(this.#option.conId, wall / 1_000, DRAW.shares) ** 3);
  }

  #shown(place: number, purpose: number): number {
    return 1 + Math.floor(3 * this.#option.character.shownSize * unit(this.#option.conId, place, purpose));
  }
}

const hourOf = (wall: number): number => Math.floor(wall / HOUR_MS);

function addMiddle(range: Range, quotes: readonly { readonly bid: number; readonly ask: number }[]): void {
  const [open = 0, high = 0, low = 0, close = 0] = quotes.map(({ bid, ask }) => Math.round((bid + ask) * 5_000) / 1e4);
  range.add(open, high, low, close);
}
