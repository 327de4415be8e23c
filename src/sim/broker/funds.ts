/**
 * Whether an account can pay for an order: the refusal 201 with its two amounts (SEQUENCES 8).
 *
 * Counted is the largest position that the open orders could lead to, contract by contract, against the account's net
 * value. Children and members of an OCA group are left out: they close what another order opens, and only one of them
 * fills.
 */
import { toNumber } from "../../base/decimal.ts";
import type { Quote } from "../exchange/quote.ts";
import type { Books } from "./books.ts";
import { isBuy, type Order, remaining, round, type Terms } from "./order.ts";

export interface Funds {
  /** USD still free. */
  readonly available: number;
  /** USD that this order and the open ones need. */
  readonly needed: number;
}

export const sufficient = ({ available, needed }: Funds): boolean => needed <= available;

export const shortOfFunds = ({ available, needed }: Funds): string =>
  `CASH AVAILABLE: ${available.toFixed(2)}; CASH NEEDED FOR THIS ORDER AND OTHER PENDING ORDERS: ${needed.toFixed(2)}`;

/** The price at which an order would trade, in USD. */
export function likelyPrice(terms: Terms, quote: Quote): number {
  if (terms.orderType === "LMT") return terms.lmtPrice ?? 0;
  if (terms.orderType === "STP") return terms.auxPrice ?? 0;
  return terms.action === "BUY" ? quote.ask : quote.bid;
}

const opens = (order: Order): boolean => order.parent === undefined && order.terms.ocaGroup === "";

/** What `order` needs beside the other open orders of its account. An order that only closes needs nothing. */
export function fundsFor(books: Books, order: Order): Funds {
  const { account } = order.terms;
  const available = books.valued(account).availableFunds;
  if (!opens(order) || growthAt(books, account, [order]) === 0) return { available, needed: 0 };
  const others = books.register.open().filter((o) => opens(o) && o.terms.account === account);
  const all = [...others.filter((other) => other.permId !== order.permId), order];
  const conIds = [...new Set(all.map((other) => other.listing.conId))];
  const grown = conIds.map((conId) =>
    growthAt(
      books,
      account,
      all.filter((other) => other.listing.conId === conId),
    ),
  );
  return {
    available,
    needed: round(
      grown.reduce((sum, usd) => sum + usd, 0),
      2,
    ),
  };
}

/** USD by which a position could grow if all of these orders on one side filled. They are of one contract. */
function growthAt(books: Books, account: string, orders: readonly Order[]): number {
  const conId = orders[0]?.listing.conId ?? 0;
  const held = toNumber(books.ledger.quantity(account, conId));
  const quote = books.market.quote(conId);
  const side = (buys: boolean): number =>
    orders.filter((o) => isBuy(o) === buys).reduce((total, o) => total + toNumber(remaining(o)), 0);
  const worst = Math.max(Math.abs(held + side(true)), Math.abs(held - side(false)));
  const dearest = Math.max(...orders.map((order) => likelyPrice(order.terms, quote)));
  return Math.max(0, worst - Math.abs(held)) * dearest;
}
