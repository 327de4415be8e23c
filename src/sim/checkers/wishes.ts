/**
 * What clients really asked for, by the numbers they gave it, read off their own wires: orders, changes and what-ifs.
 *
 * What an order is are the fields of `Terms`; everything else is identity or bookkeeping. Numbers are compared as numbers,
 * because a quantity has as many spellings as there are clients.
 */
import { decimal } from "../../base/decimal.ts";
import type { Frame } from "../sight/frame.ts";
import type { Guest } from "./checker.ts";
import type { PlaceOrder } from "./facts.ts";
import type { PlacementLine } from "./line.ts";

/** What an order is. */
export type Terms = Pick<
  PlaceOrder,
  | ("conId" | "symbol" | "secType" | "action" | "totalQuantity" | "orderType")
  | ("lmtPrice" | "auxPrice" | "tif" | "outsideRth")
  | ("ocaType" | "triggerMethod" | "goodTillDate" | "trailStopPrice" | "trailingPercent")
>;

const TERMS = [
  ...(["conId", "symbol", "secType", "action", "totalQuantity", "orderType"] as const),
  ...(["lmtPrice", "auxPrice", "tif", "outsideRth"] as const),
  ...(["ocaType", "triggerMethod", "goodTillDate", "trailStopPrice", "trailingPercent"] as const),
] satisfies readonly (keyof Terms)[];

/** An older wish for the same order than so many is forgotten. */
const KEPT_MAX = 4_096;

export class Wishes {
  readonly #wishes = new Map<string, PlaceOrder[]>();

  /** Hears every frame of a client. */
  asked(frame: Frame, { strategy, clientId }: Guest): void {
    if (frame.name !== "placeOrder" || strategy === undefined || clientId === undefined) return;
    const place = placeOf(strategy.name, clientId, frame.orderId);
    const known = this.#wishes.get(place);
    if (known === undefined) this.#wishes.set(place, [frame]);
    else if (known.push(frame) > KEPT_MAX) known.shift();
  }

  /** Oldest first, what-ifs included. */
  of(strategy: string, clientId: number, clientOrderId: number): readonly PlaceOrder[] {
    return this.#wishes.get(placeOf(strategy, clientId, clientOrderId)) ?? [];
  }

  /** What its client asked of an order that the journal knows. */
  ofPlacement({ strategy, clientId, clientOrderId }: PlacementLine): readonly PlaceOrder[] {
    return this.of(strategy, clientId, clientOrderId);
  }
}

const placeOf = (strategy: string, clientId: number, id: number): string => `${strategy}/${clientId}/${id}`;

/** The first field in which two orders are not the same: `totalQuantity 10 against 20`. */
export function difference(one: Terms, other: Terms): string | undefined {
  const field = TERMS.find((name) => !isSame(one[name], other[name]));
  return field === undefined ? undefined : `${field} ${shown(one[field])} against ${shown(other[field])}`;
}

type Value = Terms[keyof Terms];

function isSame(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (typeof one !== "string" || typeof other !== "string" || one === "" || other === "") return false;
  const number = decimal(one);
  return number !== undefined && number === decimal(other);
}

const shown = (value: Value): string => (value === undefined || value === "" ? "none" : String(value));

/** The same of what the journal keeps of an order: absent is empty, zero or false, and infinities are texts. */
export function termsOf({ contract, order }: PlacementLine): Terms {
  return {
    conId: (contract.conId as number | undefined) ?? 0,
    symbol: text(contract.symbol),
    secType: text(contract.secType),
    action: text(order.action),
    totalQuantity: text(order.totalQuantity),
    orderType: text(order.orderType),
    lmtPrice: price(order.lmtPrice),
    auxPrice: price(order.auxPrice),
    tif: text(order.tif),
    outsideRth: order.outsideRth === true,
    ocaType: (order.ocaType as number | undefined) ?? 0,
    triggerMethod: (order.triggerMethod as number | undefined) ?? 0,
    goodTillDate: text(order.goodTillDate),
    trailStopPrice: price(order.trailStopPrice),
    trailingPercent: price(order.trailingPercent),
  };
}

const text = (value: unknown): string => (value === undefined ? "" : String(value));

function price(value: unknown): number | undefined {
  if (typeof value !== "string") return value as number | undefined;
  return value === "\u221e" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
