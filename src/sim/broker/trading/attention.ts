/**
 * Which orders the passing of time can mean something to, so that a wake costs what has changed and not what rests.
 *
 * These are the orders that changed themselves, all orders of a contract whose session or halt is another than at the
 * last look, all orders on another day, and those of a contract whose book has filled up again. The market's own moves
 * are not among them: they come with the contract they are of.
 */
import { easternDay } from "../../exchange/calendar/calendar.ts";
import type { Books } from "../books.ts";
import { isOpen, type Order } from "../order.ts";

export class Attention {
  readonly #changed = new Set<number>();
  /** Session and halt of each contract at the last look. */
  readonly #states = new Map<number, string>();
  #day: number | undefined;

  /** Something about the order is new. */
  draw(permId: number): void {
    this.#changed.add(permId);
  }

  /** The open orders to look at now, in order of arrival; each reason counts once. */
  take(books: Books): readonly Order[] {
    const { register, liquidity, moment } = books;
    const day = easternDay(moment.wall);
    const anew = day !== this.#day;
    this.#day = day;
    const refreshed = liquidity.refill(moment.now);
    const found = new Set([...this.#changed, ...register.dated()]);
    this.#changed.clear();
    for (const conId of register.contracts())
      if (this.#isOther(books, conId) || anew || refreshed.has(conId))
        for (const { permId } of register.aliveAt(conId)) found.add(permId);
    return inOrder(found)
      .map((permId) => register.get(permId))
      .filter(isOpen);
  }

  #isOther(books: Books, conId: number): boolean {
    const [one] = books.register.aliveAt(conId);
    const state = one === undefined ? "" : `${books.session(one)} ${books.halted(conId)}`;
    if (this.#states.get(conId) === state) return false;
    this.#states.set(conId, state);
    return true;
  }
}

/** permIds are given in order of arrival. */
const inOrder = (permIds: Iterable<number>): readonly number[] => [...permIds].sort((a, b) => a - b);
