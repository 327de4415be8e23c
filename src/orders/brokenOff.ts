/**
 * Orders that were refused at the door before they were to leave: legs that others of their bracket would have joined.
 *
 * The client may not have heard of it when it changes such an order, and its change would be a new order without the legs that
 * were refused with the first one: an entry without its stop (decision 0027). Kept in memory alone: what a client sent before it
 * heard of the refusal ends with its connection, and no number of them is told as the next one that is free.
 */
import { dropOldest } from "../base/bounded.ts";
import type { Client } from "../model/client.ts";
import { CLIENT_ORDER_ID_MAX, type ClientOrderId } from "../model/ids.ts";

type Whose = Pick<Client, "strategy" | "clientId">;

/** Of all clients together; what nobody has changed is forgotten. */
const REMEMBERED_MAX = 1_000;

export class BrokenOff {
  readonly #orders = new Map<string, Whose & { readonly id: ClientOrderId }>();

  /** What is no number of an order at all is nothing to remember. */
  refused({ strategy, clientId }: Client, id: ClientOrderId): void {
    if (id <= 0 || id > CLIENT_ORDER_ID_MAX) return;
    const order = { strategy, clientId, id };
    const name = nameOf(order, id);
    this.#orders.delete(name);
    this.#orders.set(name, order);
    dropOldest(this.#orders, REMEMBERED_MAX);
  }

  has(client: Client, id: ClientOrderId): boolean {
    return this.#orders.has(nameOf(client, id));
  }

  /** The highest number of any; 0 without. */
  highest({ strategy, clientId }: Client): number {
    let highest = 0;
    for (const order of this.#orders.values())
      if (order.strategy === strategy && order.clientId === clientId) highest = Math.max(highest, order.id);
    return highest;
  }
}

const nameOf = ({ strategy, clientId }: Whose, id: ClientOrderId): string => `${strategy}/${clientId}/${id}`;
