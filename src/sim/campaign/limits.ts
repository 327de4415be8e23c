/**
 * The limits and dead men of a scenario: who may trade how much, as an operator might have written it.
 *
 * Half of the seeds have none at all, some have limits that only madness reaches, some have limits that ordinary clients
 * meet all the time. What is drawn for one strategy or account shifts nothing that is drawn for another. A run without
 * faults gets at most what a well-behaved client never meets and what needs no quote.
 */
import { Prng } from "../../base/prng.ts";
import type { WallMs } from "../../base/time.ts";
import type { EngineConfig, Window } from "../../model/config.ts";
import { LIMIT_NAMES, type LimitName, type Limits, NO_LIMITS } from "../../model/limits.ts";
import { CLOSE, DAY, type Draws, FAR, WIDE } from "../actors/limitDraws.ts";
import type { StrategySpec } from "../actors/spec.ts";

/** What a scenario says of somebody's limits: one that is absent is off. */
export type SomeLimits = Partial<Limits>;

/** Windows of a text about hours, from the beginning of the run. */
export type HoursSpec = Readonly<Record<string, readonly { readonly atMs: number; readonly forMs: number }[]>>;

type Tightness = "none" | "calm" | "loose" | "tight";

/** How often each limit of the table is on. */
const TABLES: Readonly<Record<Exclude<Tightness, "none">, { readonly draws: Draws; readonly chance: number }>> = {
  calm: { draws: WIDE, chance: 0.7 },
  loose: { draws: FAR, chance: 0.5 },
  tight: { draws: CLOSE, chance: 0.12 },
};

/**
 * Close limits that are on more often: prices must fall before a loss does anything, and of all limits the number of open
 * orders is what orders of unknown fate fill up, since nothing that adds may stand beside one in its own contract.
 */
const CHANCES: { readonly [N in LimitName]?: number } = { "daily-loss": 0.2, drawdown: 0.4, "max-open-orders": 0.5 };

const OF_ACCOUNTS_ONLY: readonly LimitName[] = ["self-match", "drawdown"];
const OF_STRATEGIES_ONLY: readonly LimitName[] = ["ramp"];

/** What a run has of limits. */
export interface Limited {
  readonly strategies: readonly StrategySpec[];
  readonly accountLimits?: Readonly<Record<string, SomeLimits>>;
  readonly hours?: HoursSpec;
}

interface Ground {
  readonly seed: number;
  readonly calm: boolean;
  readonly strategies: readonly StrategySpec[];
  readonly accounts: readonly string[];
  readonly symbols: readonly string[];
}

export function drawLimits(ground: Ground): Limited {
  const { seed, calm, strategies, accounts } = ground;
  const tightness = drawTightness(seed, calm);
  const dead = strategies.map((strategy) => (calm ? strategy : withDeadMan(seed, strategy)));
  if (tightness === "none") return { strategies: dead };
  const accountLimits = accounts.flatMap((account) => {
    const limits = limitsFor(ground, tightness, `account/${account}`, OF_STRATEGIES_ONLY);
    return Object.keys(limits).length > 0 ? [[account, limits] as const] : [];
  });
  return {
    strategies: dead.map((strategy) => limited(ground, tightness, strategy)),
    ...(accountLimits.length > 0 && { accountLimits: Object.fromEntries(accountLimits) }),
    ...(tightness === "tight" && { hours: drawHours(seed) }),
  };
}

function drawTightness(seed: number, calm: boolean): Tightness {
  const share = new Prng(seed, "draw/limits").float();
  if (calm) return share < 0.5 ? "none" : "calm";
  if (share < 0.5) return "none";
  return share < 0.7 ? "loose" : "tight";
}

function limited(ground: Ground, tightness: Exclude<Tightness, "none">, strategy: StrategySpec): StrategySpec {
  const limits = limitsFor(ground, tightness, `strategy/${strategy.name}`, OF_ACCOUNTS_ONLY);
  return Object.keys(limits).length > 0 ? { ...strategy, limits } : strategy;
}

function limitsFor(
  { seed, symbols }: Ground,
  tightness: Exclude<Tightness, "none">,
  whose: string,
  not: readonly LimitName[],
): SomeLimits {
  const { draws, chance } = TABLES[tightness];
  const drawn = (Object.keys(draws) as LimitName[]).flatMap((name) => {
    const prng = new Prng(seed, `draw/limits/${whose}/${name}`);
    const often = tightness === "tight" ? CHANCES[name] : undefined;
    return !not.includes(name) && prng.chance(often ?? chance) ? [[name, draws[name]!(prng, symbols)] as const] : [];
  });
  return Object.fromEntries(drawn) as SomeLimits;
}

const MINUTE_MS = 60_000;

/** Open for minutes, closed for minutes, in turn. */
function drawHours(seed: number): HoursSpec {
  const prng = new Prng(seed, "draw/hours-of-limits");
  const windows: { atMs: number; forMs: number }[] = [];
  for (let atMs = 0; windows.length < 100; ) {
    const forMs = prng.between(5, 40) * MINUTE_MS;
    windows.push({ atMs, forMs });
    atMs += forMs + prng.between(1, 10) * MINUTE_MS;
  }
  return { [DAY]: windows };
}

const DEAD_MAN_MS = [1_000, 5_000, 60_000] as const;

function withDeadMan(seed: number, strategy: StrategySpec): StrategySpec {
  const prng = new Prng(seed, `draw/dead-man/${strategy.name}`);
  return prng.chance(0.2) ? { ...strategy, deadManMs: prng.pick(DEAD_MAN_MS) } : strategy;
}

// ---------------------------------------------------------------- on the stage

export const limitsConfig = (some: SomeLimits | undefined): Limits | undefined =>
  some === undefined ? undefined : { ...NO_LIMITS, ...some };

/** What of it the daemon is told beside its strategies. */
export function controlConfig(
  accountLimits: Readonly<Record<string, SomeLimits>> | undefined,
  hours: HoursSpec | undefined,
  start: WallMs,
): Pick<EngineConfig, "accounts" | "hours"> {
  const accounts = Object.entries(accountLimits ?? {}).map(([name, limits]) => [name, limitsConfig(limits)!] as const);
  const windows = Object.entries(hours ?? {}).map(([text, spans]) => [text, spans.map(windowFrom(start))] as const);
  return {
    ...(accounts.length > 0 && { accounts: Object.fromEntries(accounts) }),
    ...(windows.length > 0 && { hours: Object.fromEntries(windows) }),
  };
}

const windowFrom =
  (start: WallMs) =>
  ({ atMs, forMs }: { readonly atMs: number; readonly forMs: number }): Window => ({
    from: (start + atMs) as WallMs,
    to: (start + atMs + forMs) as WallMs,
  });

// ---------------------------------------------------------------- what is seen of it

/** These change the trading state, or other limits, and refuse nothing by themselves. */
const ACTS: ReadonlySet<LimitName> = new Set(["repeated-executions", "daily-loss", "drawdown", "ramp"]);
/** Every gate of risk, by the name that a refusal bears. */
export const GATE_NAMES: readonly string[] = ["trading", ...LIMIT_NAMES.filter((name) => !ACTS.has(name))];
export const isGate = (gate: unknown): gate is string => GATE_NAMES.includes(gate as string);
export const refusedBy = (gate: string): string => `refused by ${gate}`;

/** What a refusal at the gate `trading` says of an order that adds. */
export const addsUnderReducing = ({ gate, detail }: Readonly<Record<string, unknown>>): boolean =>
  gate === "trading" && String(detail).startsWith("an order that adds risk against reducing");

export const TRIPS = ["repeated-executions", "daily-loss", "drawdown"] as const;
/** By the first word of what the alert says. */
export const trippedBy = (detail: unknown): string => `tripped: ${String(detail).split(":", 1)[0]}`;
