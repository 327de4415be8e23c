/**
 * One cancels all: what the fill of one member does to the others.
 *
 * Type 1 cancels the rest of the group at the first execution; types 2 and 3 reduce it in proportion and cancel it when
 * the member is filled (IB's documentation of ocaType). Groups join by name within an account (MUX 7).
 */
import { type Decimal, decimal, isZero, plus, toNumber } from "../../base/decimal.ts";
import type { Books } from "./books.ts";
import { cancelSiblings, siblings } from "./cancel.ts";
import { isOpen, type Order, remaining } from "./order.ts";

const CANCEL_WITH_BLOCK = 1;

export function fillOfMember(books: Books, before: Order, after: Order): void {
  if (after.terms.ocaGroup === "" || after.terms.ocaType === 0) return;
  if (isZero(remaining(after)) || after.terms.ocaType === CANCEL_WITH_BLOCK) cancelSiblings(books, after);
  else reduceSiblings(books, toNumber(remaining(after)) / toNumber(remaining(before)), after);
}

function reduceSiblings(books: Books, factor: number, member: Order): void {
  for (const { permId } of siblings(books, member)) {
    const sibling = books.register.get(permId);
    if (!isOpen(sibling)) continue;
    const rest = decimal(Math.ceil(toNumber(remaining(sibling)) * factor)) as Decimal;
    const totalQuantity = plus(sibling.filled, rest);
    books.sayPair(books.put({ ...sibling, terms: { ...sibling.terms, totalQuantity } }));
  }
}
