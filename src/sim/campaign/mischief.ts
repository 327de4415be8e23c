/**
 * The plan of a seed: which faults happen when, with every value written down.
 *
 * Each kind has streams of its own: one for whether and how much, one for when, one for how. So taking a kind away leaves
 * every other item of the plan where it was (RELIABILITY 2.3), and shrinking does not chase shadows.
 */
import { Prng } from "../../base/prng.ts";
import type { ActorSpec } from "../actors/spec.ts";
import { drawIn } from "../faults/random.ts";
import type { Fault } from "../faults/row.ts";
import { FAULTS, isFault } from "../faults/table.ts";
import { WORLD_FAULTS } from "../world/faults/table.ts";
import { companyRow } from "./company.ts";
import { type Aim, DRAWABLE, type FaultKind, faultOf, type Kind, kindRow, type Range } from "./kinds.ts";
import type { Profile } from "./profiles.ts";
import type { Planned, Scenario } from "./scenario.ts";
import { drawn, type Terrain, weighted } from "./terrain.ts";

/** Swarms are many kinds at once, little of each; a few kinds alone show what a crowd hides; none shows false alarms. */
export type Mode = "swarm" | "few" | "none";

const NONE_SHARE = 0.02;
const FEW_SHARE = 1 / 3;
const ON_CHANCE = 0.6;
const FEW_MAX = 3;
/** What of the rate of a swarm a run with few kinds has, all of it for them. */
const FEW_RATE = 0.7;
/** How much of a kind there is, beside its weight. */
const SIZE: Range = [0.3, 1.7];
/** So many in a run on average, however short it is. */
const PLANNED_MEAN_MIN = 10;
const PLANNED_PER_KIND_MAX = 60;
const HOUR_MS = 3_600_000;
const EARLY_MS = 300_000;
const CONDITION_LASTS_MS: Range = [2_000, 180_000];
const SINGLE_LASTS_MS: Range = [60_000, 1_800_000];
const NARROWED_CHANCE = 0.25;
const TIMES_MAX = 4;
/** Where a daemon dies most instructively; the other places are left to the exhaustive sweeps. */
const TRAPS = ["append", "synced", "firstByte", "told"] as const;

/** How a seed is made up: drawn before anything else. */
export function drawMode(seed: number): Mode {
  const share = new Prng(seed, "draw/mode").float();
  if (share < NONE_SHARE) return "none";
  return share < NONE_SHARE + FEW_SHARE ? "few" : "swarm";
}

export interface Ground extends Terrain {
  readonly seed: number;
  readonly profile: Profile;
  readonly safetyMs: number;
  readonly mode: Mode;
}

/** In order of time. */
export function drawPlan(ground: Ground, without: readonly string[]): Scenario["plan"] {
  const rates = ratesOf(ground);
  const kinds = [...rates].filter(([name]) => !without.includes(name));
  return kinds.flatMap(([name, perHour]) => planOf(name, perHour, ground)).sort((a, b) => a.atMs - b.atMs);
}

// ---------------------------------------------------------------- which, and how much

function ratesOf(ground: Ground): ReadonlyMap<FaultKind, number> {
  const { seed, mode, profile } = ground;
  if (mode === "none") return new Map();
  const prng = new Prng(seed, "draw/faults");
  const perHour = Math.max(drawn(prng, profile.faultsPerHour), (PLANNED_MEAN_MIN * HOUR_MS) / ground.safetyMs);
  const weights = DRAWABLE.filter((name) => canStrike(kindRow(name), ground.actors)).map(
    (name) => [name, weightOf(name, profile)] as const,
  );
  const sharing = weights.filter(([name]) => kindRow(name).extra === undefined);
  if (mode === "few") return fewOf(prng, sharing, perHour);
  const unit = perHour / ON_CHANCE / sharing.reduce((sum, [, weight]) => sum + weight, 0);
  return new Map(weights.flatMap(([name, weight]) => swarmOf(seed, name, weight * unit)));
}

function swarmOf(seed: number, name: FaultKind, perHour: number): readonly (readonly [FaultKind, number])[] {
  const prng = new Prng(seed, `plan/${name}/swarm`);
  return prng.chance(ON_CHANCE) ? [[name, perHour * drawn(prng, SIZE)]] : [];
}

function fewOf(
  prng: Prng,
  weights: readonly (readonly [FaultKind, number])[],
  perHour: number,
): Map<FaultKind, number> {
  const count = prng.between(1, FEW_MAX);
  const few = new Set(Array.from({ length: count }, () => weighted(prng, weights)));
  return new Map([...few].map((name) => [name, (perHour * FEW_RATE) / few.size]));
}

function weightOf(name: FaultKind, { boosts }: Profile): number {
  return kindRow(name).weight * (boosts[name] ?? boosts[faultOf(name).part] ?? 1);
}

function canStrike({ needs }: Kind, actors: readonly ActorSpec[]): boolean {
  if (needs === undefined) return true;
  const wanted = needs === "orders" ? "trades" : "families";
  return actors.some(({ kind }) => companyRow(kind)?.[wanted] === true);
}

// ---------------------------------------------------------------- when, and how

function planOf(name: FaultKind, perHour: number, ground: Ground): readonly Planned[] {
  const when = new Prng(ground.seed, `plan/${name}/when`);
  const how = new Prng(ground.seed, `plan/${name}/how`);
  const gapMs = (): number => Math.max(1, Math.round((when.float() * 2 * HOUR_MS) / perHour));
  const planned: Planned[] = [];
  const likely = (perHour * ground.safetyMs) / HOUR_MS;
  const early = kindRow(name).early === true && when.chance(likely);
  let atMs = early ? Math.round(when.float() * EARLY_MS) : gapMs();
  // A run with a few kinds has each of them.
  if (ground.mode === "few") atMs %= ground.safetyMs;
  while (atMs < ground.safetyMs && planned.length < PLANNED_PER_KIND_MAX) {
    planned.push({ atMs, fault: name, values: valuesOf(name, how, ground) }, ...broughtBy(name, atMs, ground));
    atMs += gapMs();
  }
  return planned;
}

/** How long after a fault comes what it brings, in milliseconds. */
export const BROUGHT_MS = 400;

function broughtBy(name: FaultKind, after: number, { safetyMs }: Ground): readonly Planned[] {
  const { brings } = kindRow(name);
  const atMs = after + BROUGHT_MS;
  return brings === undefined || atMs >= safetyMs ? [] : [{ atMs, values: {}, ...brings }];
}

function valuesOf(name: FaultKind, prng: Prng, ground: Ground): NonNullable<Planned["values"]> {
  const row = faultOf(name);
  const kind = kindRow(name);
  const { params } = isFault(name) ? drawIn(FAULTS, name, prng) : drawIn(WORLD_FAULTS, name, prng);
  const bounded = Object.entries(kind.bounds ?? {}).map(([param, range]) => [param, Math.round(drawn(prng, range))]);
  return {
    ...params,
    ...Object.fromEntries(bounded),
    ...(kind.aim === undefined ? {} : aimed(kind.aim, row, prng, ground)),
    ...(name === "crash-trapped" ? { call: prng.pick(TRAPS) } : {}),
    ...howLong(row, kind, prng),
    ...narrowed(row, prng, ground),
  };
}

/** Short ones are as likely as long ones, so the logarithm is even. */
function howLong({ mode }: Fault, kind: Kind, prng: Prng): NonNullable<Planned["values"]> {
  if (mode === "once") return {};
  const [low, high] = kind.lastsMs ?? (mode === "each" ? SINGLE_LASTS_MS : CONDITION_LASTS_MS);
  const forMs = Math.round(between(prng, low, high));
  if (mode === "while") return { forMs };
  const rate = prng.chance(0.5) ? 1 : Math.round(prng.between(10, 90)) / 100;
  return { forMs, times: prng.between(1, TIMES_MAX), rate };
}

/** Halves the way to the upper end again and again: an even logarithm without one, equal on every machine. */
function between(prng: Prng, low: number, high: number): number {
  let end = high;
  while (end / 2 > low && prng.chance(0.5)) end /= 2;
  return Math.max(low, end * (0.5 + prng.float() / 2));
}

function narrowed({ narrows }: Fault, prng: Prng, { topology, actors }: Ground): NonNullable<Planned["values"]> {
  const narrow = prng.chance(NARROWED_CHANCE);
  const account = prng.pick(topology.accounts);
  const symbol = prng.pick(actors.flatMap(({ symbols }) => symbols ?? []));
  if (!narrow) return {};
  if (narrows.includes("symbol") && symbol !== undefined) return { symbol };
  return narrows.includes("account") ? { account } : {};
}

/** Which machines it means. */
function aimed(aim: Aim, row: Fault, prng: Prng, { actors }: Ground): NonNullable<Planned["values"]> {
  const clients = actors.filter(({ clientId }) => clientId !== undefined).map(({ host }) => host);
  const client = prng.pick(clients) ?? "";
  const upstream = prng.chance(0.6);
  if (aim === "client") return { host: client, peer: "daemon" };
  if (aim === "daemon" || !("peer" in row.params)) return { host: "daemon" };
  if (aim === "upstream" || (aim === "connections" && upstream)) return { host: "daemon", peer: "gateway" };
  return { host: "daemon", peer: client };
}
