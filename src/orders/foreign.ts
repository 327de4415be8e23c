/**
 * Orders at the broker that no strategy of ours placed: manual ones, other clients', or our own from a lost journal.
 * They are seen in pulled lists of their account, unbound (order id 0, client id 0), and can never be addressed.
 */

import { dropOldest } from "../base/bounded.ts";
import type { Echo, StatusReport } from "../model/entry.ts";
import { lean } from "../model/lean.ts";
import type { IncomingBody } from "../wire/codec.ts";
import { eventOfStatus } from "./lifecycle.ts";

/** Foreign open orders kept; the oldest is forgotten beyond it. */
const FOREIGN_MAX = 5_000;

interface ForeignOrder {
  readonly echo: Echo;
  readonly report: StatusReport | undefined;
}

export class Foreign {
  readonly #open = new Map<number, ForeignOrder>();
  /** Those that nobody has spoken of since a list of all open orders was asked for. */
  readonly #unlisted = new Set<number>();
  /** How much was said of them. */
  told = 0;

  /** A new session lists them afresh. */
  sessionStarted(): void {
    this.#open.clear();
    this.#unlisted.clear();
  }

  /** All open orders are asked for. */
  listBegan(): void {
    this.#unlisted.clear();
    for (const permId of this.#open.keys()) this.#unlisted.add(permId);
  }

  /** The list is complete. Nobody tells us the ends of others' orders: those that it does not show have ended. */
  listed(): void {
    for (const permId of this.#unlisted) this.#open.delete(permId);
    this.#unlisted.clear();
  }

  openOrder(body: IncomingBody<"openOrder">): void {
    const { permId } = body.order;
    if (permId === 0 || body.order.whatIf) return;
    this.told++;
    this.#unlisted.delete(permId);
    if (eventOfStatus(body.orderState.status) !== "acknowledged") return void this.#open.delete(permId);
    this.#open.set(permId, { echo: lean(body), report: this.#open.get(permId)?.report });
    dropOldest(this.#open, FOREIGN_MAX);
  }

  orderStatus(body: IncomingBody<"orderStatus">): void {
    const known = this.#open.get(body.permId);
    if (known === undefined) return;
    this.told++;
    if (eventOfStatus(body.status) === "acknowledged") this.#open.set(body.permId, { ...known, report: lean(body) });
    else this.#open.delete(body.permId);
  }

  all(): IterableIterator<ForeignOrder> {
    return this.#open.values();
  }
}
