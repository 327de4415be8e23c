/** A seed that failed, and how it is told: what broke, in one sentence, and the command that shows it again. */
import type { Failure } from "../../sim/campaign/totals.ts";
import { type Drawing, firstLine } from "./trial.ts";

/** The simulation itself broke: no checker objected, and there is nothing to make smaller. */
export const BROKEN = "simulation";

/** The trade vault of a run is not what a rebuild makes: nothing of the run broke. */
export const VAULT = "vault";

/** What broke. */
export function broke({ seed, profile, invariant, sentence }: Failure): string {
  if (invariant === BROKEN) return `seed ${seed} breaks the simulation itself: ${sentence}`;
  if (invariant === VAULT) return `seed ${seed} (${profile}): a rebuild makes another trade vault: ${sentence}`;
  return `seed ${seed} (${profile}) breaks ${invariant}: ${firstLine(sentence)}`;
}

/** The lines that tell of it. */
export const told = (failure: Failure, replay: string): readonly string[] => [
  broke(failure),
  `see it again: ${replay}`,
];

/** `holdfast sim replay 123@5a748b4e12ab --hours 2`; a vault is compared by a run alone. */
export function replayWords(
  { seed, invariant }: Pick<Failure, "seed" | "invariant">,
  commit: string,
  { hours, profile }: Drawing,
): string {
  const run = `holdfast sim run --vault --seeds 1 --from ${seed}`;
  const words = [invariant === VAULT ? run : `holdfast sim replay ${seed}@${commit}`];
  if (hours !== undefined) words.push(`--hours ${hours}`);
  if (profile !== undefined) words.push(`--profile ${profile}`);
  return words.join(" ");
}
