/**
 * Margin previews: an order-like request that must never become an order (RELIABILITY I29).
 *
 * A preview uses an upstream order id but no intent and no key; the answer is one openOrder with whatIf set. The last
 * look before the socket is the engine's: it decodes the encoded frame of every id that `isPreview` knows and stops
 * the process if the flag is not in it.
 */
import { after, type Instant, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import { NOT_PROCESSED, unanswered } from "../model/complaint.ts";
import type { ConnId, OrderId, StrategyName } from "../model/ids.ts";
import type { Request } from "../model/out.ts";
import type { IncomingBody, OutgoingBody } from "../wire/codec.ts";
import type { Blotter } from "./blotter.ts";
import type { OrderCodes } from "./codes.ts";
import type { OrderOut } from "./out.ts";
import { echoFor, forGateway } from "./translate.ts";

/** Previews of one strategy that may wait for their answer at once; a further one is refused. */
const OPEN_PER_STRATEGY_MAX = 1_000;
/** So long a preview that has left waits for it: a Gateway that was sent too much, or had lost its link, may have swallowed it. */
const ANSWER_MS_MAX = seconds(45);

interface Preview {
  readonly client: Client;
  readonly body: OutgoingBody<"placeOrder">;
}

export class WhatIfs {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #codes: OrderCodes;
  /** Asked and not answered yet; those whose frame has left are found by their upstream id. */
  readonly #open = new Set<Preview>();
  readonly #byOrderId = new Map<number, Preview>();
  /** When those have left, oldest first. */
  readonly #leftAt = new Map<number, Instant>();

  constructor(out: OrderOut, blotter: Blotter, codes: OrderCodes) {
    this.#out = out;
    this.#blotter = blotter;
    this.#codes = codes;
  }

  isPreview(orderId: number): boolean {
    return this.#byOrderId.has(orderId);
  }

  /** Asks the Gateway what the order would cost. Needs transmit, as at a real Gateway (413). */
  preview(client: Client, body: OutgoingBody<"placeOrder">): void {
    const preview = { client, body };
    if (!body.order.transmit)
      return this.#refuse(preview, 413, "What-if order should have the transmit flag set to true.");
    if (this.#openOf(client.strategy) >= OPEN_PER_STRATEGY_MAX)
      return this.#refuse(preview, 100, "holdfast: too many previews wait for their answer");
    this.#open.add(preview);
    this.#out.queue("order", 1, (now) => this.#leave(preview, now));
  }

  #openOf(strategy: StrategyName): number {
    let count = 0;
    for (const { client } of this.#open) if (client.strategy === strategy) count++;
    return count;
  }

  /** Its previews that wait for their turn are nobody's wish any more; those that have left are still answered. */
  left(conn: ConnId): void {
    const asked = new Set(this.#byOrderId.values());
    for (const preview of this.#open)
      if (preview.client.conn === conn && !asked.has(preview)) this.#open.delete(preview);
  }

  #leave(preview: Preview, now: Instant): readonly Request[] {
    if (!this.#open.has(preview)) return [];
    const { client, body } = preview;
    const orderId: OrderId = this.#blotter.nextOrderId;
    this.#out.record({ kind: "whatIfSending", orderId });
    this.#byOrderId.set(orderId, preview);
    this.#leftAt.set(orderId, now);
    const { clientId = 0 } = this.#blotter.session;
    const terms = forGateway(client.strategy, client.account, body.order);
    const order = { ...terms, orderId, clientId, whatIf: true, parentId: 0 };
    return [{ name: "placeOrder", body: { orderId, contract: body.contract, order } }];
  }

  /** The Gateway's answer, if the frame is one. */
  heard(echo: IncomingBody<"openOrder">): boolean {
    const preview = this.#byOrderId.get(echo.order.orderId);
    if (preview === undefined || !echo.order.whatIf) return false;
    this.#close(preview, echo.order.orderId);
    const { client, body } = preview;
    const view = { clientId: client.clientId, orderId: body.orderId, parentId: 0 };
    const { orderRef, ocaGroup } = body.order;
    this.#out.tell(
      client.conn,
      "openOrder",
      echoFor(view, { ...echo, order: { ...echo.order, orderRef, ocaGroup } }, undefined),
    );
    return true;
  }

  /** An error on a preview's id. A refusal is its answer; after a note the answer still comes. */
  refused(error: IncomingBody<"error">): boolean {
    const preview = this.#byOrderId.get(error.id);
    if (preview === undefined) return false;
    if (this.#codes.endsPreview(error.errorCode)) this.#close(preview, error.id);
    this.#out.tell(preview.client.conn, "error", { ...error, id: preview.body.orderId });
    return true;
  }

  #close(preview: Preview, orderId: number): void {
    this.#open.delete(preview);
    this.#byOrderId.delete(orderId);
    this.#leftAt.delete(orderId);
  }

  nextDeadline(): Instant | undefined {
    for (const leftAt of this.#leftAt.values()) return after(leftAt, ANSWER_MS_MAX);
    return undefined;
  }

  /** What is not answered in time is refused; an answer that comes later is nobody's. */
  tick(now: Instant): void {
    for (const [orderId, leftAt] of this.#leftAt) {
      if (now < after(leftAt, ANSWER_MS_MAX)) return;
      const preview = this.#byOrderId.get(orderId)!;
      this.#close(preview, orderId);
      const { errorCode, errorMsg } = unanswered("placeOrder with whatIf", ANSWER_MS_MAX);
      this.#refuse(preview, errorCode, errorMsg);
    }
  }

  sessionLost(): void {
    this.#byOrderId.clear();
    this.#leftAt.clear();
    for (const preview of this.#open) {
      this.#open.delete(preview);
      this.#refuse(preview, NOT_PROCESSED, "holdfast session: the preview was not answered before the session ended");
    }
  }

  #refuse({ client, body }: Preview, errorCode: number, errorMsg: string): void {
    this.#out.tell(client.conn, "error", { id: body.orderId, errorCode, errorMsg });
  }
}
