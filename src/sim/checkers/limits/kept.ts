/**
 * What a halt leaves alone at a level, and what a dead man does: orders that nobody can take for anything but an exit.
 *
 * An exit of a bracket whose parent has traded closes what that has opened. Any other order closes while every reading of its
 * account's position is against it and no smaller: a stop by itself, everything else together with all that may trade on its
 * side, each as the most that it may be; and of a halt of one strategy what is no stop closes what this strategy has made.
 */
import type { SaidLine } from "./control.ts";
import { type Exposures, type Open, traded } from "./exposures.ts";
import type { Holdings } from "./holdings.ts";
import { restingOf } from "./wish.ts";

export class Kept {
  readonly #exposures: Exposures;
  readonly #holdings: Holdings;

  constructor(exposures: Exposures, holdings: Holdings) {
    this.#exposures = exposures;
    this.#holdings = holdings;
  }

  /** Whether no daemon may end it for this, by whatever reading. */
  isKept(
    order: Open,
    { scope, level = "halt-new", stopsToo }: Pick<SaidLine, "scope" | "level" | "stopsToo">,
  ): boolean {
    if (level === "halt-new") return true;
    if (level === "flatten" || stopsToo === true) return false;
    return (level === "cancel-entries" || isStop(order)) && this.#onlyCloses(order, scope.strategy);
  }

  #onlyCloses(order: Open, strategy: string | undefined): boolean {
    const parent = this.#exposures.order(order.parent ?? "");
    if (parent !== undefined && parent.buys !== order.buys && parent.symbol === order.symbol) return traded(parent) > 0;
    if (!order.isSized || order.symbol === "") return false;
    const { account, symbol } = order;
    const all = isStop(order) ? most(order) : this.#beside(order);
    if (!isWithin(order, all, this.#holdings.readings({ account }, symbol))) return false;
    if (strategy === undefined || isStop(order)) return true;
    return isWithin(order, this.#beside(order, strategy), this.#holdings.readings({ strategy }, symbol));
  }

  /** All that may trade on its side of its contract, of one strategy or of all. */
  #beside({ account, symbol, buys }: Open, of?: string): number {
    const isIts = (other: Open): boolean => other.account === account && other.symbol === symbol && other.buys === buys;
    const all = [...this.#exposures.open()].filter(
      (other) => isIts(other) && (of ?? other.strategy) === other.strategy,
    );
    return all.reduce((sum, other) => sum + (other.isSized ? most(other) : Number.POSITIVE_INFINITY), 0);
  }
}

export const isStop = ({ orderType }: Open): boolean => /^(STP|TRAIL)/.test(orderType.toUpperCase());

const most = (order: Open): number => Math.max(order.quantity, ...restingOf(order).map(({ quantity }) => quantity));

const isWithin = ({ buys }: Open, all: number, readings: readonly number[]): boolean =>
  readings.every((held) => held !== 0 && held < 0 === buys && all <= Math.abs(held));
