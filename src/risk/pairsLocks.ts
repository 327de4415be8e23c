/** The locks that added contracts must pass: the gates that judge a contract by itself, asked as if an order came. */
import type { Instant } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { ContractName } from "../model/limitValues.ts";
import { GATES } from "./gates.ts";
import type { Locks } from "./pairs.ts";
import type { Risk } from "./risk.ts";

const JUDGING: ReadonlySet<string> = new Set(["contracts", "banned"]);
const LOCKS = GATES.filter(({ gate }) => JUDGING.has(gate));

/** No gate among them looks at the time. */
const ANY = 0 as Instant;

export const locksOf = (risk: Risk): Locks => ({
  refusal: (strategy, contract) => {
    const leg = { contract, order: {}, key: undefined, parent: undefined };
    return risk.refusal({ strategy, legs: [leg], reduces: false }, ANY, LOCKS);
  },
  allowed: (strategy) => [...named(risk, "strategy", strategy), ...named(risk, "account", strategy)],
});

function named(risk: Risk, as: "strategy" | "account", strategy: StrategyConfig): readonly ContractName[] {
  const contracts = risk.limit(as, strategy, "contracts");
  return contracts === "off" ? [] : contracts;
}
