/**
 * Errors on an order's id: what each means for the order, for its cancel or for its change in flight, and what its owner hears.
 *
 * A code is judged by its effect (`codes.ts`) and by what the order may be answered at all: what any request may draw need not
 * mean the order.
 */
import type { OrderId } from "../model/ids.ts";
import { isAtBroker, isFinished } from "../model/status.ts";
import type { IncomingBody } from "../wire/codec.ts";
import type { Blotter } from "./blotter.ts";
import { type Book, reportNow } from "./book.ts";
import type { Cancels } from "./cancels.ts";
import { type OrderCodes, quotesOrderId } from "./codes.ts";
import { isOfHoursAlone } from "./content.ts";
import type { Contradictions } from "./contradictions.ts";
import { isLeftover } from "./leftover.ts";
import { hasEvidence, isInFlight, type Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { tellEnd } from "./tellEnd.ts";
import type { Unshown } from "./unshown.ts";
import type { Watch } from "./watch.ts";
import type { Watchers } from "./watchers.ts";

/** outsideRth means nothing where the order goes, and is dropped (SEQUENCES 7). */
const HOURS_IGNORED = 2109;

export class OrderErrors {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #book: Book;
  readonly #cancels: Cancels;
  readonly #codes: OrderCodes;
  readonly #watch: Watch;
  readonly #contradictions: Contradictions;
  readonly #unshown: Unshown;

  constructor(out: OrderOut, blotter: Blotter, book: Book, cancels: Cancels, codes: OrderCodes, watchers: Watchers) {
    this.#out = out;
    this.#blotter = blotter;
    this.#book = book;
    this.#cancels = cancels;
    this.#codes = codes;
    this.#watch = watchers.watch;
    this.#contradictions = watchers.contradictions;
    this.#unshown = watchers.unshown;
  }

  /** An error on an id of the order range. Answers whether there was such an order. */
  heard(body: IncomingBody<"error">): boolean {
    const order = this.#blotter.byOrderId(body.id as OrderId);
    if (order === undefined) return false;
    if (this.#isUnderWay(order, body)) return this.#findsUnderWay(order, body);
    const [{ cancelWanted }, wasOver] = [order, isFinished(order.status)];
    const worksOn = this.#worksOn(order, body.errorCode);
    this.#judge(order, body);
    this.#watch.judge(order);
    if (wasOver && this.#codes.refusesCancel(body.errorCode) && this.#cancels.isMoot(order)) return true;
    this.#book.errored(order, body.errorCode, inClientsNumbers(order, body), body);
    if (isFinished(order.status)) this.#unshown.settled(order.key);
    if (cancelWanted && !order.cancelWanted) this.#cancels.refused(order);
    else if (worksOn && isAtBroker(order.status)) this.#book.reported(order, reportNow(order));
    return true;
  }

  #isUnderWay(order: Order, body: IncomingBody<"error">): boolean {
    if (!order.cancelWanted || !this.#codes.findsCancelUnderWay(body)) return false;
    return isAtBroker(order.status) || this.#contradictions.isLiving(order);
  }

  /** The wish is being carried out, and so it stays. Only a client that has said it twice has drawn this. */
  #findsUnderWay(order: Order, body: IncomingBody<"error">): true {
    if (this.#cancels.isAskedAgain(order))
      this.#book.errored(order, body.errorCode, inClientsNumbers(order, body), body);
    return true;
  }

  /**
   * After a note, or the refusal of a change, the order works on. Its status follows, because ib_async shows an order with a
   * code on its id as Cancelled or ValidationError until it hears the next one (ib_async #191, ib_insync #502).
   */
  #worksOn(order: Order, errorCode: number): boolean {
    if (this.#codes.leavesAlone(errorCode)) return true;
    return order.inFlight.length > 0 && this.#refusesWish(errorCode) && !this.#codes.rejects(errorCode);
  }

  /** What the code means: for the order itself when it can be dead, for its cancel, or for its change in flight. */
  #judge(order: Order, { errorCode, errorMsg }: IncomingBody<"error">): void {
    const { key } = order;
    const changing = order.inFlight.length > 0;
    if (!changing && !isFinished(order.status) && this.#isDead(order, errorCode))
      return this.#out.record({ kind: "orderRejected", key, errorCode, errorMsg });
    if (this.#isGone(order, errorCode)) return tellEnd(this.#out, this.#book, order);
    if (this.#refusesCancel(order, errorCode)) {
      if (this.#codes.findsNone(errorCode)) this.#watch.notFound(order);
      this.#contradictions.cancelRefused(order);
      return this.#out.record({ kind: "cancelRefused", key, errorCode });
    }
    if (changing && (this.#refusesWish(errorCode) || (errorCode === HOURS_IGNORED && isNextOfHours(order))))
      this.#out.record({ kind: "changeRefused", key, errorCode });
  }

  /** An order, or a change of one. */
  #refusesWish(errorCode: number): boolean {
    return this.#codes.refuses(errorCode) || this.#codes.refusesChange(errorCode);
  }

  /**
   * What any request may draw is taken for an answer to the order, or to a change of it, as long as one is in flight. Behind
   * that only the cancel is left, and its refusal says nothing of an order of unknown fate.
   */
  #refusesCancel(order: Order, errorCode: number): boolean {
    if (!order.cancelWanted) return false;
    return this.#codes.refusesCancel(errorCode) || (this.#codes.refusesAnyRequest(errorCode) && !isInFlight(order));
  }

  /**
   * A leg that was left behind in an earlier session, and that the Gateway does not find when it is to be cancelled. The Gateway
   * alone had it, and has lost it by a restart (PROTOCOL 11.2): IB has nothing to say about it.
   */
  #isGone(order: Order, errorCode: number): boolean {
    const { count, sameSince } = this.#blotter.session;
    const isOfBefore = order.sentIn >= sameSince && order.sentIn < count;
    return isOfBefore && this.#codes.findsNone(errorCode) && isLeftover(order, this.#blotter);
  }

  /**
   * Whether the code says that the order does not work: it may end one that was alive, or this one was never shown and is
   * refused. Behind a cancel that has left, what any request may draw need not mean the order (`unshown.ts`).
   */
  #isDead(order: Order, errorCode: number): boolean {
    if (this.#codes.rejects(errorCode)) return true;
    if (hasEvidence(order)) return false;
    const isOfAny = this.#codes.refusesAnyRequest(errorCode);
    if (!isOfAny && !this.#codes.refusesCancel(errorCode)) return this.#codes.refuses(errorCode);
    const leftNow = order.sentIn === this.#blotter.session.count;
    return this.#unshown.isRefused(order.key, { errorCode, isOfAny }, leftNow);
  }
}

/** The oldest change of which nothing was heard wants other hours and nothing else: no openOrder would ever show it. */
function isNextOfHours({ inFlight, inFlightRefused, settled }: Order): boolean {
  const next = inFlight[inFlightRefused];
  return next !== undefined && isOfHoursAlone(next, inFlight[inFlightRefused - 1] ?? settled);
}

/** Texts that quote the order's id quote the client's. */
function inClientsNumbers(order: Order, error: IncomingBody<"error">): string {
  if (!quotesOrderId(error.errorCode)) return error.errorMsg;
  return error.errorMsg.replace(new RegExp(`\\b${order.orderId}\\b`), String(order.clientOrderId));
}
