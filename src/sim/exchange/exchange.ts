/**
 * The market behind the simulated Gateway: what is listed, when it trades, what it quotes, what it quoted before.
 *
 * It knows no accounts and no orders, and nothing that is asked of it changes it: only `advance` moves its time, and
 * only forwards. The same options give the same quotes at the same times, however the steps to them are cut. Nobody
 * learns the future: bars end at the present.
 */
import { assert } from "../../base/assert.ts";
import type { WallMs } from "../../base/time.ts";
import type { BarQuery, BarsRefused } from "./barQuery.ts";
import { type BarsFound, bars } from "./bars.ts";
import { Calendar, type CalendarKind, type Session } from "./calendar.ts";
import { type ContractQuery, type Listing, listings, matching } from "./contracts.ts";
import { eventsBefore, eventsBetween, type MarketEvent } from "./events.ts";
import type { Past } from "./history.ts";
import { PathTape, type PricePath } from "./pricePath.ts";
import { SeededTape } from "./prices.ts";
import { type Quote, type QuoteChange, Ticker } from "./quote.ts";
import { marketRule, type PriceStep } from "./rules.ts";
import type { Tape } from "./tape.ts";

export interface ExchangeOptions {
  readonly seed: number | string;
  readonly calendar: CalendarKind;
  /** Distance of two looks at the market, a divisor of a minute; 250 ms like IB's own snapshots. */
  readonly tickMs?: number;
  /** Dictates all prices in place of the seed. */
  readonly priceFile?: PricePath;
  readonly startWall: WallMs;
}

export class Exchange {
  readonly #calendar: Calendar;
  readonly #listings: readonly Listing[];
  readonly #tapes: ReadonlyMap<number, Tape>;
  readonly #tickers: ReadonlyMap<number, Ticker>;
  readonly #watchers = new Map<number, number>();
  #now: WallMs;

  constructor({ seed, calendar, tickMs = 250, priceFile, startWall }: ExchangeOptions) {
    assert(Number.isSafeInteger(60_000 / tickMs), `tickMs ${tickMs} does not divide a minute`);
    this.#calendar = new Calendar(calendar);
    this.#listings = listings(this.#calendar);
    const tape = (listing: Listing): Tape =>
      priceFile === undefined
        ? new SeededTape(seed, listing, this.#calendar, tickMs)
        : new PathTape(priceFile.get(listing.symbol) ?? [], listing, startWall);
    this.#tapes = new Map(this.#listings.map((listing) => [listing.conId, tape(listing)]));
    this.#tickers = new Map(
      [...this.#tapes].map(([conId, tape]) => [conId, new Ticker(conId, tape, this.#calendar, startWall)]),
    );
    this.#now = startWall;
  }

  /** The listings a query may mean: none (unknown), one, or several (ambiguous). */
  find(query: ContractQuery): readonly Listing[] {
    return matching(this.#listings, query);
  }

  byConId(conId: number): Listing | undefined {
    return this.#listings.find((listing) => listing.conId === conId);
  }

  session({ calendar }: Pick<Listing, "calendar">, wall: WallMs): Session {
    return calendar.session(wall);
  }

  /** Somebody follows the contract until `unwatch`, as often as it was called: `advance` tells of it. */
  watch(conId: number): void {
    this.#watchers.set(conId, (this.#watchers.get(conId) ?? 0) + 1);
  }

  unwatch(conId: number): void {
    const left = (this.#watchers.get(conId) ?? 0) - 1;
    assert(left >= 0, `nobody watches ${conId}`);
    if (left === 0) this.#watchers.delete(conId);
    else this.#watchers.set(conId, left);
  }

  /** 0 trading, 1 halted, 2 halted for volatility: what generic tick 49 says. */
  halted(_conId: number): 0 | 1 | 2 {
    return 0;
  }

  /** The next moment after `wall` at which a quote or a session may change. */
  nextChange(wall: WallMs): WallMs {
    let first = this.#calendar.nextBoundary(wall);
    for (const tape of this.#tapes.values()) {
      const at = tape.next(wall);
      if (at !== undefined && at < first) first = at;
    }
    return first;
  }

  /** Moves the market to `wall` and says what differs from before. What came and went in between shows in high and low only. */
  advance(wall: WallMs): readonly QuoteChange[] {
    if (wall <= this.#now) return [];
    this.#now = wall;
    const changes: QuoteChange[] = [];
    for (const ticker of this.#tickers.values()) {
      const change = ticker.advance(wall);
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  quote(conId: number): Quote {
    const ticker = this.#tickers.get(conId);
    assert(ticker !== undefined, `no contract ${conId}`);
    return ticker.quote;
  }

  /** What history is made from; whoever asks it ends at the present. */
  past(conId: number): Past {
    const listing = this.byConId(conId);
    const tape = this.#tapes.get(conId);
    assert(listing !== undefined && tape !== undefined, `no contract ${conId}`);
    return { listing, tape };
  }

  /** The quote as it was at an earlier time; its owner moves it on, as delayed data does. */
  tickerFrom(conId: number, wall: WallMs): Ticker {
    return new Ticker(conId, this.#tape(conId), this.#calendar, wall);
  }

  /** Every trade and every change of the quote from `from` to just before `to`. */
  events(conId: number, from: WallMs, to: WallMs): readonly MarketEvent[] {
    return eventsBetween(this.#tape(conId), from, to);
  }

  /** The last `count` events before `end` that fit, oldest first. */
  eventsBefore(
    conId: number,
    end: WallMs,
    count: number,
    fits: (event: MarketEvent) => boolean,
  ): readonly MarketEvent[] {
    return eventsBefore(this.#tape(conId), end, count, fits);
  }

  #tape(conId: number): Tape {
    const tape = this.#tapes.get(conId);
    assert(tape !== undefined, `no contract ${conId}`);
    return tape;
  }

  /** Historical bars up to `end`, or up to now when that is earlier. */
  bars(conId: number, query: BarQuery): BarsFound | BarsRefused {
    const end = Math.min(query.end, this.#now) as WallMs;
    return bars(this.past(conId), { ...query, end });
  }

  marketRule(id: number): readonly PriceStep[] | undefined {
    return marketRule(id);
  }
}
