/**
 * Margin previews: an order-like request that must never become an order (RELIABILITY I29).
 *
 * A preview uses an upstream order id but no intent and no key; the answer is one openOrder with whatIf set. The last
 * look before the socket is the engine's: it decodes the encoded frame of every id that `isPreview` knows and stops
 * the process if the flag is not in it.
 */
import type { Client } from "../model/client.ts";
import type { OrderId } from "../model/ids.ts";
import type { IncomingBody, OutgoingBody } from "../wire/codec.ts";
import type { Blotter } from "./blotter.ts";
import type { OrderOut } from "./out.ts";
import { echoFor, forGateway } from "./translate.ts";

/** Previews that may wait for their answer at once; the oldest is forgotten beyond it. */
const OPEN_MAX = 1_000;

interface Preview {
  readonly client: Client;
  readonly orderId: number;
}

export class WhatIfs {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #open = new Map<number, Preview>();

  constructor(out: OrderOut, blotter: Blotter) {
    this.#out = out;
    this.#blotter = blotter;
  }

  isPreview(orderId: number): boolean {
    return this.#open.has(orderId);
  }

  /** Asks the Gateway what the order would cost. Needs transmit, as at a real Gateway (413). */
  preview(client: Client, body: OutgoingBody<"placeOrder">): void {
    if (!body.order.transmit)
      return this.#out.tell(client.conn, "error", {
        id: body.orderId,
        errorCode: 413,
        errorMsg: "What-if order should have transmit flag set to true.",
      });
    this.#out.queue("order", 1, () => {
      const orderId: OrderId = this.#blotter.nextOrderId;
      this.#out.record({ kind: "whatIfSending", orderId });
      this.#remember(orderId, { client, orderId: body.orderId });
      const order = { ...forGateway(client.strategy, client.account, body.order), whatIf: true, parentId: 0 };
      return [{ name: "placeOrder", body: { orderId, contract: body.contract, order } }];
    });
  }

  #remember(orderId: OrderId, preview: Preview): void {
    this.#open.set(orderId, preview);
    if (this.#open.size > OPEN_MAX) for (const oldest of this.#open.keys()) return void this.#open.delete(oldest);
  }

  /** The Gateway's answer, if the frame is one. */
  heard(echo: IncomingBody<"openOrder">): boolean {
    const preview = this.#open.get(echo.order.orderId);
    if (preview === undefined || !echo.order.whatIf) return false;
    this.#open.delete(echo.order.orderId);
    const view = { clientId: preview.client.clientId, orderId: preview.orderId, parentId: 0 };
    this.#out.tell(preview.client.conn, "openOrder", echoFor(view, echo, undefined));
    return true;
  }

  /** An error on a preview's id is its answer. */
  refused(error: IncomingBody<"error">): boolean {
    const preview = this.#open.get(error.id);
    if (preview === undefined) return false;
    this.#open.delete(error.id);
    this.#out.tell(preview.client.conn, "error", { ...error, id: preview.orderId });
    return true;
  }

  sessionLost(): void {
    for (const [orderId, { client, orderId: id }] of this.#open) {
      this.#open.delete(orderId);
      this.#out.tell(client.conn, "error", {
        id,
        errorCode: 321,
        errorMsg: "holdfast session: the preview was not answered before the session ended",
      });
    }
  }
}
