/**
 * What a limit may be: as wide as no client of a run ever needs, or so close that ordinary clients meet it all the time.
 *
 * One row per limit and table; values are drawn from the stream that is given.
 */
import { type Decimal, decimal } from "../../base/decimal.ts";
import type { Prng } from "../../base/prng.ts";
import type { LimitName, Limits } from "../../model/limits.ts";

export type Draws = { readonly [N in LimitName]?: (prng: Prng, symbols: readonly string[]) => Limits[N] };

const amount = (value: number): Decimal => decimal(value)!;

/** What no client of a run comes near. */
export const WIDE: Draws = {
  banned: () => [{ symbol: "GME" }],
  "order-types": () => ["MKT", "LMT", "STP", "STP LMT", "TRAIL"],
  "max-quantity": () => amount(100_000),
  "orders-per-second": () => 45,
  "max-open-orders": () => 5_000,
};

/** As wide, but a client that has no quote feels them. */
export const FAR: Draws = {
  ...WIDE,
  "max-value": () => amount(100_000_000),
  "max-position": () => amount(1_000_000),
  "price-collar": () => 50,
  "repeated-executions": () => ({ executions: 500, seconds: 10 }),
  "max-gross-value": () => amount(1_000_000_000),
  "daily-loss": () => amount(50_000_000),
  drawdown: () => 99,
  ramp: () => 100,
};

/** In these hours only; what the text means is drawn with it. */
export const DAY = "in the hours of this run";

export const CLOSE: Draws = {
  "long-only": () => true,
  contracts: (prng, symbols) => symbols.slice(0, prng.between(1, 2)).map((symbol) => ({ symbol })),
  banned: (prng, symbols) => [{ symbol: prng.pick(symbols).toLowerCase() }],
  "order-types": (prng) => prng.pick([["LMT"], ["LMT", "STP"], ["mkt", "LMT", "STPLMT"]]),
  sessions: () => [DAY],
  "max-quantity": (prng) => amount(prng.pick([10, 50, 100])),
  "max-value": (prng) => amount(prng.pick([2_500, 20_000, 100_000])),
  "price-collar": (prng) => prng.pick([0.05, 0.4, 3]),
  "look-alike": (prng) => prng.pick([0.5, 5, 60]),
  "orders-per-second": (prng) => prng.pick([1, 2, 4]),
  "repeated-executions": (prng) => ({ executions: prng.pick([3, 8, 20]), seconds: prng.pick([10, 60, 600]) }),
  "max-position": (prng) => amount(prng.pick([60, 250, 1_000])),
  "max-gross-value": (prng) => amount(prng.pick([40_000, 200_000, 500_000])),
  "max-open-orders": (prng) => prng.pick([3, 8, 14, 20]),
  "self-match": () => "refuse",
  "daily-loss": (prng) => amount(prng.pick([20, 200, 5_000])),
  drawdown: (prng) => prng.pick([0.01, 0.2, 5]),
  ramp: (prng) => prng.pick([25, 50, 100]),
};

/** A value for one limit, as an operator may set it while the run goes on. */
export function drawLimit(prng: Prng, name: LimitName, symbols: readonly string[]): Limits[LimitName] {
  const table = prng.chance(0.8) ? CLOSE : FAR;
  return (table[name] ?? CLOSE[name]!)(prng, symbols);
}
