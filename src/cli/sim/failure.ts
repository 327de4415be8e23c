/** A seed that failed, and how it is told: what broke, in one sentence, and the command that shows it again. */
import type { Violation } from "../../sim/checkers/checker.ts";
import type { Drawing } from "./trial.ts";
import { firstLine } from "./trial.ts";

export interface Failure {
  readonly seed: number;
  /** Undefined when the simulation itself broke. */
  readonly violation: Violation | undefined;
  readonly sentence: string;
  /** The file of a smaller scenario, once there is one. */
  scenario?: string;
}

/** The lines that tell of it. */
export function told({ seed, violation, sentence }: Failure, replay: string): readonly string[] {
  const what = violation === undefined ? "breaks the simulation itself" : `breaks ${violation.invariant}`;
  return [
    `seed ${seed} ${what}: ${violation === undefined ? sentence : firstLine(sentence)}`,
    `see it again: ${replay}`,
  ];
}

/** `holdfast sim replay 123@5a748b4e12ab --hours 2`. */
export function replayWords(seed: number, commit: string, { hours, profile }: Drawing): string {
  const words = [`holdfast sim replay ${seed}@${commit}`];
  if (hours !== undefined) words.push(`--hours ${hours}`);
  if (profile !== undefined) words.push(`--profile ${profile}`);
  return words.join(" ");
}
