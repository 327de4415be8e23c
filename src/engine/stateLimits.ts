/** The limits in force as `risk_state.json` tells them: of each strategy and account, with who set what is not the configuration's. */
import { isoTime } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import { type LimitName, limitsOf } from "../model/limits.ts";
import type { Scope } from "../model/trading.ts";
import type { Machines } from "./machines.ts";

/** By name; a limit that is off is the word `off`. Sizes are as the ramp leaves them. */
export type LimitsNow = Readonly<Record<string, object>>;

export const limitsOfStrategy = (m: Machines, strategy: StrategyConfig): LimitsNow =>
  limits(m, "strategy", strategy, { strategy: strategy.name });

/** `strategy` is any one on that account. */
export const limitsOfAccount = (m: Machines, strategy: StrategyConfig): LimitsNow =>
  limits(m, "account", strategy, { account: strategy.account });

function limits(
  { risk, overrides }: Machines,
  as: "strategy" | "account",
  of: StrategyConfig,
  scope: Scope,
): LimitsNow {
  const rows = limitsOf(as).map((name: LimitName) => {
    const set = overrides.of(scope, name);
    const until = set?.until === undefined ? {} : { until: isoTime(set.until) };
    const by = set === undefined ? {} : { set: { by: set.by, why: set.why, since: isoTime(set.at), ...until } };
    return [name, { limit: risk.limit(as, of, name), ...by }] as const;
  });
  return Object.fromEntries(rows);
}
