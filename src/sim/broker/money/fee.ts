/**
 * What trading costs: IBKR's fixed schedules, round where they have tiers. A minimum is the order's, not the
 * execution's: later executions pay only what exceeds what was charged so far.
 *
 * Stocks 0.005 a share and at least 1.00; options 0.65 a contract and at least 1.00; futures an amount a contract,
 * exchange fees included; currency pairs 0.2 basis points of the value and at least 2.00 USD, charged in the account's
 * base currency (a recorded what-if of EUR.USD asks 1.7857 EUR).
 */
import { compare, type Decimal, decimal, minus, plus, times, toNumber } from "../../../base/decimal.ts";
import { type Order, round } from "../order.ts";
import { type Instrument, settlementOf } from "./instrument.ts";

/** Units of the base currency for one of the given currency. */
export interface FeeContext {
  readonly base: string;
  readonly rate: (currency: string) => number;
}

export interface Size {
  readonly quantity: Decimal;
  /** Quantity times price. */
  readonly value: number;
}

interface Schedule {
  readonly each: Decimal;
  readonly least: Decimal;
}

const schedule = (each: string, least: string): Schedule => ({
  each: decimal(each) as Decimal,
  least: decimal(least) as Decimal,
});

const STOCK = schedule("0.005", "1");
const OPTION = schedule("0.65", "1");
const FUTURE = schedule("2.25", "0");
const MICRO_FUTURE = schedule("0.62", "0");
const PAIR_PART = 0.00002;
const PAIR_LEAST_USD = 2;

function scheduleOf({ secType, symbol }: Instrument): Schedule {
  if (secType === "OPT" || secType === "FOP") return OPTION;
  if (secType === "FUT") return /^M(ES|NQ|YM|2K|GC|CL)$/.test(symbol) ? MICRO_FUTURE : FUTURE;
  return STOCK;
}

/** The currency of a contract's commissions. */
export const feeCurrency = (listing: Instrument, base: string): string =>
  settlementOf(listing) === "exchanged" ? base : listing.currency;

/** The commission of a whole order. */
export function orderFee(listing: Instrument, { quantity, value }: Size, context: FeeContext): Decimal {
  if (settlementOf(listing) === "exchanged") return pairFee(value * context.rate(listing.currency), context);
  const { each, least } = scheduleOf(listing);
  const fee = times(quantity, each);
  return compare(fee, least) < 0 ? least : fee;
}

const pairFee = (value: number, { rate }: FeeContext): Decimal =>
  decimal(round(Math.max(value * PAIR_PART, PAIR_LEAST_USD * rate("USD")), 4)) as Decimal;

/** What an execution adds to what the order has paid. */
export function executionFee(order: Order, shares: Decimal, price: number, context: FeeContext): Decimal {
  const quantity = plus(order.filled, shares);
  const value = toNumber(order.value) + toNumber(shares) * price;
  return minus(orderFee(order.listing, { quantity, value }, context), order.commission);
}
