/**
 * What an order can have of the top of the book right now, and having it.
 */
import { compare, type Decimal, isZero, least, minus, ZERO } from "../../../base/decimal.ts";
import type { Books } from "../books.ts";
import { partBeforeCancel } from "../mishaps.ts";
import { isBuy, isOpen, type Order, remaining, typeOf, waitsForTrigger } from "../order.ts";
import { type Cancellation, cancelled } from "./ending.ts";
import { inSession, isHeld } from "./hours.ts";
import { furthest, limitOf } from "./limits.ts";
import { execute, type Offer } from "./trade.ts";

/** Nothing holds the order back, its hours are now, and its contract trades. */
export const mayTrade = (books: Books, order: Order): boolean =>
  !books.plights.isHeldBack(order.permId) &&
  !isHeld(books, order) &&
  inSession(books, order) &&
  !books.halted(order.listing.conId);

/** A limit order that rests is found by the market at its own price; what arrives takes the quote's. */
type Manner = "arriving" | "resting";

/** Nobody asked for it. */
const BY_BROKER: Cancellation = { reason: "", completedStatus: "Cancelled by System", siblings: false };

const NOTHING: Offer = { price: 0, shares: ZERO, lastLiquidity: 2 };

/** The order takes what it can have, and no more than one piece. */
export function match(books: Books, order: Order, manner: Manner): void {
  if (!isOpen(order) || !order.arrived || waitsForTrigger(order)) return;
  const offer = takeable(books, order, manner);
  // Asked last: most orders rest away from the market, and all of them are looked at whenever it moves.
  if (compare(offer.shares, ZERO) <= 0 || !mayTrade(books, order)) return;
  const part = partBeforeCancel(books, order);
  execute(books, order, part === undefined ? offer : { ...offer, shares: least(offer.shares, part) });
  const after = books.register.get(order.permId);
  if (part !== undefined && isOpen(after) && compare(offer.shares, part) >= 0)
    return cancelled(books, after, BY_BROKER);
  if (typeOf(after).works === "market-to-limit" && isOpen(after) && after.workingLimit === undefined)
    books.put({ ...after, workingLimit: offer.price });
}

/** What the order can have right now: the opposite side of the book, if its price and its terms allow. */
export function takeable(books: Books, order: Order, manner: Manner): Offer {
  const { conId } = order.listing;
  const quote = books.market.quote(conId);
  const price = isBuy(order) ? quote.ask : quote.bid;
  if (!(price > 0) || !acceptable(books, order, price)) return NOTHING;
  const left = books.liquidity.left(conId, isBuy(order) ? "ask" : "bid", quote, books.moment.now);
  const shares = least(left, workable(books, order));
  if (!enough(order, shares)) return NOTHING;
  const limit = limitOf(order, quote);
  const rests = manner === "resting" && limit !== undefined && within(order, price, limit);
  return { price: rests ? limit : price, shares, lastLiquidity: rests ? 1 : 2 };
}

/** allOrNone takes all or nothing, minQty wants a first piece of some size. */
function enough(order: Order, shares: Decimal): boolean {
  if (order.terms.allOrNone && compare(shares, remaining(order)) < 0) return false;
  return !isZero(order.filled) || Number(shares) >= Math.min(order.terms.minQty ?? 0, Number(remaining(order)));
}

const within = (order: Order, price: number, limit: number): boolean =>
  isBuy(order) ? price <= limit : price >= limit;

/** Whether the order may trade at this price. */
export function acceptable(books: Books, order: Order, price: number): boolean {
  const limit = limitOf(order, books.market.quote(order.listing.conId));
  return limit === undefined || within(order, price, furthest(order.terms, limit));
}

/** A child that woke at its parent's first execution may trade no more than the parent has. */
function workable(books: Books, order: Order): Decimal {
  const rest = remaining(order);
  if (order.parent === undefined || books.switches.childActivation === "full-fill") return rest;
  return least(rest, minus(books.register.get(order.parent).filled, order.filled));
}
