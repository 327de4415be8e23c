/**
 * Which options are listed at a time: on what, until when, at which strikes.
 *
 * There are monthly options (the third Friday, or the day before when it is a holiday: the recorded AAPL option of June
 * 2026 ends on the 18th), Fridays of six weeks, for SPY every trading day of two weeks, and the Januaries, Junes and
 * Decembers of two years. Trading days are those of stocks, also where the simulated market never closes.
 */
import { civil, type WallMs } from "../../../base/time.ts";
import { DAY_MS, easternDay, thirdFriday, weekday } from "../calendar/days.ts";
import { MARKETS, type MarketKind } from "../calendar/hours.ts";
import { PENNY_ALWAYS, PENNY_BELOW_3 } from "./rules.ts";

/** On which underlying there are options, and how dense they are. */
export interface Chain {
  readonly symbol: string;
  readonly hours: MarketKind;
  /** Whether there is one for every trading day of the next two weeks. */
  readonly daily: boolean;
  /** Distance of strikes, and of those far from the price or of distant dates. */
  readonly near: number;
  readonly far: number;
  readonly rule: number;
}

/** The order is part of the conIds: new rows go to the end, four at most. */
export const CHAINS: readonly Chain[] = [
  { symbol: "SPY", hours: "fund options", daily: true, near: 1, far: 5, rule: PENNY_ALWAYS },
  { symbol: "AAPL", hours: "options", daily: false, near: 2.5, far: 5, rule: PENNY_BELOW_3 },
  { symbol: "TSLA", hours: "options", daily: false, near: 2.5, far: 10, rule: PENNY_BELOW_3 },
];

const DAILY_DAYS = 14;
const WEEKLY_DAYS = 42;
const MONTHS = 6;
const LONG_MONTHS = 26;
const JANUARY_JUNE_DECEMBER = [1, 6, 12];
const FRIDAY = 4;
/** Strikes lie within this part of the price; dense ones nearer. */
const WIDEST = 0.4;
const DENSE = 0.1;
const HORIZON_DAYS_FOR_DENSE = 60;

/** The dates that options end on, in order, from the day of `wall` on. */
export function expiryDays(chain: Chain, wall: WallMs): readonly number[] {
  const today = easternDay(wall);
  const days = [...shortDays(chain, today), ...monthlyDays(today)].map(tradingDay);
  return [...new Set(days)].filter((day) => day >= today).sort((a, b) => a - b);
}

function shortDays({ daily }: Chain, today: number): readonly number[] {
  const days = Array.from({ length: WEEKLY_DAYS }, (_, i) => today + i);
  return days.filter((day) => weekday(day) === FRIDAY || (daily && day < today + DAILY_DAYS));
}

function monthlyDays(today: number): readonly number[] {
  const { year, month } = civil((today * DAY_MS) as WallMs);
  const months = Array.from({ length: LONG_MONTHS }, (_, i) => month - 1 + i);
  return months
    .filter((index, i) => i < MONTHS || JANUARY_JUNE_DECEMBER.includes((index % 12) + 1))
    .map((index) => thirdFriday(year + Math.floor(index / 12), (index % 12) + 1));
}

/** The day itself, or the trading day before it. */
export function tradingDay(day: number): number {
  let trades = day;
  while (MARKETS.stocks.spans(trades).length === 0) trades--;
  return trades;
}

/** Strikes around the price the underlying started with; options of the next weeks are denser. */
export function strikesAround(chain: Chain, price: number, day: number, wall: WallMs): readonly number[] {
  const soon = day < easternDay(wall) + HORIZON_DAYS_FOR_DENSE;
  const listed: number[] = [];
  const [low, high] = [Math.ceil((price * (1 - WIDEST)) / chain.far) * chain.far, price * (1 + WIDEST)];
  for (let strike = low; strike <= high; strike += chain.near) {
    const dense = soon && strike > price * (1 - DENSE) && strike < price * (1 + DENSE);
    if (dense || strike % chain.far === 0) listed.push(strike);
  }
  return listed;
}
