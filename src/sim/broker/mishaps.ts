/**
 * What goes wrong with orders at the broker: the faults of the broker, where the broker's parts ask for them.
 *
 * An order that is held back (`books.heldBack`) trades with nobody and is not elected, whatever the market does.
 */
import { type Decimal, decimal, toNumber, ZERO } from "../../base/decimal.ts";
import { after } from "../../base/time.ts";
import type { Subject } from "../faults/faults.ts";
import type { Books } from "./books.ts";
import { isOpen, isStop, type Order, quantity } from "./order.ts";

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
  const locate = books.faults.strikes("order-locate", aboutOrder(order));
  if (locate !== undefined) locateShares(books, order, locate.afterMs);
}

/** Warning 404 and Inactive with whyHeld `locate`, and the order is alive (SEQUENCES 8; nautilus #3603). */
function locateShares(books: Books, order: Order, ms: number): void {
  const locating = books.put({ ...order, locating: true });
  books.sayError(order, 404, "Order held while securities are located.");
  books.say({ kind: "status", order: { ...locating, status: "Inactive" } });
  holdBack(books, locating, ms, (held) => books.sayPair(books.put({ ...held, locating: false })));
}

/** Keeps an order from the market for a while; `then` happens unless it is gone by then. */
function holdBack(books: Books, { permId }: Order, ms: number, then: (order: Order) => void): void {
  books.heldBack.add(permId);
  books.agenda.add(after(books.moment.now, ms), () => {
    books.heldBack.delete(permId);
    const order = books.register.get(permId);
    if (isOpen(order)) then(order);
  });
}

/** Whether a stop that the market has reached is not elected now; `elect` is done later, when it is only late. */
export function staysUnelected(books: Books, order: Order, elect: (order: Order) => void): boolean {
  const subject = aboutOrder(order);
  if (books.faults.strikes("stop-inert", subject) !== undefined) {
    books.heldBack.add(order.permId);
    return true;
  }
  const late = books.faults.strikes("stop-late", subject);
  if (late === undefined) return false;
  holdBack(books, order, late.delayMs, elect);
  return true;
}

/** A stop-limit order that was elected finds nobody to trade with. */
export function befallsElected(books: Books, order: Order): void {
  const limited = order.terms.lmtPrice !== undefined && order.terms.orderType.includes("LMT");
  if (limited && books.faults.strikes("stop-limit-unfilled", aboutOrder(order)) !== undefined)
    books.heldBack.add(order.permId);
}

/** How much of an order trades before the broker cancels the rest; `undefined` when nothing of the kind happens. */
export function partBeforeCancel(books: Books, order: Order): Decimal | undefined {
  if (order.filled !== ZERO) return undefined;
  const part = books.faults.strikes("partial-then-cancel", aboutOrder(order));
  if (part === undefined) return undefined;
  return decimal(Math.max(1, Math.floor((toNumber(quantity(order)) * part.percent) / 100))) as Decimal;
}
