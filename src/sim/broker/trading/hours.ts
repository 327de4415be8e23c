/**
 * Whether an order's hours are now, and whether its time has come.
 *
 * Stocks and options trade in the regular session; with outsideRth, where the type knows it, also before and after
 * (SEQUENCES 7). Futures and currencies trade in all hours of their calendar, their liquid hours being the regular
 * ones; but a stop that IB simulates is triggered in regular hours only, unless outsideRth says otherwise (IB's page on
 * stop orders for US futures).
 */
import { easternDay } from "../../exchange/calendar/calendar.ts";
import type { Books } from "../books.ts";
import type { Session } from "../market.ts";
import { type Order, typeOf, waitsForConditions, waitsForTrigger } from "../order.ts";
import { datesOf } from "./dates.ts";

const AROUND_THE_CLOCK = ["FUT", "FOP", "CASH", "CRYPTO", "CMDTY"];

/** Whether the order may trade, or look at the market for its trigger, in this kind of session. */
export function worksIn(books: Books, order: Order, session: Session): boolean {
  if (session !== "extended") return session === "regular";
  if (isAuction(order)) return false;
  if (usesAllHours(books, order) && !waitsForTrigger(order)) return true;
  return order.terms.outsideRth && (typeOf(order).outsideRth || usesAllHours(books, order));
}

export const inSession = (books: Books, order: Order): boolean => worksIn(books, order, books.session(order));

const usesAllHours = (books: Books, { listing }: Order): boolean =>
  books.switches.futuresHours === "all" && AROUND_THE_CLOCK.includes(listing.secType);

/** A DAY order ends with the first session it could trade in, or of which it was a part while it waited. */
export function dayIsOver(books: Books, order: Order): boolean {
  const session = books.session(order);
  if (order.sessionDay === undefined || worksIn(books, order, session)) return false;
  return session === "closed" || !usesAllHours(books, order);
}

/** outsideRth that means nothing for this order draws 2109, and the order lives (SEQUENCES 7). */
export const ignoresOutsideRth = (books: Books, order: Order): boolean =>
  order.terms.outsideRth && (isAuction(order) || !typeOf(order).outsideRth) && !usesAllHours(books, order);

/** Orders of the opening or the closing auction have one moment only. */
const isAuction = (order: Order): boolean => atOpen(order) || atClose(order);
/** A market or limit order with tif OPG is a market-on-open or limit-on-open order (IB's page of both). */
export const atOpen = (order: Order): boolean => order.terms.tif === "OPG";
export const atClose = (order: Order): boolean => typeOf(order).auction === "close";

/** Whether it is not the order's turn yet: its parent is not filled, its conditions do not hold, goodAfterTime is to come. */
export function awaitsItsTurn(books: Books, order: Order): boolean {
  const { begins } = datesOf(order);
  return order.child || waitsForConditions(order) || (begins !== undefined && books.moment.wall < begins);
}

/**
 * Whether something beside its session and its trigger holds the order back: its turn, or the auction it is meant for.
 * An order for the open that is placed in a regular session waits for the next one.
 */
export const isHeld = (books: Books, order: Order): boolean =>
  awaitsItsTurn(books, order) ||
  atClose(order) ||
  (atOpen(order) && order.sessionDay === easternDay(books.moment.wall));

/** Whether the closing auction of the order's session is now: that session is over, or has become the next one. */
export const closesNow = (books: Books, order: Order): boolean =>
  order.sessionDay !== undefined &&
  (books.session(order) !== "regular" || easternDay(books.moment.wall) !== order.sessionDay);
