/**
 * Stop loss and profit taker attached to an order by its own message (server version 218 and later).
 *
 * Evidence: a run against a paper Gateway at 220 (recorded/issue-log-excerpts, "attached orders"): every type but
 * PRESET is refused with 320 and the whole request with it, its number unused; PRESET without a preset in TWS draws
 * 10355, then Cancelled and 202 "Order was discarded". The words about the other kind of leg are inferred.
 */
import type { Books } from "../books.ts";
import type { Order } from "../order.ts";
import type { Attached } from "../placement.ts";
import { discard } from "../trading/ending.ts";
import type { Refusal } from "./objection.ts";

interface Leg {
  readonly name: string;
  readonly orderId: number | undefined;
  readonly orderType: string;
}

const legs = ({ slOrderId, slOrderType, ptOrderId, ptOrderType }: Attached): readonly Leg[] =>
  [
    { name: "Stop Loss", orderId: slOrderId, orderType: slOrderType },
    { name: "Profit Taker", orderId: ptOrderId, orderType: ptOrderType },
  ].filter(({ orderId, orderType }) => orderId !== undefined || orderType !== "");

/** Legs that make no sense. */
export function attachedRefusal(attached: Attached | undefined): Refusal | undefined {
  const wrong = attached && legs(attached).find(({ orderId, orderType }) => !orderId || orderType !== "PRESET");
  return wrong && { code: 320, text: `Error reading request. Invalid value for ${wrong.name} order-id or order-type` };
}

/** The simulated TWS has no presets, so an order with legs is taken and discarded; answers whether it was. */
export function discardForPreset(books: Books, order: Order, attached: Attached | undefined): boolean {
  const leg = attached && legs(attached).at(-1);
  if (leg === undefined) return false;
  books.sayError(order, 10355, `Cannot auto-attach ${leg.name}. Preset is not defined.`);
  discard(books, order, false);
  return true;
}
