/**
 * Orders meet the market: time passes, prices move, and orders arrive, are elected and trade.
 *
 * Fills come from the top of the book only, as in paper trading (SEQUENCES 7), so a stop that the market jumped over
 * fills at the price behind the gap, and a stop-limit that is elected there rests at its limit. While trading in a
 * contract is halted nothing is elected and nothing fills; orders wait.
 */
import type { QuoteChange } from "../../exchange/quote.ts";
import type { Books } from "../books.ts";
import { isOpen, type Order, waitsForTrigger } from "../order.ts";
import { arrive, atAuction } from "./arrival.ts";
import { judgeConditions } from "./conditions.ts";
import { look } from "./election.ts";
import { match, mayTrade } from "./matching.ts";
import { tellGroup } from "./oca.ts";
import { passTime, restingStatus } from "./session.ts";

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
