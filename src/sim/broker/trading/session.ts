/**
 * What the hours of trading do to orders: waiting before the open, the close, expiry.
 *
 * A DAY order ends with the first session it could trade in; GTD ends at its date; GTC waits for the next session; DTC
 * is put out of action at the end of its day instead of being cancelled (IB's page of times in force).
 */

import type { WallMs } from "../../../base/time.ts";
import { easternDay, easternText } from "../../exchange/calendar/calendar.ts";
import type { Books } from "../books.ts";
import { isOpen, type Order, waitsForTrigger } from "../order.ts";
import { isOver } from "./dates.ts";
import { cancelled } from "./ending.ts";
import { atClose, atOpen, closesNow, dayIsOver, inSession, isHeld, worksIn } from "./hours.ts";

/** The status of an order that waits for nothing but its session and its trigger. */
export function restingStatus(books: Books, order: Order): "held" | "worked" {
  const waits = isHeld(books, order) || (waitsForTrigger(order) && !order.native);
  if (waits || !inSession(books, order)) return "held";
  return order.parent !== undefined && books.switches.childAfterParentFill === "PreSubmitted" ? "held" : "worked";
}

/** Of the orders concerned: sessions that began or ended, dates that have passed. What is for the close is given to `close`. */
export function passTime(books: Books, concerned: readonly Order[], close: (order: Order) => void): void {
  for (const { permId } of concerned) {
    const order = books.register.get(permId);
    if (!isOpen(order)) continue;
    if (atClose(order) && closesNow(books, order)) close(order);
    else if (expired(books, order)) expire(books, order);
    else followSession(books, order);
  }
}

function expired(books: Books, order: Order): boolean {
  if (order.terms.tif === "DAY" || order.terms.tif === "DTC") return dayIsOver(books, order);
  return isOver(order, books.moment.wall);
}

function expire(books: Books, order: Order): void {
  if (order.terms.tif !== "DTC")
    return cancelled(books, order, { reason: "", completedStatus: "Expired", siblings: false });
  const also = { completedWall: books.moment.wall, completedStatus: "Deactivated", arrives: undefined };
  books.sayPair(books.move(order, "rejected", also));
}

function followSession(books: Books, order: Order): void {
  const open = inSession(books, order);
  const begins = open && order.sessionDay === undefined && !atOpen(order);
  const seen = begins ? books.put({ ...order, sessionDay: easternDay(books.moment.wall) }) : order;
  if (seen.status === "PendingCancel" || isHeld(books, seen) || waitsForTrigger(seen)) return;
  const change = restingStatus(books, seen);
  if ((change === "worked") === (seen.status === "Submitted")) return;
  // An order on its way shows what it showed when it was accepted; the market moves it on.
  if (!seen.arrived && open) return;
  books.sayPair(books.move(seen, change));
}

/** `2026-08-25 09:30:00 US/Eastern`: when the order's session begins, as warning 399 says it; `undefined` when none comes. */
export function opensAtText(books: Books, order: Order): string | undefined {
  const { market, moment } = books;
  let wall: WallMs | undefined = moment.wall;
  while (wall !== undefined && !worksIn(books, order, market.session(order.listing, wall)))
    wall = market.nextSession(order.listing, wall);
  if (wall === undefined) return undefined;
  const text = easternText(wall);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}
