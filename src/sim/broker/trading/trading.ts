/**
 * Orders meet the market: time passes, prices move, and orders arrive, are elected and trade.
 *
 * Fills come from the top of the book only, as in paper trading (SEQUENCES 7), so a stop that the market jumped over
 * fills at the price behind the gap, and a stop-limit that is elected there rests at its limit. While trading in a
 * contract is halted nothing is elected and nothing fills; orders wait.
 */
import { after, earliest, type Instant } from "../../../base/time.ts";
import { easternDay } from "../../exchange/calendar/calendar.ts";
import type { QuoteChange } from "../../exchange/quote.ts";
import type { Books } from "../books.ts";
import { isMoving, type Order } from "../order.ts";
import { arrive, atAuction } from "./arrival.ts";
import { judgeConditions } from "./conditions.ts";
import { isOver, nextDate } from "./dates.ts";
import { look } from "./election.ts";
import { match, mayTrade } from "./matching.ts";
import { tellGroup } from "./oca.ts";
import { passTime, restingStatus } from "./session.ts";

/** Time passed: orders arrive, conditions come true, sessions begin and end. */
export function timePassed(books: Books): void {
  // First of all: who arrives at this moment shares in it with who rests.
  const refilled = books.liquidity.refill(books.moment.now);
  books.agenda.runDue(books.moment.now);
  for (const news of books.groupPost.arrived(books.moment.now)) tellGroup(books, news);
  judge(books, undefined);
  for (const { permId } of books.register.moving()) {
    // What arrived before it may have changed it.
    const order = books.register.get(permId);
    if (isDue(books, order)) arrive(books, books.put({ ...order, arrived: true }));
  }
  const concerned = concernedByTime(books, refilled);
  passTime(books, concerned, (order) => atAuction(books, order));
  for (const { permId } of concerned) match(books, books.register.get(permId), "resting");
}

const concernedByTime = (books: Books, refilled: ReadonlySet<number>): readonly Order[] =>
  books.attention.take(books.register, {
    wall: books.moment.wall,
    day: easternDay(books.moment.wall),
    stateOf: (order) => `${books.session(order)} ${books.halted(order.listing.conId)}`,
    refilled,
  });

/** The market moved: conditions and stops look at it, resting orders meet it. */
export function marketMoved(books: Books, change: QuoteChange): void {
  if (change.bid) books.liquidity.refresh(change.conId, "bid");
  if (change.ask) books.liquidity.refresh(change.conId, "ask");
  judge(books, change);
  for (const { permId } of books.register.aliveAt(change.conId)) look(books, permId, change);
  for (const { permId } of books.register.aliveAt(change.conId)) match(books, books.register.get(permId), "resting");
}

/** An order whose conditions hold shows that it works, when nothing else holds it back. */
const judge = (books: Books, change: QuoteChange | undefined): void =>
  judgeConditions(books, change, (order) => {
    if (restingStatus(books, order) === "worked") books.sayPair(books.move(order, "worked"));
  });

/** Whether an order that is under way is there now, and may trade. */
const isDue = (books: Books, order: Order): boolean =>
  isMoving(order) &&
  (order.arrives ?? books.moment.now) <= books.moment.now &&
  !isOver(order, books.moment.wall) &&
  mayTrade(books, order);

/** When time means something next: at once for what has arrived and was not looked at yet. */
export function nextDeadline(books: Books): Instant | undefined {
  const { register, liquidity, agenda, groupPost, moment } = books;
  const arrivals = register.moving().map((order) => (isDue(books, order) ? moment.now : laterThan(moment.now, order)));
  const judged = register.awaitingConditions().map((order) => laterThan(moment.now, order));
  return earliest(
    agenda.next(),
    groupPost.next(),
    liquidity.nextRefill(),
    ...arrivals,
    ...judged,
    ...datesToCome(books),
  );
}

/** Dates are on the wall; deadlines are on the clock that only goes forward. */
function datesToCome({ register, moment: { now, wall } }: Books): readonly (Instant | undefined)[] {
  const dates = [...register.dated()].map((permId) => nextDate(register.get(permId), wall));
  return dates.map((date) => (date === undefined ? undefined : after(now, date - wall)));
}

/** What has arrived and may not trade waits for its hours, not for a moment of its own. */
const laterThan = (now: Instant, { arrives }: Order): Instant | undefined =>
  arrives !== undefined && arrives > now ? arrives : undefined;
