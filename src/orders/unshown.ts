/**
 * Refusals of orders that the Gateway has never shown, behind cancels of them: which frame does a refusal mean?
 *
 * It does not say. Codes that any request may draw (320, 321, 322: a read-only Gateway refuses every frame so) mean the order
 * when no cancel of it has left, or when more of them have come than cancels had left. Until then they may mean a cancel,
 * and the order may live: an untransmitted leg draws no answer at all (SEQUENCES 5). All of it is of one session: what left
 * in an earlier one is not answered in this.
 */
import type { OrderKey } from "../model/ids.ts";

interface Refusals {
  /** Cancels that have left. */
  cancels: number;
  refusals: number;
  /** The code of a refusal that may have meant the order. */
  doubtful: number | undefined;
}

export class Unshown {
  readonly #orders = new Map<OrderKey, Refusals>();

  /** Answers those of which all cancels may have been refused, each with the code. */
  sessionLost(): readonly (readonly [OrderKey, number])[] {
    const refused = [...this.#orders].flatMap(([key, { cancels, refusals, doubtful }]) =>
      doubtful === undefined || refusals < cancels ? [] : [[key, doubtful] as const],
    );
    this.#orders.clear();
    return refused;
  }

  /** A cancel of it leaves. */
  cancelLeft(key: OrderKey): void {
    const known = this.#orders.get(key);
    if (known === undefined) this.#orders.set(key, { cancels: 1, refusals: 0, doubtful: undefined });
    else known.cancels++;
  }

  /**
   * A refusal has come. Answers whether it is the order that is refused; `isOfAny`: any request may draw the code, else a
   * cancel alone. `leftNow`: the order has left in this session.
   */
  isRefused(key: OrderKey, { errorCode, isOfAny }: { errorCode: number; isOfAny: boolean }, leftNow: boolean): boolean {
    const known = this.#orders.get(key);
    if (known === undefined) return isOfAny;
    known.refusals++;
    if (isOfAny) known.doubtful ??= errorCode;
    return leftNow && known.doubtful !== undefined && known.refusals > known.cancels;
  }

  /** Its client was told that it may live all the same, behind a refusal. */
  isDoubted(key: OrderKey): boolean {
    return this.#orders.get(key)?.doubtful !== undefined;
  }

  /** It has ended, or the Gateway shows it. Answers the code that has refused its cancels, if all of them are refused. */
  settled(key: OrderKey): number | undefined {
    const known = this.#orders.get(key);
    if (known === undefined || !this.#orders.delete(key) || known.refusals < known.cancels) return undefined;
    return known.doubtful;
  }
}
