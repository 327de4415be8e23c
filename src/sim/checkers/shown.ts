/**
 * What the Gateway has shown of each order: whether its last word called it alive, and whether it ever told of a fill.
 *
 * The last word is what a daemon can know. A Gateway that keeps the truth to itself is found out by the loops of
 * reconciliation, so bounds are longer where the last word was untrue.
 */
import type { Frame } from "../sight/frame.ts";
import { type Facts, keyOf } from "./facts.ts";
import { isAlive, isEnd } from "./told.ts";

export class Shown {
  readonly #facts: Facts;
  readonly #alive = new Set<string>();
  readonly #filled = new Set<string>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  heard(frame: Frame): void {
    if (frame.name === "execDetails") this.#filled.add(keyOf(frame.orderRef));
    if (frame.name === "openOrder" && !frame.whatIf) this.#said(keyOf(frame.orderRef), frame.status);
    if (frame.name === "completedOrder") this.#said(keyOf(frame.orderRef), "Cancelled");
    if (frame.name !== "orderStatus" || frame.clientId !== this.#facts.setup.clientId) return;
    const key = this.#facts.byOrderId(frame.orderId)?.key;
    if (key === undefined) return;
    this.#said(key, frame.status);
    if (Number(frame.filled) > 0) this.#filled.add(key);
  }

  #said(key: string, status: string): void {
    if (isAlive(status)) this.#alive.add(key);
    else if (isEnd(status) || status === "Inactive") this.#alive.delete(key);
  }

  isAlive(key: string): boolean {
    return this.#alive.has(key);
  }

  hasFilled(key: string): boolean {
    return this.#filled.has(key);
  }
}
