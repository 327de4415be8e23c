/**
 * What the exchange has quoted for a while: the most generous reference that anybody can have who has a fresh one.
 *
 * The market is looked at every few seconds, and whenever a price is asked for: one that jumps is told at once. Prices are
 * told late, too; so a price is beyond a bound only when it is far beyond it. A process that stood still reads what waited for
 * it when it goes on, a price of long ago before the newest one.
 */
import type { Instant } from "../../../base/time.ts";
import type { Facts, TruthQuote } from "../facts.ts";
import type { Range } from "./told.ts";

/** A fresh reference is a minute old at most, and was under way before. */
const WINDOW_MS = 90_000;
/** So much longer a process stands still at most. */
const STOOD_STILL_MS = 120_000;

interface Seen extends TruthQuote {
  /** When it was quoted last. */
  readonly at: Instant;
}

export class Prices {
  readonly #facts: Facts;
  readonly #isHeldUp: () => boolean;
  readonly #seen = new Map<string, Seen[]>();

  /** `isHeldUp` says whether the daemon was, a moment ago. */
  constructor(facts: Facts, isHeldUp: () => boolean) {
    this.#facts = facts;
    this.#isHeldUp = isHeldUp;
  }

  /** Somebody is interested in it from now on. */
  mentioned(symbol: string): void {
    if (symbol === "" || this.#seen.has(symbol)) return;
    this.#seen.set(symbol, []);
    this.#look(symbol);
  }

  looked(): void {
    for (const symbol of this.#seen.keys()) this.#look(symbol);
  }

  #look(symbol: string): void {
    const quote = this.#facts.quoteOf(symbol);
    const seen = this.#seen.get(symbol)!;
    const { now } = this.#facts;
    if (quote !== undefined) {
      const { bid, ask, last } = quote;
      const newest = seen.at(-1);
      if (newest?.bid === bid && newest.ask === ask && newest.last === last) seen.pop();
      seen.push({ bid, ask, last, at: now });
    }
    while (seen.length > 1 && now - seen[0]!.at > WINDOW_MS + STOOD_STILL_MS) seen.shift();
  }

  /** Between the lowest and the highest of all that was quoted, in the contract's currency; undefined while nothing was. */
  span(symbol: string): Range | undefined {
    if (this.#seen.has(symbol)) this.#look(symbol);
    else this.mentioned(symbol);
    const since = this.#facts.now - WINDOW_MS - (this.#isHeldUp() ? STOOD_STILL_MS : 0);
    const seen = this.#seen.get(symbol) ?? [];
    const recent = seen.filter(({ at }, i) => at >= since || i === seen.length - 1);
    const all = recent.flatMap(({ bid, ask, last }) => [bid, ask, last]);
    const prices = all.filter((price) => price > 0);
    return prices.length === 0 ? undefined : { low: Math.min(...prices), high: Math.max(...prices) };
  }
}
