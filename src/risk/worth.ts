/**
 * What accounts and strategies are worth in base currency, for the limits of loss.
 *
 * An account is what the Gateway calls its NetLiquidation. A strategy is the cash that its executions have brought and cost
 * and what it holds at the market: the difference of two such values is its profit between them, realised and marked. What
 * is not known (a price, a multiplier, a rate, a value that this session has not told) makes no number.
 */
import { isNegative, toNumber } from "../base/decimal.ts";
import { dayNumber, type Instant, isoDay, type WallMs } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Scope } from "../model/trading.ts";
import type { RiskAsk } from "./ask.ts";
import type { Mark } from "./equity.ts";
import type { Holding } from "./holdings.ts";
import { isLacking, type Lacking, marketPrice } from "./prices.ts";
import { KEPT_MS } from "./runningWorth.ts";
import { magnifierOf, rateOf, unitWorth } from "./values.ts";
import type { RiskView } from "./view.ts";

export type Whose = RiskAsk["as"];

export const scopeOf = (as: Whose, { name, account }: StrategyConfig): Scope =>
  as === "strategy" ? { strategy: name } : { account };

/** What equity is measured by. What a strategy was worth on another account, before it moved, says nothing of this one. */
export function markOf(view: RiskView, as: Whose, strategy: StrategyConfig): Mark | undefined {
  const mark = view.marked(scopeOf(as, strategy));
  return (mark?.account ?? strategy.account) === strategy.account ? mark : undefined;
}

export const worthOf = (view: RiskView, as: Whose, strategy: StrategyConfig, now: Instant): number | Lacking =>
  as === "account" ? worthOfAccount(view, strategy.account) : worthOfStrategy(view, strategy, now);

/** A Gateway that has just logged in says 0 of an account that it has not loaded. */
function worthOfAccount(view: RiskView, account: string): number | Lacking {
  const told = view.accountValue(account, "NetLiquidation");
  return told === undefined || told === 0 ? { lacking: `no NetLiquidation of ${account} that is of now` } : told;
}

function worthOfStrategy(view: RiskView, { name, account }: StrategyConfig, now: Instant): number | Lacking {
  let worth = 0;
  for (const [currency, cash] of view.cash(name, account)) {
    const rate = rateOf(view, account, currency);
    if (rate === undefined) return { lacking: `no rate of exchange of ${currency} is known` };
    worth += toNumber(cash) * rate;
  }
  const seen = withBooksOfNow(view, account);
  for (const holding of view.holdings(name, account)) {
    const value = marketValue(seen, account, holding, now);
    if (typeof value !== "number") return value;
    worth += value;
  }
  return Number.isFinite(worth) ? worth : { lacking: "what it holds is worth more than a number can tell" };
}

/** An account's books come in the stream that says what it is worth, and are as old. */
const withBooksOfNow = (view: RiskView, account: string): RiskView =>
  view.accountValue(account, "NetLiquidation") === undefined ? { ...view, mark: () => undefined } : view;

function marketValue(view: RiskView, account: string, holding: Holding, now: Instant): number | Lacking {
  const { conId, symbol, secType, currency, multiplier, position } = holding;
  const contract = { conId, symbol, secType, currency, ...(multiplier !== undefined && { multiplier }) };
  // In pence where the market quotes in pence: executions do, too, and the books alone do not.
  const magnifier = magnifierOf(view, conId);
  const [unit, price] = [
    unitWorth(view, account, conId, contract),
    priceOf(view, account, contract, isNegative(position), now, 1 / magnifier),
  ];
  if (isLacking(unit)) return unit;
  return typeof price === "number" ? toNumber(position) * price * magnifier * unit.multiplier * unit.rate : price;
}

/** What the market would pay now, times `scale`, else what the account's own books say. */
export function priceOf(
  view: RiskView,
  account: string,
  contract: { readonly conId: number; readonly symbol?: string },
  isBuying: boolean,
  now: Instant,
  scale = 1,
): number | Lacking {
  const quoted = marketPrice(view, { contract, order: {}, key: undefined, parent: undefined }, isBuying, now);
  const booked = typeof quoted === "number" ? undefined : view.mark(account, contract.conId);
  return (
    booked ??
    (typeof quoted === "number"
      ? quoted * scale
      : { lacking: `${contract.symbol ?? contract.conId}: ${quoted.lacking}` })
  );
}

/** The share of what may be lost that must be left, for prices of a moment ago to tell that it has not been lost. */
const SPARE = 0.5;

/**
 * Whether a strategy has lost so much less than it may that its worth of a moment ago tells it: with all that it has traded
 * since, at prices that are a second old at most.
 */
export function isFarFrom(most: number, { view, as, strategy, now, wall }: RiskAsk): boolean {
  const { running } = view;
  if (as === "account" || running === undefined) return false;
  const { trades } = running;
  const sums = running.of(as, strategy.name, strategy.account);
  if (sums.equity?.trades !== trades || !(now - sums.equity.at < KEPT_MS)) {
    const worth = worthOf(view, as, strategy, now);
    sums.equity = typeof worth === "number" ? { worth, at: now, trades } : undefined;
  }
  if (sums.equity === undefined) return false;
  return lossBehind(view, sums.equity.worth, markOf(view, as, strategy), wall) < most * SPARE;
}

const lossBehind = (view: RiskView, worth: number, mark: Mark | undefined, wall: WallMs): number =>
  mark === undefined || mark.day < dayNow(view, wall) ? 0 : toNumber(mark.dayStart) - worth;

/** Worked out once a day. */
function dayNow({ kept }: RiskView, wall: WallMs): string {
  const number = dayNumber(wall);
  const known = kept.get(DAY) as Day | undefined;
  if (known?.number === number) return known.day;
  const day = isoDay(wall);
  kept.set(DAY, { number, day });
  return day;
}

const DAY = "day";

interface Day {
  readonly number: number;
  readonly day: string;
}

/** The loss since the day began, below 0 when it is a profit. A day that nobody has marked yet begins now. */
export function lossOf(
  view: RiskView,
  as: Whose,
  strategy: StrategyConfig,
  { now, wall }: { readonly now: Instant; readonly wall: WallMs },
): number | Lacking {
  const worth = worthOf(view, as, strategy, now);
  if (typeof worth !== "number") return worth;
  return lossBehind(view, worth, markOf(view, as, strategy), wall);
}

/** How far an account is below its highest value, in percent of that. */
export function drawdownOf(view: RiskView, strategy: StrategyConfig): number | Lacking {
  const worth = worthOfAccount(view, strategy.account);
  if (typeof worth !== "number") return worth;
  const mark = markOf(view, "account", strategy);
  if (mark === undefined || mark.isHighOver) return 0;
  const high = toNumber(mark.high);
  return high > 0 ? ((high - worth) / high) * 100 : 0;
}
