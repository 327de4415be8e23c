/**
 * Orders meet the market: arrival, election of stops, matching against the top of the book.
 *
 * Fills come from the top of the book only, as in paper trading (SEQUENCES 7), so a stop that the market jumped over
 * fills at the price behind the gap, and a stop-limit that is elected there rests at its limit. While trading in a
 * contract is halted nothing is elected and nothing fills; orders wait.
 */
import { compare, type Decimal, isZero, least, minus, ZERO } from "../../../base/decimal.ts";
import type { QuoteChange } from "../../exchange/quote.ts";
import type { Books } from "../books.ts";
import { type Cancellation, cancelled } from "../intake/cancel.ts";
import { befallsElected, partBeforeCancel, staysUnelected } from "../mishaps.ts";
import { isBuy, isOpen, type Order, remaining, typeOf, waitsForTrigger } from "../order.ts";
import { judgeConditions } from "./conditions.ts";
import { atOpen, inSession, isHeld } from "./hours.ts";
import { furthest, limitOf } from "./limits.ts";
import { tellGroup } from "./oca.ts";
import { passTime, restingStatus } from "./session.ts";
import { execute, type Offer } from "./trade.ts";
import { followed, stopAt, trailLimit } from "./trail.ts";
import { looksBeyond, NATIVE_METHOD, pricesSeen, triggerMethod } from "./trigger.ts";

/** Time passed: orders arrive, conditions come true, sessions begin and end. */
export function timePassed(books: Books): void {
  books.agenda.runDue(books.moment.now);
  for (const news of books.groupPost.arrived(books.moment.now)) tellGroup(books, news);
  judge(books, undefined);
  for (const { permId } of books.register.open()) {
    const order = books.register.get(permId);
    if (isDue(books, order)) arrive(books, books.put({ ...order, arrived: true }));
  }
  passTime(books, (order) => atAuction(books, order));
  rematch(books);
}

/** The market moved: conditions and stops look at it, resting orders meet it. */
export function marketMoved(books: Books, change: QuoteChange): void {
  if (change.bid) books.liquidity.refresh(change.conId, "bid");
  if (change.ask) books.liquidity.refresh(change.conId, "ask");
  judge(books, change);
  for (const { permId } of books.register.aliveAt(change.conId)) look(books, permId, change);
  for (const { permId } of books.register.aliveAt(change.conId)) match(books, books.register.get(permId), "resting");
}

/** Every order that rests gets another chance: what others took from the book has come back. */
function rematch(books: Books): void {
  for (const { permId } of books.register.open()) match(books, books.register.get(permId), "resting");
}

/** An order whose conditions hold shows that it works, when nothing else holds it back. */
const judge = (books: Books, change: QuoteChange | undefined): void =>
  judgeConditions(books, change, (order) => {
    if (restingStatus(books, order) === "worked") books.sayPair(books.move(order, "worked"));
  });

const isDue = (books: Books, order: Order): boolean =>
  isOpen(order) &&
  !order.arrived &&
  !waitsForTrigger(order) &&
  order.arrives !== undefined &&
  order.arrives <= books.moment.now &&
  mayTrade(books, order);

/** Nothing holds the order back, its hours are now, and its contract trades. */
const mayTrade = (books: Books, order: Order): boolean =>
  !books.heldBack.has(order.permId) &&
  !isHeld(books, order) &&
  inSession(books, order) &&
  !books.halted(order.listing.conId);

function arrive(books: Books, order: Order): void {
  if (atOpen(order)) return atAuction(books, order);
  if (order.terms.tif === "FOK" && compare(takeable(books, order, "arriving").shares, remaining(order)) < 0)
    return killUnfilled(books, order);
  match(books, order, "arriving");
  const left = books.register.get(order.permId);
  if (left.terms.tif === "IOC" && isOpen(left)) cancelRest(books, left);
}

/** The auctions are deep: whatever the price allows trades at the last price, whatever it does not is cancelled. */
function atAuction(books: Books, order: Order): void {
  const { last } = books.market.quote(order.listing.conId);
  const trades = last > 0 && !books.halted(order.listing.conId) && acceptable(books, order, last);
  if (trades) return execute(books, order, { price: last, shares: remaining(order), lastLiquidity: 2 });
  cancelled(books, order, { reason: "", completedStatus: "Expired", siblings: false });
}

/** Captured: openOrder, then orderStatus Inactive (SEQUENCES 4). */
function killUnfilled(books: Books, order: Order): void {
  const done = books.move(order, "rejected", { completedWall: books.moment.wall, completedStatus: "Fill or Kill" });
  books.say({ kind: "status", order: done });
}

/** Captured: openOrder, orderStatus PendingCancel, Cancelled; no error (SEQUENCES 4). */
function cancelRest(books: Books, order: Order): void {
  const pending = books.move(order, "cancelling");
  books.say({ kind: "status", order: pending });
  cancelled(books, pending, { reason: "", completedStatus: "Immediate or Cancel", siblings: false, silent: true });
}

function look(books: Books, permId: number, change: QuoteChange): void {
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

/** A limit order that rests is found by the market at its own price; what arrives takes the quote's. */
type Manner = "arriving" | "resting";

/** Nobody asked for it. */
const BY_BROKER: Cancellation = { reason: "", completedStatus: "Cancelled by System", siblings: false };

const NOTHING: Offer = { price: 0, shares: ZERO, lastLiquidity: 2 };

function match(books: Books, order: Order, manner: Manner): void {
  if (!isOpen(order) || !order.arrived || waitsForTrigger(order) || !mayTrade(books, order)) return;
  const offer = takeable(books, order, manner);
  if (compare(offer.shares, ZERO) <= 0) return;
  const part = partBeforeCancel(books, order);
  execute(books, order, part === undefined ? offer : { ...offer, shares: least(offer.shares, part) });
  const after = books.register.get(order.permId);
  if (part !== undefined) return cancelled(books, after, BY_BROKER);
  if (typeOf(after).works === "market-to-limit" && isOpen(after) && after.workingLimit === undefined)
    books.put({ ...after, workingLimit: offer.price });
}

/** What the order can have right now: the opposite side of the book, if its price and its terms allow. */
function takeable(books: Books, order: Order, manner: Manner): Offer {
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

function acceptable(books: Books, order: Order, price: number): boolean {
  const limit = limitOf(order, books.market.quote(order.listing.conId));
  return limit === undefined || within(order, price, furthest(order.terms, limit));
}

/** A child that woke at its parent's first execution may trade no more than the parent has. */
function workable(books: Books, order: Order): Decimal {
  const rest = remaining(order);
  if (order.parent === undefined || books.switches.childActivation === "full-fill") return rest;
  return least(rest, minus(books.register.get(order.parent).filled, order.filled));
}
