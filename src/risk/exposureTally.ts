/**
 * Adds up what orders may still buy and sell of one contract, exits once.
 *
 * Of children of one parent on one side, and of members of one OCA group, only one will trade: they count as the largest of
 * them. While their parent has not ended, children against it close what it opens, and count only beyond what is left of it.
 */
import { compare, type Decimal, greatest, minus, plus, ZERO } from "../base/decimal.ts";
import type { PlacedOrder } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import { ocaGroupOf } from "../model/ocaGroup.ts";

/** What may still trade of one order on one side. */
export interface Part {
  readonly isBuy: boolean;
  readonly left: Decimal;
  readonly parent: OrderKey | undefined;
  /** As `groupOf` names it; empty without one. */
  readonly ocaGroup: string;
}

/** What a parent that has not ended may still open. */
export interface Opens {
  readonly isBuy: boolean;
  readonly left: Decimal;
}

interface Family {
  readonly isBuy: boolean;
  readonly parent: OrderKey | undefined;
  readonly most: Decimal;
}

/** The OCA group that an order is in at the broker. Without a strategy it is somebody else's. */
export const groupOf = (strategy: StrategyName | undefined, { ocaGroup = "" }: PlacedOrder): string =>
  strategy === undefined ? ocaGroup : ocaGroupOf(strategy, ocaGroup);

/** Equal for orders of which only one will trade. */
export const familyName = (isBuy: boolean, parent: OrderKey | undefined, ocaGroup: string): string =>
  `${isBuy ? "BUY" : "SELL"} ${parent === undefined ? `oca ${ocaGroup}` : `parent ${parent}`}`;

export class Tally {
  #buys = ZERO;
  #sells = ZERO;
  readonly #families = new Map<string, Family>();

  add({ isBuy, left, parent, ocaGroup }: Part): void {
    if (parent === undefined && ocaGroup === "") return this.#count(isBuy, left);
    const name = familyName(isBuy, parent, ocaGroup);
    const known = this.#families.get(name)?.most ?? ZERO;
    this.#families.set(name, { isBuy, parent, most: greatest(left, known) });
  }

  #count(isBuy: boolean, quantity: Decimal): void {
    if (isBuy) this.#buys = this.#buys === ZERO ? quantity : plus(this.#buys, quantity);
    else this.#sells = this.#sells === ZERO ? quantity : plus(this.#sells, quantity);
  }

  /** Once, at the end. `opensOf` knows what a parent opens: nothing once it has ended, or where it trades something else. */
  total(opensOf: (parent: OrderKey) => Opens | undefined): { readonly buys: Decimal; readonly sells: Decimal } {
    for (const { isBuy, parent, most } of this.#families.values()) {
      const opens = parent === undefined ? undefined : opensOf(parent);
      const closes = opens !== undefined && opens.isBuy !== isBuy ? opens.left : ZERO;
      if (compare(most, closes) > 0) this.#count(isBuy, minus(most, closes));
    }
    return { buys: this.#buys, sells: this.#sells };
  }
}
