/**
 * Where the broker contradicts what was reported: an order that has ended and trades or works all the same, and a second
 * order with the key of one of ours.
 *
 * Nobody hears of the life of what has ended, for nothing ever becomes working again (RELIABILITY I4); people do, by an
 * alert that holds until the Gateway says the end once more, or until a look at all its lists shows no such thing.
 */
import { compare, type Decimal, ZERO } from "../base/decimal.ts";
import type { AlertCause } from "../model/alert.ts";
import { filledOf } from "../model/filled.ts";
import type { OrderKey } from "../model/ids.ts";
import { isFinished, wasRefused } from "../model/status.ts";
import type { Blotter } from "./blotter.ts";
import { eventOfStatus } from "./lifecycle.ts";
import type { Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { scopeOf } from "./watch.ts";

/** Twins remembered by permId; of one beyond it only the next look at the lists tells the end. */
const TWINS_MAX = 1_000;

export class Contradictions {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  /** Ended orders that were shown alive since the last look at all lists. */
  readonly #alive = new Set<OrderKey>();
  /** Those of which the Gateway's newest word is that they live; what of them has traded whole is none. */
  readonly #living = new Set<OrderKey>();
  /** Second orders that were shown alive since then, with the key they bear. */
  readonly #twins = new Map<number, OrderKey>();

  constructor(out: OrderOut, blotter: Blotter) {
    this.#out = out;
    this.#blotter = blotter;
  }

  sessionStarted(): void {
    this.#living.clear();
    this.#lookBegins();
  }

  #lookBegins(): void {
    this.#alive.clear();
    this.#twins.clear();
  }

  /** Orders that have ended and may trade all the same: what ends orders ends these, too. */
  *living(): Generator<Order> {
    for (const key of this.#living) {
      const order = this.#blotter.byKey(key);
      if (order !== undefined && this.isLiving(order)) yield order;
    }
  }

  /** Nothing cancels an order that never left under a number. */
  isLiving(order: Order): boolean {
    return this.#living.has(order.key) && isFinished(order.status) && order.orderId !== 0;
  }

  /**
   * Of an order that has ended the Gateway says that it lives: told late or twice, or true. A word that the last execution has
   * overtaken is no contradiction; it names no more than has traded. `total`: how much the order is, where it is shown.
   */
  livesOn(order: Order, word: string, total: Decimal | undefined): void {
    const isAllTraded = total === undefined || compare(total, filledOf(order)) <= 0;
    if (order.status === "filled" && eventOfStatus(order.word) === "acknowledged" && isAllTraded) return;
    this.#alive.add(order.key);
    if (order.status !== "filled" || (total !== undefined && !isAllTraded)) this.#living.add(order.key);
    this.#out.alert("order-after-end", scopeOf(order), `it is ${order.status}, and the Gateway says ${word}`);
  }

  /** The Gateway does not know of it when it shall cancel it. Whatever shows it alive again counts more. */
  cancelRefused(order: Order): void {
    this.#living.delete(order.key);
  }

  /** The Gateway says an end, and how much was filled: what was reported is true again. */
  endedAgain(order: Order): void {
    if (!isFinished(order.status)) return;
    this.#living.delete(order.key);
    if (!this.#isFilledTold(order)) return;
    this.#alive.delete(order.key);
    this.#out.alertOver("order-after-end", scopeOf(order), `the Gateway says ${order.report?.status}`);
  }

  /**
   * An execution was added to an order that had ended as `before`, with so much filled as its last status says. What was refused
   * and has traded in part was taken after all.
   */
  traded(order: Order, before: Order["status"]): void {
    if (wasRefused(before) && wasRefused(order.status)) this.#living.add(order.key);
    if (order.status === "filled") this.#living.delete(order.key);
    const isReported = eventOfStatus(order.report?.status ?? "") !== "acknowledged";
    if (
      wasRefused(before) ||
      before === "discarded" ||
      (before === "cancelled" && isReported && !this.#isFilledTold(order))
    )
      this.#out.alert("order-after-end", scopeOf(order), `it was ${before}, and ${filledOf(order)} of it has traded`);
  }

  #isFilledTold({ fill, report }: Order): boolean {
    return fill === undefined || compare(fill.filled, report?.filled ?? ZERO) <= 0;
  }

  /** The broker has another order with this one's key: somebody copied it, or a change became a second one (nautilus #4564). */
  twin(order: Order, permId: number, what: string): void {
    if (this.#twins.size < TWINS_MAX) this.#twins.set(permId, order.key);
    this.#out.alert("order-twin", scopeOf(order), `permId ${permId} ${what} beside permId ${order.permId}`);
  }

  /** One of somebody else's orders has ended: perhaps a twin. */
  otherEnded(permId: number): void {
    const key = this.#twins.get(permId);
    if (key === undefined) return;
    this.#twins.delete(permId);
    if (![...this.#twins.values()].includes(key)) this.#over("order-twin", key, `permId ${permId} has ended`);
  }

  /** A look at all lists is complete: what it does not show is over. What it shows is looked for anew in the next one. */
  looked(): void {
    const twins = new Set(this.#twins.values());
    for (const { key } of this.#out.alerted("order-twin"))
      if (key !== undefined && !twins.has(key)) this.#over("order-twin", key, "no list of the broker shows it");
    for (const { key } of this.#out.alerted("order-after-end")) if (key !== undefined) this.#endUnlessTrue(key);
    for (const key of this.#living) if (!this.#alive.has(key)) this.#living.delete(key);
    this.#lookBegins();
  }

  /** Of one that is forgotten nobody will say any more how much was filled. */
  #endUnlessTrue(key: OrderKey): void {
    const order = this.#blotter.byKey(key);
    if (this.#alive.has(key) || (order !== undefined && !this.#isFilledTold(order))) return;
    this.#over("order-after-end", key, "no list of the broker shows it alive");
  }

  /** Its order may be forgotten by now. */
  #over(cause: AlertCause, key: OrderKey, reason: string): void {
    for (const scope of this.#out.alerted(cause)) if (scope.key === key) this.#out.alertOver(cause, scope, reason);
  }
}
