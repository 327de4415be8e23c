/**
 * A scenario of a seed: everything random about a run is decided here, before it begins, and written down.
 *
 * Most seeds are swarms (each kind of fault on or off by a coin), a third have one to three kinds only, and a few have
 * none: these must pass without a single alert.
 */
import { Prng } from "../../base/prng.ts";
import { drawMode, drawPlan } from "./mischief.ts";
import { PROFILE_NAMES, type ProfileName, profileRow } from "./profiles.ts";
import { SCENARIO_FORMAT, type Scenario } from "./scenario.ts";
import { drawn, drawTerrain, weighted } from "./terrain.ts";

export interface DrawOptions {
  readonly profile?: ProfileName;
  /** How long faults may happen, in place of what the profile says. */
  readonly hours?: number;
  /** Kinds of faults that are left out; all else stays as it is. */
  readonly without?: readonly string[];
}

const HOUR_MS = 3_600_000;

export function draw(seed: number, { profile: wanted, hours, without = [] }: DrawOptions = {}): Scenario {
  const prng = new Prng(seed, "draw/profile");
  const name = weighted(
    prng,
    PROFILE_NAMES.map((each) => [each, profileRow(each).weight] as const),
  );
  const profile = profileRow(wanted ?? name);
  const own = drawn(new Prng(seed, "draw/hours"), profile.hours);
  const safetyMs = Math.round((hours ?? own) * HOUR_MS);
  const mode = drawMode(seed);
  const terrain = drawTerrain(seed, profile, mode === "none");
  const plan = drawPlan({ ...terrain, seed, profile, safetyMs, mode }, without);
  const calm = mode === "none" ? ({ calm: true } as const) : {};
  return { format: SCENARIO_FORMAT, seed, profile: wanted ?? name, safetyMs, ...calm, ...terrain, plan };
}
