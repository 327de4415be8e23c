/**
 * The live quotes of the contracts that somebody watches, and for a while of those that were asked for.
 *
 * Only watched ones are moved on and told of. Any other is moved to the present when it is asked for, with the same result.
 */
import { assert } from "../../base/assert.ts";
import type { WallMs } from "../../base/time.ts";
import type { Quote, QuoteChange, Ticker } from "./quote.ts";

/** Quotes that nobody watches are kept for a while: so many of them. */
const IDLE_MAX = 256;

export class Tickers {
  readonly #made: (conId: number, now: WallMs) => Ticker;
  readonly #watched = new Map<number, Ticker>();
  readonly #idle = new Map<number, Ticker>();
  readonly #watchers = new Map<number, number>();

  /** `made` makes the ticker of a contract that nobody has asked for yet, as of `now`. */
  constructor(made: (conId: number, now: WallMs) => Ticker) {
    this.#made = made;
  }

  watched(): Iterable<number> {
    return this.#watched.keys();
  }

  /** Answers whether the contract was not watched before. */
  watch(conId: number, now: WallMs): boolean {
    const watchers = this.#watchers.get(conId) ?? 0;
    if (watchers === 0) this.#watched.set(conId, this.#present(conId, now));
    this.#idle.delete(conId);
    this.#watchers.set(conId, watchers + 1);
    return watchers === 0;
  }

  /** Answers whether nobody watches it any more. */
  unwatch(conId: number): boolean {
    const left = (this.#watchers.get(conId) ?? 0) - 1;
    assert(left >= 0, `nobody watches ${conId}`);
    if (left > 0) {
      this.#watchers.set(conId, left);
      return false;
    }
    this.#watchers.delete(conId);
    this.#keep(conId, this.#watched.get(conId) as Ticker);
    this.#watched.delete(conId);
    return true;
  }

  quote(conId: number, now: WallMs): Quote {
    const watched = this.#watched.get(conId);
    if (watched !== undefined) return watched.quote;
    const ticker = this.#present(conId, now);
    this.#keep(conId, ticker);
    return ticker.quote;
  }

  /** What of the watched contracts differs from before. */
  advance(wall: WallMs): readonly QuoteChange[] {
    const changes: QuoteChange[] = [];
    for (const ticker of this.#watched.values()) {
      const change = ticker.advance(wall);
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  /** Something was dictated now: those that it concerns are looked at anew. */
  refresh(now: WallMs, concerns: (conId: number) => boolean): readonly QuoteChange[] {
    this.#idle.clear();
    const changes: QuoteChange[] = [];
    for (const [conId, ticker] of this.#watched) {
      const change = concerns(conId) ? ticker.refresh(now) : undefined;
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  #present(conId: number, now: WallMs): Ticker {
    const ticker = this.#idle.get(conId) ?? this.#made(conId, now);
    ticker.advance(now);
    return ticker;
  }

  #keep(conId: number, ticker: Ticker): void {
    this.#idle.delete(conId);
    this.#idle.set(conId, ticker);
    if (this.#idle.size <= IDLE_MAX) return;
    for (const oldest of this.#idle.keys()) return void this.#idle.delete(oldest);
  }
}
