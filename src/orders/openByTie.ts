/**
 * Orders that have not ended, by what ties them together: the exits of one parent, and the orders of one OCA group. What
 * happens to one of them happens to the others, and there may be thousands that are not.
 */
import type { OrderKey } from "../model/ids.ts";
import type { Order } from "./order.ts";

type Tied = Pick<Order, "strategy" | "account" | "parent" | "order">;

export class OpenByTie<O extends Order> {
  readonly #tied = new Map<string, Set<O>>();
  readonly #tiesOf = new Map<OrderKey, readonly string[]>();

  /** It is open, and something about it is new: a change may have given it another group. */
  put(order: O): void {
    const [before, now] = [this.#tiesOf.get(order.key) ?? NONE, tiesOf(order)];
    if (before.join() === now.join()) return;
    this.drop(order);
    this.#tiesOf.set(order.key, now);
    for (const tie of now) this.#tied.set(tie, (this.#tied.get(tie) ?? new Set()).add(order));
  }

  /** It has ended. */
  drop(order: O): void {
    for (const tie of this.#tiesOf.get(order.key) ?? NONE) {
      const tied = this.#tied.get(tie)!;
      tied.delete(order);
      if (tied.size === 0) this.#tied.delete(tie);
    }
    this.#tiesOf.delete(order.key);
  }

  clear(): void {
    this.#tied.clear();
    this.#tiesOf.clear();
  }

  /** Those that are tied to it, itself among them when it is open. One that is tied in both ways comes twice. */
  *of(order: Tied): Generator<O> {
    for (const tie of tiesOf(order)) yield* this.#tied.get(tie) ?? NONE;
  }
}

const NONE = [] as const;

function tiesOf({ strategy, account, parent, order: { ocaGroup = "" } }: Tied): readonly string[] {
  if (parent === undefined && ocaGroup === "") return NONE;
  const group = ocaGroup === "" ? NONE : [`oca ${strategy}/${account}/${ocaGroup}`];
  return parent === undefined ? group : [`parent ${parent}`, ...group];
}
