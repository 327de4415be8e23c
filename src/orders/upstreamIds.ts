/**
 * The numbers that orders have at the Gateway: which upstream order ids are used up, and the sessions in which they were used.
 *
 * A fold of the journal, as `blotter.ts` is. An id that anybody was seen to use is never ours to give out.
 */
import type { Entry } from "../model/entry.ts";
import type { OrderId } from "../model/ids.ts";
import type { Order } from "./order.ts";

/** The newest session of the journal: how many there were, and since which of them the client id has been this one. */
export interface SessionNumber {
  readonly count: number;
  readonly clientId: number | undefined;
  readonly sameSince: number;
  /** What the Gateway called the next order id when it began. */
  readonly nextValidId: number;
  /** The highest id under which it has shown an order of an earlier session: what is sent since has higher ones. */
  readonly shownIdHigh: number;
}

/** A snapshot of them. */
export interface CarriedIds {
  readonly orderIdHigh: number;
  readonly shownIdHigh: number;
  readonly session: SessionNumber;
}

type Began = Extract<Entry, { kind: "sessionStarted" }>;

export class UpstreamIds {
  #high = 0;
  /** The highest upstream id under which the Gateway has shown one of ours. */
  #shownHigh = 0;
  #session: SessionNumber = { count: 0, clientId: undefined, sameSince: 0, nextValidId: 0, shownIdHigh: 0 };

  get next(): OrderId {
    return (this.#high + 1) as OrderId;
  }

  get shownHigh(): number {
    return this.#shownHigh;
  }

  get session(): SessionNumber {
    return this.#session;
  }

  saw(id: number): void {
    this.#high = Math.max(this.#high, id);
  }

  sessionStarted(began: Began): void {
    this.#session = sessionAfter(this.#session, began, this.#shownHigh);
    this.saw(began.nextValidId - 1);
  }

  /** The Gateway has shown it. */
  shown({ orderId, sentIn }: Order): void {
    this.#shownHigh = Math.max(this.#shownHigh, orderId);
    if (sentIn < this.#session.count && orderId > this.#session.shownIdHigh)
      this.#session = { ...this.#session, shownIdHigh: orderId };
  }

  carry(): CarriedIds {
    return { orderIdHigh: this.#high, shownIdHigh: this.#shownHigh, session: this.#session };
  }

  resume({ orderIdHigh, shownIdHigh, session }: CarriedIds): void {
    [this.#high, this.#shownHigh] = [orderIdHigh, shownIdHigh];
    // A build that did not tell them apart has written it without.
    this.#session = { ...session, shownIdHigh: session.shownIdHigh ?? shownIdHigh };
  }
}

/** Another client id makes a new beginning: a session is no fence for what was sent under another one. */
function sessionAfter(last: SessionNumber, { clientId, nextValidId }: Began, shownIdHigh: number): SessionNumber {
  const count = last.count + 1;
  const isSame = clientId !== undefined && clientId === last.clientId;
  return { count, clientId, nextValidId, sameSince: isSame ? last.sameSince : count, shownIdHigh };
}
