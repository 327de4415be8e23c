/**
 * How orders end without a fill: on request, with their parent, with their group, by the clock.
 *
 * The wire shows orderStatus Cancelled with the whole rest still remaining, then error 202 (SEQUENCES 4).
 */
import type { Books } from "../books.ts";
import { isOpen, isUntransmitted, type Order, typeOf } from "../order.ts";

export interface Cancellation {
  /** What follows "Order Canceled - reason:". Empty for a cancel that was asked for. */
  readonly reason: string;
  readonly completedStatus: string;
  /** Whether the rest of the OCA group goes too. */
  readonly siblings: boolean;
  /** The client id that asked, when it is not the owner. */
  readonly actor?: number;
  /** Without the error, only the status. */
  readonly silent?: boolean;
}

export const BY_TRADER: Cancellation = { reason: "", completedStatus: "Cancelled by Trader", siblings: false };
/** What was never transmitted is not among the completed orders either. */
const DISCARDED: Cancellation = { reason: "", completedStatus: "", siblings: false };

/** Ends an open order, then what hangs on it. */
export function cancelled(books: Books, order: Order, how: Cancellation): void {
  const done = finish(books, order, how);
  const actor = how.actor === undefined ? {} : { actor: how.actor };
  if (showsPending(books, order, how) && order.status !== "PendingCancel")
    books.say({ kind: "status", order: { ...done, status: "PendingCancel" }, ...actor });
  books.say({ kind: "status", order: done, ...actor });
  if (how.silent !== true) sayCancelled(books, done, how);
  for (const child of books.register.children(done.permId)) abandon(books, child);
  if (how.siblings) cancelSiblings(books, done);
}

/** Orders for the close that were cancelled on request were captured with PendingCancel (ibkr-go, api_order_type_matrix_aapl.txt); of others see the switch. */
const showsPending = (books: Books, order: Order, { completedStatus }: Cancellation): boolean =>
  books.switches.cancelShowsPending ||
  (typeOf(order).auction === "close" && completedStatus === BY_TRADER.completedStatus);

/** Children that still wait for their parent go with it; those that are awake protect what it filled. */
function abandon(books: Books, child: Order): void {
  if (isUntransmitted(child)) finish(books, child, DISCARDED);
  else if (child.child) cancelled(books, child, BY_TRADER);
}

function sayCancelled(books: Books, order: Order, how: Cancellation): void {
  const text = `Order Canceled - reason:${how.reason}`;
  books.sayError(order, 202, text);
  if (how.actor !== undefined && how.actor !== order.clientId)
    books.sayError({ clientId: how.actor, orderId: order.orderId }, 202, text);
}

const finish = (books: Books, order: Order, how: Cancellation): Order =>
  books.move(order, "cancelled", {
    completedWall: books.moment.wall,
    completedStatus: how.completedStatus,
    arrives: undefined,
  });

/** All that bear the name of a group; whether it reaches across client ids is a switch. */
export const groupOf = (books: Books, ocaGroup: string, clientId: number): readonly Order[] =>
  books.register.group(ocaGroup, (one) => books.switches.ocaAcrossClients || one.clientId === clientId);

/** The other open members of the order's OCA group. */
export function siblings(books: Books, { permId, clientId, terms }: Order): readonly Order[] {
  const { ocaGroup, account } = terms;
  if (ocaGroup === "") return [];
  return groupOf(books, ocaGroup, clientId).filter(
    (other) => other.permId !== permId && other.terms.account === account && isOpen(other),
  );
}

/** Cancels them; whether each also gets error 202 is a switch. */
export function cancelSiblings(books: Books, order: Order): void {
  const silent = !books.switches.ocaCancelReports202;
  for (const { permId } of siblings(books, order)) {
    const sibling = books.register.get(permId);
    if (isOpen(sibling)) cancelled(books, sibling, { ...BY_TRADER, completedStatus: "Cancelled by OCA", silent });
  }
}

/** An untransmitted order is discarded: it shows for the first and last time; its children vanish (SEQUENCES 5, 6). Who asked for it also hears 161. */
export function discard(books: Books, order: Order, asked = true): void {
  const done = finish(books, order, DISCARDED);
  books.say({ kind: "status", order: done });
  books.sayError(done, 202, "Order Canceled - reason:Order was discarded.");
  if (asked) books.sayError(done, 161, tooLate(done));
  for (const child of books.register.children(done.permId)) finish(books, child, DISCARDED);
}

/** Captured, both blanks (SEQUENCES 4, 5). */
export const tooLate = (order: Order): string =>
  `Cancel attempted when order is not in a cancellable state.  Order permId =${order.permId}`;
