/**
 * The quantities half of I10: no orderStatus tells a client of more than the broker has filled, and Filled of no less.
 *
 * Less may be told of an order that works: a Gateway repeats itself, and not every fill has a status. Of an order that
 * became two (nautilus #4564) nothing is judged.
 */
import type { OrderStatus } from "../sight/frame.ts";
import type { Guest } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { named, orderTold } from "./told.ts";

export class FilledTold {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  told(frame: OrderStatus, guest: Guest): void {
    const order = orderTold(this.#facts, frame, guest);
    if (order === undefined) return;
    const truth = this.#facts.truthOf(order.key);
    if (truth.length > 1) return;
    const filled = Number(truth[0]?.filled ?? 0);
    const told = Number(frame.filled);
    if (told === filled || (told < filled && frame.status !== "Filled")) return;
    this.#violated(
      `${named(guest)} was told ${frame.status} with ${told} filled of ${order.key}, and the broker has filled ${filled}`,
    );
  }
}
