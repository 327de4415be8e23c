/**
 * Plays the runs that are named on the command line, separated by commas, and prints of each its digest and what the digest
 * was at the end of every simulated minute; with a minute as second argument, of every second of that minute.
 *
 * It is a program of its own because the place of a process, its zone and language, is given at its start.
 */
import { withoutAmbience } from "../../../src/cli/sim/ambience.ts";
import { draw } from "../../../src/sim/campaign/draw.ts";
import { PROFILE_NAMES } from "../../../src/sim/campaign/profiles.ts";
import { type RunOptions, run } from "../../../src/sim/campaign/run.ts";
import type { Scenario } from "../../../src/sim/campaign/scenario.ts";
import type { Onlooker, Stage } from "../../../src/sim/campaign/stage.ts";
import { scenarios } from "../crashes/scenes.ts";

export interface Marks {
  readonly digest: string;
  /** Which minute or second of the run it is, and the digest at its end. */
  readonly marks: readonly (readonly [count: number, digest: string])[];
}

export const SEEDS = Array.from({ length: 20 }, (_, i) => 4_001 + i);
/** Hours in which faults may happen. */
const HOURS = 0.25;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** Of a seed, in the profile whose turn it is; or of a scene by hand. */
export function scenarioOf(name: string): Scenario {
  if (name === "scene") return scenarios.at(-4)!;
  const seed = Number(name);
  return draw(seed, { profile: PROFILE_NAMES[seed % PROFILE_NAMES.length]!, hours: HOURS });
}

export function marksOf(scenario: Scenario, options: RunOptions = {}, minute?: number): Marks {
  const marker = new Marker(minute);
  const { digest } = withoutAmbience(() => run(scenario, { ...options, goesOn: true, onlooker: marker }));
  return { digest, marks: marker.marks };
}

/** Looks at the digest whenever something is written, and keeps the last one of each minute, or second of its minute. */
class Marker implements Onlooker {
  readonly #marks = new Map<number, string>();
  readonly #minute: number | undefined;
  #stage: Stage | undefined;

  constructor(minute: number | undefined) {
    this.#minute = minute;
  }

  get marks(): Marks["marks"] {
    return [...this.#marks];
  }

  staged(stage: Stage): void {
    this.#stage = stage;
  }

  wrote(): void {
    if (this.#stage === undefined) return;
    const { now, digest } = this.#stage.world;
    const inMinute = this.#minute === undefined || Math.floor(now / MINUTE_MS) === this.#minute;
    const count = Math.floor(now / (this.#minute === undefined ? MINUTE_MS : SECOND_MS));
    if (inMinute) this.#marks.set(count, digest);
  }
}

if (import.meta.main) {
  const [names = "", minute] = process.argv.slice(2);
  const marks = names
    .split(",")
    .map((name) => marksOf(scenarioOf(name), {}, minute === undefined ? undefined : Number(minute)));
  console.log(JSON.stringify(marks));
}
