/** The limits in force as `risk_state.json` tells them: of each strategy and account, with who set what is not the configuration's. */
import { type Instant, isoTime } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import { type LimitName, limitsOf } from "../model/limits.ts";
import type { Scope } from "../model/trading.ts";
import type { Machines } from "./machines.ts";
import { usedOf } from "./stateUsed.ts";

/** By name; a limit that is off is the word `off`. Sizes are as the ramp leaves them. */
export type LimitsNow = Readonly<Record<string, object>>;

export const limitsOfStrategy = (m: Machines, strategy: StrategyConfig, now: Instant): LimitsNow =>
  limits(m, "strategy", strategy, { strategy: strategy.name }, now);

/** `strategy` is any one on that account. */
export const limitsOfAccount = (m: Machines, strategy: StrategyConfig, now: Instant): LimitsNow =>
  limits(m, "account", strategy, { account: strategy.account }, now);

function limits(m: Machines, as: "strategy" | "account", of: StrategyConfig, scope: Scope, now: Instant): LimitsNow {
  const rows = limitsOf(as).map((name) => {
    const limit = m.risk.limit(as, of, name);
    const used = limit === "off" ? undefined : usedOf(m, as, of, name, now);
    return [name, { limit, used, ...setBy(m, scope, name) }] as const;
  });
  return Object.fromEntries(rows);
}

/** Nothing where the configuration's value holds. */
function setBy({ overrides }: Machines, scope: Scope, name: LimitName): object {
  const set = overrides.of(scope, name);
  if (set === undefined) return {};
  const { by, why, at, until } = set;
  return { set: { by, why, since: isoTime(at), until: until === undefined ? undefined : isoTime(until) } };
}
