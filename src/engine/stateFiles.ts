/**
 * What other programs read of the daemon, as plain data for files: how it is, what limits it, how its strategies have done,
 * and which added contracts have passed the locks. docs/files.md says what every field means.
 *
 * A reader may be older than this: fields are added, and none that is there changes its meaning.
 */
import { toNumber } from "../base/decimal.ts";
import { type Instant, isoTime } from "../base/time.ts";
import type { Readiness } from "../health/readiness.ts";
import type { StrategyConfig } from "../model/config.ts";
import { scopeName } from "../model/trading.ts";
import type { Said } from "../risk/states.ts";
import { markOf, type Whose, worthOf } from "../risk/worth.ts";
import type { Machines } from "./machines.ts";
import { orders } from "./queries.ts";
import { limitsOfAccount, limitsOfStrategy } from "./stateLimits.ts";

/** So many open orders are listed at most: a file of all of thousands would keep the loop from its work. */
const OPEN_ORDERS_MAX = 200;

/** What the machines do not know of this moment. */
export interface StateMoment {
  readonly now: Instant;
  readonly readiness: Readiness;
  /** How long the daemon has run, in ms. */
  readonly upMs: number;
}

/** One document for each file. */
export interface StateDocuments {
  readonly live: object;
  readonly risk: object;
  readonly analyst: object;
  readonly pairs: object;
}

export function stateDocuments(m: Machines, moment: StateMoment): StateDocuments {
  const time = isoTime(m.out.at);
  const { config } = m;
  return {
    live: { time, ...live(m, moment) },
    risk: { time, ...risk(m, moment.now) },
    analyst: { time, strategies: config.strategies.map((strategy) => tradesOf(m, strategy)) },
    pairs: { time, strategies: m.pairs.merged(moment.now) },
  };
}

function live(m: Machines, { readiness, upMs }: StateMoment): object {
  const { config, alerts, account, blotter } = m;
  const { state, ready, reasons } = readiness;
  const open = [...blotter.open];
  return {
    ...{ ready, state, reasons: reasons.map(({ says, detail, remedy }) => ({ says, detail, remedy })) },
    mode: config.mode,
    readOnly: config.readOnly,
    upSeconds: Math.round(upMs / 1_000),
    alerts: alerts.all.length,
    accounts: accountsOf(m).map((name) => worth(m, name)),
    strategies: config.strategies.map((strategy) => tradingOf(m, strategy)),
    positions: account.positionsTold ?? null,
    openOrderCount: open.length,
    openOrders: orders({ orders: open.slice(0, OPEN_ORDERS_MAX) }),
  };
}

const accountsOf = ({ config }: Machines): readonly string[] => [...new Set(config.strategies.map((s) => s.account))];

/** Values that bots ask an account for, as the Gateway told them last; null while it has not. */
const VALUES = { netLiquidation: "NetLiquidation", cash: "TotalCashValue", grossPositionValue: "GrossPositionValue" };

function worth({ view }: Machines, account: string): object {
  const told = Object.entries(VALUES).map(([name, key]) => [name, view.accountValue(account, key) ?? null]);
  return { account, currency: view.baseCurrency(account) ?? null, ...Object.fromEntries(told) };
}

function risk(m: Machines, now: Instant): object {
  const { config, states } = m;
  return {
    states: states.all.map((said) => ({ trading: said.state, ...who(said) })),
    strategies: config.strategies.map((strategy) => ({
      ...tradingOf(m, strategy),
      equity: equityOf(m, "strategy", strategy, now),
      limits: limitsOfStrategy(m, strategy, now),
    })),
    accounts: accountsOf(m).map((account) => {
      const any = config.strategies.find((strategy) => strategy.account === account)!;
      const limits = limitsOfAccount(m, any, now);
      return { ...worth(m, account), equity: equityOf(m, "account", any, now), limits };
    }),
  };
}

/** What limits of loss are measured by: marked while one of them is on; null what is not known. */
function equityOf({ view }: Machines, as: Whose, strategy: StrategyConfig, now: Instant): object {
  const mark = markOf(view, as, strategy);
  const worthNow = worthOf(view, as, strategy, now);
  return {
    now: typeof worthNow === "number" ? worthNow : null,
    day: mark?.day ?? null,
    dayStart: mark === undefined ? null : toNumber(mark.dayStart),
    high: mark === undefined || mark.isHighOver ? null : toNumber(mark.high),
  };
}

/** What holds for a strategy, and who said so; nobody has while it is active. */
function tradingOf({ states }: Machines, { name, account }: StrategyConfig): object {
  const said = states.of(name, account);
  const state = said === undefined ? { trading: "active" } : { trading: said.state, said: who(said) };
  return { strategy: name, account, ...state };
}

const who = ({ scope, by, why, level, at }: Said): object => ({
  scope: scopeName(scope),
  level,
  by,
  why,
  since: isoTime(at),
});

function tradesOf({ holdings, out }: Machines, { name, account }: StrategyConfig): object {
  const positions = [...holdings.of(name, account)].map(({ conId, symbol, position }) => ({ conId, symbol, position }));
  return { strategy: name, account, ...holdings.described(name, account, out.at), positions };
}
