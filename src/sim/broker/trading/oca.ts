/**
 * One cancels all: what the fill of one member does to the others.
 *
 * Type 1 cancels the rest of the group at the first execution; types 2 and 3 reduce it in proportion and cancel it when
 * the member is filled (IB's documentation of ocaType). With block only one member is at the market at a time, so that no more is filled than was asked; without block the news
 * may come too late (switch `ocaWithoutBlock`). Groups join by name within an account (MUX 7).
 */
import { type Decimal, decimal, isZero, plus, toNumber } from "../../../base/decimal.ts";
import { after } from "../../../base/time.ts";
import type { Books } from "../books.ts";
import { keepsFromGroup } from "../mishaps.ts";
import { isOpen, type Order, remaining } from "../order.ts";
import { cancelSiblings, groupOf, siblings } from "./ending.ts";
import type { GroupNews } from "./groupNews.ts";

const CANCEL_WITH_BLOCK = 1;
const WITHOUT_BLOCK = 3;

export function fillOfMember(books: Books, before: Order, member: Order): void {
  const { ocaGroup, ocaType } = member.terms;
  if (ocaGroup === "" || ocaType === 0) return;
  if (siblings(books, member).length > 0 && keepsFromGroup(books, member)) return;
  const ends = isZero(remaining(member)) || ocaType === CANCEL_WITH_BLOCK;
  const factor = ends ? undefined : toNumber(remaining(member)) / toNumber(remaining(before));
  const news = { permId: member.permId, factor };
  if (ocaType === WITHOUT_BLOCK && books.switches.ocaWithoutBlock === "late")
    books.groupPost.send(news, after(books.moment.now, books.options.latencyMs));
  else tellGroup(books, news);
}

/** Whether a group takes nobody any more: a member is filled or, where the first execution ends it, has traded at all. */
export function isSpent(books: Books, { terms, clientId }: Pick<Order, "terms" | "clientId">): boolean {
  const { ocaGroup, ocaType, account } = terms;
  if (ocaGroup === "") return false;
  const ends = (one: Order): boolean =>
    one.status === "Filled" || (ocaType === CANCEL_WITH_BLOCK && !isZero(one.filled));
  return groupOf(books, ocaGroup, clientId).some((one) => one.terms.account === account && ends(one));
}

/** Cancels or reduces the other open members. */
export function tellGroup(books: Books, { permId, factor }: GroupNews): void {
  const member = books.register.get(permId);
  if (factor === undefined) cancelSiblings(books, member);
  else reduceSiblings(books, factor, member);
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
