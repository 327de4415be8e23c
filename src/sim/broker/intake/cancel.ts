/**
 * cancelOrder and reqGlobalCancel: which order is meant, and why it cannot be cancelled.
 *
 * A refused cancel is an error alone; no orderStatus comes with it (SEQUENCES 4).
 */
import { after } from "../../../base/time.ts";
import type { Books } from "../books.ts";
import { isDone, isOpen, isUntransmitted, type Order } from "../order.ts";
import { BY_TRADER, cancelled, discard, tooLate } from "../trading/ending.ts";

/** cancelOrder of one client. */
export function cancelOrder(books: Books, clientId: number, orderId: number): void {
  const order = books.register.find(clientId, orderId) ?? reachable(books, clientId, orderId);
  if (order === undefined) refuseUnknown(books, clientId, orderId);
  else if (isDone(order)) refuseFinished(books, order, clientId);
  else if (isUntransmitted(order)) discard(books, order);
  else if (books.plights.cancelling.has(order.permId)) refuseSecond(books, order, clientId);
  else if (books.switches.cancelUnderWay === "never") end(books, order, clientId);
  else sendOn(books, order, clientId);
}

function end(books: Books, order: Order, clientId: number): void {
  const siblings = books.switches.cancelOfMember === "takes-group";
  cancelled(books, order, { ...BY_TRADER, siblings, ...actorOf(order, clientId) });
}

const actorOf = (order: Order, clientId: number): { readonly actor?: number } =>
  clientId === order.clientId ? {} : { actor: clientId };

/** It takes as long as an order does to the market, where the order may trade before. */
function sendOn(books: Books, order: Order, clientId: number): void {
  const { permId } = order;
  books.plights.cancelling.add(permId);
  const shows = books.switches.cancelShowsPending;
  const pending = <T extends Order>(one: T): T => ({ ...one, status: "PendingCancel" });
  if (shows) books.say({ kind: "status", order: pending(order), ...actorOf(order, clientId) });
  books.agenda.add(after(books.moment.now, books.options.latencyMs), () => {
    books.plights.cancelling.delete(permId);
    const found = books.register.get(permId);
    if (isOpen(found)) end(books, shows ? pending(found) : found, clientId);
    else if (found.status === "Filled") refuseFinished(books, found, clientId);
  });
}

function refuseSecond(books: Books, { orderId }: Order, clientId: number): void {
  if (books.switches.cancelUnderWay === 10148)
    books.sayError({ clientId, orderId }, 10148, cannotBe(orderId, "PendingCancel"));
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
  books.sayError({ clientId, orderId }, code, code === 161 ? tooLate(order) : cannotBe(orderId, status));
}

const cannotBe = (orderId: number, state: string): string =>
  `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${state}.`;

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
