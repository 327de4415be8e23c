/**
 * The market behind the simulated Gateway: what is listed, when it trades, what it quotes, what it quoted before.
 *
 * It knows no accounts and no orders. Time goes only forwards; asking changes nothing. The same
 * options and the same orders from outside give the same quotes at the same times, however the steps to them are cut.
 * Nobody learns the future: bars end at the present. Only contracts that somebody watches are followed; any other is
 * looked up when it is asked for, with the same result.
 *
 * `calendar` says when a market trades, `directory` what is listed, `tape` what happens to a contract as a function of seed
 * and time. Here beside them stand the live quote and what is read from a tape's past: bars, ticks, rates, histograms.
 */
import { assert } from "../../base/assert.ts";
import type { WallMs } from "../../base/time.ts";
import { Calendar, type CalendarKind, type Session } from "./calendar/calendar.ts";
import { MARKETS, type MarketKind } from "./calendar/hours.ts";
import { Directory } from "./directory/directory.ts";
import type { Listing } from "./directory/listing.ts";
import type { OptionParameters } from "./directory/options.ts";
import type { ContractQuery } from "./directory/query.ts";
import { marketRule, type PriceStep } from "./directory/rules.ts";
import type { BarQuery, BarsRefused } from "./history/barQuery.ts";
import { type BarsFound, bars } from "./history/bars.ts";
import type { Past } from "./history/history.ts";
import { type Quote, type QuoteChange, Ticker } from "./quote.ts";
import type { Dictation } from "./tape/dictation.ts";
import { eventsBefore, eventsBetween, type MarketEvent } from "./tape/events.ts";
import { type OptionModel, optionModel } from "./tape/optionModel.ts";
import type { PricePath } from "./tape/pricePath.ts";
import type { Moment } from "./tape/tape.ts";
import { follows, Tapes } from "./tape/tapes.ts";
import { Tickers } from "./tickers.ts";

/** What a control port may dictate of a quote; what it leaves out stays as it is. -1 stands for no bid or ask. */
export type PinnedQuote = Partial<Omit<Moment, "lastTime">>;

export interface ExchangeOptions {
  readonly seed: number | string;
  readonly calendar: CalendarKind;
  /** Distance of two looks at the market, a divisor of a minute; 250 ms like IB's own snapshots. */
  readonly tickMs?: number;
  /** Dictates the prices of the contracts it names; the others then stand still. */
  readonly priceFile?: PricePath;
  readonly startWall: WallMs;
  /** The present, for what is asked between two advances; without it the present is where `advance` last was. */
  readonly wall?: () => WallMs;
}

const NOTHING_KNOWN = { from: 0 as WallMs, to: 0 as WallMs };

export class Exchange {
  readonly #directory: Directory;
  readonly #tapes: Tapes;
  readonly #tickers = new Tickers((conId, now) => this.tickerFrom(conId, now));
  readonly #calendars: readonly Calendar[];
  readonly #wall: (() => WallMs) | undefined;
  #advancedTo: WallMs;
  /** From `from` to just before `to` nothing changes; known anew when something else is watched or dictated. */
  #quiet = NOTHING_KNOWN;

  constructor({ seed, calendar, tickMs = 250, priceFile, startWall, wall }: ExchangeOptions) {
    assert(Number.isSafeInteger(60_000 / tickMs), `tickMs ${tickMs} does not divide a minute`);
    this.#directory = new Directory(calendar);
    this.#tapes = new Tapes(this.#directory, { seed, tickMs, priceFile, startWall });
    this.#calendars = Object.keys(MARKETS).map((market) => new Calendar(calendar, market as MarketKind));
    this.#wall = wall;
    this.#advancedTo = startWall;
  }

  get #now(): WallMs {
    return Math.max(this.#advancedTo, this.#wall?.() ?? 0) as WallMs;
  }

  // ---------------------------------------------------------------- what is listed

  /** The listings a query may mean: none (unknown), one, or several (ambiguous). */
  find(query: ContractQuery): readonly Listing[] {
    const now = this.#now;
    return this.#directory.find(query, now).filter(({ conId }) => !this.#tapes.isDelisted(conId, now));
  }

  /** Also finds what has expired or is no longer listed. */
  byConId(conId: number): Listing | undefined {
    return this.#directory.byConId(conId);
  }

  /** What options there are on an underlying now, one row for each exchange; none when it has no options. */
  optionParameters(underConId: number): readonly OptionParameters[] {
    return this.#directory.optionParameters(underConId, this.#now);
  }

  /** Volatility and greeks of an option now; `undefined` for every other contract. */
  optionModel(conId: number): OptionModel | undefined {
    const option = this.byConId(conId);
    if (option?.secType !== "OPT") return undefined;
    const now = this.#now;
    const { bid, ask } = this.#tapes.of(option.underConId).at(now);
    return optionModel(option, (bid + ask) / 2, now);
  }

  marketRule(id: number): readonly PriceStep[] | undefined {
    return marketRule(id);
  }

  // ---------------------------------------------------------------- time

  session(listing: Listing, wall: WallMs): Session {
    const over = wall >= listing.lastTradeWall || this.#tapes.closedUntil(listing, wall) > wall;
    return over ? "closed" : listing.calendar.session(wall);
  }

  /** The next moment after `wall` at which the session of a contract may change; `undefined` when it trades no more. */
  nextSession(listing: Listing, wall: WallMs): WallMs | undefined {
    const { calendar, lastTradeWall } = listing;
    const opens = this.#tapes.closedUntil(listing, wall);
    const next = opens > wall ? opens : calendar.nextBoundary(wall);
    return wall < lastTradeWall && next < Number.POSITIVE_INFINITY
      ? (Math.min(next, lastTradeWall) as WallMs)
      : undefined;
  }

  /** The next moment after `wall` at which a quote of a watched contract or a session of any may change. */
  nextChange(wall: WallMs): WallMs {
    if (wall < this.#quiet.from || wall >= this.#quiet.to) this.#quiet = { from: wall, to: this.#firstAfter(wall) };
    return this.#quiet.to;
  }

  #firstAfter(wall: WallMs): WallMs {
    let first = Number.POSITIVE_INFINITY as WallMs;
    for (const calendar of this.#calendars) first = Math.min(first, calendar.nextBoundary(wall)) as WallMs;
    for (const conId of this.#tickers.watched()) {
      const at = this.#tapes.of(conId).next(wall);
      if (at !== undefined && at < first) first = at;
    }
    return first;
  }

  /**
   * Moves the market to `wall` and says what of the watched contracts differs from before. What came and went in between
   * shows in high and low only.
   */
  advance(wall: WallMs): readonly QuoteChange[] {
    this.#advancedTo = Math.max(this.#advancedTo, wall) as WallMs;
    return this.#tickers.advance(wall);
  }

  /** Somebody follows the contract until `unwatch`, as often as it was called: `advance` tells of it. */
  watch(conId: number): void {
    if (this.#tickers.watch(conId, this.#now)) this.#quiet = NOTHING_KNOWN;
  }

  unwatch(conId: number): void {
    if (this.#tickers.unwatch(conId)) this.#quiet = NOTHING_KNOWN;
  }

  // ---------------------------------------------------------------- prices

  quote(conId: number): Quote {
    return this.#tickers.quote(conId, this.#now);
  }

  /** What history is made from; whoever asks it ends at the present. */
  past(conId: number): Past {
    const listing = this.byConId(conId);
    assert(listing !== undefined, `no contract ${conId}`);
    return { listing, tape: this.#tapes.of(conId) };
  }

  /** The quote as it was at an earlier time; its owner moves it on, as delayed data does. */
  tickerFrom(conId: number, wall: WallMs): Ticker {
    const { listing, tape } = this.past(conId);
    return new Ticker(conId, tape, listing.calendar, wall, listing.secType);
  }

  /** Every trade and every change of the quote from `from` to just before `to`. */
  events(conId: number, from: WallMs, to: WallMs): readonly MarketEvent[] {
    return eventsBetween(this.#tapes.of(conId), from, to);
  }

  /** The last `count` events before `end` that fit, oldest first. */
  eventsBefore(
    conId: number,
    end: WallMs,
    count: number,
    fits: (event: MarketEvent) => boolean,
  ): readonly MarketEvent[] {
    return eventsBefore(this.#tapes.of(conId), end, count, fits);
  }

  /** Historical bars up to `end`, or up to now when that is earlier. */
  bars(conId: number, query: BarQuery): BarsFound | BarsRefused {
    const end = Math.min(query.end, this.#now) as WallMs;
    return bars(this.past(conId), { ...query, end });
  }

  // ---------------------------------------------------------------- what is dictated from outside

  /** 0 trading, 1 halted, 2 halted for volatility: what generic tick 49 says. An option is halted with its underlying. */
  halted(conId: number): 0 | 1 | 2 {
    const listing = this.byConId(conId);
    return listing === undefined ? 0 : this.#tapes.halted(listing, this.#now);
  }

  /** Trading stops now, until `resume`: nothing moves. Answers what changed of watched contracts, as `advance` does. */
  halt(conId: number, kind: 1 | 2): readonly QuoteChange[] {
    return this.#dictate(conId, (own, now) => own.halt(now, kind));
  }

  resume(conId: number): readonly QuoteChange[] {
    return this.#dictate(conId, (own, now) => own.resume(now));
  }

  /** The market of the contract closes now, and opens again with its next trading day, or with `reopen`. */
  closeEarly(conId: number): readonly QuoteChange[] {
    const { calendar } = this.past(conId).listing;
    return this.#dictate(conId, (own, now) => own.close(now, nextDayOf(calendar, now)));
  }

  reopen(conId: number): readonly QuoteChange[] {
    return this.#dictate(conId, (own, now) => own.reopen(now));
  }

  /** From now on all prices of the contract, and of what follows it, are other by this part: -0.05 is 5 % lower. */
  gap(conId: number, fraction: number): readonly QuoteChange[] {
    assert(fraction > -1 && Number.isFinite(fraction), `a gap of ${fraction}`);
    return this.#dictate(conId, (own, now) => own.gap(now, 1 + fraction));
  }

  /** The contract's quote is this one from now on, until `unpin`. */
  pin(conId: number, quote: PinnedQuote): readonly QuoteChange[] {
    const tape = this.#tapes.of(conId);
    return this.#dictate(conId, (own, now) => own.pin(now, { ...tape.at(now), ...quote, lastTime: now }));
  }

  unpin(conId: number): readonly QuoteChange[] {
    return this.#dictate(conId, (own, now) => own.unpin(now));
  }

  /** The contract is listed no longer: no query finds it, its market is closed, its quote stays what it is. */
  delist(conId: number): readonly QuoteChange[] {
    return this.#dictate(conId, (own, now) => own.end(now));
  }

  /** Gives an order to a contract; everything that follows it is looked at anew. */
  #dictate(conId: number, order: (own: Dictation, now: WallMs) => void): readonly QuoteChange[] {
    const now = this.#now;
    order(this.#tapes.dictation(conId), now);
    this.#quiet = NOTHING_KNOWN;
    return this.#tickers.refresh(now, (watched) => follows(this.byConId(watched) as Listing, conId));
  }
}

/** When the trading day after the present one begins. */
function nextDayOf(calendar: Calendar, wall: WallMs): number {
  for (let day = calendar.latest(wall).day + 1; ; day++) {
    const first = calendar.segments(day)[0];
    if (first !== undefined) return first.from;
  }
}
