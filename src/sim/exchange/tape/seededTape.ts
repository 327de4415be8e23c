/**
 * The seeded price process of one contract.
 *
 * The price is a function of the seed, the contract and the time, so a jump of a day costs no more than a step, and
 * history is the same whenever it is asked for. It follows a clock on which the regular session runs fastest: nights
 * and weekends pass quickly and show as a gap. While the market is closed everything stands still at its last value.
 */
import { Prng } from "../../../base/prng.ts";
import type { WallMs } from "../../../base/time.ts";
import { type Calendar, easternDay, type Segment } from "../calendar/calendar.ts";
import type { Character, Listing } from "../directory/listing.ts";
import { Minute, type MinutePlan } from "./minute.ts";
import { Pace, WEEKDAY_UNITS } from "./pace.ts";
import { Candle, type Moment, type Tape } from "./tape.ts";
import { Walk } from "./walk.ts";

const MINUTE_MS = 60_000;
const EXTENDED_QUOTES = 0.1;
const EXTENDED_SPREAD = 3;
/** What a future costs more than its index, for a year until it ends. */
const CARRY = 0.025;
const YEAR_MINUTES = 365 * 1_440;

export class SeededTape implements Tape {
  readonly #calendar: Calendar;
  readonly #character: Character;
  readonly #stepsPerUnit: number;
  readonly #walk: Walk;
  readonly #minute: Minute;
  readonly #quotesFactor: number;
  readonly #tickMs: number;
  readonly #plan: MinutePlan;
  readonly #lastTradeMinute: number;
  readonly #pace: Pace;

  /** `tickMs`: distance of two looks at the market; below 250 ms the quotes come as much faster. */
  constructor(seed: number | string, listing: Listing, calendar: Calendar, tickMs: number) {
    const { conId, character } = listing;
    const walk = new Prng(seed, `exchange/prices/${character.walkOf ?? conId}`).uint32();
    const draw = new Prng(seed, `exchange/prices/${conId}`);
    draw.uint32();
    this.#calendar = calendar;
    this.#character = character;
    this.#lastTradeMinute = listing.lastTradeWall / MINUTE_MS;
    this.#pace = new Pace(calendar);
    this.#stepsPerUnit = Math.round(1 / listing.minTick);
    this.#walk = new Walk(walk, character.dailyDeviation / Math.sqrt(WEEKDAY_UNITS));
    this.#minute = new Minute(draw.uint32());
    this.#quotesFactor = Math.max(1, 250 / tickMs);
    this.#tickMs = tickMs;
    this.#plan = { minute: 0, open: 0, close: 0, deviation: 0, spread: 1, volume: 0, events: 0, shownSize: 0, lot: 1 };
  }

  at(wall: WallMs): Moment {
    const segment = this.#calendar.latest(wall);
    const seen = Math.min(wall, segment.to - 1);
    const minute = this.#at(segment, Math.floor(seen / MINUTE_MS));
    const event = minute.eventAt(seen % MINUTE_MS);
    const trade = minute.tradeBefore(event);
    const bid = minute.bid(event);
    return {
      bid: this.#price(bid),
      ask: this.#price(bid + minute.spread),
      last: this.#price(minute.tradePrice(trade)),
      bidSize: minute.bidSize(event),
      askSize: minute.askSize(event),
      lastSize: minute.tradeSize(trade),
      lastTime: (minute.minute * MINUTE_MS + minute.timeOf(trade)) as WallMs,
    };
  }

  next(wall: WallMs): WallMs {
    const tick = ((Math.floor(wall / this.#tickMs) + 1) * this.#tickMs) as WallMs;
    return this.#calendar.session(tick) === "closed" ? this.#calendar.nextBoundary(tick) : tick;
  }

  candle(from: WallMs, to: WallMs): Candle {
    const candle = new Candle();
    const present = this.#calendar.latest(from);
    if (to <= present.to) {
      this.#addStretch(candle, present, from, to);
      return candle;
    }
    for (let day = easternDay(from); day <= easternDay((to - 1) as WallMs); day++)
      for (const segment of this.#calendar.segments(day)) {
        const begin = Math.max(from, segment.from);
        const end = Math.min(to, segment.to);
        if (begin < end) this.#addStretch(candle, segment, begin, end);
      }
    return candle;
  }

  #addStretch(candle: Candle, segment: Segment, from: number, to: number): void {
    for (let at = Math.floor(from / MINUTE_MS); at * MINUTE_MS < to; at++) {
      const minute = this.#at(segment, at);
      const begin = at * MINUTE_MS;
      if (begin >= from && begin + MINUTE_MS <= to) this.#addMinute(candle, minute);
      else this.#addEvents(candle, minute, from - begin, to - begin);
    }
  }

  #addMinute(candle: Candle, minute: Minute): void {
    const { open, high, low, close, spread } = minute;
    const scale = this.#stepsPerUnit;
    const firstTrade = minute.tradePrice(0);
    const lastTrade = minute.tradePrice(minute.events - 1);
    candle.bid.add(open / scale, high / scale, low / scale, close / scale);
    candle.ask.add((open + spread) / scale, (high + spread) / scale, (low + spread) / scale, (close + spread) / scale);
    const twice = (bid: number): number => (2 * bid + spread) / (2 * scale);
    candle.midpoint.add(twice(open), twice(high), twice(low), twice(close));
    candle.trades.add(firstTrade / scale, (high + spread) / scale, low / scale, lastTrade / scale);
    const average = (open + high + low + close) / 4;
    candle.average(average / scale, (average + spread) / scale, minute.events);
    candle.traded((firstTrade + high + spread + low + lastTrade) / (4 * scale), minute.volume, minute.count);
  }

  /** The events from `from` to just before `to`, in milliseconds into the minute. */
  #addEvents(candle: Candle, minute: Minute, from: number, to: number): void {
    for (let event = from <= 0 ? 0 : minute.eventAt(from - 1) + 1; event < minute.events; event++) {
      if (minute.timeOf(event) >= to) return;
      const bid = minute.bid(event);
      candle.quote(this.#price(bid), this.#price(bid + minute.spread));
      if (!minute.isTrade(event)) continue;
      candle.trade(this.#price(minute.tradePrice(event)), minute.tradeSize(event), minute.tradeCount(event));
    }
  }

  #price(steps: number): number {
    return steps / this.#stepsPerUnit;
  }

  /** The minute `at` (since 1970) of a segment. */
  #at(segment: Segment, at: number): Minute {
    if (this.#minute.minute !== at) this.#minute.draw(this.#planned(segment, at));
    return this.#minute;
  }

  #planned(segment: Segment, at: number): MinutePlan {
    const plan = this.#plan;
    const { spreadSteps, dailyDeviation, dailyVolume, quotesPerMinute, shownSize, lot } = this.#character;
    const regular = segment.kind === "regular";
    // The close of one minute is the open of the next.
    plan.open = plan.minute === at - 1 && at * MINUTE_MS > segment.from ? plan.close : this.#bidAt(segment, at);
    plan.minute = at;
    plan.close = this.#bidAt(segment, at + 1);
    plan.deviation = plan.open * dailyDeviation * Math.sqrt(this.#pace.of(segment) / WEEKDAY_UNITS);
    // Futures are as tight at night as by day.
    plan.spread = regular || this.#calendar.market === "futures" ? spreadSteps : spreadSteps * EXTENDED_SPREAD;
    plan.volume = this.#pace.volume(segment, at, dailyVolume);
    plan.events = quotesPerMinute * this.#quotesFactor * (regular ? 1 : EXTENDED_QUOTES);
    plan.shownSize = shownSize;
    plan.lot = lot;
    return plan;
  }

  #bidAt(segment: Segment, at: number): number {
    const offset = this.#walk.at(this.#pace.clock(segment, at));
    // A series instead of exp(), so that every machine gets the same bits.
    const factor = (1 + offset * (1 + (offset / 2) * (1 + offset / 3))) * this.#carry(at);
    return Math.max(1, Math.round(this.#character.price * factor * this.#stepsPerUnit));
  }

  /** A future is worth more than its index, the more the longer it runs. */
  #carry(at: number): number {
    return this.#lastTradeMinute === Number.POSITIVE_INFINITY
      ? 1
      : 1 + CARRY * ((this.#lastTradeMinute - at) / YEAR_MINUTES);
  }
}
