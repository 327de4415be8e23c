/**
 * exerciseOptions: its reqId is an order id, and what is accepted lives as an order of that number until it is processed.
 *
 * Captured on paper at server version 200 (public transcripts of a Go client, June 2026): an option that is not in the
 * money draws 322 unless overridden; what is accepted draws 10349, then openOrder (BUY, LMT, DAY) and orderStatus
 * PreSubmitted under the same number; a global cancel draws 322 "server rejection", orderStatus Cancelled and 202. What a
 * processed exercise looks like is not captured: here the option and its underlying are executions of that order and the
 * order is Filled, at the end of the session or at once (switch).
 */
import { type Decimal, decimal, toNumber } from "../../../base/decimal.ts";
import { easternDay } from "../../exchange/calendar/calendar.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Books } from "../books.ts";
import { newOrder } from "../intake/intake.ts";
import { termsOf } from "../intake/manual.ts";
import { invalid, type Refusal } from "../intake/objection.ts";
import { isOpen, moved, type Order, quantity } from "../order.ts";
import type { Instruction } from "./exercises.ts";
import { hasEnded, intrinsicValue, isOption } from "./instrument.ts";
import { EXERCISED, settleExercise } from "./settle.ts";

/** What a client asks for. */
export interface ExerciseRequest {
  readonly clientId: number;
  readonly orderId: number;
  readonly listing: Listing;
  /** 1 exercise, 2 lapse. */
  readonly exerciseAction: number;
  readonly exerciseQuantity: number;
  readonly account: string;
  /** Against the natural action: exercise out of the money, lapse in the money. */
  readonly override: boolean;
}

const LAPSE = 2;

export function exercise(books: Books, request: ExerciseRequest): void {
  const refused = refusalOf(books, request);
  if (refused !== undefined) return books.sayError(request, refused.code, refused.text);
  const order = pseudoOrder(books, request);
  if (order === undefined) return books.sayError(request, 322, SERVER_REJECTION);
  books.exercises.put({ order, exerciseAction: request.exerciseAction });
  books.sayError(order, 10349, "Order TIF was set to DAY based on order preset.");
  books.sayPair(order);
  if (books.switches.exerciseProcessing === "at-once") fulfil(books, { order, exerciseAction: request.exerciseAction });
}

const processing = (cause: string): string => `Error processing request.${cause}`;
const SERVER_REJECTION = processing("Exercise/Lapse failed due to server rejection.");

function refusalOf(books: Books, request: ExerciseRequest): Refusal | undefined {
  const { listing, exerciseAction, exerciseQuantity, clientId, orderId } = request;
  if (books.register.find(clientId, orderId) !== undefined) return { code: 103, text: "Duplicate order id" };
  if (!isOption(listing)) return invalid(`Contract '${listing.localSymbol}' is not an option`);
  if (exerciseAction !== 1 && exerciseAction !== LAPSE) return invalid(`Invalid exercise action ${exerciseAction}`);
  if (!(exerciseQuantity > 0)) return invalid(`Invalid exercise quantity ${exerciseQuantity}`);
  const account = accountFor(books, request);
  if (!books.ledger.has(account)) return invalid(`Invalid account code '${account}'.`);
  return unnatural(books, request) ?? unavailable(books, request, account);
}

/** With one account it need not be named. */
const accountFor = (books: Books, { account }: ExerciseRequest): string =>
  account === "" && books.ledger.names().length === 1 ? (books.ledger.names()[0] ?? "") : account;

/** The first text is captured, the second is its counterpart in a public reimplementation. */
function unnatural(books: Books, { listing, exerciseAction, override }: ExerciseRequest): Refusal | undefined {
  if (override) return undefined;
  const pays = intrinsicValue(listing, books.appraiser.mark(listing.underConId)) > 0;
  if (exerciseAction === LAPSE && pays)
    return { code: 322, text: processing("Lapse ignored because option is in-the-money.") };
  if (exerciseAction !== LAPSE && !pays)
    return { code: 322, text: processing("Exercise ignored because option is not in-the-money.") };
  return undefined;
}

/** More than is held, or too late. Only the words are captured, not which case draws them. */
function unavailable(books: Books, request: ExerciseRequest, account: string): Refusal | undefined {
  const { listing, exerciseQuantity } = request;
  const instructed = books.exercises
    .waiting()
    .filter(({ order }) => order.listing.conId === listing.conId && order.terms.account === account)
    .reduce((total, { order }) => total + toNumber(quantity(order)), 0);
  const held = toNumber(books.ledger.quantity(account, listing.conId)) - instructed;
  const late = hasEnded(listing, books.moment.wall);
  return late || exerciseQuantity > held ? { code: 322, text: SERVER_REJECTION } : undefined;
}

function pseudoOrder(books: Books, request: ExerciseRequest): Order | undefined {
  const { clientId, orderId, listing, exerciseQuantity } = request;
  const account = accountFor(books, request);
  const totalQuantity = decimal(exerciseQuantity) as Decimal;
  const terms = termsOf({ action: "BUY", orderType: "LMT", lmtPrice: 0, tif: "DAY", totalQuantity, account });
  if (terms === undefined) return undefined;
  return moved(newOrder(books, { clientId, orderId, listing, terms }, false), "held");
}

/** The session has ended, or the day in which it was asked for: what waits is done. */
export function passExercises(books: Books): void {
  for (const instruction of books.exercises.waiting()) {
    const { order } = instruction;
    const sameDay = easternDay(books.moment.wall) === easternDay(order.placedWall);
    const over = hasEnded(order.listing, books.moment.wall);
    if (over || !sameDay || books.session(order) === "closed") fulfil(books, instruction);
  }
}

function fulfil(books: Books, { order, exerciseAction }: Instruction): void {
  books.exercises.take(order.permId);
  const { account } = order.terms;
  if (exerciseAction === LAPSE) books.exercises.lapse(account, order.listing.conId);
  else {
    const { clientId, orderId, permId, listing } = order;
    const owner = { clientId, orderId, permId };
    settleExercise(books, { account, listing, contracts: quantity(order), kind: EXERCISED, owner, told: true });
  }
  const filled = { filled: quantity(order), completedWall: books.moment.wall, completedStatus: "" };
  books.sayPair({ ...moved(order, "filled"), ...filled });
}

/** Withdraws an instruction by its number; false when there is none. */
export function cancelExercise(books: Books, clientId: number, orderId: number): boolean {
  const found = books.exercises
    .waiting()
    .find(({ order }) => order.clientId === clientId && order.orderId === orderId && isOpen(order));
  if (found !== undefined) withdraw(books, found);
  return found !== undefined;
}

/** A global cancel withdraws them too (captured). */
export function cancelExercises(books: Books): void {
  for (const instruction of books.exercises.waiting()) withdraw(books, instruction);
}

function withdraw(books: Books, { order }: Instruction): void {
  books.exercises.take(order.permId);
  books.sayError(order, 322, SERVER_REJECTION);
  books.say({ kind: "status", order: moved(order, "cancelled") });
  books.sayError(order, 202, "Order Canceled - reason:");
}
