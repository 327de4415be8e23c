/**
 * Legs of a bracket that wait at the Gateway and that no list of it shows.
 *
 * Of legs that leave together only the last one transmits. When the Gateway refuses that one, those before it stay behind
 * untransmitted: without openOrder or orderStatus, absent from every list, until somebody cancels them (SEQUENCES 5 and 6,
 * captured). That no list shows such a leg is therefore no sign that it was lost. Nobody but its client ends it: it, or its
 * entry, which takes the legs that wait behind it along without a word about them (captured).
 */
import type { OrderId } from "../model/ids.ts";
import type { Blotter } from "./blotter.ts";
import { rootOf } from "./family.ts";
import { hasEvidence, type Order } from "./order.ts";

/** Whether it left untransmitted, and the leg that was to transmit it was refused before the Gateway showed any of them. */
export function isLeftover(order: Order, blotter: Blotter): boolean {
  if (order.status !== "sent" || order.settled.order.transmit || hasEvidence(order)) return false;
  const later = [...behind(order, blotter)];
  const last = later.at(-1);
  if (last === undefined || later.some(({ echo }) => echo !== undefined)) return false;
  return last.status === "rejected" && !hasEvidence(last);
}

/** The children that end with it: the Gateway never speaks of them. To be asked before its own end is known. */
export const endingWith = (order: Order, blotter: Blotter): readonly Order[] =>
  isLeftover(order, blotter)
    ? [...blotter.open].filter((leg) => leg.parent === order.key && isLeftover(leg, blotter))
    : [];

/** The legs that left together with it and after it: their upstream ids follow its own without a break. */
function* behind(order: Order, blotter: Blotter): Generator<Order> {
  const root = rootOf(blotter, order.key);
  for (let id = order.orderId + 1; ; id++) {
    const leg = blotter.byOrderId(id as OrderId);
    if (leg === undefined || rootOf(blotter, leg.key) !== root) return;
    yield leg;
  }
}
