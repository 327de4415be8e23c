/** What operators have done to trading: halts, what takes them back, and limits; and how that stands. */
import type { Instant } from "../base/time.ts";
import type { Operation } from "../model/input.ts";
import { scopeName } from "../model/trading.ts";
import { limitWished, nobodyIn } from "./limits.ts";
import type { Machines } from "./machines.ts";

type Control = Exclude<Operation, { readonly kind: "reconcile" }>;

export function operated(
  m: Machines,
  what: Control,
  by: string,
  answer: (result: unknown) => void,
  _now: Instant,
): void {
  if (what.kind === "limit") return limitWished(m, what, by, answer);
  const nobody = nobodyIn(m, what.scope);
  if (nobody !== undefined) return answer({ done: false, reason: nobody });
  const { out } = m;
  const { scope, why } = what;
  if (what.kind === "halt") {
    const { level, stopsToo } = what;
    out.record({ kind: "tradingStateSet", scope, state: "halted", level, ...(stopsToo && { stopsToo }), by, why });
  }
  if (what.kind === "resume") out.record({ kind: "tradingStateSet", scope, state: what.to, by, why });
  answer({ done: true, by, scope: scopeName(scope) });
}

/** Who may trade: every scope of which anybody has spoken, and what holds for each strategy. */
export const trading = ({ states, config }: Machines): object => ({
  said: states.all.map(({ scope, ...said }) => ({ scope: scopeName(scope), ...said })),
  strategies: config.strategies.map(({ name, account }) => ({
    ...{ strategy: name, account },
    state: states.of(name, account)?.state ?? "active",
  })),
});

/** The limits in force. */
export const controls = ({ config, overrides }: Machines): object => ({
  strategies: config.strategies.map(({ name, account, limits }) => ({ strategy: name, account, limits })),
  accounts: config.accounts ?? {},
  overrides: overrides.all,
});
