/**
 * Which orders the passing of time can mean something to, so that a wake costs what has changed and not what rests.
 *
 * These are the orders that changed themselves or named a date that has come, all orders of a contract whose session or
 * halt is another than at the last look or whose book has filled up again, and all orders on another day. The market's
 * own moves are not among them: they come with the contract they are of.
 */
import type { WallMs } from "../../../base/time.ts";
import { isOpen, type Order } from "../order.ts";
import type { Register } from "../register.ts";
import { nextDate } from "./dates.ts";

/** What the time is for the market. */
export interface Hour {
  readonly wall: WallMs;
  /** In New York. */
  readonly day: number;
  /** Session and halt of the order's contract, as one word. */
  readonly stateOf: (order: Order) => string;
  /** Contracts in whose book others have shown as much again. */
  readonly refilled: ReadonlySet<number>;
}

export class Attention {
  readonly #drawn = new Set<number>();
  /** By contract, as it was at the last look. */
  readonly #states = new Map<number, string>();
  #day: number | undefined;
  #wall = Number.NEGATIVE_INFINITY as WallMs;

  /** Something about the order is new. */
  draw(permId: number): void {
    this.#drawn.add(permId);
  }

  /** The open orders to look at now, in order of arrival; each reason counts once. */
  take(register: Register, { wall, day, stateOf, refilled }: Hour): readonly Order[] {
    const found = new Set(this.#drawn);
    const anew = day !== this.#day;
    for (const permId of register.dated())
      if ((nextDate(register.get(permId), this.#wall) ?? Infinity) <= wall) found.add(permId);
    this.#day = day;
    this.#wall = wall;
    this.#drawn.clear();
    for (const [conId, one] of register.contracts())
      if (this.#isOther(conId, stateOf(one)) || anew || refilled.has(conId))
        for (const { permId } of register.aliveAt(conId)) found.add(permId);
    // permIds are given in order of arrival.
    const inOrder = [...found].sort((a, b) => a - b);
    return inOrder.map((permId) => register.get(permId)).filter(isOpen);
  }

  #isOther(conId: number, state: string): boolean {
    if (this.#states.get(conId) === state) return false;
    this.#states.set(conId, state);
    return true;
  }
}
