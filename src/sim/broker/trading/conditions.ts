/**
 * Conditional orders: what an order waits for beside the market itself (IB's page "Order Conditioning").
 *
 * All conditions are judged together each time the market moves or time passes, and once they hold the order is let go
 * for good, or cancelled if that was asked for. An execution counts when it came after the order. Without
 * conditionsIgnoreRth they are judged in regular hours only. All six families rest as PreSubmitted until they hold
 * (captured: ibkr-go, testdata/transcripts/api_conditions_matrix_aapl.txt).
 */
import { after } from "../../../base/time.ts";
import type { Quote, QuoteChange } from "../../exchange/quote.ts";
import type { Books } from "../books.ts";
import { isOpen, type Order, type Terms } from "../order.ts";
import { datesOf } from "./dates.ts";
import { cancelled } from "./ending.ts";
import { looksBeyond, triggerMethod } from "./trigger.ts";

export type Condition = Terms["conditions"][number];

/** Judges the orders that await conditions; `change` is what moved, if anything did. */
export function judgeConditions(books: Books, change: QuoteChange | undefined, freed: (order: Order) => void): void {
  for (const { permId } of books.register.awaitingConditions()) {
    const order = books.register.get(permId);
    if (!isOpen(order) || order.child || isOnItsWay(books, order)) continue;
    if (!order.terms.conditionsIgnoreRth && books.session(order) !== "regular") continue;
    if (hold(books, order, change)) fulfil(books, order, freed);
  }
}

/** Conditions are the broker's to watch, and it does not have the order yet. */
const isOnItsWay = ({ moment }: Books, { arrives }: Order): boolean => arrives !== undefined && arrives > moment.now;

function fulfil(books: Books, order: Order, freed: (order: Order) => void): void {
  const met = books.put({ ...order, conditions: "met" });
  order.terms.conditions.forEach((_, at) => {
    books.conditionLooks.delete(lookKey(order, at));
  });
  if (order.terms.conditionsCancelOrder)
    return cancelled(books, met, { reason: "", completedStatus: "Cancelled by Condition", siblings: false });
  freed(books.put({ ...met, arrives: after(books.moment.now, books.options.latencyMs) }));
}

/** `conjunction` joins a condition to the next one; whether "and" binds tighter is not established. */
function hold(books: Books, order: Order, change: QuoteChange | undefined): boolean {
  const { conditions } = order.terms;
  const values = conditions.map((one, at) => holds(books, order, { one, at, change }));
  const joint = (at: number): string => conditions[at]?.conjunction ?? "a";
  if (books.switches.conditionConjunctions === "left-to-right")
    return values.reduce((sofar, value, at) => (joint(at - 1) === "o" ? sofar || value : sofar && value));
  const groups: boolean[][] = [[]];
  values.forEach((value, at) => {
    groups.at(-1)?.push(value);
    if (joint(at) === "o" && at < values.length - 1) groups.push([]);
  });
  return groups.some((group) => group.every((value) => value));
}

interface Judged {
  readonly one: Condition;
  readonly at: number;
  readonly change: QuoteChange | undefined;
}

function holds(books: Books, order: Order, { one, at, change }: Judged): boolean {
  const passes = (is: number, asked: number): boolean => (one.type !== 5 && one.isMore ? is >= asked : is <= asked);
  switch (one.type) {
    case 1:
      return priceHolds(books, order, { one, at, change });
    case 3:
      return passes(books.moment.wall, datesOf(order).conditions[at] ?? Number.NaN);
    case 4:
      return passes(cushion(books, order), one.percent);
    case 5:
      return executed(books, order, one);
    case 6:
      return passes(quoteOf(books, one.conId)?.volume ?? Number.NaN, one.volume);
    case 7:
      return passes(percentChange(quoteOf(books, one.conId)), one.changePercent);
    default:
      return false;
  }
}

const quoteOf = (books: Books, conId: number): Quote | undefined =>
  books.market.byConId(conId) === undefined ? undefined : books.market.quote(conId);

const percentChange = (quote: Quote | undefined): number =>
  quote === undefined || !(quote.close > 0) ? Number.NaN : ((quote.last - quote.close) / quote.close) * 100;

/** The part of the account's value that is free, in percent. */
function cushion(books: Books, { terms }: Order): number {
  const { availableFunds, netLiquidation } = books.valued(terms.account);
  return netLiquidation > 0 ? (availableFunds / netLiquidation) * 100 : 0;
}

function executed(books: Books, order: Order, one: Extract<Condition, { type: 5 }>): boolean {
  return books.executions.some(
    ({ wall, permId, listing, exchange }) =>
      wall >= order.placedWall &&
      permId !== order.permId &&
      listing.symbol === one.symbol &&
      listing.secType === one.secType &&
      ["", "SMART", exchange, listing.exchange].includes(one.exchange),
  );
}

const lookKey = ({ permId }: Order, at: number): string => `${permId}/${at}`;

/** A price is looked at by the trigger method that the condition names; what did not move stays as it was judged. */
function priceHolds(books: Books, order: Order, { one, at, change }: Judged): boolean {
  const listing = one.type === 1 ? books.market.byConId(one.conId) : undefined;
  if (one.type !== 1 || listing === undefined) return false;
  const method = triggerMethod(one.triggerMethod, listing.secType);
  const key = lookKey(order, at);
  const before = books.conditionLooks.get(key);
  const moved = change?.conId === one.conId ? change : undefined;
  if (moved === undefined && before !== undefined) return before >= method.times;
  const mark = { price: one.price, buys: one.isMore, rising: one.isMore };
  const seen = { quote: books.market.quote(one.conId), change: moved ?? everything(one.conId), before: before ?? 0 };
  const looks = looksBeyond(method, mark, seen);
  books.conditionLooks.set(key, looks);
  return looks >= method.times;
}

const everything = (conId: number): QuoteChange => ({
  conId,
  bid: true,
  ask: true,
  last: true,
  volume: true,
  day: true,
});
