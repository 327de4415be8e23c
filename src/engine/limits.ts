/**
 * Limits that operators change while the daemon runs: for a time or until they are changed again, always in the journal,
 * with who and why.
 *
 * Who holds no operator's credential may only allow less, at every moment to come: neither a value that allows more, nor one whose end
 * would bring back a configured value that allows more than what an operator has set, nor one that outlasts what an operator has
 * allowed for a time. What the shell has checked is judged once more here, for this is where it is atomic.
 */
import { compare, type Decimal, decimal } from "../base/decimal.ts";
import { after, type Instant, type WallMs } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Operation } from "../model/input.ts";
import { isMust, LIMITS, type LimitName, type Limits, type LimitValue, limitOf, limitsOf } from "../model/limits.ts";
import { type Scope, scopeName } from "../model/trading.ts";
import type { Override } from "../risk/overrides.ts";
import type { Machines } from "./machines.ts";
import { usedOf } from "./stateUsed.ts";

type Wish = Extract<Operation, { readonly kind: "limit" }>;
type Value = LimitValue | "off";
type Kind = "strategy" | "account";

/** Ends limits whose time is over. */
export class LimitTerms {
  readonly #m: Machines;
  #looked: { readonly now: Instant; readonly wall: WallMs } | undefined;

  constructor(m: Machines) {
    this.#m = m;
  }

  look(now: Instant, wall: WallMs): void {
    this.#looked = { now, wall };
    for (const { scope, limit, until } of this.#m.overrides.all)
      if (until !== undefined && until <= wall)
        this.#m.out.record({ kind: "limitEnded", scope, limit, reason: "its time is over" });
  }

  nextDeadline(): Instant | undefined {
    const looked = this.#looked;
    const ends = this.#m.overrides.all.flatMap(({ until }) => (until === undefined ? [] : [until]));
    if (looked === undefined || ends.length === 0) return undefined;
    return after(looked.now, Math.max(Math.min(...ends) - looked.wall, 1));
  }
}

/** Sets a limit over the configuration's, or has that hold again. */
export function limitWished(m: Machines, wish: Wish, by: string, answer: (result: unknown) => void): void {
  const asked = read(m, wish);
  if ("reason" in asked) return answer({ done: false, reason: asked.reason });
  const { scope, limit, why } = wish;
  const { value, was, configured, until } = asked;
  if (value === undefined) m.out.record({ kind: "limitEnded", scope, limit, reason: `${by}: ${why}` });
  else m.out.record({ kind: "limitSet", scope, limit, value, ...(until !== undefined && { until }), by, why });
  answer({ done: true, by, scope: scopeName(scope), limit, was, value: value ?? configured, configured, until });
}

interface Change {
  /** Undefined: the configuration's. */
  readonly value: Value | undefined;
  readonly was: Value;
  readonly configured: Value;
  readonly until: WallMs | undefined;
}

function read(m: Machines, wish: Wish): Change | { readonly reason: string } {
  const { scope, limit } = wish;
  const whose = limitsOfScope(m, scope);
  if ("reason" in whose) return whose;
  if (!LIMITS[limit].of.includes(whose.kind)) return { reason: `${limit} is no limit of a ${whose.kind}` };
  const value = wish.value === undefined ? undefined : limitOf(limit, wish.value);
  if (value !== undefined && isMust(value)) return { reason: `${limit} must be ${value.must}` };
  const strange = unknownHours(m, limit, value);
  if (strange !== undefined) return { reason: strange };
  const configured = whose.limits?.[limit] ?? "off";
  const override = m.overrides.of(scope, limit);
  const until = wish.forMs === undefined ? undefined : ((m.out.at + wish.forMs) as WallMs);
  const change = { value, was: override?.value ?? configured, configured, until };
  const reason = wish.lessOnly === true ? whyMore(limit, change, override) : undefined;
  return reason === undefined ? change : { reason: `${reason}; that takes an operator's credential` };
}

/** Why a change would allow more, now or when its time is over. */
function whyMore(
  limit: LimitName,
  { value, was, configured, until }: Change,
  set: Override | undefined,
): string | undefined {
  const next = value ?? configured;
  if (allowsMore(limit, was, next)) return `${limit} ${shown(next)} may allow more than ${shown(was)}`;
  if (set === undefined) return undefined;
  if (isBefore(until, set.until) && allowsMore(limit, was, configured))
    return `${shown(configured)} would hold again sooner than it does now`;
  // What was allowed for a time stays bounded by it: behind its end the configured value counts, and less may be less than was, and still more.
  if (value === undefined || !isBefore(set.until, until) || !allowsMore(limit, configured, value)) return undefined;
  return `${shown(value)} would hold for longer than ${shown(was)} does, and may allow more than ${shown(configured)}`;
}

/** Of two ends; without one there is none. */
const isBefore = (a: WallMs | undefined, b: WallMs | undefined): boolean =>
  a !== undefined && (b === undefined || a < b);

/** Where no value is the larger one, every other value counts as more. */
function allowsMore(limit: LimitName, from: Value, to: Value): boolean {
  if (from === "off") return false;
  if (JSON.stringify(from) === JSON.stringify(to)) return LIMITS[limit].recounts === true;
  if (to === "off" || LIMITS[limit].more === "other") return true;
  return compare(decimal(to as number | Decimal)!, decimal(from as number | Decimal)!) > 0;
}

const shown = (value: Value): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** What hours mean is the shell's knowledge, and it has told that of the configuration's texts alone. */
function unknownHours({ config }: Machines, limit: LimitName, value: Value | undefined): string | undefined {
  if (limit !== "sessions" || value === undefined || value === "off") return undefined;
  const known = Object.keys(config.hours ?? {});
  const lost = (value as readonly string[]).find((text) => !known.includes(text));
  return lost && `sessions takes hours that the configuration names (${known.join("; ") || "none"}), not "${lost}"`;
}

function limitsOfScope(
  { config }: Machines,
  scope: Scope,
): { readonly kind: Kind; readonly limits: Limits | undefined } | { readonly reason: string } {
  if ("all" in scope) return { reason: "a limit is of one strategy or of one account" };
  if ("strategy" in scope) {
    const found = config.strategies.find(({ name }) => name === scope.strategy);
    if (found !== undefined) return { kind: "strategy", limits: found.limits };
  } else if (config.strategies.some(({ account }) => account === scope.account))
    return { kind: "account", limits: config.accounts?.[scope.account] };
  return { reason: unknownScope(config.strategies, scope) };
}

/** Why a scope is nobody's, with those that there are. */
function unknownScope(
  strategies: Machines["config"]["strategies"],
  scope: Exclude<Scope, { readonly all: true }>,
): string {
  const [what, known] =
    "strategy" in scope
      ? [`strategy ${scope.strategy}`, strategies.map(({ name }) => String(name))]
      : [`account ${scope.account}`, strategies.map(({ account }) => account)];
  return `there is no ${what}; known here: ${[...new Set(known)].join(", ")}`;
}

/** Why nobody is in a scope; undefined when somebody is. */
export function nobodyIn({ config }: Machines, scope: Scope): string | undefined {
  if ("all" in scope) return undefined;
  const isKnown = config.strategies.some(({ name, account }) =>
    "strategy" in scope ? name === scope.strategy : account === scope.account,
  );
  return isKnown ? undefined : unknownScope(config.strategies, scope);
}

/**
 * Every limit of every strategy and account: what the configuration says, what holds (of a size also what it would be without the
 * ramp), how much of it is used, and who has changed it.
 */
export function limitsNow(m: Machines, now: Instant): readonly object[] {
  const { strategies, accounts } = m.config;
  const first = new Map(strategies.toReversed().map((strategy) => [strategy.account, strategy]));
  return [
    ...strategies.flatMap((strategy) => rowsOf(m, { strategy: strategy.name }, strategy, strategy.limits, now)),
    ...[...first].toReversed().flatMap(([account, any]) => rowsOf(m, { account }, any, accounts?.[account], now)),
  ];
}

/** `of` is the strategy, or any one on the account. */
function rowsOf(
  m: Machines,
  scope: Scope,
  of: StrategyConfig,
  limits: Limits | undefined,
  now: Instant,
): readonly object[] {
  const kind = "strategy" in scope ? "strategy" : "account";
  return limitsOf(kind).map((limit) => {
    const configured = limits?.[limit] ?? "off";
    const set = m.overrides.of(scope, limit);
    const whole = set?.value ?? configured;
    const value = m.risk.limit(kind, of, limit);
    const used = value === "off" ? undefined : usedOf(m, kind, of, limit, now);
    const changed = set && { by: set.by, why: set.why, at: set.at, until: set.until };
    const ramped = value === whole ? {} : { unramped: whole };
    return { scope: scopeName(scope), limit, unit: LIMITS[limit].unit, value, ...ramped, configured, used, ...changed };
  });
}
