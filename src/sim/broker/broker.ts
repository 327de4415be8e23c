/**
 * The broker behind the simulated Gateway: the truth about accounts, orders, executions and positions.
 *
 * It knows nothing of sockets, frames or subscriptions. Every call brings the time and answers with what happened, in
 * order; the gateway decides who hears it. The same calls give the same events.
 *
 * `intake` reads what clients ask for and refuses what cannot be, `trading` lets orders meet the market and the clock,
 * `money` knows what it costs and who owns what afterwards. Here beside them stand what all three speak of (orders and
 * their types, events, the market) and `books.ts`, the one state that they share.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Instant } from "../../base/time.ts";
import type { QuoteChange } from "../exchange/quote.ts";
import type { Subject } from "../faults/faults.ts";
import { Books, type BrokerOptions, type Moment } from "./books.ts";
import type { BrokerEvent, Execution } from "./event.ts";
import { cancelEverything, cancelOrder } from "./intake/cancel.ts";
import { place, take } from "./intake/intake.ts";
import { bind, cancelManual, type ManualOrder, placeManual } from "./intake/manual.ts";
import type { Valuation } from "./money/account.ts";
import type { Advisor } from "./money/advisor.ts";
import { passDay } from "./money/day.ts";
import { cancelExercise, cancelExercises, type ExerciseRequest, exercise, passExercises } from "./money/exercise.ts";
import { expirePositions } from "./money/settle.ts";
import { isDone, isUntransmitted, type Order } from "./order.ts";
import type { Placement } from "./placement.ts";
import { correct } from "./trading/correction.ts";
import { executeStranger, fillDespiteCancel, mayFill, type Stranger } from "./trading/strange.ts";
import { marketMoved, nextDeadline, timePassed } from "./trading/trading.ts";

export type { BrokerOptions, Moment, Placement };

export interface PositionOf {
  readonly account: string;
  readonly conId: number;
  readonly quantity: Decimal;
  /** Per share, commissions included, in USD. */
  readonly averageCost: number;
}

export class Broker {
  readonly #books: Books;

  constructor(options: BrokerOptions, moment: Moment) {
    this.#books = new Books(options, moment);
  }

  place(placement: Placement, moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => place(books, placement));
  }

  /** A change that is taken for an order of its own: two orders answer to one number (nautilus #4564). */
  placeTwin(placement: Placement, moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => take(books, placement));
  }

  /** Whether an order is where a fill can cross its cancel. */
  mayFill(permId: number): boolean {
    return mayFill(this.#books, permId);
  }

  /** A fill crosses the cancel of an open order: it shows as PendingCancel, and then it fills (ibsync #23). */
  fillDespiteCancel(permId: number, moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => fillDespiteCancel(books, permId));
  }

  /** The last execution comes again with another price, or is taken back. */
  correct(narrowed: Subject, percent: number | "bust", moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => correct(books, narrowed, percent));
  }

  /** Somebody else trades in an account of the login. */
  executeStranger(stranger: Stranger, moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => executeStranger(books, stranger));
  }

  cancel(clientId: number, orderId: number, moment: Moment): readonly BrokerEvent[] {
    return this.#at(
      moment,
      (books) => cancelExercise(books, clientId, orderId) || cancelOrder(books, clientId, orderId),
    );
  }

  cancelEverything(moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => {
      cancelEverything(books);
      cancelExercises(books);
    });
  }

  /** Exercises an option, or lets it lapse. */
  exercise(request: ExerciseRequest, moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => exercise(books, request));
  }

  /** A person places an order in TWS: it belongs to client 0 and carries orderId 0 until it is bound. */
  placeManual(
    manual: ManualOrder,
    moment: Moment,
  ): { readonly permId?: number; readonly events: readonly BrokerEvent[] } {
    let permId: number | undefined;
    const events = this.#at(moment, (books) => {
      permId = placeManual(books, manual);
    });
    return { events, ...(permId === undefined ? {} : { permId }) };
  }

  /** The person cancels it again; nothing happens when there is no such open order. */
  cancelManual(permId: number, moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => cancelManual(books, permId));
  }

  /** Gives an order placed by hand a number of client 0. */
  bind(permId: number, moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => bind(books, permId));
  }

  /** Whether orders placed by hand are bound from now on (reqAutoOpenOrders). */
  bindManualOrders(binds: boolean): void {
    this.#books.bindsManualOrders = binds;
  }

  /** The market moved. */
  moved(changes: readonly QuoteChange[], moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => {
      for (const change of changes) marketMoved(books, change);
    });
  }

  /** Time passed: orders arrive, sessions begin and end, dates expire, the book fills up again. */
  passed(moment: Moment): readonly BrokerEvent[] {
    return this.#at(moment, (books) => {
      passExercises(books);
      expirePositions(books);
      passDay(books);
      timePassed(books);
    });
  }

  /**
   * When `passed` should be called next, at the latest; `undefined` when nothing is under way. It should also be called
   * whenever a session begins or ends.
   */
  nextDeadline(): Instant | undefined {
    return nextDeadline(this.#books);
  }

  #at(moment: Moment, run: (books: Books) => unknown): readonly BrokerEvent[] {
    this.#books.moment = moment;
    run(this.#books);
    return this.#books.drain();
  }

  // ---------------------------------------------------------------- the truth

  accounts(): readonly string[] {
    return this.#books.ledger.names();
  }

  /** What a financial advisor's login divides orders by; other logins have none. */
  get advisor(): Advisor | undefined {
    return this.#books.advisor;
  }

  /** The login's accounts as managedAccounts lists them: a financial advisor's master first. */
  managed(): readonly string[] {
    return [...(this.advisor === undefined ? [] : [this.advisor.master]), ...this.accounts()];
  }

  /** Every order that was ever taken, untransmitted and finished ones included, in order of arrival. */
  orders(): readonly Order[] {
    return this.#books.register.all();
  }

  /** How many orders were ever taken; it only grows. */
  get orderCount(): number {
    return this.#books.register.size;
  }

  /** One order as it stands. */
  order(permId: number): Order {
    return this.#books.register.get(permId);
  }

  /** What is visible and not finished. */
  openOrders(): readonly Order[] {
    return this.#books.register.open();
  }

  /** Finished ones, without those that were never transmitted. */
  completedOrders(): readonly Order[] {
    return this.orders().filter((order) => isDone(order) && order.completedStatus !== "");
  }

  executions(): readonly Execution[] {
    return this.#books.executions;
  }

  /** All accounts' positions, those that went to zero included. */
  positions(): readonly PositionOf[] {
    return this.accounts().flatMap((account) =>
      this.valued(account).holdings.map(({ conId, position, averageCost }) => ({
        account,
        conId,
        quantity: position.quantity,
        averageCost,
      })),
    );
  }

  valued(account: string): Valuation {
    return this.#books.valued(account);
  }

  // ---------------------------------------------------------------- order numbers

  /** nextValidId: one above everything the client id used or was shown; asking does not reserve it (PROTOCOL 11.1). */
  nextOrderId(clientId: number): number {
    return this.#books.register.floor(clientId) + 1;
  }

  /** The numbers of one client, or of all, begin anew at `orderId`; finished orders give theirs back (Lean #242). */
  countOrderIdsFrom(orderId: number, clientId?: number): void {
    this.#books.register.countFrom(orderId, clientId);
  }

  /** A client saw an order of another: its own next number must exceed that one's (PROTOCOL 11.1). */
  shown(clientId: number, orderId: number): void {
    this.#books.register.raise(clientId, orderId);
  }

  /** A restart of the gateway loses what was never transmitted, and nothing else (SEQUENCES 5); a cancel finds it no more. */
  restarted(): void {
    for (const order of this.#books.register.alive())
      if (isUntransmitted(order)) this.#books.register.forget(this.#books.move(order, "cancelled"));
  }
}
