/**
 * What a campaign did, summed over its seeds: plain data, so that workers can hand theirs over as JSON.
 *
 * A campaign in which little happened proves little: `vacuous` holds the sums against minimums that grow with the hours.
 */
import type { Outcome } from "./run.ts";
import type { Scenario } from "./scenario.ts";

type Counts = Readonly<Record<string, number>>;

export interface Totals {
  readonly seeds: number;
  /** Simulated, healing included. */
  readonly hours: number;
  /** Seeds without any fault. */
  readonly calm: number;
  /** How often a checker looked at something. */
  readonly checks: number;
  /** `orders`, `fills`, `kills`, `restarts`, `alerts` and what else was counted. */
  readonly counts: Counts;
  /** How often each fault was set or injected, and how often it struck. */
  readonly set: Counts;
  readonly struck: Counts;
  /** What actors saw, and the daemon's log by event. */
  readonly sometimes: Counts;
  readonly logged: Counts;
  /** Seeds by profile, and actors by kind. */
  readonly profiles: Counts;
  readonly actors: Counts;
  readonly failures: readonly Failure[];
}

/** A seed that broke a promise. */
export interface Failure {
  readonly seed: number;
  readonly profile: string;
  readonly invariant: string;
  readonly atMs: number;
  readonly sentence: string;
}

export const NOTHING_YET: Totals = {
  ...{ seeds: 0, hours: 0, calm: 0, checks: 0 },
  ...{ counts: {}, set: {}, struck: {}, sometimes: {}, logged: {}, profiles: {}, actors: {} },
  failures: [],
};

/** What one seed adds; of its violations the first counts. */
export function totalsOf({ seed, profile, calm, actors }: Scenario, outcome: Outcome): Totals {
  const { hours, checks, counts, set, struck, sometimes, logged } = outcome;
  return {
    ...{ seeds: 1, hours, calm: calm ? 1 : 0, checks, counts, set, struck, sometimes, logged },
    profiles: { [profile]: 1 },
    actors: actors.reduce<Counts>((sum, { kind }) => plus(sum, { [kind]: 1 }), {}),
    failures: outcome.violations.slice(0, 1).map((violation) => ({ seed, profile, ...violation })),
  };
}

/** In any order the sums are the same; failures stand by seed. */
export function merged(a: Totals, b: Totals): Totals {
  return {
    seeds: a.seeds + b.seeds,
    hours: a.hours + b.hours,
    calm: a.calm + b.calm,
    checks: a.checks + b.checks,
    counts: plus(a.counts, b.counts),
    set: plus(a.set, b.set),
    struck: plus(a.struck, b.struck),
    sometimes: plus(a.sometimes, b.sometimes),
    logged: plus(a.logged, b.logged),
    profiles: plus(a.profiles, b.profiles),
    actors: plus(a.actors, b.actors),
    failures: [...a.failures, ...b.failures].sort((one, other) => one.seed - other.seed),
  };
}

function plus(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** What an hour must have had on average; a campaign has well over twice of each. */
const MINIMUMS: readonly (readonly [what: string, perHour: number, of: (totals: Totals) => number])[] = [
  ["orders", 8, ({ counts }) => counts.orders ?? 0],
  ["fills", 2, ({ counts }) => counts.fills ?? 0],
  ["cancels", 2, ({ counts }) => counts.cancels ?? 0],
  ["kills of the daemon", 0.1, ({ counts }) => counts.kills ?? 0],
  ["restarts of the daemon", 0.1, ({ counts }) => counts.restarts ?? 0],
  ["alerts", 0.2, ({ counts }) => counts.alerts ?? 0],
  ["faults set", 1.5, ({ set }) => sum(set)],
  ["strikes of faults", 1.5, ({ struck }) => sum(struck)],
  ["checks", 5_000, ({ checks }) => checks],
];
/** Below this nothing can be said about averages. */
const HOURS_MIN = 20;

/** Where a campaign did less than it must to prove anything: one sentence each. */
export function vacuous(totals: Totals): readonly string[] {
  if (totals.hours < HOURS_MIN) return [];
  return MINIMUMS.flatMap(([what, perHour, of]) => {
    const least = Math.ceil(perHour * totals.hours);
    const had = of(totals);
    return had >= least ? [] : [`${had} ${what} in ${totals.hours.toFixed(1)} hours; at least ${least} are demanded`];
  });
}

const sum = (counts: Counts): number => Object.values(counts).reduce((a, b) => a + b, 0);
