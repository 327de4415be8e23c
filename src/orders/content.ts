/** What an order says, apart from who it is: the content a client wants, sends, changes, and the broker shows. */
import type { Echo, PlacedContract, PlacedOrder } from "../model/entry.ts";

export interface Content {
  readonly contract: PlacedContract;
  readonly order: PlacedOrder;
}

/**
 * The fields a change may touch and an openOrder repeats faithfully. A stop's echo may carry a limit nobody sent and a
 * limit's echo a trail price (SEQUENCES 6, 7), so prices count by the order's type.
 */
function tellingFields(orderType = ""): readonly ("totalQuantity" | "tif" | "lmtPrice" | "auxPrice")[] {
  const limit = /LMT|LIMIT|LOC|LIT|REL|BOX/.test(orderType) ? (["lmtPrice"] as const) : [];
  const trigger = /STP|TRAIL|MIT|LIT|REL|PEG/.test(orderType) ? (["auxPrice"] as const) : [];
  return ["totalQuantity", "tif", ...limit, ...trigger];
}

/** Whether an openOrder shows this content. What the content leaves open cannot disagree. */
export function shows(echo: Echo, { order }: Content): boolean {
  const told = echo.order ?? {};
  return tellingFields(order.orderType).every((field) => order[field] === undefined || order[field] === told[field]);
}

/** The content as the broker shows it: its quantity and prices in place of ours. What we left open stays open. */
export function asShown({ contract, order }: Content, echo: Echo): Content {
  const told: Record<string, unknown> = {};
  for (const field of tellingFields(order.orderType))
    if (order[field] !== undefined && echo.order?.[field] !== undefined) told[field] = echo.order[field];
  return { contract, order: { ...order, ...told } };
}
