/**
 * What one currency is worth in another: the middle of the simulated pair's quote, so that account values move with the
 * currency market (EUR.USD itself, its inverse, or both ways through the dollar).
 */
import { assert } from "../../../base/assert.ts";
import type { Market } from "../market.ts";
import { markOf } from "./mark.ts";

/** Units of `base` for one unit of `currency`. */
export function rateOf(market: Market, currency: string, base: string): number {
  if (currency === base) return 1;
  const direct = middle(market, currency, base) ?? inverse(middle(market, base, currency));
  if (direct !== undefined) return direct;
  assert(currency !== "USD" && base !== "USD", `no currency pair tells ${currency} in ${base}`);
  return rateOf(market, currency, "USD") * rateOf(market, "USD", base);
}

function middle(market: Market, symbol: string, currency: string): number | undefined {
  const [pair] = market.find({ symbol, secType: "CASH", currency });
  if (pair === undefined) return undefined;
  const quote = market.quote(pair.conId);
  const { bid, ask } = quote;
  return (bid > 0 && ask > 0 ? (bid + ask) / 2 : markOf(quote)) || undefined;
}

const inverse = (rate: number | undefined): number | undefined => (rate === undefined ? undefined : 1 / rate);
