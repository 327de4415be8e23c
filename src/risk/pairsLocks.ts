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
    return risk.refusal({ strategy, legs: [leg] }, ANY, LOCKS);
  },
  allowed: (strategy) => ALIKE.flatMap((as) => named(risk, as, strategy, "contracts")),
  rows: (strategy) =>
    ALIKE.flatMap((as) => [
      named(risk, as, strategy, "contracts").length,
      named(risk, as, strategy, "banned").length,
    ]).reduce((sum, rows) => sum + rows, 0),
});

const ALIKE = ["strategy", "account"] as const;

function named(
  risk: Risk,
  as: "strategy" | "account",
  strategy: StrategyConfig,
  list: "contracts" | "banned",
): readonly ContractName[] {
  const rows = risk.limit(as, strategy, list);
  return rows === "off" ? [] : rows;
}
