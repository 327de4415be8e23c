/**
 * Whether a change leaves an order no larger and no nearer to the market than it was.
 *
 * A limit comes nearer when it gives way, and the trigger of a stop when the market has less far to go. Of everything else an
 * order says nobody works out what is nearer: a difference is, unless it is one of a few fields that say nothing of when, where
 * or how much an order trades.
 */
import { compare, ZERO } from "../base/decimal.ts";
import { namesSide } from "../model/action.ts";
import type { PlacedOrder } from "../model/entry.ts";
import { sameContent } from "../model/lean.ts";
import { folded, mannerOf } from "../model/orderType.ts";
import { isBuy, UNLIMITED } from "./manner.ts";

/** Of the same side, for no more than before. What is below nothing nobody can measure. */
export const isNoLarger = (asked: PlacedOrder, before: PlacedOrder): boolean =>
  asked.action === before.action &&
  (asked.cashQty || 0) === (before.cashQty || 0) &&
  compare(asked.totalQuantity ?? ZERO, ZERO) >= 0 &&
  compare(asked.totalQuantity ?? ZERO, before.totalQuantity ?? ZERO) <= 0;

/**
 * No larger, and no nearer to the market. `alike` are other words for the same order: what its client wants, and what the broker
 * has shown; a field that says what one of them says is no change.
 */
export const isNoMore = (asked: PlacedOrder, before: PlacedOrder, alike: readonly PlacedOrder[] = []): boolean =>
  isNoLarger(asked, before) && !comesNearer(asked, before) && !saysOther(asked, [before, ...alike]);

function comesNearer(asked: PlacedOrder, before: PlacedOrder): boolean {
  const type = folded(asked.orderType ?? "");
  if (type !== folded(before.orderType ?? "") || !namesSide(asked.action)) return true;
  const hasLimit = !UNLIMITED.has(type) || REST_AT_A_LIMIT.has(type);
  if (hasLimit && isNearer(asked.lmtPrice, before.lmtPrice, isBuy(asked))) return true;
  // What else `auxPrice` may be is an offset, or a touch.
  if (mannerOf(asked) !== "stop") return (asked.auxPrice || 0) !== (before.auxPrice || 0);
  return isNearer(asked.auxPrice, before.auxPrice, !isBuy(asked));
}

/** What these have not traded at once rests at a limit that the broker has set, and may be changed there. */
const REST_AT_A_LIMIT: ReadonlySet<string> = new Set(["MTL", "MKT PRT", "STP PRT"].map(folded));

/** A price that somebody sets or takes away may mean anything. */
function isNearer(asked: number | undefined, before: number | undefined, upwards: boolean): boolean {
  if (asked === before) return false;
  if (asked === undefined || before === undefined) return true;
  return !(upwards ? asked <= before : asked >= before);
}

type Field = keyof PlacedOrder;

/** Those looked at above, and those that say who an order is, whose, and of which group. */
const ELSEWHERE: ReadonlySet<string> = new Set<Field>([
  ...(["action", "totalQuantity", "orderType", "lmtPrice", "auxPrice", "transmit", "whatIf", "orderRef"] as const),
  ...(["parentId", "ocaGroup", "ocaType", "account", "clearingAccount", "clearingIntent", "settlingFirm"] as const),
  ...(["openClose", "origin", "algoId", "extOperator", "manualOrderTime", "externalUserId"] as const),
  ...(["eTradeOnly", "firmQuoteOnly", "nbboPriceCap", "advancedErrorOverride", "randomizeSize"] as const),
]);

function saysOther(asked: PlacedOrder, known: readonly PlacedOrder[]): boolean {
  for (const order of [asked, known[0]!])
    for (const name of Object.keys(order) as Field[])
      if (!ELSEWHERE.has(name) && !known.some((one) => isSame(name, asked[name], one[name]))) return true;
  return false;
}

/** DAY is what an order without a time in force is. */
const isSame = (name: Field, a: unknown, b: unknown): boolean =>
  sameContent(a || undefined, b || undefined) || (name === "tif" && (a || "DAY") === (b || "DAY"));
