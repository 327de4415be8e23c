/**
 * How far the open orders of an account reach in one contract, kept while they come, change and go: what crosses none of these
 * prices crosses none of the orders, however many there are.
 */
import type { PlacedOrder } from "../model/entry.ts";
import type { Exposed } from "./bookView.ts";
import { isUnderWay, wishesOf } from "./exposureParts.ts";
import { isBuy } from "./manner.ts";
import { isTriggered, type Market, reachOf, worstNow } from "./reach.ts";
import { Sorted } from "./sorted.ts";

/** One side: prices, and triggers of what waits for the market. */
class Side {
  readonly prices = new Sorted();
  readonly triggers = new Sorted();
}

export class RunningReach {
  readonly #buys = new Side();
  readonly #sells = new Side();

  /** In every form that it may have at the broker. */
  put(order: Exposed): void {
    this.#tell(order, (numbers, number) => numbers.add(number));
  }

  /** The same as it was put. */
  take(order: Exposed): void {
    this.#tell(order, (numbers, number) => numbers.remove(number));
  }

  #tell(order: Exposed, tell: (numbers: Sorted, number: number) => void): void {
    if (!isUnderWay(order)) return;
    for (const { order: wish } of wishesOf(order)) {
      const side = isBuy(wish) ? this.#buys : this.#sells;
      const reach = reachOf(wish);
      if (reach.price !== undefined) tell(side.prices, reach.price);
      else if (reach.trigger !== undefined) tell(side.triggers, reach.trigger);
    }
  }

  /** Whether any of them may trade against it, its own family and itself among them. */
  mayMeet(order: PlacedOrder, market: () => Market): boolean {
    const worst = worstNow(order, market);
    if (worst === undefined) return false;
    return isBuy(order) ? this.#isOfferedAt(worst, market) : this.#isBidAt(worst, market);
  }

  #isOfferedAt(worst: number, market: () => Market): boolean {
    const { prices, triggers } = this.#sells;
    return prices.least <= worst || (triggers.size > 0 && isTriggered(false, triggers.greatest, market()));
  }

  #isBidAt(worst: number, market: () => Market): boolean {
    const { prices, triggers } = this.#buys;
    return prices.greatest >= worst || (triggers.size > 0 && isTriggered(true, triggers.least, market()));
  }
}
