/**
 * How much of an order has traded, as its executions say.
 *
 * An execution may be corrected or taken back: it comes again under an execId of the same stem and a higher number behind
 * the last dot, and then replaces what it was (PROTOCOL 11.4; SEQUENCES 3; ib_insync #364). So the quantity is the sum of
 * the newest versions, plus what traded in executions that we never saw: the running total that each one carries (`cumQty`)
 * shows that such are missing. Whether the running totals after a correction count it is not established; the sum does not
 * depend on it.
 */
import { compare, type Decimal, greatest, minus, plus, ZERO } from "../base/decimal.ts";
import type { Execution } from "../model/entry.ts";
import { corrects, hasSold } from "../model/execution.ts";
import type { Traded } from "../model/filled.ts";
import { type LegFill, legFilled } from "../model/legFill.ts";

export interface Fill extends Traded {
  /** Per unit, as the broker says with the newest of them. */
  readonly avgFillPrice: number;
  /** The highest running total told, before any correction. */
  readonly cumQtyMax: Decimal;
}

/** What an execution is to those of its stem that came before. */
export interface Version {
  readonly isFirst: boolean;
  /** Not so when a later version of it is known already. */
  readonly isNewest: boolean;
  /** What it replaces. */
  readonly before: Decimal;
}

const NOTHING: Fill = { filled: ZERO, avgFillPrice: 0, cumQtyMax: ZERO, toldFirst: ZERO, newest: ZERO };

/** The fill with one more execution in it. An older version that comes late changes nothing. */
export function withExecution(fill: Fill = NOTHING, { execution = {} }: Execution, version: Version): Fill {
  if (!version.isNewest) return fill;
  const { execId = "", shares = ZERO, cumQty = ZERO, avgPrice = 0 } = execution;
  const toldFirst = version.isFirst ? plus(fill.toldFirst, shares) : fill.toldFirst;
  const cumQtyMax = version.isFirst ? greatest(fill.cumQtyMax, cumQty) : fill.cumQtyMax;
  const newest = plus(minus(fill.newest, version.before), shares);
  const correctsUntold = fill.correctsUntold || (version.isFirst && corrects(execId));
  // How much was told first of what was corrected untold nobody knows: a running total that counts it shows nothing missing.
  const unseen = correctsUntold ? ZERO : greatest(minus(cumQtyMax, toldFirst), ZERO);
  // Of the last execution, or a correction of it: with what was taken back its running total would still be the highest.
  const isLast = compare(plus(cumQty, version.isFirst ? ZERO : minus(version.before, shares)), cumQtyMax) >= 0;
  return {
    filled: plus(unseen, newest),
    avgFillPrice: isLast ? avgPrice : fill.avgFillPrice,
    ...{ cumQtyMax, toldFirst, newest },
    ...(correctsUntold && { correctsUntold: true as const }),
  };
}

/** The same of the legs of a combination. */
export function withLegExecution(legs: readonly LegFill[], told: Execution, version: Version): readonly LegFill[] {
  const { contract, execution = {} } = told;
  if (!version.isNewest || !contract?.conId) return legs;
  const [conId, isBuy] = [contract.conId, !hasSold(execution.side)];
  const quantity = plus(minus(legFilled(legs, conId, isBuy), version.before), execution.shares ?? ZERO);
  return [...legs.filter((leg) => leg.conId !== conId || leg.isBuy !== isBuy), { conId, isBuy, quantity }];
}
