/** A price in a script: a number, or a distance from the market in percent, on the one-cent grid of US stocks. */
import type { Quote } from "./memory.ts";

export type Price = number | { readonly from: "bid" | "ask"; readonly percent: number };

const CENTS = 100;

/** `undefined` while the market is unknown. */
export function priceOf(price: Price, quote: Quote | undefined): number | undefined {
  if (typeof price === "number") return price;
  const from = quote?.[price.from];
  return from === undefined ? undefined : Math.round(from * (1 + price.percent / 100) * CENTS) / CENTS;
}
