/** What operators have done to trading: halts, what takes them back, and limits; and how that stands. */
import type { Instant } from "../base/time.ts";
import type { Operation } from "../model/input.ts";
import { isInScope, OPERATOR, scopeName } from "../model/trading.ts";
import { type Trial, trials } from "../risk/controls.ts";
import { haltAfter } from "../risk/haltsWish.ts";
import { limitWished, nobodyIn } from "./limits.ts";
import type { Machines } from "./machines.ts";
import { positionsIn } from "./tradingTold.ts";

type Halt = Extract<Operation, { readonly kind: "halt" }>;
type Control = Exclude<Operation, { readonly kind: "reconcile" }>;

export function operated(
  m: Machines,
  what: Control,
  by: string,
  answer: (result: unknown) => void,
  now: Instant,
): void {
  if (what.kind === "limit") return limitWished(m, what, by, answer);
  // What was halted under a name that the configuration has no more can be resumed: its alert would never end.
  const isOver = what.kind === "resume" && m.states.about(what.scope) !== undefined;
  const nobody = isOver ? undefined : nobodyIn(m, what.scope);
  const reason = nobody && what.kind === "halt" ? whyNotLeft(m, what, nobody, now) : nobody;
  if (reason !== undefined) return answer({ done: false, reason });
  const { out } = m;
  const { scope, why } = what;
  if (what.kind === "halt") return answer(halt(m, what, by, now));
  out.record({ kind: "tradingStateSet", scope, state: what.to, by, why });
  out.log("info", "trading-resumed", { scope: scopeName(scope), to: what.to, by, why });
  answer({ done: true, by, scope: scopeName(scope), state: what.to });
}

/**
 * What a strategy or an account has left that the configuration names no more can still be stopped: orders rest, and a position
 * may be on an account that others trade. Why not, when there is nothing of the kind.
 */
function whyNotLeft(m: Machines, { scope, level }: Halt, nobody: string, now: Instant): string | undefined {
  if (level === "flatten" && positionsIn(m, scope, now).positions.length > 0) return undefined;
  const orders = [...m.cancels.stoppable()].filter(({ strategy }) => strategy !== OPERATOR);
  const hasOrders = orders.some(({ strategy, account }) => isInScope(scope, strategy, account));
  if (!hasOrders) return nobody;
  return level === "flatten" ? `${nobody}; its orders can be ended at level cancel-all` : undefined;
}

/** Halted from this moment on; what its level does beyond that is done step by step, and said by `trading`. */
function halt(m: Machines, what: Halt, by: string, now: Instant): object {
  const { out, states } = m;
  const { scope, why } = what;
  const { level, stopsToo } = haltAfter(states.about(scope), what);
  out.record({ kind: "tradingStateSet", scope, state: "halted", level, ...(stopsToo && { stopsToo }), by, why });
  out.log("warn", "trading-halted", { scope: scopeName(scope), level, stopsToo, by, why });
  return { done: true, by, scope: scopeName(scope), level, ...(level === "flatten" && positionsIn(m, scope, now)) };
}

/** Every limit in force, and what became of an order that breaks it. */
export const controls = ({ config, risk }: Machines, now: Instant): readonly Trial[] =>
  trials(config, risk, { now, wall: risk.wall });
