/**
 * Whether a change leaves an order no larger and no nearer to the market than it was.
 *
 * A limit comes nearer when it gives way, and the trigger of a stop when the market has less far to go. Of everything else that
 * says when an order trades nobody works out what is nearer: a difference is.
 */
import { compare, ZERO } from "../base/decimal.ts";
import type { PlacedOrder } from "../model/entry.ts";
import { sameContent } from "../model/lean.ts";
import { folded, isBuy, mannerOf } from "./manner.ts";

/** Of the same side, for no more than before, and no nearer to the market. */
export function isNoMore(asked: PlacedOrder, before: PlacedOrder): boolean {
  if (asked.action !== before.action) return false;
  if (compare(asked.totalQuantity ?? ZERO, before.totalQuantity ?? ZERO) > 0) return false;
  return !comesNearer(asked, before);
}

function comesNearer(asked: PlacedOrder, before: PlacedOrder): boolean {
  const type = folded(asked.orderType ?? "");
  if (type !== folded(before.orderType ?? "")) return true;
  if (WHEN.some((name) => !sameContent(asked[name] || undefined, before[name] || undefined))) return true;
  if (!UNLIMITED.has(type) && isNearer(asked.lmtPrice, before.lmtPrice, isBuy(asked))) return true;
  // What else `auxPrice` may be is an offset, or a touch.
  if (mannerOf(asked) !== "stop") return (asked.auxPrice || 0) !== (before.auxPrice || 0);
  return isNearer(asked.auxPrice, before.auxPrice, !isBuy(asked));
}

/** Whatever limit these name is no part of them: libraries repeat what an echo says. */
const UNLIMITED: ReadonlySet<string> = new Set(["MKT", "STP", "TRAIL"]);

/** All that says when it trades, and how it follows the market. */
const WHEN = [
  ...(["tif", "outsideRth", "goodAfterTime", "conditions", "conditionsIgnoreRth", "conditionsCancelOrder"] as const),
  ...(["triggerMethod", "trailStopPrice", "trailingPercent", "lmtPriceOffset", "percentOffset"] as const),
  ...(["discretionaryAmt", "adjustedOrderType", "triggerPrice", "adjustedStopPrice"] as const),
  ...(["adjustedStopLimitPrice", "adjustedTrailingAmount", "adjustableTrailingUnit"] as const),
  ...(["algoStrategy", "algoParams", "cashQty"] as const),
] as const;

/** A price that somebody sets or takes away may mean anything. */
function isNearer(asked: number | undefined, before: number | undefined, upwards: boolean): boolean {
  if (asked === before) return false;
  if (asked === undefined || before === undefined) return true;
  return !(upwards ? asked <= before : asked >= before);
}
