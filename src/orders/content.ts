/** What an order says, apart from who it is: the content a client wants, sends, changes, and the broker shows. */
import type { Echo, PlacedContract, PlacedOrder } from "../model/entry.ts";
import { sameContent } from "../model/lean.ts";
import { folded } from "../model/orderType.ts";

export interface Content {
  readonly contract: PlacedContract;
  readonly order: PlacedOrder;
}

/**
 * The fields a change may touch and an openOrder repeats faithfully. A stop's echo may carry a limit nobody sent and a
 * limit's echo a trail price (SEQUENCES 6, 7), so prices count by the order's type.
 */
function tellingFields(orderType = ""): readonly ("totalQuantity" | "tif" | "lmtPrice" | "auxPrice")[] {
  const type = folded(orderType);
  const limit = /LMT|LIT|REL|BOX/.test(type) ? (["lmtPrice"] as const) : [];
  const trigger = /STP|TRAIL|MIT|LIT|REL|PEG/.test(type) ? (["auxPrice"] as const) : [];
  return ["totalQuantity", "tif", ...limit, ...trigger];
}

/**
 * What else a change may touch. Gateways spell some of it their own way, so it is not held against what was sent, but against
 * how the order was shown before. Where it means nothing they drop outsideRth with a warning (SEQUENCES 7).
 */
const TOUCHED = [
  ...(["orderType", "outsideRth", "triggerMethod", "goodTillDate", "goodAfterTime", "includeOvernight"] as const),
  ...(["trailingPercent", "trailStopPrice", "percentOffset", "lmtPriceOffset", "discretionaryAmt"] as const),
  ...(["hidden", "allOrNone", "displaySize", "minQty"] as const),
  ...(["adjustedOrderType", "triggerPrice", "adjustedStopPrice", "adjustedStopLimitPrice"] as const),
  ...(["adjustedTrailingAmount", "conditions", "conditionsIgnoreRth", "conditionsCancelOrder"] as const),
] satisfies readonly (keyof PlacedOrder)[];

/** What is wanted in place of what, and how the order was shown before. */
interface Change {
  readonly wanted: Content;
  readonly before: Content;
  readonly shown: Echo | undefined;
}

/** Whether an openOrder shows this change. What the content leaves open cannot disagree. */
export function shows(echo: Echo, change: Change): boolean {
  const { order } = change.wanted;
  const told = echo.order ?? {};
  const telling = tellingFields(order.orderType);
  if (!telling.every((field) => order[field] === undefined || order[field] === told[field])) return false;
  return !TOUCHED.some((field) => stands(field, told, change)) || isPartHere([...telling, ...TOUCHED], told, change);
}

type Told = NonNullable<Echo["order"]>;
type Field = keyof PlacedOrder & keyof Told;

/** Wanted otherwise, and shown as before. Flags alone are wanted by leaving them out. */
function stands(field: Field, told: Told, { wanted, before, shown }: Change): boolean {
  const [was, wish, is] = [(shown?.order ?? before.order)[field], wanted.order[field], told[field]];
  const isOpen = wish === undefined && typeof was !== "boolean";
  if (isOpen || (field === "outsideRth" && isHourless(wanted))) return false;
  // Where another change stands before it, what that one wanted is before it as well.
  const isAsBefore = isAlike(is, was) || isAlike(is, before.order[field]);
  return !isAlike(wish, before.order[field]) && !isAlike(wish, is) && isAsBefore;
}

/** A change arrives whole: what a Gateway ignores of one that has come does not keep it on its way for ever. */
const isPartHere = (fields: readonly Field[], told: Told, { wanted, before, shown }: Change): boolean =>
  fields.some((field) => {
    const [was, wish, is] = [(shown?.order ?? before.order)[field], wanted.order[field], told[field]];
    return !isAlike(wish, before.order[field]) && isAlike(wish, is) && !isAlike(is, was);
  });

const isAlike = (a: unknown, b: unknown): boolean => sameContent(plain(a), plain(b));

/** The same under two spellings (`STP LMT` and `STPLMT`, a time with its zone and without, `None` and nothing) is no change. */
function plain(value: unknown): unknown {
  if (typeof value !== "string") return value || undefined;
  const [, day, time] = /^(\d{8})[ -](\d\d:\d\d:\d\d)/.exec(value) ?? [];
  if (day !== undefined) return `${day} ${time}`;
  const word = value.toUpperCase().replaceAll(" ", "").replace("LIMIT", "LMT");
  return word === "" || word === "NONE" ? undefined : word;
}

/** Its type is known to have no hours of its own. */
const isHourless = ({ order }: Content): boolean => HOURLESS.has(folded(order.orderType ?? ""));

const HOURLESS: ReadonlySet<string> = new Set(["MKT", "MTL", "MOC", "LOC"].map(folded));

/** Whether it wants other hours in place of those, and nothing else; where they mean nothing any openOrder shows it. */
export const isOfHoursAlone = (wanted: Content, { order: before }: Content): boolean =>
  !isHourless(wanted) &&
  !isAlike(wanted.order.outsideRth, before.outsideRth) &&
  sameContent({ ...wanted.order, outsideRth: undefined }, { ...before, outsideRth: undefined });

/** The content as the broker shows it: its quantity and prices in place of ours. What we left open stays open. */
export function asShown({ contract, order }: Content, echo: Echo): Content {
  const told: Record<string, unknown> = {};
  for (const field of tellingFields(order.orderType))
    if (order[field] !== undefined && echo.order?.[field] !== undefined) told[field] = echo.order[field];
  return { contract, order: { ...order, ...told } };
}
