/**
 * Tells the market which contracts the orders that are not finished look at: their own, and those of their conditions.
 *
 * The market moves what somebody follows and leaves the rest alone.
 */
import type { Market } from "../market.ts";
import { isDone, type Order } from "../order.ts";

export class Watch {
  readonly #market: Market;
  /** Contracts followed, by permId. */
  readonly #followed = new Map<number, readonly number[]>();

  constructor(market: Market) {
    this.#market = market;
  }

  /** Follows what the order looks at now, and no more what it looked at before. */
  follow(order: Order): void {
    const before = this.#followed.get(order.permId) ?? [];
    const now = isDone(order) ? [] : contracts(order).filter((conId) => this.#market.byConId(conId) !== undefined);
    if (before.join() === now.join()) return;
    for (const conId of now) this.#market.watch(conId);
    for (const conId of before) this.#market.unwatch(conId);
    if (now.length === 0) this.#followed.delete(order.permId);
    else this.#followed.set(order.permId, now);
  }
}

const contracts = ({ listing, terms }: Order): readonly number[] => [
  listing.conId,
  ...terms.conditions.flatMap((one) => ("conId" in one ? [one.conId] : [])),
];
