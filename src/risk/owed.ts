/**
 * Orders that have ended and of which a status has told more than executions do: the fold of what is told of orders.
 *
 * Positions follow executions. An order that is said to be filled stays exposure until its executions are here, or its
 * account was taken over by hand: then what they would have said is in it already.
 */
import { dropOldest } from "../base/bounded.ts";
import type { Entry, Fold } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Exposed } from "./bookView.ts";
import { isUnderWay, owedBy } from "./exposureParts.ts";

/** The oldest is forgotten beyond it. */
const OWED_MAX = 10_000;
const NONE: readonly Exposed[] = [];

export class Owed implements Fold {
  readonly #byKey: (key: OrderKey) => Exposed | undefined;
  readonly #keys = new Set<OrderKey>();

  /** `byKey` knows orders as they stand behind the entry that is folded. */
  constructor(byKey: (key: OrderKey) => Exposed | undefined) {
    this.#byKey = byKey;
  }

  evolve(entry: Entry): void {
    if (entry.kind === "positionTaken") return this.#taken(entry.account);
    // An openOrder may end an order of which a status has told, and call one filled of which none has.
    if (entry.kind === "statusReported" || entry.kind === "executed" || entry.kind === "orderEchoed")
      this.#look(entry.key);
  }

  #look(key: OrderKey): void {
    const order = this.#byKey(key);
    if (order === undefined || !isOwing(order)) return void this.#keys.delete(key);
    this.#keys.add(key);
    dropOldest(this.#keys, OWED_MAX);
  }

  #taken(account: string): void {
    for (const key of this.#keys) if (this.#byKey(key)?.account === account) this.#keys.delete(key);
  }

  /** Those of a contract, and those that nobody has named by number. */
  of(conId: number): readonly Exposed[] {
    if (this.#keys.size === 0) return NONE;
    return this.all.filter((order) => owedBy(order).some(({ conId: of }) => of === conId || of === 0));
  }

  get all(): readonly Exposed[] {
    return [...this.#keys].flatMap((key) => this.#byKey(key) ?? []);
  }

  carry(): readonly OrderKey[] {
    return [...this.#keys];
  }

  resume(carried: unknown): void {
    this.#keys.clear();
    for (const key of carried as readonly OrderKey[]) this.#keys.add(key);
  }
}

/** An exercise trades nothing that it was asked for. */
const isOwing = (order: Exposed): boolean =>
  !isUnderWay(order) && order.exercise === undefined && owedBy(order).length > 0;
