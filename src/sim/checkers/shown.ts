/**
 * What the Gateway has shown of each order: whether its last word called it alive, and how much of it has filled.
 *
 * The last word is what a daemon can know. A Gateway that keeps the truth to itself is found out by the loops of
 * reconciliation, so bounds are longer where the last word was untrue.
 */
import type { Execution } from "../broker/event.ts";
import type { Frame } from "../sight/frame.ts";
import { type Facts, keyOf } from "./facts.ts";
import { isAlive, isEnd } from "./told.ts";

export class Shown {
  readonly #facts: Facts;
  readonly #alive = new Set<string>();
  /** The most that was ever told, by either frame. */
  readonly #filled = new Map<string, number>();
  readonly #stems = new Set<string>();
  /** By the execId of a correction that was never told, whose it is. */
  readonly #untold = new Map<string, string>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** At the broker. What is taken back, or corrected, is another execution of the same stem. */
  executed({ execId, orderRef }: Execution): void {
    const stem = execId.slice(0, execId.lastIndexOf("."));
    if (this.#stems.has(stem)) this.#untold.set(execId, keyOf(orderRef));
    this.#stems.add(stem);
  }

  heard(frame: Frame): void {
    if (frame.name === "execDetails") this.#untold.delete(frame.execId);
    if (frame.name === "execDetails") this.#fills(keyOf(frame.orderRef), frame.cumQty);
    if (frame.name === "openOrder" && !frame.whatIf) this.#said(keyOf(frame.orderRef), frame.status);
    if (frame.name === "completedOrder") this.#said(keyOf(frame.orderRef), "Cancelled");
    if (frame.name !== "orderStatus" || frame.clientId !== this.#facts.setup.clientId) return;
    const key = this.#facts.byOrderId(frame.orderId)?.key;
    if (key === undefined) return;
    this.#said(key, frame.status);
    this.#fills(key, frame.filled);
  }

  #fills(key: string, filled: string): void {
    this.#filled.set(key, Math.max(this.#filled.get(key) ?? 0, Number(filled)));
  }

  #said(key: string, status: string): void {
    if (isAlive(status)) this.#alive.add(key);
    else if (isEnd(status) || status === "Inactive") this.#alive.delete(key);
  }

  isAlive(key: string): boolean {
    return this.#alive.has(key);
  }

  /** The broker has filled more of it than the Gateway has ever told, or has corrected what it told. */
  hidesFill(key: string): boolean {
    if (this.#untold.size > 0 && [...this.#untold.values()].includes(key)) return true;
    return this.#facts.truthOf(key).some(({ filled }) => Number(filled) > (this.#filled.get(key) ?? 0));
  }
}
