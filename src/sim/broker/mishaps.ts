/**
 * What goes wrong with orders at the broker: the faults of the broker, where the broker's parts ask for them.
 *
 * An order that is held back (`plights.ts`) trades with nobody and is not elected, whatever the market does.
 */
import { compare, type Decimal, decimal, minus, toNumber, ZERO } from "../../base/decimal.ts";
import { after } from "../../base/time.ts";
import type { Subject } from "../faults/faults.ts";
import type { Books } from "./books.ts";
import { isBuy, isOpen, isStop, type Order, quantity, typeOf } from "./order.ts";

export const aboutOrder = ({ clientId, terms, listing }: Order): Subject => ({
  ...{ client: clientId, account: terms.account, symbol: listing.symbol },
});

/** Whether a child that was transmitted is dropped, with no more than a warning (SEQUENCES 6). */
export function dropsChild(books: Books, order: Order): boolean {
  if (order.parent === undefined) return false;
  const wanted = books.faults.holds("child-rejected", aboutOrder(order))?.which;
  const kind = isStop(order) ? "stop" : "limit";
  if (wanted !== "any" && wanted !== kind) return false;
  if (books.faults.strikes("child-rejected", aboutOrder(order)) === undefined) return false;
  books.sayError(order, 110, "The price does not conform to the minimum price variation for this contract.");
  books.move(order, "cancelled", { completedStatus: "", completedWall: books.moment.wall, arrives: undefined });
  books.register.forget(order);
  return true;
}

/** What befalls an order that was just accepted; `reject` ends it with error 201. */
export function befallsAccepted(books: Books, order: Order, reject: (order: Order, reason: string) => void): void {
  const inactive = books.faults.strikes("order-inactive", aboutOrder(order));
  if (inactive !== undefined) holdBack(books, order, inactive.afterMs, (held) => reject(held, inactive.reason));
  if (!isShortSale(books, order)) return;
  const locate = books.faults.strikes("order-locate", aboutOrder(order));
  if (locate !== undefined) locateShares(books, order, locate.afterMs);
}

/** Only what is sold and not held must be found; a child sells what its parent buys. */
function isShortSale({ ledger }: Books, order: Order): boolean {
  const { listing, terms, parent } = order;
  const shares = listing.secType === "STK" && parent === undefined && !isBuy(order);
  return shares && compare(ledger.quantity(terms.account, listing.conId), quantity(order)) < 0;
}

/** Warning 404 and Inactive with whyHeld `locate`, and the order is alive (SEQUENCES 8; nautilus #3603). */
function locateShares(books: Books, order: Order, ms: number): void {
  const locating = books.put({ ...order, locating: true });
  books.sayError(order, 404, "Order held while securities are located.");
  books.say({ kind: "status", order: locating });
  holdBack(books, locating, ms, (held) => books.sayPair(books.put({ ...held, locating: false })));
}

/** Keeps an order from the market for a while; `then` happens unless it is gone by then. */
function holdBack(books: Books, { permId }: Order, ms: number, then: (order: Order) => void): void {
  books.plights.hold(permId);
  books.agenda.add(after(books.moment.now, ms), () => {
    books.plights.release(permId);
    const order = books.register.get(permId);
    if (isOpen(order)) then(order);
  });
}

/** Whether a stop that the market has reached is not elected now; `elect` is done later, when it is only late. */
export function staysUnelected(books: Books, order: Order, elect: (order: Order) => void): boolean {
  if (!isStop(order)) return false;
  const subject = aboutOrder(order);
  if (books.faults.strikes("stop-inert", subject) !== undefined) {
    books.plights.stick(order.permId);
    return true;
  }
  const late = books.faults.strikes("stop-late", subject);
  if (late === undefined) return false;
  holdBack(books, order, late.delayMs, (then) => {
    // One that was changed meanwhile looks at the market anew.
    if (stopOf(then) === stopOf(order)) elect(then);
  });
  return true;
}

const stopOf = ({ terms, trailStopPrice }: Order): string => `${terms.auxPrice} ${trailStopPrice}`;

/** A stop-limit order that was elected finds nobody to trade with; one that trails likewise. */
export function befallsElected(books: Books, order: Order): void {
  const limited = isStop(order) && ["limit", "trailing-limit"].includes(typeOf(order).works);
  if (limited && books.faults.strikes("stop-limit-unfilled", aboutOrder(order)) !== undefined)
    books.plights.stick(order.permId);
}

/** How much of an order may still trade before the broker cancels the rest; `undefined` when nothing of the kind happens. */
export function partBeforeCancel(books: Books, order: Order): Decimal | undefined {
  const decided = books.plights.parts.get(order.permId);
  if (decided !== undefined) return minus(decided, order.filled);
  const whole = toNumber(quantity(order));
  if (order.filled !== ZERO || whole <= 1 || order.terms.allOrNone || order.terms.tif === "FOK") return undefined;
  const strike = books.faults.strikes("partial-then-cancel", aboutOrder(order));
  if (strike === undefined) return undefined;
  const part = decimal(Math.max(1, Math.floor((whole * strike.percent) / 100))) as Decimal;
  books.plights.parts.set(order.permId, part);
  return part;
}

/** Whether the group does not hear of what its member trades; once so, always so. */
export function keepsFromGroup(books: Books, member: Order): boolean {
  const { untold } = books.plights;
  if (untold.has(member.permId)) return true;
  if (books.faults.strikes("oca-overfill", aboutOrder(member)) === undefined) return false;
  untold.add(member.permId);
  return true;
}
