/**
 * What clients do with orders: place, change, cancel, preview (MUX.md section 3).
 *
 * An order is durable before a byte of it leaves, its key is used once, and nothing here ever sends an order a second
 * time: a repeated placeOrder is a retry (answered from memory) or a change (sent only after the broker has shown
 * that the order exists, because to a Gateway that lost the first frame a change is a new order).
 */

import type { Client } from "../model/client.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { PlacedContract, PlacedOrder, Placement } from "../model/entry.ts";
import type { ClientOrderId, OrderKey } from "../model/ids.ts";
import { lean, sameContent } from "../model/lean.ts";
import { encodeOutgoing, FieldTooNew, type OutgoingBody } from "../wire/codec.ts";
import type { Blotter } from "./blotter.ts";
import type { Book } from "./book.ts";
import { type Refusal, refusalOf } from "./gates.ts";
import { orderKey } from "./key.ts";
import { isAtBroker, isFinished } from "./lifecycle.ts";
import { hasEvidence, type Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { assumedReport, toGateway } from "./translate.ts";
import type { WhatIfs } from "./whatIf.ts";

/** Held legs one client id may keep at the door. */
export const HELD_PER_CLIENT_MAX = 100;

export class OrderDesk {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #book: Book;
  readonly #whatIfs: WhatIfs;
  readonly #readOnly: boolean;
  /** Orders whose cancel waits for its turn to leave. */
  readonly #cancelsWaiting = new Set<OrderKey>();

  constructor(out: OrderOut, blotter: Blotter, book: Book, whatIfs: WhatIfs, readOnly: boolean) {
    this.#out = out;
    this.#blotter = blotter;
    this.#book = book;
    this.#whatIfs = whatIfs;
    this.#readOnly = readOnly;
  }

  /** A placeOrder: a new order, a retry, a change or a preview. */
  place(client: Client, strategy: StrategyConfig, body: OutgoingBody<"placeOrder">): void {
    const id = body.orderId as ClientOrderId;
    if (id <= 0) return this.#error(client, id, 10149, `Invalid order id: ${id}`);
    const known = this.#blotter.byClientOrder(client.strategy, client.clientId, id);
    if (known === undefined && id <= this.#blotter.highestClientOrderId(client.strategy, client.clientId))
      return this.#error(client, id, 103, "Duplicate order id");
    const refusal = this.#refusal(strategy, body);
    if (refusal !== undefined)
      return known === undefined ? this.#deny(client, id, refusal) : this.#denyChange(client, known, refusal);
    if (body.order.whatIf) return this.#whatIfs.preview(client, body);
    const { contract, order } = lean({ contract: body.contract, order: body.order });
    if (known === undefined) return this.#fresh(client, id, contract ?? {}, order ?? {});
    this.#again(client, known, contract ?? {}, order ?? {});
  }

  #refusal(strategy: StrategyConfig, body: OutgoingBody<"placeOrder">): Refusal | undefined {
    const submission = { order: body.order, strategy, readOnly: this.#readOnly, sessionState: this.#out.sessionState };
    return refusalOf(submission) ?? this.#tooNew(body);
  }

  /** A set field that the Gateway's server version cannot carry is refused, never dropped. */
  #tooNew(body: OutgoingBody<"placeOrder">): Refusal | undefined {
    const { contract, order } = lean({ contract: body.contract, order: body.order });
    const encoded = encodeOutgoing("placeOrder", { orderId: 1, contract, order }, this.#out.upstreamVersion);
    if (!(encoded instanceof FieldTooNew)) return undefined;
    return { gate: "field", detail: `${encoded} against ${this.#out.upstreamVersion} of the Gateway` };
  }

  #fresh(client: Client, id: ClientOrderId, contract: PlacedContract, order: PlacedOrder): void {
    const parentId = (order.parentId ?? 0) as ClientOrderId;
    const parent = parentId === 0 ? undefined : this.#blotter.byClientOrder(client.strategy, client.clientId, parentId);
    if (parentId !== 0 && (parent === undefined || isFinished(parent.status)))
      return this.#deny(client, id, {
        gate: "parent",
        detail: `parentId ${parentId} against the open orders of client ${client.clientId}`,
      });
    const key = orderKey(client.strategy, this.#blotter.epoch!, this.#blotter.nextKeyNumber);
    const { strategy, clientId, account } = client;
    const placement: Placement = {
      key,
      strategy,
      clientId,
      clientOrderId: id,
      account,
      contract,
      order,
      ...(parent && { parent: parent.key }),
    };
    if (order.transmit) return this.#release(placement, parent);
    if (this.#heldOf(client) >= HELD_PER_CLIENT_MAX)
      return this.#deny(client, id, {
        gate: "held",
        detail: `${HELD_PER_CLIENT_MAX + 1} untransmitted orders against ${HELD_PER_CLIENT_MAX}`,
      });
    this.#out.record({ kind: "orderHeld", ...placement });
  }

  #heldOf(client: Client): number {
    let count = 0;
    for (const order of this.#blotter.open)
      if (order.status === "held" && order.strategy === client.strategy && order.clientId === client.clientId) count++;
    return count;
  }

  /** The transmitting leg lets the held ones of its family go with it: one intent, one queue item, the client's order. */
  #release(last: Placement, parent: Order | undefined): void {
    const root = parent?.key ?? last.key;
    const held = [...this.#blotter.open].filter(
      (o) => o.status === "held" && o.key !== last.key && (o.key === root || o.parent === root),
    );
    const legs = [...held.map(placementOf), last];
    this.#out.record({ kind: "orderIntended", legs });
    const keys = legs.map((leg) => leg.key);
    this.#out.queue("order", keys.length, () => this.#leave(keys));
  }

  /** Their turn has come: each leg gets the next upstream id, durably, and its frame. */
  #leave(keys: readonly OrderKey[]): ReturnType<Parameters<OrderOut["queue"]>[2]> {
    return keys.flatMap((key) => {
      if (this.#blotter.byKey(key)!.status !== "intended") return [];
      this.#out.record({ kind: "orderSending", key, orderId: this.#blotter.nextOrderId, frame: "new" });
      return [this.#frame(this.#blotter.byKey(key)!)];
    });
  }

  #frame(order: Order): { readonly name: "placeOrder"; readonly body: ReturnType<typeof toGateway> } {
    const parent = order.parent === undefined ? undefined : this.#blotter.byKey(order.parent);
    return { name: "placeOrder", body: toGateway(order, order.orderId, parent?.orderId ?? 0) };
  }

  /** placeOrder with an id that is known. */
  #again(client: Client, known: Order, contract: PlacedContract, order: PlacedOrder): void {
    if (known.status === "held") return this.#heldAgain(known, contract, order);
    if (known.status === "filled")
      return this.#error(client, known.clientOrderId, 104, "Cannot modify a filled order.");
    if (isFinished(known.status)) return this.#error(client, known.clientOrderId, 103, "Duplicate order id");
    if (sameContent({ contract, order }, { contract: known.contract, order: known.order }))
      return this.#book.stateTo(client.conn, known);
    this.#out.record({ kind: "modifyIntended", key: known.key, contract, order });
    this.sendChange(known.key);
  }

  #heldAgain(known: Order, contract: PlacedContract, order: PlacedOrder): void {
    const placement = { ...placementOf(known), contract, order };
    if (!order.transmit) return this.#out.record({ kind: "orderHeld", ...placement });
    this.#release(placement, known.parent === undefined ? undefined : this.#blotter.byKey(known.parent));
  }

  /**
   * Sends the newest wanted content, once the broker has shown the order. An order that has not left yet leaves with
   * the newest content anyway; one whose fate is open is waited for (2102 tells nothing is lost).
   */
  sendChange(key: OrderKey): void {
    const order = this.#blotter.byKey(key)!;
    if (order.status !== "working" || !hasEvidence(order) || !order.modifyWaits || !this.#out.ready) return;
    this.#out.queue("order", 1, () => {
      const now = this.#blotter.byKey(key)!;
      if (now.status !== "working" || !now.modifyWaits) return [];
      this.#out.record({ kind: "orderSending", key, orderId: now.orderId, frame: "modify" });
      return [this.#frame(now)];
    });
  }

  /** A cancelOrder of a client. */
  cancel(client: Client, id: ClientOrderId): void {
    const order = this.#blotter.byClientOrder(client.strategy, client.clientId, id);
    if (order === undefined)
      return this.#error(client, id, 10147, `OrderId ${id} that needs to be cancelled is not found.`);
    if (isFinished(order.status)) return this.#cannotCancel(client, order);
    this.cancelOrder(order);
  }

  #cannotCancel(client: Client, order: Order): void {
    const state = order.status === "filled" ? "Filled" : "Cancelled";
    this.#error(
      client,
      order.clientOrderId,
      10148,
      `OrderId ${order.clientOrderId} that needs to be cancelled cannot be cancelled, state: ${state}.`,
    );
  }

  /** Wants an order gone, in whatever state it is; children of a held parent go with it. */
  cancelOrder(order: Order): void {
    if (order.status === "held" || order.status === "intended") return this.#discard(order);
    if (!isAtBroker(order.status)) return;
    if (!order.cancelWanted) this.#out.record({ kind: "cancelIntended", key: order.key });
    if (!this.#out.ready)
      return this.#book.reported(order, { ...(order.report ?? assumedReport(order)), status: "PendingCancel" });
    this.sendCancel(order.key);
  }

  /**
   * A cancel never creates, so it may leave in any state, more than once, and before everything else. But one that
   * waits already says it all: a thousand repetitions would keep every other client's orders waiting behind them.
   */
  sendCancel(key: OrderKey): void {
    if (this.#cancelsWaiting.has(key)) return;
    this.#cancelsWaiting.add(key);
    this.#out.queue("cancel", 1, () => {
      this.#cancelsWaiting.delete(key);
      const order = this.#blotter.byKey(key)!;
      if (!isAtBroker(order.status)) return [];
      this.#out.record({ kind: "orderSending", key, orderId: order.orderId, frame: "cancel" });
      return [{ name: "cancelOrder", body: { orderId: order.orderId } }];
    });
  }

  /** An order that never left ends here, told as a Gateway tells it of an untransmitted one (SEQUENCES 5). */
  #discard(order: Order): void {
    const wasHeld = order.status === "held";
    this.#out.record({ kind: "orderDiscarded", key: order.key, reason: "cancelled before it left" });
    this.#book.reported(order, { ...assumedReport(order), status: "Cancelled" });
    this.#book.errored(order, 202, "Order Canceled - reason:Order was discarded.");
    if (wasHeld)
      this.#book.errored(
        order,
        161,
        `Cancel attempted when order is not in a cancellable state.  Order permId =${order.permId}`,
      );
    for (const leg of this.#blotter.open) if (leg.parent === order.key) this.cancelOrder(leg);
  }

  /** reqGlobalCancel: every open order of the strategy, one by one. The real one would empty the whole login. */
  cancelAll(client: Client): void {
    for (const order of this.#blotter.open)
      if (order.strategy === client.strategy && !isFinished(order.status)) this.cancelOrder(order);
  }

  /** The session is recovered: cancels that waited go first, then changes that waited. */
  sessionReady(): void {
    for (const order of this.#blotter.atBroker()) if (order.cancelWanted) this.sendCancel(order.key);
    for (const order of this.#blotter.atBroker()) this.sendChange(order.key);
  }

  /** The session broke: what had not left never will; what had left may or may not be there. */
  sessionLost(reason: string): void {
    this.#cancelsWaiting.clear();
    for (const order of this.#blotter.open) {
      if (order.status === "intended") this.#neverLeft(order, reason);
      else if (order.status === "sent") this.#out.record({ kind: "orderUnknown", key: order.key, reason });
    }
  }

  #neverLeft(order: Order, reason: string): void {
    this.#out.record({ kind: "orderDiscarded", key: order.key, reason });
    this.#book.errored(
      order,
      201,
      `Order rejected - reason:holdfast session: it had not left when ${reason}; it was never sent`,
    );
    this.#book.reported(order, { ...assumedReport(order), status: "Cancelled" });
  }

  /** A restart found intents without a sending: they never left (RELIABILITY I2), and a late order is nobody's wish. */
  restarted(): void {
    for (const order of this.#blotter.open)
      if (order.status === "intended")
        this.#out.record({ kind: "orderDiscarded", key: order.key, reason: "the process ended before it left" });
  }

  /** A new order is refused: the reason first, then the end, so that every library releases its waiter. */
  #deny(client: Client, id: ClientOrderId, refusal: Refusal): void {
    this.#out.log("warn", "order-refused", {
      strategy: client.strategy,
      clientId: client.clientId,
      orderId: id,
      ...refusal,
    });
    this.#error(client, id, 201, `Order rejected - reason:holdfast ${refusal.gate}: ${refusal.detail}`);
    this.#out.tell(client.conn, "orderStatus", { orderId: id, status: "Cancelled", clientId: client.clientId });
  }

  /** A change is refused: the resting order stays as it is, and the code says so (105). */
  #denyChange(client: Client, order: Order, refusal: Refusal): void {
    this.#out.log("warn", "change-refused", { key: order.key, ...refusal });
    this.#error(
      client,
      order.clientOrderId,
      105,
      `holdfast ${refusal.gate}: ${refusal.detail}; the order stays as it was`,
    );
  }

  #error(client: Client, id: number, errorCode: number, errorMsg: string): void {
    this.#out.tell(client.conn, "error", { id, errorCode, errorMsg });
  }
}

function placementOf(order: Order): Placement {
  const { key, strategy, clientId, clientOrderId, account, contract, order: placed, parent } = order;
  return { key, strategy, clientId, clientOrderId, account, contract, order: placed, ...(parent && { parent }) };
}
