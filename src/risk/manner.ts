/** What an order's type makes of its prices. */
import { isBuy as isPurchase } from "../model/action.ts";
import type { PlacedOrder } from "../model/entry.ts";
import { folded, isSet, mannerOf } from "../model/orderType.ts";

/** A price that somebody has set and that is one; 0 is no price of a single contract. */
export const price = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) && value !== 0 ? value : undefined;

/**
 * Whatever limit these name is no part of them: they trade at the market, or at what a volatility makes. Libraries repeat what an
 * echo says, and a bot that changes an order's type leaves the limit that stood there.
 */
export const UNLIMITED: ReadonlySet<string> = new Set(
  ["MKT", "STP", "TRAIL", "MIT", "MOC", "MTL", "MKT PRT", "STP PRT", "TRAIL MIT", "BOX TOP", "VOL"].map(folded),
);

/** The price that the order itself names: its limit, or its trigger when it is a stop; undefined when the market decides. */
export const ownPrice = (order: PlacedOrder): number | undefined => limitOf(order) ?? triggerOf(order);

/** Undefined where it has none, and where that is no part of its type. */
export const limitOf = (order: PlacedOrder): number | undefined =>
  UNLIMITED.has(folded(order.orderType ?? "")) ? undefined : price(order.lmtPrice);

/** A discretionary amount is what it may trade beyond its limit, unseen. */
export const discretionOf = ({ discretionaryAmt = 0 }: PlacedOrder): number => Math.abs(discretionaryAmt);

/** Where a stop becomes an order; undefined when it is none, or when its first trigger follows from the market. */
export function triggerOf(order: PlacedOrder): number | undefined {
  const manner = mannerOf(order);
  if (manner === "trail") return price(order.trailStopPrice);
  return manner === "stop" ? price(order.auxPrice) : undefined;
}

/** Every type that an order may trade by. */
export function typesOf({ orderType = "", adjustedOrderType, deltaNeutralOrderType }: PlacedOrder): readonly string[] {
  const others = [adjustedOrderType, deltaNeutralOrderType];
  return others.some(isSet) ? [orderType, ...others.filter(isSet)] : [orderType];
}

export const isBuy = ({ action }: PlacedOrder): boolean => isPurchase(action);
