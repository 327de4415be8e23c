/**
 * How orders and changes leave: an intent waits for the Gateway's restart, for its turn, and for the broker's first word of what
 * it changes; then it gets its upstream id, durably, and its frame.
 *
 * Nothing leaves twice. A family leaves in one turn and no child before its parent; of changes one is queued, which carries the
 * newest wish; and what a halt or a limit withdraws while it waits is dropped with the reason.
 */
import { after, earliest, type Instant, minutes, seconds } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Placement } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Request } from "../model/out.ts";
import type { Refusal } from "../model/refusal.ts";
import { isAtBroker, isFinished, isWorking } from "../model/status.ts";
import type { Blotter } from "./blotter.ts";
import { type Book, echoNow, reportNow } from "./book.ts";
import type { Cancels } from "./cancels.ts";
import { hasEndedEmpty, hasEvidence, type Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { RestartHolds, type Wait } from "./restartHolds.ts";
import { toGateway } from "./translate.ts";
import type { Watch } from "./watch.ts";

/** Orders of one strategy that may wait for the Gateway's restart; more are refused as if none could wait. */
const WAITING_PER_STRATEGY_MAX = 100;
/** How long a change may wait for the order's first sign of life before its client is told so (2102). */
const CHANGE_WAIT_MS_MAX = seconds(15);

export class Departures {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #book: Book;
  readonly #cancels: Cancels;
  readonly #watch: Watch;
  readonly #holds = new RestartHolds();
  /** Among whose messages orders wait for their turn: their children wait behind them there. */
  readonly #askers = new Map<OrderKey, number>();
  /** Orders whose change stands in the queue: it will carry the newest wish, so one is enough. */
  readonly #queuedChanges = new Set<OrderKey>();
  /** Changes that wait, and when their client is told that they do; oldest first. */
  readonly #waitingChanges = new Map<OrderKey, Instant>();
  /** Why an order, or a change of one, may not leave any more now that its turn has come. */
  leaving: (order: Order, now: Instant) => Refusal | undefined = () => undefined;

  constructor(out: OrderOut, blotter: Blotter, book: Book, cancels: Cancels, watch: Watch) {
    this.#out = out;
    this.#blotter = blotter;
    this.#book = book;
    this.#cancels = cancels;
    this.#watch = watch;
    cancels.waitsForRestart = (key) => this.#holds.has(key);
  }

  /** Whether a restart that is about to come may be waited for: what is at the broker has no place at our door. */
  mayWait({ name, holdMs }: StrategyConfig, known: Order | undefined): boolean {
    if (holdMs === undefined || (known !== undefined && isAtBroker(known.status))) return false;
    const waiting = this.#waiting([...this.#holds.keys]).filter(({ strategy }) => strategy === name);
    return waiting.length < WAITING_PER_STRATEGY_MAX;
  }

  waitOf({ holdMs }: StrategyConfig, since: Instant): Wait | undefined {
    return this.#out.restart === undefined || holdMs === undefined ? undefined : { ms: holdMs, since };
  }

  /** The transmitting leg lets the held ones of its family go with it: one intent, one queue item. */
  release(legs: readonly Placement[], wait: Wait | undefined, now: Instant): void {
    this.#out.record({ kind: "orderIntended", legs });
    const keys = legs.map((leg) => leg.key);
    const hold = wait ?? this.#holds.waitOf(legs.map(({ parent }) => parent));
    if (hold === undefined) return this.#queue(keys, now);
    this.#holds.forget((key) => this.#waiting([key]).length > 0);
    this.#holds.hold(keys, hold);
    for (const key of keys) this.#tellWaiting(this.#blotter.byKey(key)!);
  }

  /** It is there and has not left: openOrder and orderStatus say PendingSubmit. */
  #tellWaiting(order: Order): void {
    this.#book.echoed(order, echoNow(order));
    this.#book.reported(order, reportNow(order));
  }

  /**
   * The restart is behind us: what waited for it takes its turn, unless its time was over while nobody looked. On a full disk
   * it goes on waiting: what is left there is for cancels.
   */
  releaseHolds(now: Instant): void {
    this.#expireHolds(now);
    if (!this.#out.ready || this.#out.restart !== undefined || this.#out.diskFull) return;
    for (const { keys } of this.#holds.release()) {
      this.#out.log("info", "order-waited", { keys, reason: "the Gateway's restart is over" });
      this.#queue(keys, now);
    }
  }

  /** Those that still wait to leave: what was cancelled meanwhile may even be forgotten by now. */
  #waiting = (keys: readonly OrderKey[]): readonly Order[] =>
    keys.flatMap((key) => {
      const order = this.#blotter.byKey(key);
      return order?.status === "intended" ? [order] : [];
    });

  #expireHolds(now: Instant): void {
    for (const { keys, wait } of this.#holds.expired(now)) {
      const detail = `it has waited ${wait.ms / minutes(1)} minutes for the Gateway's restart to be over`;
      for (const order of this.#waiting(keys)) this.#cancels.drop(order, "restart", detail, detail);
    }
  }

  #queue(keys: readonly OrderKey[], now: Instant): void {
    this.#watch.queued(keys, now);
    const asker = this.#askerOf(keys);
    for (const key of keys) this.#askers.set(key, asker);
    this.#out.queue("order", keys.length, (then) => this.#leave(keys, then), asker);
  }

  /** Askers take turns, so only behind its parent's messages a child never overtakes it. */
  #askerOf(keys: readonly OrderKey[]): number {
    for (const { parent } of this.#waiting(keys)) {
      const asker = parent === undefined ? undefined : this.#askers.get(parent);
      if (asker !== undefined) return asker;
    }
    return this.#out.asker;
  }

  /** Their turn has come: each leg gets the next upstream id, durably, and its frame; the last one transmits. */
  #leave(keys: readonly OrderKey[], now: Instant): readonly Request[] {
    for (const key of keys) this.#askers.delete(key);
    if (!this.#out.ready) return [];
    const leaving = keys.filter((key) => this.#mayLeave(key, keys, now));
    const frames = leaving.map((key, i) => {
      this.#out.record({ kind: "orderSending", key, orderId: this.#blotter.nextOrderId, frame: "new" });
      return this.#frame(key, i === leaving.length - 1);
    });
    this.#watch.left(leaving, now);
    return frames;
  }

  /**
   * A child never leaves without its parent: alone it would be an order of its own. So it would be behind a parent that has ended
   * without a fill; one that has traded has something that its children close.
   */
  #mayLeave(key: OrderKey, together: readonly OrderKey[], now: Instant): boolean {
    const [order] = this.#waiting([key]);
    if (order === undefined) return false;
    const refusal = this.leaving(order, now);
    if (refusal !== undefined) {
      this.#cancels.drop(order, refusal.gate, refusal.detail, `${refusal.gate}: ${refusal.detail}`);
      return false;
    }
    const parent = order.parent === undefined ? undefined : this.#blotter.byKey(order.parent)!;
    if (parent === undefined || (parent.orderId !== 0 && !hasEndedEmpty(parent))) return true;
    if (parent.status === "intended" && together.includes(parent.key)) return true;
    this.#cancels.cancelOrder(order);
    return false;
  }

  #frame(key: OrderKey, transmit: boolean): Request {
    const order = this.#blotter.byKey(key)!;
    const parent = order.parent === undefined ? undefined : this.#blotter.byKey(order.parent)!;
    const { clientId = 0 } = this.#blotter.session;
    return { name: "placeOrder", body: toGateway(order, clientId, parent?.orderId ?? 0, transmit) };
  }

  /** The newest wish for an order: it leaves in place of what waits for the restart, or as a change. */
  change(order: Order, now: Instant): void {
    if (this.#holds.has(order.key)) return this.#tellWaiting(order);
    this.#waitingChanges.delete(order.key);
    this.#waitingChanges.set(order.key, after(now, CHANGE_WAIT_MS_MAX));
    this.sendChange(order.key);
  }

  /**
   * Sends the newest wish, once the broker has shown the order. An order that has not left yet leaves with the newest
   * wish anyway; one whose fate is open is waited for.
   */
  sendChange(key: OrderKey): void {
    if (this.#queuedChanges.has(key) || !this.#mayChange(this.#blotter.byKey(key)!)) return;
    this.#queuedChanges.add(key);
    this.#out.queue("order", 1, (now) => {
      this.#queuedChanges.delete(key);
      const order = this.#blotter.byKey(key);
      if (order === undefined || !this.#mayChange(order)) return [];
      const refusal = this.leaving(order, now);
      if (refusal !== undefined) return this.#dropChange(order, refusal);
      this.#out.record({ kind: "orderSending", key, orderId: order.orderId, frame: "modify" });
      this.#watch.changed(key, now);
      return [this.#frame(key, order.order.transmit ?? false)];
    });
  }

  #dropChange(order: Order, { gate, detail }: Refusal): readonly Request[] {
    this.#out.record({ kind: "changeDropped", key: order.key, reason: `${gate}: ${detail}` });
    this.#waitingChanges.delete(order.key);
    this.#book.errored(order, 105, `holdfast ${gate}: ${detail}; the order stays as it was`);
    this.#book.reported(order, reportNow(order));
    return [];
  }

  #mayChange(order: Order): boolean {
    // Behind a cancel a change would be a new order to a Gateway that has dropped the old one.
    const wanted = order.changeWaits && !order.cancelWanted;
    return wanted && isWorking(order.status) && hasEvidence(order) && this.#out.ready && !this.strangeId(order);
  }

  /** Numbers are counted for each client id: under the present one, that of an order that left under another would be a new order. */
  strangeId(order: Order): Refusal | undefined {
    const shown = this.#blotter.strangeIdOf(order);
    if (shown === undefined) return undefined;
    const { clientId } = this.#blotter.session;
    return { gate: "client-id", detail: `an order that left as client ${shown} against client ${clientId}` };
  }

  nextDeadline(): Instant | undefined {
    const [change] = this.#waitingChanges.values();
    return earliest(change, this.#holds.nextDeadline());
  }

  /** Changes that wait too long are still kept; their clients learn that they wait. */
  tellOfWaitingChanges(now: Instant): void {
    for (const [key, at] of this.#waitingChanges) {
      if (now < at) return;
      this.#waitingChanges.delete(key);
      const order = this.#blotter.byKey(key);
      if (!order?.changeWaits || isFinished(order.status)) continue;
      this.#book.errored(order, 2102, "Unable to modify this order as it is still being processed.");
    }
  }

  /** The session is recovered: changes that waited go first, then orders that did. */
  sessionReady(now: Instant): void {
    for (const order of this.#blotter.atBroker()) this.sendChange(order.key);
    this.releaseHolds(now);
  }

  /** The session broke, and its queue is empty. */
  sessionLost(): void {
    this.#queuedChanges.clear();
    this.#askers.clear();
  }
}
