/**
 * One minute of the seeded market.
 *
 * A minute is drawn as a whole: the bid's open, close, high and low, the spread, the shares traded. Then its events (a
 * new quote, often with a trade) are laid inside, in such a way that one of them touches the high (and trades at the
 * ask), one touches the low (and trades at the bid), and the first and the last trade at the open and the close. So a
 * bar of any size made from whole minutes equals the bar made from the single events, without looking at them.
 *
 * Prices here are whole steps of the contract's tick. bid < ask holds because the spread is at least one step.
 */
import { hash, unit } from "./walk.ts";

const MINUTE_MS = 60_000;

/** What a minute is drawn from. */
export interface MinutePlan {
  /** Minutes since 1970-01-01 UTC. */
  minute: number;
  /** The bid when the minute begins and when it ends. */
  open: number;
  close: number;
  /** Standard deviation of a minute's change. */
  deviation: number;
  /** Usual spread. */
  spread: number;
  /** Shares expected. */
  volume: number;
  /** Quotes expected. */
  events: number;
  /** Shares usually shown. */
  shownSize: number;
  /** Shown sizes are whole multiples of this. */
  lot: number;
}

const FEWEST_EVENTS = 6;

/** Purposes of a hash: each decision draws from its own. */
const DRAW = { high: 1, low: 2, spread: 3, volume: 4, count: 5, highAt: 6, lowAt: 7, perEvent: 1_000 } as const;
const EVENT_DRAW = { time: 0, jitter: 1, trade: 2, side: 3, volume: 4, bidSize: 5, askSize: 6 } as const;
const EVENT_DRAWS = 8;

export class Minute {
  readonly #key: number;
  minute = -1;
  open = 0;
  close = 0;
  high = 0;
  low = 0;
  spread = 1;
  volume = 0;
  /** Trades that the exchange counts. */
  count = 0;
  events = FEWEST_EVENTS;
  #highAt = 1;
  #lowAt = 2;
  #shownSize = 100;
  #lot = 100;

  constructor(key: number) {
    this.#key = key;
  }

  /** Becomes the minute that the plan describes. */
  draw(plan: MinutePlan): void {
    this.minute = plan.minute;
    this.open = plan.open;
    this.close = plan.close;
    this.high = Math.max(plan.open, plan.close) + this.#beyond(DRAW.high, plan.deviation);
    this.low = Math.max(1, Math.min(plan.open, plan.close) - this.#beyond(DRAW.low, plan.deviation));
    this.spread = this.#drawSpread(plan.spread);
    this.events = Math.max(FEWEST_EVENTS, Math.round(plan.events));
    this.volume = Math.max(this.events, Math.round(plan.volume * (0.35 + 1.3 * this.#unit(DRAW.volume))));
    this.count = Math.max(this.events, Math.round(this.volume / (150 + 100 * this.#unit(DRAW.count))));
    this.#shownSize = plan.shownSize;
    this.#lot = plan.lot;
    const inner = this.events - 2;
    this.#highAt = 1 + (hash(this.#key, this.minute, DRAW.highAt) % inner);
    this.#lowAt = 1 + ((this.#highAt + (hash(this.#key, this.minute, DRAW.lowAt) % (inner - 1))) % inner);
  }

  #unit(purpose: number): number {
    return unit(this.#key, this.minute, purpose);
  }

  /** How far a minute goes beyond its open and close: 0.35 deviations on average, as a Brownian path does. */
  #beyond(purpose: number, deviation: number): number {
    return Math.floor(1.05 * deviation * this.#unit(purpose) ** 2 + 0.5);
  }

  /** Mostly the usual spread, sometimes half as much again. */
  #drawSpread(usual: number): number {
    return Math.max(1, Math.round(usual * (0.75 + 0.75 * this.#unit(DRAW.spread) ** 2)));
  }

  /** The last event at or before `ms` into the minute. */
  eventAt(ms: number): number {
    const cell = Math.min(this.events - 1, Math.floor((ms * this.events) / MINUTE_MS));
    return this.timeOf(cell) <= ms ? cell : cell - 1;
  }

  /** Milliseconds into the minute. Each event lies in its own cell of time; the first at its very beginning. */
  timeOf(event: number): number {
    if (event === 0) return 0;
    return Math.floor(((event + this.#of(event, EVENT_DRAW.time)) * MINUTE_MS) / this.events);
  }

  #of(event: number, purpose: number): number {
    return unit(this.#key, this.minute, DRAW.perEvent + event * EVENT_DRAWS + purpose);
  }

  bid(event: number): number {
    if (event === 0) return this.open;
    if (event === this.events - 1) return this.close;
    if (event === this.#highAt) return this.high;
    if (event === this.#lowAt) return this.low;
    const jitter = (this.#of(event, EVENT_DRAW.jitter) - 0.5) * 0.5 * (this.high - this.low);
    return Math.min(this.high, Math.max(this.low, Math.round(this.#line(event) + jitter)));
  }

  /** The straight way from one fixed event to the next. */
  #line(event: number): number {
    const highFirst = this.#highAt < this.#lowAt;
    const a = highFirst ? this.#highAt : this.#lowAt;
    const b = highFirst ? this.#lowAt : this.#highAt;
    const priceA = highFirst ? this.high : this.low;
    const priceB = highFirst ? this.low : this.high;
    if (event < a) return this.open + ((priceA - this.open) * event) / a;
    if (event < b) return priceA + ((priceB - priceA) * (event - a)) / (b - a);
    return priceB + ((this.close - priceB) * (event - b)) / (this.events - 1 - b);
  }

  isTrade(event: number): boolean {
    if (event === 0 || event === this.events - 1 || event === this.#highAt || event === this.#lowAt) return true;
    return this.#of(event, EVENT_DRAW.trade) < 0.55;
  }

  /** At the bid, at the ask, or now and then between. */
  tradePrice(event: number): number {
    if (event === this.#highAt) return this.high + this.spread;
    const bid = this.bid(event);
    if (event === this.#lowAt) return bid;
    const side = this.#of(event, EVENT_DRAW.side);
    if (side < 0.44) return bid;
    return side < 0.88 ? bid + this.spread : bid + Math.floor(this.spread / 2);
  }

  /** The last event at or before `event` that is a trade (the first event is one). */
  tradeBefore(event: number): number {
    let earlier = event;
    while (!this.isTrade(earlier)) earlier--;
    return earlier;
  }

  /** Shares of the trade at `event`: all since the trade before it. */
  tradeSize(event: number): number {
    return this.#sinceTradeBefore(event, this.volume);
  }

  /** How many trades the exchange counts at `event`: what looks like one is often several. */
  tradeCount(event: number): number {
    return this.#sinceTradeBefore(event, this.count);
  }

  #sinceTradeBefore(event: number, total: number): number {
    return this.#partAt(event, total) - (event === 0 ? 0 : this.#partAt(this.tradeBefore(event - 1), total));
  }

  /** The part of a minute's total up to and including `event`; at least one for each event. */
  #partAt(event: number, total: number): number {
    if (event === this.events - 1) return total;
    const share = (event + this.#of(event, EVENT_DRAW.volume)) / this.events;
    return event + 1 + Math.floor((total - this.events) * share);
  }

  bidSize(event: number): number {
    return this.#size(event, EVENT_DRAW.bidSize);
  }

  askSize(event: number): number {
    return this.#size(event, EVENT_DRAW.askSize);
  }

  /** Whole lots, from one to three times the usual. */
  #size(event: number, purpose: number): number {
    return this.#lot * (1 + Math.floor((3 * this.#of(event, purpose) * this.#shownSize) / this.#lot));
  }
}
