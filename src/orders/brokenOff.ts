/**
 * Orders that were refused at the door before they were to leave: legs that others of their bracket would have joined.
 *
 * The client may not have heard of it when it changes such an order, and its change would be a new order without the legs that
 * were refused with the first one: an entry without its stop (decision 0027). Kept in memory alone: what a client sent before it heard of the refusal ends with its connection.
 */
import { dropOldest } from "../base/bounded.ts";
import type { Client } from "../model/client.ts";
import type { ClientOrderId } from "../model/ids.ts";

/** Of all clients together; what nobody has changed is forgotten. */
const REMEMBERED_MAX = 1_000;

export class BrokenOff {
  readonly #orders = new Set<string>();

  refused(client: Client, id: ClientOrderId): void {
    const name = nameOf(client, id);
    this.#orders.delete(name);
    this.#orders.add(name);
    dropOldest(this.#orders, REMEMBERED_MAX);
  }

  has(client: Client, id: ClientOrderId): boolean {
    return this.#orders.has(nameOf(client, id));
  }
}

const nameOf = ({ strategy, clientId }: Client, id: ClientOrderId): string => `${strategy}/${clientId}/${id}`;
