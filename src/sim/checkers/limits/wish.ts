/** What is judged: orders that a line of the journal intends together, or one change, and how things stood before it. */
import type { Control, Whose } from "./control.ts";
import { type Exposures, type Open, remaining, sumOf } from "./exposures.ts";
import type { Holdings } from "./holdings.ts";
import type { Prices } from "./prices.ts";

/** One order of a wish. */
export interface Leg {
  readonly order: Open;
  /** How it stood before: an order that is changed, or a leg that waited at the door. */
  readonly before: Open | undefined;
  readonly conId: number;
}

export interface Books {
  readonly control: Control;
  readonly exposures: Exposures;
  readonly holdings: Holdings;
  readonly prices: Prices;
}

export interface Wish {
  readonly legs: readonly Leg[];
  readonly isChange: boolean;
  /** When it was written down, by the wall clock of the daemon. */
  readonly at: number;
}

/** The long and the short case of a contract: every order on one side filled. */
export interface Cases {
  readonly long: number;
  readonly short: number;
}

/** A wish as its strategy's, or as its account's. */
export class Asked {
  readonly wish: Wish;
  readonly whose: Whose;
  readonly books: Books;

  constructor(wish: Wish, whose: Whose, books: Books) {
    this.wish = wish;
    this.whose = whose;
    this.books = books;
  }

  limit(name: string): unknown {
    return this.books.control.limit(this.whose, name);
  }

  /** A limit of size, as much of it as the ramp leaves. */
  size(name: string): number | undefined {
    const value = this.limit(name);
    if (value === undefined) return undefined;
    return (Number(value) * Number(this.limit("ramp") ?? 100)) / 100;
  }

  /** Orders that are not the wish's own. */
  others(): readonly Open[] {
    const own = new Set(this.wish.legs.map(({ order }) => order.key));
    return [...this.books.exposures.open()].filter((order) => this.isOurs(order) && !own.has(order.key));
  }

  isOurs({ strategy, account }: Open): boolean {
    return "strategy" in this.whose ? strategy === this.whose.strategy : account === this.whose.account;
  }

  /** The cases in one contract as they are for the position that is kindest to the wish; with the wish, or without it. */
  cases(symbol: string, withWish: boolean): Cases {
    const here = ({ symbol: other }: Open): boolean => other === symbol;
    const before = this.wish.legs.flatMap((leg) => (leg.before === undefined || leg.before.held ? [] : [leg.before]));
    const own = withWish ? this.wish.legs.map(({ order }) => order) : before;
    const all = [...this.others(), ...own].filter(here);
    const readings = this.books.holdings.readings(this.whose, symbol);
    return { long: Math.min(...readings) + sumOf(all, true), short: Math.max(...readings) - sumOf(all, false) };
  }

  /** Nobody can say that it adds to what is held: every leg may be smaller than a position that it is against. */
  get mayReduce(): boolean {
    return this.wish.legs.every((leg) => this.#mayReduce(leg));
  }

  #mayReduce({ order, before }: Leg): boolean {
    if (this.wish.isChange && before !== undefined && before.buys === order.buys && order.quantity <= before.quantity)
      return true;
    const readings = this.books.holdings.readings({ account: order.account }, order.symbol);
    return readings.some((held) => held !== 0 && held < 0 === order.buys && remaining(order) <= Math.abs(held));
  }
}
