/**
 * How far an order reaches into the other side of the book: the worst price that it may trade at, or the trigger that it
 * waits for. What trades at the market reaches everything, a stop as far as its limit, and one without a limit nothing until
 * the market has come to its trigger.
 */
import type { PlacedOrder } from "../model/entry.ts";
import { folded, hasTrigger, mannerOf } from "../model/orderType.ts";
import { discretionOf, isBuy, triggerOf } from "./manner.ts";

/** A price, or nothing yet: then the trigger, as far as there is one. */
type Reach = { readonly price: number } | { readonly price: undefined; readonly trigger: number | undefined };

/** Both sides of the market; undefined where they are not known. */
export type Market = { readonly bid: number; readonly ask: number } | undefined;

/** What trades at any price. */
const anything = (order: PlacedOrder): number => (isBuy(order) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);

export function reachOf(order: PlacedOrder): Reach {
  const { orderType = "", lmtPrice: limit } = order;
  const hasLimit = limit !== undefined && Number.isFinite(limit);
  if (hasLimit && (mannerOf(order) === "limit" || folded(orderType).endsWith("LMT")))
    return { price: isBuy(order) ? limit + discretionOf(order) : limit - discretionOf(order) };
  if (hasTrigger(order)) return { price: undefined, trigger: triggerOf(order) };
  return { price: anything(order) };
}

/** The worst price that it may trade at now; undefined while it waits for the market to reach its trigger. */
export function worstNow(order: PlacedOrder, market: () => Market): number | undefined {
  const reach = reachOf(order);
  if (reach.price !== undefined) return reach.price;
  const { trigger } = reach;
  return trigger !== undefined && isTriggered(isBuy(order), trigger, market()) ? anything(order) : undefined;
}

export function isTriggered(buys: boolean, trigger: number, market: Market): boolean {
  if (market === undefined) return false;
  return buys ? trigger <= market.ask : trigger >= market.bid;
}
