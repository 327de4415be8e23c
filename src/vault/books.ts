/**
 * The round trips of every strategy and contract, kept up to date while executions and commissions come.
 *
 * Of each book the standing before its newest trades is kept, and these trades; what comes late but not too late (a
 * commission behind the close, nearly always) is folded in from there. A correction, and what concerns an older trade, has the
 * book folded anew from what the vault holds. So the rows are a function of the executions and commissions in the vault,
 * whatever way they came.
 */
import type { Row } from "./tables.ts";
import { type Book, FLAT, type Standing, type Trade, tripRow, withTrade } from "./trips.ts";

/** What the vault holds already, also of what was put in the transaction that is open. */
export interface Past {
  /** Whose trade an execution is, of an order that is not remembered any more. */
  strategyOf(key: string): string | undefined;
  /** All trades of a book, in the order of their first versions, each with the commission of its newest version that has one. */
  trades(book: Book): readonly Trade[];
  /** The newest version of what this execution is one of, itself included, and the entry of the first version. */
  newest(trade: string): { readonly execId: string; readonly firstEntry: number } | undefined;
  /** What this execution cost, if that is known. */
  commission(execId: string): { readonly commission: number | null; readonly currency: string | null } | undefined;
  /** Whose execution it is; undefined when it is not known, or nobody's round trip. */
  bookOf(execId: string): Book | undefined;
  /** The rows of limits that are set, as far as is known here. */
  limitsSet(): readonly Row[];
}

/** In place of the book's trips from this number on stand these. */
export type TripsPut = (book: Book, from: number, rows: readonly Row[]) => void;

interface Tail {
  readonly book: Book;
  readonly before: Standing;
  readonly trades: readonly Trade[];
}

/** So many trades are kept, and up to twice as many. */
const KEPT = 128;

export class Books {
  readonly #past: Past;
  readonly #tails = new Map<string, Tail>();
  /** What must be folded before the transaction ends; those in the second are folded from the beginning. */
  readonly #touched = new Map<string, Book>();
  readonly #stale = new Set<string>();

  constructor(past: Past) {
    this.#past = past;
  }

  /** The execution is in the vault. `trade` is what its versions have in common; an older one may bring its commission. */
  executed(book: Book, trade: string, executed: Trade): void {
    const newest = this.#past.newest(trade);
    const name = this.#touch(book);
    const isAlone = newest?.execId === executed.execId && newest.firstEntry === executed.entry;
    if (!isAlone) return void this.#stale.add(name);
    const tail = this.#tails.get(name);
    if (tail === undefined || this.#stale.has(name)) return void this.#stale.add(name);
    const known = this.#past.commission(executed.execId);
    const { commission = null, currency: commissionCurrency = null } = known ?? {};
    this.#tails.set(name, { ...tail, trades: [...tail.trades, { ...executed, commission, commissionCurrency }] });
  }

  /** The report is in the vault. */
  charged(execId: string, commission: number | null, commissionCurrency: string | null): void {
    const book = this.#past.bookOf(execId);
    if (book === undefined) return;
    const name = this.#touch(book);
    const tail = this.#tails.get(name);
    const index = tail?.trades.findLastIndex((trade) => trade.execId === execId) ?? -1;
    if (tail === undefined || index < 0 || commission === null) return void this.#stale.add(name);
    const trades = tail.trades.with(index, { ...tail.trades[index]!, commission, commissionCurrency });
    this.#tails.set(name, { ...tail, trades });
  }

  /** All of its trades are in the vault, and none of its trips. */
  anew(book: Book): void {
    this.#stale.add(this.#touch(book));
  }

  flush(put: TripsPut): void {
    for (const [name, book] of this.#touched) this.#fold(name, book, put);
    this.#touched.clear();
    this.#stale.clear();
  }

  #touch(book: Book): string {
    const name = `${book.strategy}/${book.account}/${book.conId}`;
    this.#touched.set(name, book);
    return name;
  }

  #fold(name: string, book: Book, put: TripsPut): void {
    const tail = this.#stale.has(name)
      ? { book, before: FLAT, trades: this.#past.trades(book) }
      : this.#tails.get(name)!;
    const spare = tail.trades.length > 2 * KEPT ? tail.trades.length - KEPT : 0;
    const rows = new Map<number, Row>();
    let [standing, before] = [tail.before, tail.before];
    for (const [i, trade] of tail.trades.entries()) {
      if (i === spare) before = standing;
      const next = withTrade(standing, trade);
      for (const trip of next.trips) rows.set(trip.number, tripRow(book, trip));
      standing = next.standing;
    }
    this.#tails.set(name, { book, before, trades: tail.trades.slice(spare) });
    put(book, firstOf(tail.before), [...rows.values()]);
  }
}

/** The number of the first trip that trades behind this standing can change. */
const firstOf = ({ number, open }: Standing): number => (open === undefined ? number + 1 : number);
