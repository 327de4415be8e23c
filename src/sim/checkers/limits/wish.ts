/** What is judged: orders that a line of the journal intends together, or one change, and how things stood before it. */
import { type Line, type PlacementLine, recordedAt } from "../line.ts";
import type { Control, Whose } from "./control.ts";
import { type Exposures, type Open, openOf, sumOf } from "./exposures.ts";
import { type Form, formOf } from "./forms.ts";
import type { Holdings } from "./holdings.ts";
import type { Prices } from "./prices.ts";
import { type Asking, adds } from "./reduces.ts";

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
  /** The least that the account's books said lately of what it holds; undefined where they said nothing. */
  readonly lowestMark: (account: string, symbol: string) => number | undefined;
}

export interface Wish {
  readonly legs: readonly Leg[];
  readonly isChange: boolean;
  /** When it was written down, by the wall clock of the daemon. */
  readonly at: number;
}

/** What a client wishes by this line, if it is a wish: the operator's closes are no client's. */
export function wishOf(line: Line, books: Pick<Books, "exposures" | "holdings">): Wish | undefined {
  const at = recordedAt(line);
  if (line.kind === "orderIntended") {
    const legs = (line.legs as readonly PlacementLine[]).map((leg) => legOf(leg, books));
    return legs.some(({ order }) => order.byOperator) ? undefined : { legs, isChange: false, at };
  }
  const before = line.kind === "modifyIntended" ? books.exposures.order(line.key as string) : undefined;
  if (before === undefined || before.ended) return undefined;
  const changed = { ...before, contract: line.contract, order: line.order, clientId: 0, clientOrderId: 0 };
  const leg = legOf(changed as unknown as PlacementLine, books);
  return { legs: [{ ...leg, order: { ...leg.order, filled: before.filled } }], isChange: true, at };
}

function legOf(placement: PlacementLine, { exposures, holdings }: Pick<Books, "exposures" | "holdings">): Leg {
  const order = openOf(placement);
  const before = exposures.order(order.key);
  const conId = Number(placement.contract.conId ?? 0);
  if (order.symbol === "") order.symbol = before?.symbol ?? holdings.symbolOf(conId) ?? "";
  return { order, before: before === undefined ? undefined : { ...before }, conId };
}

/** Its legs, each with the forms in which it may stand: what its client wants, and what has left or was shown. */
export const askingsOf = ({ legs, isChange }: Wish): readonly Asking[] =>
  legs.map(({ order, before }) => ({
    order,
    stood: isChange && before?.held === false && before.buys === order.buys ? wantedOf(before) : [],
  }));

const wantedOf = (before: Open): readonly Form[] => [
  ...(before.isDropped ? [] : [formOf(before)]),
  ...restingOf(before),
];

/** The forms in which it may rest at the broker. */
export const restingOf = ({ left, shown }: Open): readonly Form[] => (shown === undefined ? left : [...left, shown]);

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
    const { exposures, holdings } = this.books;
    const readings = holdings.readings(this.whose, symbol);
    const [buys, sells] = [sumOf(all, true, exposures), sumOf(all, false, exposures)];
    return { long: Math.min(...readings) + buys, short: Math.max(...readings) - sells };
  }

  /** Nobody can say that it adds to what is held. */
  get mayReduce(): boolean {
    return adds(askingsOf(this.wish), this.whose, this.books) === undefined;
  }
}
