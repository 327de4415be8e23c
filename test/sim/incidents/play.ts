/**
 * Plays scenario files of incidents, named on the command line, and prints of each what was violated and what struck.
 *
 * It is a program of its own because a weakness is planted while the sources are loaded.
 */
import { readFileSync } from "node:fs";
import { read, ScenarioRefused } from "../../../src/sim/campaign/file.ts";
import { run } from "../../../src/sim/campaign/run.ts";
import type { Scenario } from "../../../src/sim/campaign/scenario.ts";
import type { Violation } from "../../../src/sim/checkers/checker.ts";

export interface Played {
  readonly incident: string;
  /** Those of the instant at which the run ended; none when it went through. */
  readonly violations: readonly Violation[];
  /** Faults that struck at least once. */
  readonly struck: readonly string[];
}

export function scenarioOf(incident: string): Scenario {
  const scenario = read(readFileSync(new URL(`${incident}.json`, import.meta.url), "utf8"));
  if (scenario instanceof ScenarioRefused) throw new Error(`${incident}.json is no scenario: ${scenario.reason}`);
  return scenario;
}

export function play(incident: string): Played {
  const { violations, struck } = run(scenarioOf(incident));
  return { incident, violations, struck: Object.keys(struck).filter((fault) => struck[fault]! > 0) };
}

if (import.meta.main) console.log(JSON.stringify(process.argv.slice(2).map(play)));
