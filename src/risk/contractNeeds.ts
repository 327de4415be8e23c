/** Which contracts the limits in force make holdfast ask about by itself, before an order needs them. */
import type { StrategyConfig } from "../model/config.ts";
import type { LimitName } from "../model/limits.ts";
import type { Risk } from "./risk.ts";

type Limits = Pick<Risk, "limit">;

const BOTH = ["strategy", "account"] as const;
const LISTS = ["contracts", "banned"] as const;
/** Limits that count by contract, tell contracts apart, or need to know what one unit is worth. */
const COUNTING: readonly LimitName[] = [...LISTS, "long-only", "max-position", "max-gross-value", "max-value"];

/** Whether an order of this strategy is judged by which contract it means. */
export const needsContracts = (risk: Limits, strategy: StrategyConfig): boolean =>
  BOTH.some((as) => COUNTING.some((name) => risk.limit(as, strategy, name) !== "off"));

/** Those that lists name by number: under which name an order may mean them is not said there. */
export function* listedConIds(risk: Limits, strategies: readonly StrategyConfig[]): Generator<number> {
  for (const strategy of strategies)
    for (const as of BOTH)
      for (const name of LISTS) {
        const list = risk.limit(as, strategy, name);
        if (list !== "off") for (const row of list) if ("conId" in row) yield row.conId;
      }
}
