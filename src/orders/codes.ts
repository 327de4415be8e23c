/**
 * What an error code on an order's id means for the order: the table of codes (`src/wire/codes.ts`), asked by effect. A
 * code without an effect changes nothing, and one that may be an end has the broker asked; the next status tells.
 */
import { CODES, isOfAnyRequest } from "../wire/codes.ts";
import type { CodeBook } from "../wire/codesBook.ts";
import type { OrderEffect } from "../wire/codesRow.ts";

/** The sets that orders are judged by; a code that the operator's file changes is in another one from then on. */
export class OrderCodes {
  readonly #book: CodeBook;

  constructor(book: CodeBook) {
    this.#book = book;
  }

  /** The request is refused: a new order never works, a change leaves the order as it was. */
  refuses(code: number): boolean {
    return this.#is(code, "refuses-order") || this.rejects(code);
  }

  /** A refusal that may also come for an order that was alive. */
  rejects(code: number): boolean {
    return this.#is(code, "rejects");
  }

  /** Refuses a change alone. */
  refusesChange(code: number): boolean {
    return this.#is(code, "refuses-change");
  }

  /** Refuses a cancel: final for the cancel, not for the order. */
  refusesCancel(code: number): boolean {
    return this.#is(code, "refuses-cancel");
  }

  /** Refuses a cancel because there is no such order. */
  findsNone(code: number): boolean {
    return this.refusesCancel(code) && CODES.get(code)?.findsNone === true;
  }

  /** It refuses a second cancel alone: the one before it is being carried out. The state that the text names is no prose. */
  findsCancelUnderWay({ errorCode, errorMsg }: { errorCode: number; errorMsg: string }): boolean {
    return this.refusesCancel(errorCode) && /\bPendingCancel\b/.test(errorMsg);
  }

  /** A refusal of a request whatever it asks for: on an order's id it may mean a cancel. */
  refusesAnyRequest(code: number): boolean {
    return this.#is(code, "refuses-order") && isOfAnyRequest(code);
  }

  /** A note: the order is as it was. */
  leavesAlone(code: number): boolean {
    return this.#is(code, "none");
  }

  /** Ends a margin preview: nothing is at risk with one, so what is only perhaps a refusal ends it as well. */
  endsPreview(code: number): boolean {
    return this.refuses(code) || (this.#is(code, "ask") && this.#book.row(code) !== undefined);
  }

  #is(code: number, effect: OrderEffect): boolean {
    return this.#book.effect(code) === effect;
  }
}

/** Its text quotes the order's id (MUX.md section 2). */
export const quotesOrderId = (code: number): boolean => CODES.get(code)?.quotesOrderId === true;
