/**
 * History of what is no price: volatilities and the fee of borrowing.
 *
 * Each is a slow line through one value a day, drawn around the contract's character, so it is the same whenever it is
 * asked for and meets itself at the ends of bars. Volatilities are annual fractions, as IB gives them.
 */
import type { WallMs } from "../../../base/time.ts";
import { unit } from "../tape/walk.ts";
import type { Past } from "./history.ts";

const DAY_MS = 86_400_000;
/** Root of the trading days in a year. */
const YEAR_ROOT = Math.sqrt(252);

interface Rate {
  readonly purpose: number;
  readonly mean: (dailyDeviation: number) => number;
  /** The greatest distance from the mean, as a fraction of it. */
  readonly swing: number;
}

const RATES: Readonly<Record<string, Rate>> = {
  HISTORICAL_VOLATILITY: { purpose: 1, mean: (deviation) => deviation * YEAR_ROOT, swing: 0.25 },
  OPTION_IMPLIED_VOLATILITY: { purpose: 2, mean: (deviation) => deviation * YEAR_ROOT * 1.08, swing: 0.15 },
  FEE_RATE: { purpose: 3, mean: (deviation) => 0.1 + 15 * deviation, swing: 0.3 },
};

export const isRate = (whatToShow: string): boolean => whatToShow in RATES;

export interface RateBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** From `from` to just before `to`. */
export function rateBar(past: Past, whatToShow: string, from: WallMs, to: WallMs): RateBar {
  const at = (wall: number): number => rateAt(past, RATES[whatToShow] as Rate, wall);
  const [open, close] = [at(from), at(to)];
  const nodes: number[] = [];
  for (let day = Math.ceil(from / DAY_MS); day * DAY_MS < to; day++) nodes.push(at(day * DAY_MS));
  return { open, high: Math.max(open, close, ...nodes), low: Math.min(open, close, ...nodes), close };
}

function rateAt({ listing }: Past, { purpose, mean, swing }: Rate, wall: number): number {
  const day = Math.floor(wall / DAY_MS);
  const node = (n: number): number => 2 * unit(listing.conId, n, purpose) - 1;
  const between = node(day) + (node(day + 1) - node(day)) * (wall / DAY_MS - day);
  return Math.round(mean(listing.character.dailyDeviation) * (1 + swing * between) * 1e6) / 1e6;
}
