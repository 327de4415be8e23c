/**
 * What the hours of trading do to orders: waiting before the open, expiry at the close.
 *
 * Without outsideRth an order works in the regular session only; with it also before and after (limit and stop orders).
 * A DAY order ends with the first session it could trade in; GTD ends at its date; GTC waits for the next session.
 */

import { after, type Instant, type WallMs } from "../../base/time.ts";
import { easternText } from "../exchange/calendar.ts";
import type { Books } from "./books.ts";
import { cancelled } from "./cancel.ts";
import { isOpen, isStop, type Order, waitsForTrigger } from "./order.ts";
import { readDate } from "./until.ts";

/** Whether the order's hours are now. Market orders never work outside the regular session (2109, SEQUENCES 7). */
export function inSession(books: Books, order: Order): boolean {
  const session = books.session(order);
  if (session === "regular") return true;
  return session === "extended" && order.terms.outsideRth && order.terms.orderType !== "MKT";
}

/** The status of an order that waits for nothing but its session and its trigger. */
export function restingStatus(books: Books, order: Order): "held" | "worked" {
  if (order.child || waitsForTrigger(order) || !inSession(books, order)) return "held";
  return order.parent !== undefined && books.switches.childAfterParentFill === "PreSubmitted" ? "held" : "worked";
}

/** Orders whose session began or ended, and dates that have passed. */
export function passTime(books: Books): void {
  for (const { permId } of books.register.open()) {
    const order = books.register.get(permId);
    if (!isOpen(order)) continue;
    if (expired(books, order)) expire(books, order);
    else followSession(books, order);
  }
}

function expired(books: Books, order: Order): boolean {
  if (order.terms.tif === "DAY") return order.sawSession && !inSession(books, order);
  const until = untilOf(order);
  return until !== undefined && books.moment.wall >= until;
}

const untilOf = ({ terms }: Order): WallMs | undefined =>
  terms.tif === "GTD" ? readDate(terms.goodTillDate) : undefined;

/** When an order's date passes, on the clock that deadlines are set by. */
export function expiry(books: Books, order: Order): Instant | undefined {
  const until = untilOf(order);
  const { now, wall } = books.moment;
  return until === undefined ? undefined : after(now, Math.max(1, until - wall));
}

const expire = (books: Books, order: Order): void =>
  cancelled(books, order, { reason: "", completedStatus: "Expired", siblings: false });

function followSession(books: Books, order: Order): void {
  const open = inSession(books, order);
  const seen = open && !order.sawSession ? books.put({ ...order, sawSession: true }) : order;
  if (seen.status === "PendingCancel" || seen.child || isStop(seen)) return;
  const change = restingStatus(books, seen);
  if ((change === "worked") === (seen.status === "Submitted")) return;
  // An order on its way shows what it showed when it was accepted; the market moves it on.
  if (!seen.arrived && open) return;
  books.sayPair(books.move(seen, change));
}

/** `2026-08-25 09:30:00 US/Eastern`: when the order's session begins, as warning 399 says it. */
export function opensAtText(books: Books, order: Order): string {
  let wall = books.moment.wall;
  const at = (moment: WallMs): boolean => {
    const session = books.market.session(order.listing, moment);
    return session === "regular" || (session === "extended" && order.terms.outsideRth);
  };
  while (!at(wall)) wall = books.market.nextChange(wall);
  const text = easternText(wall);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}
