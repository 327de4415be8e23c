/**
 * The value of an account at the market's prices.
 *
 * The accounts are cash accounts: a position needs its whole value, a short one as much again as collateral. So initial
 * and maintenance margin are the gross value of the positions, and what is left is what can be spent. (Margin accounts
 * differ by a factor only; no evidence hangs on it.)
 */
import { isZero, toNumber } from "../../base/decimal.ts";
import type { Account, Position } from "./ledger.ts";
import { round } from "./order.ts";

/** The price a position is valued at, in USD. */
export type Mark = (conId: number) => number;

export interface Holding {
  readonly conId: number;
  readonly position: Position;
  readonly marketPrice: number;
  readonly marketValue: number;
  readonly averageCost: number;
  readonly unrealizedPNL: number;
  readonly realizedPNL: number;
}

/** All amounts in USD. */
export interface Valuation {
  readonly account: string;
  readonly cash: number;
  readonly stockValue: number;
  readonly grossPositionValue: number;
  readonly netLiquidation: number;
  readonly availableFunds: number;
  readonly realizedPnL: number;
  readonly unrealizedPnL: number;
  readonly dailyPnL: number;
  readonly holdings: readonly Holding[];
}

export function holding(position: Position, mark: Mark): Holding {
  const shares = toNumber(position.quantity);
  const cost = toNumber(position.cost);
  const marketPrice = mark(position.conId);
  const marketValue = round(shares * marketPrice, 2);
  return {
    conId: position.conId,
    position,
    marketPrice,
    marketValue,
    averageCost: isZero(position.quantity) ? 0 : round(Math.abs(cost / shares), 8),
    unrealizedPNL: isZero(position.quantity) ? 0 : round(shares * marketPrice - cost, 2),
    realizedPNL: round(toNumber(position.realized), 2),
  };
}

export function valuation(account: Account, mark: Mark): Valuation {
  const holdings = [...account.positions.values()].map((position) => holding(position, mark));
  const sum = (pick: (h: Holding) => number): number =>
    round(
      holdings.reduce((total, h) => total + pick(h), 0),
      2,
    );
  const cash = toNumber(account.cash);
  const stockValue = sum((h) => h.marketValue);
  const grossPositionValue = sum((h) => Math.abs(h.marketValue));
  const netLiquidation = round(cash + stockValue, 2);
  return {
    account: account.name,
    cash: round(cash, 2),
    stockValue,
    grossPositionValue,
    netLiquidation,
    availableFunds: round(netLiquidation - grossPositionValue, 2),
    realizedPnL: sum((h) => h.realizedPNL),
    unrealizedPnL: sum((h) => h.unrealizedPNL),
    dailyPnL: round(netLiquidation - toNumber(account.cashAtStart), 2),
    holdings,
  };
}
