/**
 * When a stop is elected: IB's trigger methods, one row each (SEQUENCES 7).
 *
 * Method 0 means the default of the security type. "Double" methods want two prices in a row beyond the stop. A method
 * looks only at prices that its security type has: "if an incompatible triggerMethod and secType are used in your API
 * order, the order may never trigger" (IB, trigger_method_limit.html). A stop looks only at prices that came after it
 * was placed and in hours it may trade.
 */
import type { Quote, QuoteChange } from "../../exchange/quote.ts";

/** Which price a look at the market gives a method to judge. */
interface Look {
  readonly of: "last" | "quote";
  readonly price: (quote: Quote, buys: boolean) => number;
  readonly changed: (change: QuoteChange) => boolean;
}

export interface TriggerMethod {
  readonly looks: readonly Look[];
  /** How many looks in a row must be beyond the stop. */
  readonly times: 1 | 2;
}

const last: Look = { of: "last", price: (q) => q.last, changed: (c) => c.last };
/** A buy stop is elected by the ask, a sell stop by the bid. */
const bidAsk: Look = {
  of: "quote",
  price: (q, buys) => (buys ? q.ask : q.bid),
  changed: (c) => c.bid || c.ask,
};
const midpoint: Look = { of: "quote", price: (q) => (q.bid + q.ask) / 2, changed: (c) => c.bid || c.ask };

const METHODS: ReadonlyMap<number, TriggerMethod> = new Map([
  [1, { looks: [bidAsk], times: 2 }],
  [2, { looks: [last], times: 1 }],
  [3, { looks: [last], times: 2 }],
  [4, { looks: [bidAsk], times: 1 }],
  [7, { looks: [last, bidAsk], times: 1 }],
  [8, { looks: [midpoint], times: 1 }],
]);

/** What 0 means: IB's table of defaults. Everything that is not named here looks at the last price. */
const DEFAULTS: ReadonlyMap<string, number> = new Map([
  ["OPT", 1],
  ["CASH", 4],
  ["CMDTY", 4],
  ["CFD", 4],
]);
const LAST_PRICE = 2;

/** Security types that lack one kind of price. */
const LACKS: ReadonlyMap<string, Look["of"]> = new Map([
  ["CASH", "last"],
  ["CMDTY", "last"],
  ["IND", "quote"],
]);

export const isTriggerMethod = (id: number): boolean => id === 0 || METHODS.has(id);

/** The method for a security type; one that cannot look at anything never triggers. */
export function triggerMethod(id: number, secType: string): TriggerMethod {
  const chosen = METHODS.get(id === 0 ? (DEFAULTS.get(secType) ?? LAST_PRICE) : id) ?? { looks: [], times: 1 };
  const lacking = LACKS.get(secType);
  return { ...chosen, looks: chosen.looks.filter((look) => look.of !== lacking) };
}

/** The exchange's own way with a stop that rests there: its trades (SEQUENCES 7: triggerMethod may be ignored). */
export const NATIVE_METHOD: TriggerMethod = { looks: [last], times: 1 };

export interface Mark {
  readonly price: number;
  readonly buys: boolean;
  /** Reached from below: a buy stop, a sale when touched. */
  readonly rising: boolean;
}

/** How many looks in a row were beyond the mark, after this change; 0 when one was not. */
export function looksBeyond(
  method: TriggerMethod,
  mark: Mark,
  seen: { readonly quote: Quote; readonly change: QuoteChange; readonly before: number },
): number {
  const prices = pricesSeen(method, mark.buys, seen);
  if (prices.length === 0) return seen.before;
  return prices.some((price) => (mark.rising ? price >= mark.price : price <= mark.price)) ? seen.before + 1 : 0;
}

/** The prices that a change shows to a method; none when nothing it looks at has changed. */
export function pricesSeen(
  method: TriggerMethod,
  buys: boolean,
  { quote, change }: { readonly quote: Quote; readonly change: QuoteChange },
): readonly number[] {
  const fresh = method.looks.filter((look) => look.changed(change));
  return fresh.map((look) => look.price(quote, buys)).filter((price) => price > 0);
}
