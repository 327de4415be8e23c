/**
 * Orders that wait for a price look at the market: trailing stops follow it, and what is reached is elected.
 */
import type { QuoteChange } from "../../exchange/quote.ts";
import type { Books } from "../books.ts";
import { befallsElected, staysUnelected } from "../mishaps.ts";
import { isBuy, isOpen, type Order, typeOf, waitsForTrigger } from "../order.ts";
import { match, mayTrade } from "./matching.ts";
import { followed, stopAt, trailLimit } from "./trail.ts";
import { looksBeyond, NATIVE_METHOD, pricesSeen, triggerMethod } from "./trigger.ts";

/** What one change of the market means to one waiting order. */
export function look(books: Books, permId: number, change: QuoteChange): void {
  const order = books.register.get(permId);
  if (!isOpen(order) || !waitsForTrigger(order) || !mayTrade(books, order)) return;
  if (order.arrives === undefined || order.arrives > books.moment.now) return;
  const method = order.native ? NATIVE_METHOD : triggerMethod(order.terms.triggerMethod, order.listing.secType);
  const seen = { quote: books.market.quote(change.conId), change, before: books.looks.get(permId) ?? 0 };
  const [price] = pricesSeen(method, isBuy(order), seen);
  const trailing = price === undefined ? order : trail(books, order, price);
  const looks = looksBeyond(method, markOf(trailing), seen);
  books.looks.set(permId, looks);
  if (method.looks.length === 0 || looks < method.times) return;
  if (!staysUnelected(books, trailing, (late) => elect(books, late))) elect(books, trailing);
}

/** A stop is reached when the market goes against the order, what is touched when it comes the order's way. */
function markOf(order: Order) {
  const { trigger } = typeOf(order);
  const buys = isBuy(order);
  const price = (trigger === "trailing" ? order.trailStopPrice : order.terms.auxPrice) ?? 0;
  return { price, buys, rising: trigger === "touched" ? !buys : buys };
}

/** The stop of a trailing order follows the market; whether each step is told is a switch. */
function trail(books: Books, order: Order, price: number): Order {
  if (typeOf(order).trigger !== "trailing") return order;
  const { terms, trailStopPrice: stop, listing } = order;
  const next =
    stop === undefined ? stopAt(terms, price, listing.minTick) : followed(terms, stop, price, listing.minTick);
  if (next === stop) return order;
  const moved = books.put({ ...order, trailStopPrice: next });
  if (books.switches.trailEcho === "pushed") books.sayPair(moved);
  return moved;
}

/**
 * The order goes on to the market. Captured for a TRAIL LIMIT, a MIT and a LIT: openOrder and orderStatus Submitted
 * with an empty whyHeld, and then the execution (ibkr-go, api_order_type_matrix_aapl.txt at 1419ebf).
 */
function elect(books: Books, order: Order): void {
  books.looks.delete(order.permId);
  const { terms, trailStopPrice: stop } = order;
  const trails = typeOf(order).works === "trailing-limit" && stop !== undefined;
  const workingLimit = trails ? trailLimit(terms, stop) : order.workingLimit;
  const elected = books.put({ ...order, elected: true, arrived: true, workingLimit });
  if (books.switches.stopElection === "submitted-first") books.sayPair(books.move(elected, "worked"));
  befallsElected(books, order);
  match(books, books.register.get(order.permId), "arriving");
}
