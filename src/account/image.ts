/**
 * Rows by key, as the Gateway last said them, in the order of their first arrival.
 *
 * An image tells a change from a repetition, so that after an outage only what changed is said again. It is bounded: a
 * new row beyond the limit is passed on and not kept. And it believes in a disappearance only when two complete loads
 * of one session in a row left the row out, because a Gateway that has just logged in can end an image that is still empty,
 * and a bot that is told of a position of 0 may open it a second time.
 */
export class Image<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #limit: number;
  readonly #full: () => void;
  readonly #missed = new Set<string>();
  /** Keys of rows that nobody has told since the session was lost. */
  #old = new Set<string>();
  #seen: Set<string> | undefined;
  #saidFull = false;

  /** `full` is called once, when the first row finds no room. */
  constructor(limit: number, full: () => void) {
    this.#limit = limit;
    this.#full = full;
  }

  /** Keeps the row; true when it is news. */
  put(key: string, row: Row): boolean {
    this.#seen?.add(key);
    this.#missed.delete(key);
    this.#old.delete(key);
    const known = this.#rows.get(key);
    if (known !== undefined && same(known, row)) return false;
    if (known === undefined && this.#rows.size >= this.#limit) this.#overflow();
    else this.#rows.set(key, row);
    return true;
  }

  #overflow(): void {
    if (this.#saidFull) return;
    this.#saidFull = true;
    this.#full();
  }

  /** Forgets the row; true when there was one. */
  remove(key: string): boolean {
    this.#missed.delete(key);
    return this.#rows.delete(key);
  }

  clear(): void {
    this.#rows.clear();
    this.#missed.clear();
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  /** The row if this session has told it. */
  ofSession(key: string): Row | undefined {
    return this.#old.has(key) ? undefined : this.#rows.get(key);
  }

  rows(): IterableIterator<Row> {
    return this.#rows.values();
  }

  /** A complete load begins. */
  loading(): void {
    this.#seen = new Set();
  }

  /** The session is lost: the load will never be complete, and what is kept was told before. Its last load doubts nothing in the next. */
  abandoned(): void {
    this.#seen = undefined;
    this.#missed.clear();
    this.#old = new Set(this.#rows.keys());
  }

  /** The load is complete: takes out and answers the rows that it and the one before it left out. */
  loaded(): Row[] {
    const seen = this.#seen;
    this.#seen = undefined;
    if (seen === undefined) return [];
    const absent = [...this.#rows].filter(([key]) => !seen.has(key));
    const gone = absent.filter(([key]) => this.#missed.has(key));
    for (const [key] of absent) this.#missed.add(key);
    for (const [key] of gone) this.remove(key);
    return gone.map(([, row]) => row);
  }

  /** The last load left out a row; another load decides. */
  get doubtful(): boolean {
    return this.#missed.size > 0;
  }
}

/** Equality of decoded bodies: plain data all the way down. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

/** How positions tell contracts apart: by conId, and by name where a Gateway left it out. */
export const contractKey = (contract: { readonly conId: number; readonly localSymbol: string }): string =>
  contract.conId === 0 ? contract.localSymbol : String(contract.conId);
