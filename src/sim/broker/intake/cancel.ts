/**
 * cancelOrder and reqGlobalCancel: which order is meant, and why it cannot be cancelled.
 *
 * A refused cancel is an error alone; no orderStatus comes with it (SEQUENCES 4).
 */
import type { Books } from "../books.ts";
import { isDone, isOpen, isUntransmitted, type Order } from "../order.ts";
import { BY_TRADER, cancelled, discard, tooLate } from "../trading/ending.ts";

/** cancelOrder of one client. */
export function cancelOrder(books: Books, clientId: number, orderId: number): void {
  const order = books.register.find(clientId, orderId) ?? reachable(books, clientId, orderId);
  if (order === undefined) refuseUnknown(books, clientId, orderId);
  else if (isDone(order)) refuseFinished(books, order, clientId);
  else if (isUntransmitted(order)) discard(books, order);
  else {
    const actor = clientId === order.clientId ? {} : { actor: clientId };
    cancelled(books, order, { ...BY_TRADER, siblings: books.switches.cancelOfMember === "takes-group", ...actor });
  }
}

/** Client 0 reaches the open orders of others by their number (SEQUENCES 4, captured). */
function reachable(books: Books, clientId: number, orderId: number): Order | undefined {
  return clientId === 0 && orderId !== 0 ? books.register.open().find((order) => order.orderId === orderId) : undefined;
}

function refuseUnknown(books: Books, clientId: number, orderId: number): void {
  const text =
    books.switches.cancelUnknown === 10147
      ? `OrderId ${orderId} that needs to be cancelled is not found.`
      : `Can't find order with ID =${orderId}`;
  books.sayError({ clientId, orderId }, books.switches.cancelUnknown, text);
}

function refuseFinished(books: Books, order: Order, clientId: number): void {
  const code = books.switches.cancelFinished;
  const { orderId, status } = order;
  const text =
    code === 161
      ? tooLate(order)
      : `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${status}.`;
  books.sayError({ clientId, orderId }, code, text);
}

/** reqGlobalCancel empties the whole login, whoever asked; every order gets its own answer (SEQUENCES 4). */
export function cancelEverything(books: Books): void {
  const before = books.register.all();
  for (const { permId } of before) {
    const order = books.register.get(permId);
    if (isOpen(order)) cancelled(books, order, BY_TRADER);
    else if (isUntransmitted(order)) discard(books, order);
  }
  if (!books.switches.globalCancelReportsFinished) return;
  // Captured: the latest first.
  for (const order of before.toReversed()) if (isDone(order)) books.sayError(order, 161, tooLate(order));
}
