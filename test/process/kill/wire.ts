/** The record of the wire to the Gateway over all incarnations: each frame about an order, and whether it was journaled. */
import type { Entry } from "../../../src/model/entry.ts";
import type { OutgoingBody } from "../../../src/wire/codec.ts";
import { keyOf, type Sent, type WireEvent } from "./history.ts";
import type { Journal } from "./journal.ts";
import type { Frame } from "./sluice.ts";

type PlaceOrder = OutgoingBody<"placeOrder">;

export class WireRecord {
  readonly events: WireEvent[] = [];
  readonly #refs = new Set<string>();
  readonly #journal: () => Journal;

  constructor(journal: () => Journal) {
    this.#journal = journal;
  }

  /** What the daemon wrote, whether or not it gets through. */
  wrote({ direction, message }: Frame): Sent | undefined {
    if (direction !== "out") return undefined;
    if (message.name === "placeOrder") return this.#add(this.#placed(message.body));
    if (message.name !== "cancelOrder") return undefined;
    const { orderId } = message.body;
    return this.#add({
      kind: "cancel",
      orderId,
      orderRef: "",
      terms: "",
      transmit: true,
      journaled: this.#isSending(orderId, "cancel"),
    });
  }

  /** What the daemon is about to hear. */
  heard(frame: Frame): void {
    const orderId = orderIn(frame);
    if (orderId !== undefined) this.events.push({ kind: "word", orderId });
  }

  #placed({ orderId, order }: PlaceOrder): Sent {
    const { orderRef, transmit } = order;
    const whole = { orderId, orderRef, transmit };
    if (order.whatIf) return { ...whole, kind: "preview", terms: "", journaled: this.#isPreview(orderId) };
    const kind = this.#refs.has(orderRef) ? "change" : "new";
    this.#refs.add(orderRef);
    const terms = `${order.action} ${order.totalQuantity} ${order.orderType} ${order.lmtPrice} ${order.auxPrice}`;
    const journaled = kind === "new" ? this.#isNew(orderId, orderRef) : this.#isSending(orderId, "modify");
    return { ...whole, kind, terms, journaled };
  }

  /** Both its wish and its id are in the file. */
  #isNew(orderId: number, orderRef: string): boolean {
    const key = keyOf(orderRef);
    const intended = (entry: Entry): boolean =>
      entry.kind === "orderIntended" && entry.legs.some((leg) => leg.key === key);
    return this.#isSending(orderId, "new") && this.#journal().has(intended);
  }

  #isSending(orderId: number, frame: "new" | "modify" | "cancel"): boolean {
    return this.#journal().has(
      (entry) => entry.kind === "orderSending" && entry.orderId === orderId && entry.frame === frame,
    );
  }

  #isPreview(orderId: number): boolean {
    return this.#journal().has((entry) => entry.kind === "whatIfSending" && entry.orderId === orderId);
  }

  #add(sent: Sent): Sent {
    this.events.push(sent);
    return sent;
  }
}

/** The order that a frame of the Gateway speaks of. */
export function orderIn({ direction, message }: Pick<Frame, "direction" | "message">): number | undefined {
  if (direction === "out") return undefined;
  if (message.name === "openOrder") return message.body.order.orderId;
  if (message.name === "orderStatus") return message.body.orderId;
  return message.name === "execDetails" ? message.body.execution.orderId : undefined;
}
