/**
 * One order as the broker holds it, and the table of its statuses.
 *
 * An order is an immutable value; a change makes a new one, so that an event keeps the order as it was when it was
 * said. Nothing sets a status except `moved`, by the table below.
 */

import { assert, Bug } from "../../base/assert.ts";
import { type Decimal, minus, toNumber, ZERO } from "../../base/decimal.ts";
import type { Instant, WallMs } from "../../base/time.ts";
import type { OutgoingBody } from "../../wire/codec.ts";
import type { Listing } from "../exchange/directory/listing.ts";
import { type OrderType, orderTypeNamed } from "./orderType.ts";

/** What the client sent, field for field. */
export type Terms = OutgoingBody<"placeOrder">["order"];

/** `Untransmitted` never reaches the wire: such an order is invisible (SEQUENCES 5). */
export type Status =
  | "Untransmitted"
  | "PreSubmitted"
  | "Submitted"
  | "PendingCancel"
  | "Cancelled"
  | "Filled"
  | "Inactive";

export type Change = "held" | "worked" | "cancelling" | "cancelled" | "filled" | "rejected";

/** Submitted goes back to PreSubmitted when the session ends and the order waits for the next one. */
export const lifecycle: Readonly<Record<Status, Partial<Record<Change, Status>>>> = {
  Untransmitted: {
    held: "PreSubmitted",
    worked: "Submitted",
    cancelled: "Cancelled",
    rejected: "Inactive",
  },
  PreSubmitted: {
    held: "PreSubmitted",
    worked: "Submitted",
    cancelling: "PendingCancel",
    cancelled: "Cancelled",
    filled: "Filled",
    rejected: "Inactive",
  },
  Submitted: {
    held: "PreSubmitted",
    worked: "Submitted",
    cancelling: "PendingCancel",
    cancelled: "Cancelled",
    filled: "Filled",
    rejected: "Inactive",
  },
  PendingCancel: { cancelled: "Cancelled", filled: "Filled" },
  Cancelled: {},
  Filled: {},
  Inactive: {},
};

export interface Order {
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
  readonly listing: Listing;
  /** With account, tif, OCA group and type filled in as the broker does. */
  readonly terms: Terms;
  /** The OCA group as the client wrote it. */
  readonly ocaGroupSent: string;
  readonly status: Status;
  /** Placed by hand in TWS. */
  readonly manual: boolean;
  /** permId of the parent. */
  readonly parent: number | undefined;
  /** Waits for its parent's fill. */
  readonly child: boolean;
  /** A stop whose trigger was reached. */
  readonly elected: boolean;
  /** Its stop rests at the exchange itself; IB does not watch the market for it (SEQUENCES 7). */
  readonly native: boolean;
  /** Whether its waiting for its parent shows as whyHeld. */
  readonly showsChild: boolean;
  /** Whether its waiting for the trigger shows as whyHeld. */
  readonly showsTrigger: boolean;
  /** Where the stop of a trailing order stands. */
  readonly trailStopPrice: number | undefined;
  /** The limit of an order whose type finds it by itself, once it is found. */
  readonly workingLimit: number | undefined;
  /** Shares are being located for it (SEQUENCES 8, code 404). */
  readonly locating?: boolean;
  readonly conditions: "none" | "awaited" | "met";
  readonly filled: Decimal;
  /** Sum of price times shares. */
  readonly value: Decimal;
  readonly lastFillPrice: number;
  readonly commission: Decimal;
  /** When it reaches the market; `undefined` while it has no business there. */
  readonly arrives: Instant | undefined;
  /** It has been at the market: what comes later finds it resting. */
  readonly arrived: boolean;
  /** The New York date of the first session it could trade in: a DAY order ends with that session. */
  readonly sessionDay: number | undefined;
  readonly placedWall: WallMs;
  readonly completedWall: WallMs | undefined;
  readonly completedStatus: string;
}

/** The order after a change of status. */
export function moved(order: Order, change: Change): Order {
  const status = lifecycle[order.status][change];
  if (status === undefined) throw new Bug(`order ${order.permId}: ${order.status} cannot be ${change}`);
  return { ...order, status };
}

export const isDone = (order: Order): boolean =>
  order.status === "Cancelled" || order.status === "Filled" || order.status === "Inactive";
export const isUntransmitted = (order: Order): boolean => order.status === "Untransmitted";
/** Visible and not finished: what reqOpenOrders lists. */
export const isOpen = (order: Order): boolean => !isDone(order) && !isUntransmitted(order);

export const quantity = (order: Order): Decimal => order.terms.totalQuantity ?? ZERO;
export const remaining = (order: Order): Decimal => minus(quantity(order), order.filled);
export const isBuy = (order: Order): boolean => order.terms.action === "BUY";

export function typeOf({ terms }: { readonly terms: Pick<Terms, "orderType"> }): OrderType {
  const type = orderTypeNamed(terms.orderType);
  assert(type !== undefined, `no order type ${terms.orderType}`);
  return type;
}

/** Simulated stops and trailing stops: what IB holds back until the market reaches it. */
export const isStop = (order: Order): boolean => ["stop", "trailing"].includes(typeOf(order).trigger);
/** What waits for its trigger is not at the market. */
export const waitsForTrigger = (order: Order): boolean => !order.elected && typeOf(order).trigger !== "none";
/** Conditions that hold an order back; those that would cancel it do not. */
export const waitsForConditions = (order: Order): boolean =>
  order.conditions === "awaited" && !order.terms.conditionsCancelOrder;

/** Sent to the market and not there yet. What waits for its trigger or its parent is not under way. */
export const isMoving = (order: Order): boolean =>
  isOpen(order) && !order.arrived && !order.child && order.arrives !== undefined && !waitsForTrigger(order);
/** Whether it has a date of its own: an end, a beginning, a condition. */
export const isDated = ({ terms, conditions }: Order): boolean =>
  terms.tif === "GTD" || terms.goodAfterTime !== "" || (conditions === "awaited" && terms.conditions.some(isTime));
const isTime = (one: Terms["conditions"][number]): boolean => one.type === 3;

export function avgFillPrice(order: Order): number {
  const shares = toNumber(order.filled);
  return shares === 0 ? 0 : round(toNumber(order.value) / shares, 8);
}

export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** Inactive while shares are located, though it lives (nautilus #3603). */
export const shownStatus = (order: Order): Status =>
  order.locating === true && isOpen(order) ? "Inactive" : order.status;

/** The only field that tells "waits at IB for its trigger" from "works at the exchange" (SEQUENCES 7). */
export function whyHeld(order: Order): string {
  if (!isOpen(order)) return "";
  if (order.locating === true) return "locate";
  const trigger = waitsForTrigger(order) && order.showsTrigger;
  return [...(order.child && order.showsChild ? ["child"] : []), ...(trigger ? ["trigger"] : [])].join(",");
}
