/**
 * Orders placed by hand in TWS: they belong to client id 0 and carry orderId 0 until they are bound.
 *
 * An order with orderId 0 is bound to no API client and cannot be changed or cancelled through the API; binding gives
 * it a number of client 0 and is told by orderBound (PROTOCOL 11.1). Numbers given that way are negative where the
 * setting "use negative numbers to bind automatic orders" is on; one log shows -2 (SEQUENCES 1).
 */
import { type Draft, decodeOutgoing, encodeOutgoing } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Books } from "../books.ts";
import type { Order, Terms } from "../order.ts";
import { BY_TRADER, cancelled } from "../trading/ending.ts";
import { take } from "./intake.ts";

export interface ManualOrder {
  readonly listing: Listing;
  /** What the person says of the order; the rest is as a client that says nothing of it. */
  readonly terms: Draft<Terms>;
}

const BY_HAND = 0;
/** The version does not matter: it is only the way to all the fields that nobody set. */
const ANY_VERSION = 200;

/** Places it, and binds it at once when client 0 asked for that. Answers its permId, or `undefined` when refused. */
export function placeManual(books: Books, { listing, terms }: ManualOrder): number | undefined {
  const complete = termsOf(terms);
  if (complete === undefined) return undefined;
  const order = take(books, { clientId: BY_HAND, orderId: 0, listing, terms: complete }, true);
  if (order !== undefined && books.bindsManualOrders) bind(books, order.permId);
  return order?.permId;
}

/** All the terms of an order that says only this; `undefined` when it says what no order can. */
export function termsOf(draft: Draft<Terms>): Terms | undefined {
  const order = { exemptCode: -1, ...draft, transmit: true };
  const frame = encodeOutgoing("placeOrder", { orderId: 0, order }, ANY_VERSION);
  const message = frame instanceof Uint8Array ? decodeOutgoing(frame.subarray(4), ANY_VERSION) : undefined;
  return message !== undefined && "name" in message && message.name === "placeOrder" ? message.body.order : undefined;
}

/** Cancels it as the person would; false when there is no such open order. */
export function cancelManual(books: Books, permId: number): boolean {
  const order = manualOrder(books, permId);
  if (order === undefined) return false;
  cancelled(books, order, { ...BY_TRADER, siblings: books.switches.cancelOfMember === "takes-group" });
  return true;
}

/** Gives an unbound order a number of client 0 and tells it; an order that has one keeps it. */
export function bind(books: Books, permId: number): void {
  const order = manualOrder(books, permId);
  if (order === undefined || order.orderId !== 0) return;
  const orderId = books.switches.boundOrderIds === "negative" ? books.takeNegativeId() : nextOf(books);
  books.put({ ...order, orderId });
  books.register.raise(BY_HAND, orderId);
  books.say({ kind: "bound", permId, clientId: BY_HAND, orderId });
}

const nextOf = (books: Books): number => books.register.floor(BY_HAND) + 1;

function manualOrder(books: Books, permId: number): Order | undefined {
  return books.register.open().find((order) => order.permId === permId && order.manual);
}
