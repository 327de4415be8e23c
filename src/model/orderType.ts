/**
 * What an order's type is, however it is spelled: what leaves is what its client has said, and nobody knows which spellings a
 * Gateway takes.
 *
 * Types are compared without blanks and dashes, and the words that the TWS API has two spellings for count as one:
 * `STPLMT`, `STP LMT` and `Stop Limit` are one type.
 */

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

interface Typed {
  readonly orderType?: string | undefined;
}

export function mannerOf({ orderType = "" }: Typed): Manner {
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

/** It comes to trade behind a trigger, be that where it was set or where the market has taken it. */
export function hasTrigger(order: Typed): boolean {
  const manner = mannerOf(order);
  return manner === "stop" || manner === "trail";
}

/**
 * It waits for the market to go against a position.
 *
 * MIT and LIT wait for it to go with one, and so do those of them that trail: TRAIL MIT and TRAIL LIT sell above the market and
 * follow it down (IBKR's user guide, "Trailing Market if Touched"), so that a loss never reaches them.
 */
export const isStop = (order: Typed): boolean =>
  hasTrigger(order) && !TRAILS_IF_TOUCHED.test(folded(order.orderType ?? ""));

const TRAILS_IF_TOUCHED = /^TRAIL[ML]IT/;

/**
 * A second type that an order names, for its hedge or for what it becomes; `None` names none. Gateways put that word into
 * openOrder, and libraries repeat it.
 */
export const isSet = (orderType: string | undefined): orderType is string =>
  orderType !== undefined && orderType !== "" && folded(orderType) !== "NONE";
