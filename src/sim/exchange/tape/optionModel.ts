/**
 * What an option is worth: the formula of Black and Scholes with a volatility that each option keeps for life.
 *
 * Each strike has its own volatility (`options.ts`: higher for low strikes, as equity options have), so a price never
 * falls when its underlying moves in its favour. Early exercise and dividends are left out. The same inputs give the same
 * bits on every machine (`elementary.ts`).
 */
import type { WallMs } from "../../../base/time.ts";
import type { Listing } from "../directory/listing.ts";
import { exp, ln, normalBelow, normalDensity } from "./elementary.ts";

/** One option at one moment; per unit of the underlying, in the option's currency. */
export interface OptionModel {
  readonly price: number;
  /** Annual, as a fraction. */
  readonly impliedVolatility: number;
  readonly delta: number;
  readonly gamma: number;
  /** Change of price for one percentage point of volatility. */
  readonly vega: number;
  /** Change of price in a day. */
  readonly theta: number;
  readonly undPrice: number;
  readonly pvDividend: number;
}

/** What the model reads of an option. */
export interface Terms {
  readonly strike: number;
  readonly right: Listing["right"];
  readonly lastTradeWall: number;
  readonly volatility: number;
}

const RATE = 0.04;
const YEAR_MS = 365 * 86_400_000;
const SHORTEST_MS = 60_000;

/** What an option is worth at a price of its underlying, with its greeks. */
export function optionModel(option: Listing, undPrice: number, wall: WallMs): OptionModel {
  return model(termsOf(option), undPrice, wall);
}

/** What an option is worth, without its greeks. */
export const priceOf = (option: Listing, undPrice: number, wall: WallMs): number =>
  worth(termsOf(option), undPrice, wall);

const termsOf = ({ strike, right, lastTradeWall, character }: Listing): Terms => ({
  ...{ strike, right, lastTradeWall, volatility: character.impliedVolatility ?? 0.2 },
});

function model(terms: Terms, undPrice: number, wall: number): OptionModel {
  const { right, volatility } = terms;
  const years = yearsLeft(terms, wall);
  const { d1, d2, discounted } = parts(terms, undPrice, years);
  const density = normalDensity(d1);
  const decay = (-undPrice * density * volatility) / (2 * Math.sqrt(years));
  const carry = RATE * discounted * (right === "C" ? -normalBelow(d2) : normalBelow(-d2));
  return {
    price: worth(terms, undPrice, wall),
    impliedVolatility: volatility,
    delta: right === "C" ? normalBelow(d1) : normalBelow(d1) - 1,
    gamma: density / (undPrice * volatility * Math.sqrt(years)),
    vega: (undPrice * density * Math.sqrt(years)) / 100,
    theta: (decay + carry) / 365,
    ...{ undPrice, pvDividend: 0 },
  };
}

/** The price alone. */
export function worth(terms: Terms, undPrice: number, wall: number): number {
  const { d1, d2, discounted } = parts(terms, undPrice, yearsLeft(terms, wall));
  const call = undPrice * normalBelow(d1) - discounted * normalBelow(d2);
  const price = terms.right === "C" ? call : call - undPrice + discounted;
  return Math.max(0, price);
}

const yearsLeft = ({ lastTradeWall }: Terms, wall: number): number =>
  Math.max(SHORTEST_MS, lastTradeWall - wall) / YEAR_MS;

function parts({ strike, volatility }: Terms, undPrice: number, years: number) {
  const spread = volatility * Math.sqrt(years);
  const d1 = (ln(undPrice / strike) + (RATE + (volatility * volatility) / 2) * years) / spread;
  return { d1, d2: d1 - spread, discounted: strike * exp(-RATE * years) };
}
