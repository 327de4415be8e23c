/** How much of the limits in force is used now, as the gates would count it: for `risk_state.json`. */
import { compare, type Decimal, sizeOf } from "../base/decimal.ts";
import type { Instant } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { LimitName } from "../model/limits.ts";
import type { RiskAsk } from "../risk/ask.ts";
import { type Cases, isOf, projected } from "../risk/exposure.ts";
import { grossOf } from "../risk/exposureGross.ts";
import { isUnderWay } from "../risk/exposureParts.ts";
import { isLacking } from "../risk/prices.ts";
import { drawdownOf, lossOf } from "../risk/worth.ts";
import type { Machines } from "./machines.ts";

/** So many contracts are looked at: a file of all of thousands would keep the loop from its work. */
const CONTRACTS_MAX = 200;

type Used = (ask: RiskAsk) => unknown;

/** What is counted, by limit; where there is no row, nothing adds up. */
const USED: { readonly [N in LimitName]?: Used } = {
  "max-open-orders": (ask) => openOf(ask),
  "orders-per-second": ({ as, strategy, view }) =>
    view.inSecond(as === "strategy" ? `strategy ${strategy.name}` : `account ${strategy.account}`),
  "max-position": (ask) => furthest(ask),
  "max-gross-value": (ask) => {
    const sum = grossOf(ask);
    return "lacking" in sum ? sum : sum.before;
  },
  "daily-loss": (ask) => lossOf(ask.view, ask.as, ask.strategy, ask),
  drawdown: ({ view, strategy }) => drawdownOf(view, strategy),
};

/**
 * Undefined for a limit of which nothing is used up; `lacking` where what it takes is not known, and the gate refuses. Nothing is asked for: what is used
 * is what stands without it.
 */
export function usedOf(
  m: Machines,
  as: RiskAsk["as"],
  strategy: StrategyConfig,
  name: LimitName,
  now: Instant,
): unknown {
  return USED[name]?.(m.risk.asking(as, { strategy, legs: [] }, now));
}

function openOf(ask: RiskAsk): number {
  let open = 0;
  for (const order of ask.view.open()) if (isUnderWay(order) && isOf(ask, order)) open++;
  return ask.as === "account" ? open + [...ask.view.strangersOf(ask.strategy.account)].length : open;
}

/** The contract whose position is furthest out with every open order filled. */
function furthest(ask: RiskAsk): object | undefined {
  let most: { readonly conId: number; readonly position: Decimal } | undefined;
  for (const conId of contractsOf(ask)) {
    const found = projected(ask, conId);
    if (isLacking(found)) return found;
    const position = outermost(found.before);
    if (most === undefined || compare(sizeOf(position), sizeOf(most.position)) > 0) most = { conId, position };
  }
  return most;
}

const outermost = ({ long, short }: Cases): Decimal => (compare(sizeOf(long), sizeOf(short)) >= 0 ? long : short);

/** Contracts that are held, or that orders are open in: a strategy's own, for an account may hold nothing of what two of its strategies hold. */
function contractsOf(ask: RiskAsk): readonly number[] {
  const { as, strategy, view } = ask;
  const conIds = new Set(view.heldConIds(as === "strategy" ? strategy.name : undefined, strategy.account));
  for (const order of view.open()) if (isOf(ask, order) && order.conId !== 0) conIds.add(order.conId);
  return [...conIds].slice(0, CONTRACTS_MAX);
}
