/**
 * What happens to one contract, as something that can be asked about any past moment or stretch.
 *
 * There are two makers: the seeded price process (`seededTape.ts`) and a file (`pathTape.ts`). Live quotes and historical
 * bars are both read from here, so they cannot disagree.
 */
import type { WallMs } from "../../../base/time.ts";

/** The market at one moment. Prices in the contract's currency, sizes in shares. */
export interface Moment {
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly lastSize: number;
  readonly lastTime: WallMs;
}

export interface Tape {
  /** The market as of `wall`, including what happens in that very millisecond. */
  at(wall: WallMs): Moment;
  /** Everything that happens from `from` to just before `to`. */
  candle(from: WallMs, to: WallMs): Candle;
  /** The next moment after `wall` at which something may happen; `undefined` when nothing will. */
  next(wall: WallMs): WallMs | undefined;
}

/** Open, high, low and close of one kind of price; nothing before the first `add`. */
export class Range {
  open = Number.NaN;
  high = Number.NEGATIVE_INFINITY;
  low = Number.POSITIVE_INFINITY;
  close = Number.NaN;

  get empty(): boolean {
    return this.low > this.high;
  }

  add(open: number, high: number, low: number, close: number): void {
    if (this.low > this.high) this.open = open;
    if (high > this.high) this.high = high;
    if (low < this.low) this.low = low;
    this.close = close;
  }

  /** What comes after this. */
  merge({ open, high, low, close, empty }: Range): void {
    if (!empty) this.add(open, high, low, close);
  }

  /** The same at other prices; the greater stays the greater. */
  mapped(price: (old: number) => number): Range {
    const range = new Range();
    if (!this.empty) range.add(price(this.open), price(this.high), price(this.low), price(this.close));
    return range;
  }

  /** Nowhere below another. */
  atLeast(other: Range): Range {
    const range = new Range();
    if (this.empty) return range;
    range.add(
      Math.max(this.open, other.open),
      Math.max(this.high, other.high),
      Math.max(this.low, other.low),
      Math.max(this.close, other.close),
    );
    return range;
  }
}

/** The sum of everything that happened in a stretch of time. */
export class Candle {
  bid = new Range();
  ask = new Range();
  midpoint = new Range();
  trades = new Range();
  /** Shares. */
  volume = 0;
  /** Number of trades. */
  count = 0;
  /** Sum of price times shares. */
  turnover = 0;
  /** Sums and weight for the average bid and ask. */
  bidSum = 0;
  askSum = 0;
  weight = 0;

  quote(bid: number, ask: number): void {
    this.bid.add(bid, bid, bid, bid);
    this.ask.add(ask, ask, ask, ask);
    const middle = midpoint(bid, ask);
    this.midpoint.add(middle, middle, middle, middle);
    this.average(bid, ask, 1);
  }

  average(bid: number, ask: number, weight: number): void {
    this.bidSum += bid * weight;
    this.askSum += ask * weight;
    this.weight += weight;
  }

  trade(price: number, shares: number, count: number): void {
    this.trades.add(price, price, price, price);
    this.traded(price, shares, count);
  }

  traded(price: number, shares: number, count: number): void {
    this.volume += shares;
    this.count += count;
    this.turnover += price * shares;
  }

  /** What comes after this. */
  merge(later: Candle): void {
    this.bid.merge(later.bid);
    this.ask.merge(later.ask);
    this.midpoint.merge(later.midpoint);
    this.trades.merge(later.trades);
    this.bidSum += later.bidSum;
    this.askSum += later.askSum;
    this.weight += later.weight;
    this.volume += later.volume;
    this.count += later.count;
    this.turnover += later.turnover;
  }

  /** The same at `factor` times the prices, each rounded by `price`; `above` is the next step above one. */
  mapped(factor: number, price: (exact: number) => number, above: (price: number) => number): Candle {
    const candle = new Candle();
    const moved = (old: number): number => price(old * factor);
    candle.bid = this.bid.mapped(moved);
    candle.ask = this.ask.mapped(moved).atLeast(candle.bid.mapped(above));
    candle.trades = this.trades.mapped(moved);
    // On half steps, so that a stretch has the same range wherever it is cut.
    candle.midpoint = this.midpoint.mapped((old) => price(2 * old * factor) / 2);
    Object.assign(candle, { bidSum: this.bidSum * factor, askSum: this.askSum * factor, weight: this.weight });
    Object.assign(candle, { volume: this.volume, count: this.count, turnover: this.turnover * factor });
    return candle;
  }
}

/** Rounded to a millionth (half of half a pip has six digits), so that equal midpoints are equal numbers. */
export const midpoint = (bid: number, ask: number): number => Math.round((bid + ask) * 500_000) / 1_000_000;
