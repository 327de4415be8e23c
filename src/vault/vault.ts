/**
 * The trade vault: what the journal says, as rows that can be queried. A projection and never a source: everything in it can be made
 * again from the journal, as long as the journal's files are kept.
 *
 * Entries come in, changes of rows go out, at once and in order. What an order is at any moment is its blotter's affair, which
 * is passed in; an order's row is written once for all entries between two `flush`. Nothing here depends on where
 * a batch ends, so that a vault that was written live and one that was built in one go are equal row by row.
 */
import type { Decimal } from "../base/decimal.ts";
import { isoTime, type WallMs } from "../base/time.ts";
import type { Alert } from "../model/alert.ts";
import { alertId } from "../model/alert.ts";
import { type Drift, driftId } from "../model/drift.ts";
import type { Entry, Execution, Recorded } from "../model/entry.ts";
import { versionOf } from "../model/execution.ts";
import type { OrderKey } from "../model/ids.ts";
import { Books, type Past, type TripsPut } from "./books.ts";
import { isEvent } from "./kinds.ts";
import {
  alertRowOf,
  commissionRow,
  driftRow,
  executionRow,
  json,
  type OrderNow,
  orderRow,
  scopeCells,
  type Transition,
  tradeOf,
  transitionRow,
  type When,
} from "./rows.ts";
import type { Row, TableName } from "./tables.ts";

/** All orders, as the engine's own fold has them. */
export interface OrderBook {
  readonly epoch: string | undefined;
  readonly orders: Iterable<OrderNow>;
  evolve(entry: Entry, at: WallMs): void;
  resume(folds: Folds): void;
  byKey(key: OrderKey): OrderNow | undefined;
  filled(order: OrderNow): Decimal;
}

/** How a drift or an alert ended. */
export interface End {
  readonly endedAt: string;
  readonly endedEntry: number;
  readonly reason: string;
}

/** Where changes go; each must be visible to `Past` at once. */
export interface Changes {
  put(table: TableName, row: Row): void;
  /** Ends what holds under this id, if anything does. */
  end(table: "drifts" | "alerts", id: string, end: End): void;
  /** Ends whatever holds. */
  endAll(table: "drifts" | "alerts", end: End): void;
  trips: TripsPut;
}

/** An order whose row is to be written. */
interface Pending {
  readonly order: OrderNow;
  readonly first: When;
  readonly last: When;
}

export class Vault {
  readonly #book: OrderBook;
  readonly #past: Past;
  readonly #changes: Changes;
  readonly #books: Books;
  readonly #pending = new Map<OrderKey, Pending>();
  /** The blotter has its state from a snapshot, or from the journal's first entry on. */
  #remembers = false;

  constructor(book: OrderBook, past: Past, changes: Changes) {
    this.#book = book;
    this.#past = past;
    this.#changes = changes;
    this.#books = new Books(past);
  }

  /** An entry that the vault holds already: only what is needed to go on is taken from it. */
  remember({ entry, at }: Recorded): void {
    if (entry.kind === "bookCarried") this.#book.resume(entry.folds);
    else this.#book.evolve(entry, at);
    this.#remembers = true;
  }

  /** The entry with this number, behind the one before it. */
  take(entry: number, record: Recorded): void {
    if (record.entry.kind === "bookCarried") {
      if (!this.#remembers) this.#book.resume(record.entry.folds);
    } else this.#project(record.entry, { entry, at: record.at });
    this.#remembers = true;
  }

  /** A snapshot, when the vault has nothing of the entries before it, from entry `from` on. */
  begin(entry: number, { entry: snapshot, at }: Recorded, from: number): void {
    const when = { entry, at };
    if (entry > from) this.#gap(from, entry - 1);
    this.#remembers = true;
    if (snapshot.kind !== "bookCarried") return this.#project(snapshot, when);
    this.#book.resume(snapshot.folds);
    this.#seed(snapshot.folds, when);
  }

  /** All rows of what was taken are written behind this; the epoch of the journal. */
  flush(): string | undefined {
    for (const { order, first, last } of this.#pending.values())
      this.#changes.put("orders", orderRow(order, this.#book.filled(order), first, last));
    this.#pending.clear();
    this.#books.flush((book, from, rows) => this.#changes.trips(book, from, rows));
    return this.#book.epoch;
  }

  // ---------------------------------------------------------------- beginnings

  #gap(fromEntry: number, toEntry: number): void {
    const why = "the journal's files with them were gone before the vault had read them";
    this.#changes.put("gaps", { fromEntry, toEntry, why });
  }

  /** What holds by the snapshot. What held before and is not in it has ended unseen. */
  #seed(folds: Folds, when: When): void {
    for (const order of this.#book.orders) this.#order(order, when, order.transitions[0]?.at);
    const end = { endedAt: isoTime(when.at), endedEntry: when.entry, reason: "it ended, or goes on, behind a gap" };
    this.#changes.endAll("alerts", end);
    this.#changes.endAll("drifts", end);
    for (const { alert, since } of (folds.alerts ?? []) as readonly { alert: Alert; since: WallMs }[])
      this.#changes.put("alerts", alertRowOf(alert, { ...when, at: since }));
    const { now = [] } = (folds.drifts ?? {}) as { now?: readonly { drift: Drift; since: WallMs }[] };
    for (const { drift, since } of now) this.#changes.put("drifts", driftRow(drift, { ...when, at: since }));
    for (const { at, ...said } of (folds.trading ?? []) as readonly Carried<"tradingStateSet">[])
      this.#changes.put("trading_states", stateRow({ kind: "tradingStateSet", ...said }, { ...when, at }));
    const limits = (folds.limits ?? []) as readonly Carried<"limitSet">[];
    const rows = limits.map(({ at, ...said }) => limitRow({ kind: "limitSet", ...said }, { ...when, at }));
    for (const set of this.#past.limitsSet())
      if (!rows.some(({ scope, name }) => scope === set.scope && name === set.name))
        this.#changes.put("limits", {
          ...set,
          ...LIMIT_ENDED,
          entry: when.entry,
          at: end.endedAt,
          why: "it ended behind a gap",
        });
    for (const row of rows) this.#changes.put("limits", row);
  }

  // ---------------------------------------------------------------- entries

  #project(entry: Entry, when: When): void {
    const spokenOf = keysIn(entry).map((key) => ({ key, before: lastOf(this.#book.byKey(key)) }));
    this.#book.evolve(entry, when.at);
    for (const { key, before } of spokenOf) this.#changed(key, before, when);
    if (isEvent(entry.kind)) this.#event(entry, when);
    this.#own(entry, when);
  }

  #changed(key: OrderKey, before: Transition | undefined, when: When): void {
    const order = this.#book.byKey(key);
    // One that is forgotten by now has its last row already.
    if (order === undefined) return;
    const newest = lastOf(order);
    if (newest !== undefined && newest !== before)
      this.#changes.put("transitions", transitionRow(key, newest, when.entry));
    this.#order(order, when);
  }

  #order(order: OrderNow, when: When, placedAt = when.at): void {
    const first = this.#pending.get(order.key)?.first ?? { entry: when.entry, at: placedAt };
    this.#pending.set(order.key, { order, first, last: when });
  }

  #event({ kind, ...rest }: Entry, { entry, at }: When): void {
    this.#changes.put("events", { entry, at: isoTime(at), kind, detail: json(rest) });
  }

  /** The rows that are of this kind of entry alone. */
  #own(entry: Entry, when: When): void {
    const { put, end } = this.#changes;
    switch (entry.kind) {
      case "executed":
        return this.#executed(entry.execution, entry.key, when);
      case "foreignExecuted":
        return put("executions", executionRow(entry.execution, undefined, when));
      case "commissionReported":
        return this.#charged(entry, when);
      case "driftFound":
        // One that holds with other values is another row from here on.
        end("drifts", driftId(entry.drift), ending(when, "found with other values"));
        return put("drifts", driftRow(entry.drift, when));
      case "driftEnded":
        return end("drifts", driftId(entry.drift), ending(when, entry.reason));
      case "alertRaised":
        end("alerts", alertId(entry.alert), ending(when, "raised anew"));
        return put("alerts", alertRowOf(entry.alert, when));
      case "alertEnded":
        return end("alerts", alertId(entry.alert), ending(when, entry.reason));
      case "tradingStateSet":
        return put("trading_states", stateRow(entry, when));
      case "limitSet":
      case "limitEnded":
        return put("limits", limitRow(entry, when));
      case "equityMarked":
        return put("equity", equityRow(entry, when));
    }
  }

  #executed(execution: Execution, key: OrderKey, when: When): void {
    const strategy = whoseTrade(this.#book.byKey(key)) ?? this.#past.strategyOf(key);
    const row = executionRow(execution, { key, strategy }, when);
    this.#changes.put("executions", row);
    const { execId, account, conId, secType } = row;
    // A combination has no position of its own: its legs are executed one by one.
    if (strategy === undefined || account === null || conId === null || secType === "BAG") return;
    const book = { strategy, account: account as string, conId: conId as number };
    this.#books.executed(book, versionOf(execId as string).stem, tradeOf(row));
  }

  #charged({ execId, commission }: Of<"commissionReported">, when: When): void {
    const row = commissionRow(execId, commission, when);
    this.#changes.put("commissions", row);
    this.#books.charged(execId, row.commission as number | null, row.currency as string | null);
  }
}

type Of<K extends Entry["kind"]> = Extract<Entry, { readonly kind: K }>;
type Folds = Of<"bookCarried">["folds"];
/** What such an entry said, and when. */
type Carried<K extends Entry["kind"]> = Omit<Of<K>, "kind"> & { readonly at: WallMs };

const ending = ({ entry, at }: When, reason: string): End => ({ endedAt: isoTime(at), endedEntry: entry, reason });

/** A close by the operator is the trade of the strategy whose position it closes, as in the engine's own books. */
const whoseTrade = (order: OrderNow | undefined): string | undefined => order?.closes ?? order?.strategy;

const lastOf = (order: OrderNow | undefined): Transition | undefined => order?.transitions.at(-1);

/** The orders that an entry speaks of. */
function keysIn(entry: Entry): readonly OrderKey[] {
  if (entry.kind === "orderIntended") return entry.legs.map(({ key }) => key);
  return "key" in entry ? [entry.key] : [];
}

const stateRow = ({ scope, state, level, stopsToo, by, why }: Of<"tradingStateSet">, { entry, at }: When): Row => ({
  ...{ entry, at: isoTime(at), ...scopeCells(scope), state, level: level ?? null, stopsToo: stopsToo ? 1 : 0, by, why },
});

const LIMIT_ENDED = { what: "ended", value: null, until: null, by: null } as const;

function limitRow(said: Of<"limitSet"> | Of<"limitEnded">, { entry, at }: When): Row {
  const row = { entry, at: isoTime(at), ...scopeCells(said.scope), name: said.limit };
  if (said.kind === "limitEnded") return { ...row, ...LIMIT_ENDED, why: said.reason };
  const { value, until, by, why } = said;
  return { ...row, what: "set", value: json(value), until: until === undefined ? null : isoTime(until), by, why };
}

const equityRow = ({ scope, day, dayStart, high }: Of<"equityMarked">, { entry, at }: When): Row => ({
  ...{ entry, at: isoTime(at), ...scopeCells(scope), day, dayStart: Number(dayStart), high: Number(high) },
});
