/**
 * Refusals of orders that the Gateway has never shown, behind cancels of them: which frame does a refusal mean?
 *
 * It does not say. Codes that any request may draw (320, 321, 322: a read-only Gateway refuses every frame so) mean the order
 * when no cancel of it has left, or when more of them have come than cancels had left. Until then they may mean a cancel,
 * and the order may live: an untransmitted leg draws no answer at all (SEQUENCES 5). When the Gateway shows the order they
 * have meant its cancels; until then the cancel stays wanted, also over the end of the session. What left in an earlier
 * session is not answered in this one.
 */
import type { OrderKey } from "../model/ids.ts";

interface Refusals {
  /** Cancels that have left. */
  cancels: number;
  refusals: number;
  /** The code of a refusal that may have meant the order. */
  doubtful: number | undefined;
  /** A cancel is wanted that has yet to leave. */
  waits: boolean;
}

export class Unshown {
  readonly #orders = new Map<OrderKey, Refusals>();

  sessionLost(): void {
    this.#orders.clear();
  }

  /** A cancel of it is wanted that has yet to leave: no refusal so far is of it. */
  cancelWaits(key: OrderKey): void {
    const known = this.#orders.get(key);
    if (known !== undefined) known.waits = true;
  }

  /** A cancel of it leaves. */
  cancelLeft(key: OrderKey): void {
    const known = this.#orders.get(key);
    if (known === undefined) {
      this.#orders.set(key, { cancels: 1, refusals: 0, doubtful: undefined, waits: false });
      return;
    }
    known.cancels++;
    known.waits = false;
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

  /** It has ended, or the Gateway shows it. Answers the code that has refused its cancels, if all that are wanted are refused. */
  settled(key: OrderKey): number | undefined {
    const known = this.#orders.get(key);
    if (known === undefined) return undefined;
    this.#orders.delete(key);
    return known.waits || known.refusals < known.cancels ? undefined : known.doubtful;
  }
}
