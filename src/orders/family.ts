/** Brackets as families: which held legs leave together with the one that transmits. */
import type { Placement } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Blotter } from "./blotter.ts";
import type { Order } from "./order.ts";

/**
 * The legs that a transmitting leg releases, in the order they were placed, itself among them. A child takes the held
 * rest of its family along, ancestors first; a parent that transmits leaves alone, and its held children wait for a
 * leg of theirs (the simulated Gateway's rule; no capture shows another).
 */
export function released(blotter: Blotter, last: Placement): readonly Placement[] {
  const root = last.parent === undefined ? undefined : rootOf(blotter, last.parent);
  const legs: Placement[] = [];
  for (const order of blotter.open) {
    if (order.status !== "held") continue;
    if (order.key === last.key) legs.push(last);
    else if (root !== undefined && rootOf(blotter, order.key) === root) legs.push(placementOf(order));
  }
  return legs.includes(last) ? legs : [...legs, last];
}

/** The eldest ancestor. A parent is always older than its child, so the walk ends. */
export function rootOf(blotter: Blotter, key: OrderKey): OrderKey {
  const parent = blotter.byKey(key)?.parent;
  return parent === undefined ? key : rootOf(blotter, parent);
}

export function placementOf(order: Order): Placement {
  const { key, strategy, clientId, clientOrderId, account, contract, order: placed, parent } = order;
  return { key, strategy, clientId, clientOrderId, account, contract, order: placed, ...(parent && { parent }) };
}
