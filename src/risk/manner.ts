/**
 * What an order's type makes of its prices, however it is spelled.
 *
 * Types are compared without blanks and dashes, and the words that the TWS API has two spellings for count as one:
 * `STPLMT`, `STP LMT` and `Stop Limit` are one type.
 */
import { isBuy as isPurchase } from "../model/action.ts";
import type { PlacedOrder } from "../model/entry.ts";

/** Equal for equal types. */
export function folded(orderType: string): string {
  const known = folds.get(orderType);
  if (known !== undefined) return known;
  const word = orderType
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "")
    .replaceAll("LIMIT", "LMT")
    .replaceAll("STOP", "STP")
    .replaceAll("MARKET", "MKT");
  return ALIKE[word] ?? word;
}

/** Two names for one type in the API's documentation. */
const ALIKE: Readonly<Record<string, string>> = { MOC: "MKTCLS", LOC: "LMTCLS" };

/** The usual ones need no work. */
const folds: ReadonlyMap<string, string> = new Map([
  ["LMT", "LMT"],
  ["MKT", "MKT"],
  ["STP", "STP"],
  ["STP LMT", "STPLMT"],
  ["TRAIL", "TRAIL"],
]);

/**
 * How it comes to trade: at a limit; at the market behind a trigger of its own (`stop`) or one that follows the market
 * (`trail`); or at the market at once. Whatever is not known to wait trades at once.
 */
export type Manner = "limit" | "stop" | "trail" | "market";

export function mannerOf({ orderType = "" }: PlacedOrder): Manner {
  const known = manners.get(orderType);
  if (known !== undefined) return known;
  const type = folded(orderType);
  if (type.startsWith("TRAIL")) return "trail";
  if (type.startsWith("STP")) return "stop";
  return LIMITS.has(type) ? "limit" : "market";
}

/** Those of the usual types. */
const manners: ReadonlyMap<string, Manner> = new Map([
  ["LMT", "limit"],
  ["MKT", "market"],
  ["STP", "stop"],
  ["STP LMT", "stop"],
  ["TRAIL", "trail"],
]);

const LIMITS: ReadonlySet<string> = new Set(["LMT", "LMTCLS", "LIT"]);

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
export function ownPrice(order: PlacedOrder): number | undefined {
  const limit = UNLIMITED.has(folded(order.orderType ?? "")) ? undefined : price(order.lmtPrice);
  return limit ?? triggerOf(order);
}

/** Where a stop becomes an order; undefined when it is none, or when its first trigger follows from the market. */
export function triggerOf(order: PlacedOrder): number | undefined {
  const manner = mannerOf(order);
  if (manner === "trail") return price(order.trailStopPrice);
  return manner === "stop" ? price(order.auxPrice) : undefined;
}

/** A second type that an order names, for its hedge or for what it becomes; `None` names none. */
export const isSet = (orderType: string | undefined): orderType is string =>
  orderType !== undefined && orderType !== "" && folded(orderType) !== "NONE";

/** Every type that an order may trade by. */
export function typesOf({ orderType = "", adjustedOrderType, deltaNeutralOrderType }: PlacedOrder): readonly string[] {
  const others = [adjustedOrderType, deltaNeutralOrderType];
  return others.some(isSet) ? [orderType, ...others.filter(isSet)] : [orderType];
}

export const isBuy = ({ action }: PlacedOrder): boolean => isPurchase(action);
