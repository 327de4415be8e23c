/**
 * Orders meet the market: arrival, election of stops, executions and what follows from them.
 *
 * Frames of a fill, as captured (SEQUENCES 3): execution, openOrder and orderStatus Filled, both again with the
 * commission, the commission report last. A partial fill shows orderStatus with filled above 0 between execution and
 * commission (SEQUENCES 12).
 */
import { compare, type Decimal, decimal, isZero, least, minus, negate, plus, times, ZERO } from "../../base/decimal.ts";
import type { QuoteChange } from "../exchange/quote.ts";
import type { Books } from "./books.ts";
import { cancelled } from "./cancel.ts";
import type { Execution } from "./event.ts";
import { wakeChildren } from "./family.ts";
import { executionFee, feeCurrency } from "./fee.ts";
import { fillOfMember } from "./oca.ts";
import { avgFillPrice, isBuy, isOpen, type Order, quantity, remaining, waitsForTrigger } from "./order.ts";
import { inSession } from "./session.ts";
import { looksBeyond, triggerMethod } from "./trigger.ts";

/** Orders whose time has come reach the market. */
export function arrivals(books: Books): void {
  for (const { permId } of books.register.open()) {
    const order = books.register.get(permId);
    if (isDue(books, order) && inSession(books, order)) arrive(books, books.put({ ...order, arrived: true }));
  }
}

const isDue = (books: Books, order: Order): boolean =>
  isOpen(order) &&
  !order.arrived &&
  !order.child &&
  !waitsForTrigger(order) &&
  order.arrives !== undefined &&
  order.arrives <= books.moment.now;

function arrive(books: Books, order: Order): void {
  if (order.terms.tif === "FOK" && compare(takeable(books, order, "arriving").shares, remaining(order)) < 0)
    return killUnfilled(books, order);
  match(books, order, "arriving");
  const left = books.register.get(order.permId);
  if (left.terms.tif === "IOC" && isOpen(left)) cancelRest(books, left);
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

/** The market moved: stops look at it, resting orders meet it. */
export function marketMoved(books: Books, change: QuoteChange): void {
  if (change.bid) books.liquidity.refresh(change.conId, "bid");
  if (change.ask) books.liquidity.refresh(change.conId, "ask");
  for (const { permId } of books.register.aliveAt(change.conId)) look(books, permId, change);
  for (const { permId } of books.register.aliveAt(change.conId)) match(books, books.register.get(permId), "resting");
}

/** Every order that rests gets another chance: what others took from the book has come back. */
export function rematch(books: Books): void {
  for (const { permId } of books.register.open()) match(books, books.register.get(permId), "resting");
}

function look(books: Books, permId: number, change: QuoteChange): void {
  const order = books.register.get(permId);
  const method = triggerMethod(order.terms.triggerMethod);
  if (!isOpen(order) || order.child || !waitsForTrigger(order) || method === undefined) return;
  if (order.arrives === undefined || order.arrives > books.moment.now || !inSession(books, order)) return;
  const before = books.looks.get(permId) ?? 0;
  const stop = { price: order.terms.auxPrice ?? 0, buys: isBuy(order) };
  const looks = looksBeyond(method, stop, { quote: books.market.quote(change.conId), change, before });
  books.looks.set(permId, looks);
  if (looks >= method.times) elect(books, order);
}

/** The stop becomes a market order. No capture shows the moment itself (SEQUENCES 7), so what is shown is a switch. */
function elect(books: Books, order: Order): void {
  books.looks.delete(order.permId);
  const elected = books.put({ ...order, elected: true, arrived: true });
  if (books.switches.stopElection === "submitted-first") books.sayPair(books.move(elected, "worked"));
}

/** A limit order that rests is found by the market at its own price; what arrives takes the quote's. */
type Manner = "arriving" | "resting";

interface Offer {
  readonly price: number;
  readonly shares: Decimal;
  readonly lastLiquidity: 1 | 2;
}

const NOTHING: Offer = { price: 0, shares: ZERO, lastLiquidity: 2 };

/** What the order can have right now: the opposite side of the book, if its price allows. */
function takeable(books: Books, order: Order, manner: Manner): Offer {
  const { conId } = order.listing;
  const quote = books.market.quote(conId);
  const price = isBuy(order) ? quote.ask : quote.bid;
  if (!(price > 0) || !acceptable(order, price)) return NOTHING;
  const left = books.liquidity.left(conId, isBuy(order) ? "ask" : "bid", quote, books.moment.now);
  const shares = least(left, workable(books, order));
  const rests = manner === "resting" && order.terms.orderType === "LMT";
  return { price: rests ? (order.terms.lmtPrice ?? price) : price, shares, lastLiquidity: rests ? 1 : 2 };
}

function acceptable(order: Order, price: number): boolean {
  if (order.terms.orderType !== "LMT") return true;
  const limit = order.terms.lmtPrice ?? 0;
  return isBuy(order) ? price <= limit : price >= limit;
}

/** A child that woke at its parent's first execution may trade no more than the parent has. */
function workable(books: Books, order: Order): Decimal {
  const rest = remaining(order);
  if (order.parent === undefined || books.switches.childActivation === "full-fill") return rest;
  return least(rest, minus(books.register.get(order.parent).filled, order.filled));
}

function match(books: Books, order: Order, manner: Manner): void {
  if (!isOpen(order) || !order.arrived || order.child || waitsForTrigger(order) || !inSession(books, order)) return;
  const offer = takeable(books, order, manner);
  if (compare(offer.shares, ZERO) > 0) execute(books, order, offer);
}

function execute(books: Books, order: Order, offer: Offer): void {
  const { listing } = order;
  const { conId } = listing;
  const { shares, price } = offer;
  const { account } = order.terms;
  books.liquidity.take(conId, isBuy(order) ? "ask" : "bid", shares, books.moment.now);
  const commission = executionFee(order, shares, price, books.appraiser);
  const traded = isBuy(order) ? shares : negate(shares);
  const realizedPNL = books.ledger.book({ account, listing, quantity: traded, price, commission });
  const after = grown(books, order, { ...offer, commission });
  const execution = executionOf(books, after, { ...offer, commission, realizedPNL });
  books.executions.push(execution);
  sayFill(books, after, execution);
  books.say({ kind: "position", account, conId });
  fillOfMember(books, order, after);
  wakeChildren(books, after);
}

type Piece = Offer & { readonly commission: Decimal };

function grown(books: Books, order: Order, { shares, price, commission }: Piece): Order {
  const filled = plus(order.filled, shares);
  const done = compare(filled, quantity(order)) >= 0;
  return books.move(order, done ? "filled" : "worked", {
    filled,
    value: plus(order.value, times(shares, decimal(price) ?? ZERO)),
    lastFillPrice: price,
    commission: plus(order.commission, commission),
    ...(done
      ? { completedWall: books.moment.wall, completedStatus: `Filled Size: ${filled}`, arrives: undefined }
      : {}),
  });
}

type Cost = Piece & { readonly realizedPNL: number | undefined };

function executionOf(books: Books, order: Order, cost: Cost): Execution {
  const { permId, clientId, orderId, listing, terms } = order;
  const { shares, price, commission, realizedPNL, lastLiquidity } = cost;
  return {
    execId: books.takeExecId(),
    ...{ permId, clientId, orderId, account: terms.account, listing, exchange: listing.primaryExchange },
    side: isBuy(order) ? "BOT" : "SLD",
    ...{ shares, price, cumQty: order.filled, avgPrice: avgFillPrice(order), orderRef: terms.orderRef },
    ...{ wall: books.moment.wall, lastLiquidity, commission, realizedPNL },
    commissionCurrency: feeCurrency(listing, books.ledger.base),
  };
}

function sayFill(books: Books, order: Order, execution: Execution): void {
  books.say({ kind: "execution", execution });
  if (isZero(remaining(order))) {
    books.sayPair(order);
    if (books.switches.repeatFilled) books.sayPair(order, true);
  } else books.say({ kind: "status", order });
  books.say({ kind: "commission", execution });
}
