/**
 * OCA groups under the names that the broker knows: groups of one name are two when two strategies name them, so a strategy's
 * stands before its own name of the group (MUX.md section 2).
 */
import type { StrategyName } from "./ids.ts";

const MARK = ":";

/** Empty of an order in no group. */
export const ocaGroupOf = (strategy: StrategyName, group = ""): string =>
  group === "" ? "" : `${strategy}${MARK}${group}`;

/** Named by this strategy, and not by IB itself or by somebody else. */
export const isOcaGroupOf = (strategy: StrategyName, group: string): boolean => group.startsWith(strategy + MARK);

/** As the strategy itself calls it; a group that it has not named bears one name everywhere. */
export const ownOcaGroup = (strategy: StrategyName, group: string): string =>
  isOcaGroupOf(strategy, group) ? group.slice(strategy.length + MARK.length) : group;
