/**
 * Who may trade: the trading state of a strategy, an account or all, and how an operator stops them (RELIABILITY I18).
 *
 * What holds for a strategy is the worst of its own state, its account's and everybody's. Whoever changed one, when and why,
 * stands in the journal.
 */
import type { StrategyName } from "./ids.ts";

/** Best first. `reducing`: only orders that take risk away are taken; `halted`: none of a client's, but every cancel. */
const TRADING_STATES = ["active", "reducing", "halted"] as const;
export type TradingState = (typeof TRADING_STATES)[number];

export const isWorse = (a: TradingState, b: TradingState): boolean =>
  TRADING_STATES.indexOf(a) > TRADING_STATES.indexOf(b);

/**
 * How far a halt goes, each one beyond the one before: nothing new; entries are cancelled, protective stops stay; every
 * order is cancelled; and positions are closed at the market.
 */
export const HALT_LEVELS = ["halt-new", "cancel-entries", "cancel-all", "flatten"] as const;
export type HaltLevel = (typeof HALT_LEVELS)[number];

/** Under this name closes are placed and journaled that a halt asks for; no strategy may bear it. */
export const OPERATOR = "operator" as StrategyName;

/** What a state, a limit or a halt is about. */
export type Scope = { readonly strategy: StrategyName } | { readonly account: string } | { readonly all: true };

/** Equal for equal scopes: `strategy alpha`, `account DU1`, `all`. */
export function scopeName(scope: Scope): string {
  if ("strategy" in scope) return `strategy ${scope.strategy}`;
  return "account" in scope ? `account ${scope.account}` : "all";
}

/** Whether a strategy on that account is meant. */
export function isInScope(scope: Scope, strategy: StrategyName, account: string): boolean {
  if ("strategy" in scope) return scope.strategy === strategy;
  return "account" in scope ? scope.account === account : true;
}
