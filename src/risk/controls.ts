/** Whether the controls work: every limit in force, the order that was fired at it in a rehearsal, and what became of it. */
import type { Instant, WallMs } from "../base/time.ts";
import type { EngineConfig, StrategyConfig } from "../model/config.ts";
import { type LimitName, limitsOf } from "../model/limits.ts";
import { scopeName } from "../model/trading.ts";
import type { Gate, RiskAsk } from "./ask.ts";
import { GATES, refusalOf } from "./gates.ts";
import { SIZES, type Size } from "./ramp.ts";
import { rehearsal } from "./rehearsal.ts";
import type { Risk } from "./risk.ts";
import { plain, type Rehearsed, rampViolation, shown, VIOLATIONS, type Violation } from "./violations.ts";
import { scopeOf, type Whose } from "./worth.ts";

/** One limit under trial. `off`, and a ramp that takes nothing away, are tried by nothing. */
export interface Trial {
  readonly scope: string;
  readonly limit: string;
  readonly value: unknown;
  /** The order, in words; empty when there was none. */
  readonly tried: string;
  readonly refusedBy?: string;
  readonly passed?: true;
}

interface Moment {
  readonly now: Instant;
  readonly wall: WallMs;
}

/** Every limit of every strategy and account, in their order, and a halt. `gates` as they judge real orders. */
export function trials(
  { strategies, hours = {} }: EngineConfig,
  risk: Risk,
  moment: Moment,
  gates: readonly Gate[] = GATES,
): Trial[] {
  const accounts = new Map(strategies.map((strategy) => [strategy.account, strategy]));
  const court = { risk, gates, hours, ...moment };
  const [first] = strategies;
  return [
    ...(first === undefined ? [] : [halted(court, first)]),
    ...strategies.flatMap((strategy) => limitsOf("strategy").map((name) => tried(court, "strategy", strategy, name))),
    ...[...accounts.values()].flatMap((any) => limitsOf("account").map((name) => tried(court, "account", any, name))),
  ];
}

interface Court extends Moment {
  readonly risk: Risk;
  readonly gates: readonly Gate[];
  readonly hours: RiskAsk["hours"];
}

function tried(court: Court, as: Whose, strategy: StrategyConfig, limit: LimitName): Trial {
  const value = court.risk.limit(as, strategy, limit);
  const scope = scopeName(scopeOf(as, strategy));
  const violation = value === "off" ? undefined : violationOf(court, strategy, limit, value);
  const ofAll = { scope, limit, value };
  if (violation === undefined) return { ...ofAll, tried: "" };
  return { ...ofAll, tried: shown(violation), ...outcome(court, as, strategy, violation, limit) };
}

function violationOf(court: Court, strategy: StrategyConfig, limit: LimitName, value: unknown): Violation | undefined {
  const at: Rehearsed = { ...court, strategy: strategy.name, account: strategy.account };
  if (limit !== "ramp") return (VIOLATIONS[limit] as (value: unknown, at: Rehearsed) => Violation)(value, at);
  const size = sizeOf(court, strategy);
  const whole = size === undefined ? "off" : court.risk.unramped(strategy, size);
  return size === undefined || whole === "off" || value === 100 ? undefined : rampViolation(size, whole, at);
}

/** A limit in force that the ramp takes a share of. */
const sizeOf = ({ risk }: Court, strategy: StrategyConfig): Size | undefined =>
  SIZES.find((name) => risk.limit("strategy", strategy, name) !== "off");

/** With no limit but this one; a ramp is judged by the limit that it takes a share of. */
function outcome(court: Court, as: Whose, strategy: StrategyConfig, violation: Violation, limit: LimitName) {
  const alone = limit === "ramp" ? sizeOf(court, strategy) : limit;
  return verdict(court, {
    ...court.risk.asking(as, { strategy, legs: [violation.leg] }, court.now),
    reduces: false,
    state: undefined,
    view: rehearsal(violation.scene),
    wall: violation.wall,
    limit: (name) => (name === alone ? court.risk.limit(as, strategy, name) : "off"),
  });
}

function verdict({ gates }: Court, ask: RiskAsk): Pick<Trial, "refusedBy" | "passed"> {
  const refusal = refusalOf(ask, gates);
  return refusal === undefined ? { passed: true } : { refusedBy: `${refusal.gate}: ${refusal.detail}` };
}

/** The gate that has no limit: whoever is halted places nothing. */
function halted(court: Court, strategy: StrategyConfig): Trial {
  const violation = plain({ ...court, strategy: strategy.name, account: strategy.account });
  const by = { scope: { all: true }, by: "check-controls", why: "a rehearsal", at: court.wall } as const;
  const ask = court.risk.asking("strategy", { strategy, legs: [violation.leg] }, court.now);
  const result = verdict(court, {
    ...{ ...ask, reduces: false, view: rehearsal(violation.scene), limit: () => "off" },
    state: { ...by, state: "halted", level: "halt-new" },
  });
  return { scope: "all", limit: "trading", value: "halted", tried: shown(violation), ...result };
}
