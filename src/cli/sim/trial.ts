/**
 * One seed and what becomes of it: the scenario that it draws, its run, and a smaller one when it fails.
 *
 * While a run is under way the clocks, timers and dice of this thread throw: the world has its own.
 */
import { draw } from "../../sim/campaign/draw.ts";
import type { ProfileName } from "../../sim/campaign/profiles.ts";
import { type Outcome, type RunOptions, run } from "../../sim/campaign/run.ts";
import type { Scenario } from "../../sim/campaign/scenario.ts";
import { type Progress, type Shrunk, shrink } from "../../sim/campaign/shrink.ts";
import type { Violation } from "../../sim/checkers/checker.ts";
import { withoutAmbience } from "./ambience.ts";

/** How seeds are drawn. */
export interface Drawing {
  /** Simulated hours in which faults may happen. */
  readonly hours?: number;
  readonly profile?: ProfileName;
}

export const drawn = (seed: number, drawing: Drawing): Scenario => draw(seed, drawing);

export const tried = (scenario: Scenario, options: RunOptions = {}): Outcome =>
  withoutAmbience(() => run(scenario, options));

/** A smaller scenario in which the same invariant is broken, ready for a file. */
export function smaller(
  scenario: Scenario,
  { invariant, sentence }: Pick<Violation, "invariant" | "sentence">,
  commit: string,
  progress: (progress: Progress) => void,
): Shrunk | undefined {
  const fails = (candidate: Scenario): number | undefined =>
    tried(candidate).violations.find((violation) => violation.invariant === invariant)?.atMs;
  const shrunk = shrink(scenario, fails, { progress });
  if (shrunk === undefined) return undefined;
  return { ...shrunk, scenario: { ...shrunk.scenario, says: `${invariant}: ${firstLine(sentence)}`, commit } };
}

const SENTENCE_MAX = 200;
export const firstLine = (text: string): string => text.split("\n", 1)[0]!.slice(0, SENTENCE_MAX);
