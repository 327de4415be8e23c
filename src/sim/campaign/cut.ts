/** One way to make a scenario smaller: a list of parts, and the scenario that is left when only some of them are kept. */
import type { Scenario, Topology } from "./scenario.ts";

export interface Cut {
  /** For people: `kinds of faults`. */
  readonly what: string;
  readonly parts: () => readonly unknown[];
  /** The scenario with these parts only; `undefined` when there can be none. */
  readonly keeping: (kept: readonly unknown[]) => Scenario | undefined;
}

/** The smallest scenario so far. */
export type Best = () => Scenario;

/** One thing that stays or goes. */
export function one(
  what: string,
  best: Best,
  needed: (scenario: Scenario) => boolean,
  without: (scenario: Scenario) => Scenario,
): Cut {
  return {
    what,
    parts: () => (needed(best()) ? [what] : []),
    keeping: (kept) => (kept.length > 0 ? undefined : without(best())),
  };
}

/** The same run on another ground. */
export const stage = (scenario: Scenario, change: Partial<Topology>): Scenario => ({
  ...scenario,
  topology: { ...scenario.topology, ...change },
});
