/**
 * Whether an account can pay for an order: the refusal 201 with its two amounts (SEQUENCES 8).
 *
 * Counted is the largest margin that the open orders could lead to, contract by contract, against what is free; a pair
 * needs the balance it gives away. Children and members of an OCA group are left out: they close what another order
 * opens, and only one of them fills.
 */
import { toNumber, ZERO } from "../../../base/decimal.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Quote } from "../../exchange/quote.ts";
import type { Books } from "../books.ts";
import { isBuy, type Order, remaining, round, type Terms } from "../order.ts";
import { marginInBase } from "./account.ts";
import { settlementOf } from "./instrument.ts";

/** In the base currency. */
export interface Funds {
  readonly kind: "cash" | "margin";
  readonly base: string;
  /** Still free. */
  readonly available: number;
  /** What this order and the open ones need. */
  readonly needed: number;
  readonly equity: number;
  readonly margin: number;
}

export const sufficient = ({ available, needed }: Funds): boolean => needed <= available;

/** The second text is that of a margin account (ib_insync #704). */
export const shortOfFunds = ({ kind, base, available, needed, equity, margin }: Funds): string =>
  kind === "cash"
    ? `CASH AVAILABLE: ${available.toFixed(2)}; CASH NEEDED FOR THIS ORDER AND OTHER PENDING ORDERS: ${needed.toFixed(2)}`
    : `YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [${equity.toFixed(2)} ${base}] MUST EXCEED THE INITIAL MARGIN [${(margin + needed).toFixed(2)} ${base}]`;

/** The price at which an order would trade: its limit, its stop, or the other side of the book. */
export function likelyPrice(terms: Terms, quote: Quote): number {
  const own = PRICED_BY_AUX.has(terms.orderType) ? terms.lmtPrice || terms.auxPrice : terms.lmtPrice;
  if (own) return own;
  const market = terms.action === "BUY" ? quote.ask : quote.bid;
  return market > 0 ? market : quote.last;
}

const PRICED_BY_AUX = new Set(["STP", "STP LMT", "MIT", "LIT"]);

const opens = (order: Order): boolean => order.parent === undefined && order.terms.ocaGroup === "";

/** What `order` needs beside the other open orders of its account. An order that only closes needs nothing. */
export function fundsFor(books: Books, order: Order): Funds {
  const { account } = order.terms;
  const { availableFunds, netLiquidation, initMargin, kind, base } = books.valued(account);
  const funds = { kind, base, equity: netLiquidation, margin: initMargin, available: availableFunds };
  if (!opens(order) || growthAt(books, account, [order]) === 0) return { ...funds, needed: 0 };
  const others = books.register.open().filter((o) => opens(o) && o.terms.account === account);
  const all = [...others.filter((other) => other.permId !== order.permId), order];
  const needed = byContract(all).reduce((sum, orders) => sum + growthAt(books, account, orders), 0);
  return { ...funds, needed: round(needed, 2) };
}

function byContract(orders: readonly Order[]): readonly (readonly Order[])[] {
  const groups = new Map<number, Order[]>();
  for (const order of orders) {
    const group = groups.get(order.listing.conId);
    if (group === undefined) groups.set(order.listing.conId, [order]);
    else group.push(order);
  }
  return [...groups.values()];
}

/** What the account would tie up more if all of these orders on one side filled. They are of one contract. */
function growthAt(books: Books, account: string, orders: readonly Order[]): number {
  const [first] = orders;
  if (first === undefined) return 0;
  const { listing } = first;
  const side = (buys: boolean): number =>
    orders.filter((o) => isBuy(o) === buys).reduce((total, o) => total + toNumber(remaining(o)), 0);
  const quote = books.market.quote(listing.conId);
  const price = Math.max(...orders.map((order) => likelyPrice(order.terms, quote)));
  const bought = growth(books, account, { listing, change: side(true), price });
  return Math.max(0, bought, growth(books, account, { listing, change: -side(false), price }));
}

export interface Step {
  readonly listing: Listing;
  /** Signed. */
  readonly change: number;
  readonly price: number;
}

/** Initial margin that a change of position adds, or frees when negative; for a pair the balance it lacks. */
function growth(books: Books, account: string, step: Step): number {
  if (settlementOf(step.listing) === "exchanged") return lacking(books, account, step);
  return marginChange(books, account, step).initial;
}

export function marginChange(books: Books, account: string, { listing, change, price }: Step) {
  const held = toNumber(books.ledger.quantity(account, listing.conId));
  const appraiser = books.appraiser;
  const before = marginInBase(listing, { quantity: held, price }, appraiser);
  const after = marginInBase(listing, { quantity: held + change, price }, appraiser);
  return {
    initial: round(after.initial - before.initial, 2),
    maintenance: round(after.maintenance - before.maintenance, 2),
  };
}

/** What the exchange of currencies takes beyond the balance it is paid from, in the base: so much is borrowed on the rest. */
function lacking(books: Books, account: string, { listing, change, price }: Step): number {
  const [currency, amount] = change > 0 ? [listing.currency, change * price] : [listing.symbol, -change];
  const balance = Math.max(0, toNumber(books.ledger.account(account).cash.get(currency) ?? ZERO));
  // The base's balance is what the account's free funds are counted in: spending it is no lack, but a need.
  const own = currency === books.ledger.base ? 0 : balance;
  return round(Math.max(0, amount - own) * books.appraiser.rate(currency), 2);
}
