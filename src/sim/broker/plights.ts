/** What faults and cancels have done to single orders, by permId: who is kept from the market, and what else was decided for it. */
import type { Decimal } from "../../base/decimal.ts";

export class Plights {
  /** For how many reasons an order is held back for a time. */
  readonly #held = new Map<number, number>();
  readonly #stuck = new Set<number>();
  /** How much of an order trades before the broker cancels the rest. */
  readonly parts = new Map<number, Decimal>();
  /** Orders of whose executions their group is not told. */
  readonly untold = new Set<number>();
  /** Orders whose cancel is on its way to the market. */
  readonly cancelling = new Set<number>();

  /** It trades with nobody and is not elected, whatever the market does. */
  isHeldBack(permId: number): boolean {
    return this.#held.has(permId) || this.#stuck.has(permId);
  }

  hold(permId: number): void {
    this.#held.set(permId, (this.#held.get(permId) ?? 0) + 1);
  }

  release(permId: number): void {
    const left = (this.#held.get(permId) ?? 0) - 1;
    if (left > 0) this.#held.set(permId, left);
    else this.#held.delete(permId);
  }

  /** Held back for ever: only a change of the order itself sends it to the market anew. */
  stick(permId: number): void {
    this.#stuck.add(permId);
  }

  changed(permId: number): void {
    this.#stuck.delete(permId);
  }
}
