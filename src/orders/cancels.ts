/**
 * How clients end orders: cancel, global cancel, and what never left.
 *
 * A cancel never creates, so it may leave in any state, more than once, and before everything else. A wish to cancel
 * is durable until the Gateway refuses it or the client changes the order instead.
 */
import type { Client } from "../model/client.ts";
import type { CancelTerms } from "../model/entry.ts";
import type { ClientOrderId, OrderKey } from "../model/ids.ts";
import { lean, sameContent } from "../model/lean.ts";
import { isAtBroker, isFinished, wasRefused } from "../model/status.ts";
import type { Blotter } from "./blotter.ts";
import { type Book, reportNow } from "./book.ts";
import type { Contradictions } from "./contradictions.ts";
import type { Formers } from "./formers.ts";
import { hasEvidence, type Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { endedHere } from "./translate.ts";
import { carriedOf } from "./uncarried.ts";
import type { Unshown } from "./unshown.ts";
import type { Watch } from "./watch.ts";
import type { Watchers } from "./watchers.ts";

const TOO_LATE = 10148;
const cannotBe = (id: ClientOrderId, state: string): string =>
  `OrderId ${id} that needs to be cancelled cannot be cancelled, state: ${state}.`;
const endWord = ({ status }: Order): string => (status === "filled" ? "Filled" : "Cancelled");

export class Cancels {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #book: Book;
  readonly #watch: Watch;
  /** Orders whose cancel waits for its turn: a thousand repetitions of one would keep everybody waiting behind them. */
  readonly #waiting = new Set<OrderKey>();
  /** Orders whose clients were told PendingCancel by us, because their cancel had to wait for the link. */
  readonly #assumed = new Set<OrderKey>();
  /** Orders that a global cancel ends: nobody asked for each of them. */
  readonly #swept = new Set<OrderKey>();
  /** Orders that their client has asked to cancel while a cancel was wanted already. */
  readonly #askedAgain = new Set<OrderKey>();
  readonly #unshown: Unshown;
  readonly #contradictions: Contradictions;
  /** Others' orders that clients may take for their own. */
  formers: Formers | undefined;
  /** Orders that wait for the Gateway's restart outlive the session that is lost by it. */
  waitsForRestart: (key: OrderKey) => boolean = () => false;

  constructor(out: OrderOut, blotter: Blotter, book: Book, watchers: Watchers) {
    this.#unshown = watchers.unshown;
    this.#contradictions = watchers.contradictions;
    this.#out = out;
    this.#watch = watchers.watch;
    this.#blotter = blotter;
    this.#book = book;
  }

  /** A cancelOrder of a client, with what it says beside the order. */
  cancel(client: Client, id: ClientOrderId, terms: CancelTerms = {}): void {
    const order = this.#blotter.own(client, id);
    const former = order === undefined ? this.formers?.of(client, id) : undefined;
    if (former !== undefined) return this.#cannot(client, id, reportNow(former).status);
    if (order === undefined)
      return this.#error(client, id, 10147, `OrderId ${id} that needs to be cancelled is not found.`);
    this.#swept.delete(order.key);
    if (order.cancelWanted) this.#askedAgain.add(order.key);
    if (this.#mayLiveAfterAll(order) && this.#out.ready) return this.#wanted(order, terms);
    if (isFinished(order.status)) return this.#tooLate(client, order);
    this.cancelOrder(order, terms);
  }

  #tooLate(client: Client, order: Order): void {
    this.#cannot(client, order.clientOrderId, endWord(order));
  }

  #cannot(client: Client, id: ClientOrderId, state = ""): void {
    this.#error(client, id, TOO_LATE, cannotBe(id, state));
  }

  /**
   * reqGlobalCancel: every open order of the strategy, one by one, and those that have ended and live all the same. The real one
   * would empty the whole login.
   */
  cancelAll(client: Client, terms: CancelTerms = {}): void {
    for (const order of this.stoppable()) {
      if (order.strategy !== client.strategy || order.account !== client.account) continue;
      if (isAtBroker(order.status) || this.#contradictions.isLiving(order)) this.#swept.add(order.key);
      this.cancelOrder(order, terms);
    }
  }

  /** All that may trade or wants to: what is open, and what the Gateway has shown alive after its end. */
  *stoppable(): Generator<Order> {
    yield* this.#blotter.open;
    yield* this.#contradictions.living();
  }

  /** Those of them that are of a contract, or may be. What lives after its end is rare, and may be of another one. */
  *stoppableOf(conId: number): Generator<Order> {
    yield* this.#blotter.openOf(conId);
    yield* this.#contradictions.living();
  }

  /** The same of those that share a parent or an OCA group with an order. */
  *stoppableTiedTo(order: Pick<Order, "strategy" | "account" | "parent" | "order">): Generator<Order> {
    yield* this.#blotter.openTiedTo(order);
    yield* this.#contradictions.living();
  }

  /** A client knows best of an order that was refused; of any other end only the Gateway's word of life tells otherwise. */
  #mayLiveAfterAll(order: Order): boolean {
    return (wasRefused(order.status) && hasEvidence(order)) || this.#contradictions.isLiving(order);
  }

  /**
   * The refusal to cancel, in a global cancel, what has ended meanwhile: a parent's cancel takes its children with it. At a
   * Gateway nobody hears of such a thing, for there each of them is not cancelled by itself.
   */
  isMoot(order: Order): boolean {
    return isFinished(order.status) && this.#swept.delete(order.key);
  }

  /** Whether its client has asked for what finds an earlier cancel under way: what we say again by ourselves is no news to it. */
  isAskedAgain(order: Order): boolean {
    return this.#askedAgain.delete(order.key);
  }

  /** Wants an order gone, in whatever state it is; children of a held parent go with it. */
  cancelOrder(order: Order, terms = order.cancelTerms): void {
    if (order.status === "held" || order.status === "intended") return this.#discard(order);
    if (this.#contradictions.isLiving(order)) return this.#out.ready ? this.#wanted(order, terms) : undefined;
    if (!isAtBroker(order.status)) return;
    this.#wanted(order, terms);
    if (this.#out.ready) return;
    this.#assumed.add(order.key);
    this.#book.reported(order, { ...reportNow(order), status: "PendingCancel" });
  }

  /** The Gateway refused: whoever was told PendingCancel by us hears how the order really stands. */
  refused(order: Order): void {
    if (this.#assumed.delete(order.key)) this.#book.reported(order, reportNow(order));
  }

  /** The wish is durable before its frame leaves, whatever the order's state. */
  #wanted(order: Order, said: CancelTerms = {}): void {
    const terms = lean(said);
    if (!order.cancelWanted || !sameContent(terms, order.cancelTerms))
      this.#out.record({ kind: "cancelIntended", key: order.key, ...(!sameContent(terms, {}) && { terms }) });
    this.#unshown.cancelWaits(order.key);
    if (this.#out.ready) this.#send(order.key);
  }

  #send(key: OrderKey): void {
    if (this.#waiting.has(key)) return;
    this.#waiting.add(key);
    this.#out.queue("cancel", 1, (now) => {
      this.#waiting.delete(key);
      const order = this.#blotter.byKey(key);
      const may = order !== undefined && (isAtBroker(order.status) || this.#mayLiveAfterAll(order));
      if (may && !this.#out.ready) this.#unsaid(order);
      if (!may || !this.#out.ready) return [];
      this.#out.record({ kind: "orderSending", key, orderId: order.orderId, frame: "cancel" });
      this.#watch.cancelLeft(key, now);
      if (!hasEvidence(order)) this.#unshown.cancelLeft(key);
      const terms = carriedOf(order.cancelTerms ?? {}, this.#out.upstreamVersion);
      return [{ name: "cancelOrder", body: { ...terms, orderId: order.orderId } }];
    });
  }

  /** Nobody says the cancel of a refused order again when the Gateway is back: it is answered as one that comes meanwhile. */
  #unsaid(order: Order): void {
    const { key, status, clientOrderId, cancelWanted } = order;
    if (!cancelWanted || !wasRefused(status) || this.#contradictions.isLiving(order)) return;
    this.#out.record({ kind: "cancelRefused", key, errorCode: TOO_LATE });
    this.#book.errored(order, TOO_LATE, cannotBe(clientOrderId, endWord(order)));
  }

  /** An order that never left ends here, told as a Gateway tells it of an untransmitted one (SEQUENCES 5). */
  #discard(order: Order): void {
    const wasHeld = order.status === "held";
    this.#out.record({ kind: "orderDiscarded", key: order.key, reason: "cancelled before it left" });
    this.#watch.judge(order);
    this.#tellDiscarded(order);
    const text = `Cancel attempted when order is not in a cancellable state.  Order permId =${order.permId}`;
    if (wasHeld) this.#book.errored(order, 161, text);
    for (const leg of this.#blotter.open) if (leg.parent === order.key) this.cancelOrder(leg);
  }

  #tellDiscarded(order: Order): void {
    this.#book.reported(order, endedHere(order));
    this.#book.errored(order, 202, "Order Canceled - reason:Order was discarded.");
  }

  /** The session is up: cancels that waited for it leave. */
  sessionReady(): void {
    for (const order of this.stoppable()) if (order.cancelWanted) this.#send(order.key);
  }

  sessionLost(reason: string): void {
    for (const key of this.#waiting) {
      const order = this.#blotter.byKey(key);
      if (order !== undefined) this.#unsaid(order);
    }
    this.#waiting.clear();
    this.#swept.clear();
    this.#askedAgain.clear();
    this.#unshown.sessionLost();
    this.#dropHeld(reason);
    this.dropIntended(reason);
  }

  /** Untransmitted legs die with the Gateway's session, as they do at a real one (SEQUENCES 5). */
  #dropHeld(reason: string): void {
    for (const order of this.#blotter.open) {
      if (order.status !== "held") continue;
      this.#out.record({ kind: "orderDiscarded", key: order.key, reason });
      this.#out.log("warn", "held-leg-discarded", { key: order.key, strategy: order.strategy, reason });
      this.#tellDiscarded(order);
    }
  }

  /** What had not left never will: it is refused, and not sent later when nobody expects it. */
  dropIntended(reason: string): void {
    for (const order of this.#blotter.open)
      if (!this.waitsForRestart(order.key)) this.drop(order, "session", `it had not left when ${reason}`, reason);
  }

  /** The process ends, and with it every wait. */
  dropAll(reason: string): void {
    for (const order of this.#blotter.open) this.drop(order, "session", `it had not left when ${reason}`, reason);
  }

  /** Ends an order that has not left, with the reason for its client. */
  drop(order: Order, gate: string, detail: string, reason: string): void {
    if (order.status === "intended") this.#refuse(order, gate, detail, reason);
  }

  /** A leg was refused at the door: those of its bracket that wait there for the last one are refused with it. */
  dropBracket(isOfIt: (leg: Order) => boolean, detail: string): void {
    for (const leg of this.#blotter.open) {
      if (leg.status !== "held" || !isOfIt(leg)) continue;
      this.#out.log("warn", "bracket-refused", { key: leg.key, strategy: leg.strategy, reason: detail });
      this.#refuse(leg, "bracket", detail, detail);
    }
  }

  #refuse(order: Order, gate: string, detail: string, reason: string): void {
    this.#out.record({ kind: "orderDiscarded", key: order.key, reason });
    this.#watch.judge(order);
    const text = `Order rejected - reason:holdfast ${gate}: ${detail}; it was never sent`;
    this.#book.errored(order, 201, text);
    this.#book.reported(order, endedHere(order));
  }

  #error(client: Client, id: number, errorCode: number, errorMsg: string): void {
    this.#out.tell(client.conn, "error", { id, errorCode, errorMsg });
  }
}
