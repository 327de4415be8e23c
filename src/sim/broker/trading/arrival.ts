/**
 * An order arrives at the market: it takes what is there, waits for an auction, or ends at once because it may not rest.
 */
import { compare } from "../../../base/decimal.ts";
import type { Books } from "../books.ts";
import { isOpen, type Order, remaining } from "../order.ts";
import { cancelled } from "./ending.ts";
import { atOpen, awaitsItsTurn } from "./hours.ts";
import { acceptable, match, takeable } from "./matching.ts";
import { execute } from "./trade.ts";

/** What the order finds when it gets there. */
export function arrive(books: Books, order: Order): void {
  if (atOpen(order)) return atAuction(books, order);
  if (order.terms.tif === "FOK" && compare(takeable(books, order, "arriving").shares, remaining(order)) < 0)
    return killUnfilled(books, order);
  match(books, order, "arriving");
  const left = books.register.get(order.permId);
  if (left.terms.tif === "IOC" && isOpen(left)) cancelRest(books, left);
}

/**
 * The auctions are deep: whatever the price allows trades at the last price, whatever it does not is cancelled, and so is
 * what still waits for its parent or its conditions: it had one moment only.
 */
export function atAuction(books: Books, order: Order): void {
  const { last } = books.market.quote(order.listing.conId);
  const kept =
    books.halted(order.listing.conId) || books.plights.isHeldBack(order.permId) || awaitsItsTurn(books, order);
  const trades = last > 0 && !kept && acceptable(books, order, last);
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
