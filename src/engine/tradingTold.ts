/** Who may trade and what a halt would close, for operators: plain data, ready for JSON. */

import type { HeldPosition } from "../account/positions.ts";
import { isZero } from "../base/decimal.ts";
import type { Instant } from "../base/time.ts";
import type { StrategyName } from "../model/ids.ts";
import { isInScope, OPERATOR, type Scope, scopeName } from "../model/trading.ts";
import { smaller } from "../risk/flattenSizes.ts";
import type { TradingStates } from "../risk/states.ts";
import type { Machines } from "./machines.ts";

/** So old may a quote be to show that its market is open, in ms. */
const QUOTE_MS_MAX = 60_000;

/** Every scope of which anybody has spoken, what holds for each strategy, and positions with what is known of their markets. */
export function trading(m: Machines, now: Instant): object {
  const { states, config } = m;
  return {
    said: states.all.map(({ scope, ...said }) => ({ scope: scopeName(scope), ...said })),
    strategies: config.strategies.map(({ name, account }) => ({
      ...{ strategy: name, account },
      state: states.of(name, account)?.state ?? "active",
    })),
    ...positionsIn(m, { all: true }, now),
    waits: m.alerts.newest.flatMap(({ alert }) =>
      alert.cause === "close-waits" ? [{ ...alert.scope, why: alert.detail }] : [],
    ),
  };
}

/** Positions of the accounts that a scope is about. */
export function positionsIn(m: Machines, scope: Scope, now: Instant): { readonly positions: readonly object[] } {
  const owners = m.config.strategies.filter(({ name, account }) => isInScope(scope, name, account));
  const isLeft = ({ account, conId }: HeldPosition): boolean =>
    "strategy" in scope && !isZero(m.view.own(scope.strategy, account, conId));
  const meant = m.account.positions().filter((held) => {
    return !isZero(held.position) && (owners.some(({ account }) => account === held.account) || isLeft(held));
  });
  return { positions: meant.map((position) => described(m, position, now)) };
}

/** What is not as it is usually: for `holdfast status`. */
export const halted = (states: TradingStates): readonly object[] =>
  states.all
    .filter(({ state }) => state !== "active")
    .map(({ scope, state, level, by, why, at, doneAt }) => ({
      ...{ scope: scopeName(scope), state, level, by, why, at, doneAt },
    }));

function described(m: Machines, held: HeldPosition, now: Instant): object {
  const { account, symbol, localSymbol, conId, position } = held;
  const holders = [...m.holdings.holders(account, conId)].filter((name) => name !== OPERATOR);
  const trades = (strategy: StrategyName): boolean =>
    m.config.strategies.some((one) => one.name === strategy && one.account === account);
  const parts = holders.map((strategy) => {
    const among = trades(strategy) ? position : m.view.nobodys(account, conId, position);
    return { strategy, position: smaller(among, m.view.own(strategy, account, conId)) };
  });
  return {
    ...{ account, symbol, localSymbol, conId, position },
    parts: parts.filter((part) => !isZero(part.position)),
    ...market(m, conId, now),
  };
}

/** A fresh quote of both sides is the only evidence of an open market that holdfast has by itself. */
function market(
  { view }: Machines,
  conId: number,
  now: Instant,
): { readonly marketOpen: boolean; readonly market: string } {
  const quote = view.quote(conId, { conId });
  const no = (why: string) => ({ marketOpen: false, market: why });
  if (quote === undefined) return no("nobody streams a quote of it: its market may be closed");
  if (quote.halted) return no("its trading is halted at the exchange");
  if (quote.bid === undefined || quote.ask === undefined) return no("it is not quoted on both sides");
  const seconds = Math.round((now - quote.at) / 1_000);
  if (now - quote.at > QUOTE_MS_MAX) return no(`its last quote is ${seconds} s old: its market may be closed`);
  return { marketOpen: true, market: `quoted ${seconds} s ago` };
}
