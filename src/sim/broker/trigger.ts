/**
 * When a stop is elected: IB's trigger methods, one row each (SEQUENCES 7).
 *
 * Method 0 means the default of the security type, which for stocks is the last price. "Double" methods want two
 * prices in a row beyond the stop. A stop looks only at prices that came after it was placed and in hours it may trade.
 */
import type { Quote, QuoteChange } from "../exchange/quote.ts";

/** Which prices a look at the market gives a method to judge. */
type Look = (quote: Quote, buys: boolean) => number;

export interface TriggerMethod {
  readonly id: number;
  readonly looks: readonly { readonly price: Look; readonly changed: (change: QuoteChange) => boolean }[];
  /** How many looks in a row must be beyond the stop. */
  readonly times: 1 | 2;
}

const last = { price: (q: Quote) => q.last, changed: (c: QuoteChange) => c.last };
/** A buy stop is elected by the ask, a sell stop by the bid. */
const bidAsk = {
  price: (q: Quote, buys: boolean) => (buys ? q.ask : q.bid),
  changed: (c: QuoteChange) => c.bid || c.ask,
};
const midpoint = { price: (q: Quote) => (q.bid + q.ask) / 2, changed: (c: QuoteChange) => c.bid || c.ask };

const METHODS: readonly TriggerMethod[] = [
  { id: 0, looks: [last], times: 1 },
  { id: 1, looks: [bidAsk], times: 2 },
  { id: 2, looks: [last], times: 1 },
  { id: 3, looks: [last], times: 2 },
  { id: 4, looks: [bidAsk], times: 1 },
  { id: 7, looks: [last, bidAsk], times: 1 },
  { id: 8, looks: [midpoint], times: 1 },
];

export const triggerMethod = (id: number): TriggerMethod | undefined => METHODS.find((method) => method.id === id);

/** How many looks in a row were beyond the stop, after this change; 0 when one was not. */
export function looksBeyond(
  method: TriggerMethod,
  stop: { readonly price: number; readonly buys: boolean },
  seen: { readonly quote: Quote; readonly change: QuoteChange; readonly before: number },
): number {
  const prices = method.looks.filter((look) => look.changed(seen.change)).map((l) => l.price(seen.quote, stop.buys));
  if (prices.length === 0) return seen.before;
  return prices.some((price) => beyond(price, stop)) ? seen.before + 1 : 0;
}

const beyond = (price: number, stop: { readonly price: number; readonly buys: boolean }): boolean =>
  price > 0 && (stop.buys ? price >= stop.price : price <= stop.price);
