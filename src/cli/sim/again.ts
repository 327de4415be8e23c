/**
 * One run again, as a timeline that people can read: what `holdfast sim replay` does.
 *
 * A seed, or a scenario file. Where it was recorded under other sources than these, that is said: the run may be another.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { read, ScenarioRefused } from "../../sim/campaign/file.ts";
import { print } from "../../sim/campaign/print.ts";
import type { Scenario } from "../../sim/campaign/scenario.ts";
import { Timeline } from "../../sim/campaign/timeline.ts";
import type { Violation } from "../../sim/checkers/checker.ts";
import { colours } from "../colours.ts";
import { complain, fail, say } from "../say.ts";
import { printable } from "../table.ts";
import { build, isOf } from "./build.ts";
import { seedIn } from "./options.ts";
import { type Drawing, drawn, firstLine, smaller, tried } from "./trial.ts";

export interface ReplayFlags extends Drawing {
  readonly until?: number;
  readonly focus?: string;
  readonly shrink?: boolean;
  readonly json?: boolean;
}

export function replay(what: string, flags: ReplayFlags): 0 | 1 {
  const commit = build();
  const scenario = scenarioOf(what, flags);
  if (scenario.commit !== undefined && !isOf(scenario.commit, commit))
    complain(`it was recorded under ${scenario.commit} and these sources are ${commit}: the run may be another one`);
  const timeline = new Timeline({ untilMs: flags.until, focus: flags.focus });
  const violated = (violation: Violation): void => timeline.violated(violation);
  const outcome = tried(scenario, { onlooker: timeline, violated });
  const lines = [...timeline.lines()];
  const [violation] = outcome.violations;
  const { digest, counts, violations } = outcome;
  if (flags.json) {
    const { seed, profile } = scenario;
    say(JSON.stringify({ seed, profile, commit, hours: outcome.hours, digest, violations, counts, timeline: lines }));
  } else for (const line of [...lines.map(painted), ending(violation)]) say(line);
  if (flags.shrink && violation !== undefined)
    shrinkInto(`holdfast-sim-${scenario.seed}.json`, scenario, violation, commit);
  return violation === undefined ? 0 : 1;
}

function scenarioOf(what: string, { hours: wanted, profile }: ReplayFlags): Scenario {
  const named = seedIn(what);
  if (named !== undefined) return { ...drawn(named.seed, { hours: wanted, profile }), commit: named.commit };
  if (wanted !== undefined || profile !== undefined)
    fail("--hours and --profile are for seeds; a file says both itself", 2);
  const scenario = read(content(what));
  return scenario instanceof ScenarioRefused ? fail(`${what}: ${scenario.reason}`, 2) : scenario;
}

function content(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : (error as Error).message;
    return fail(`${file} is neither a seed (123 or 123@COMMIT) nor a scenario file: ${why}`, 2);
  }
}

function shrinkInto(file: string, scenario: Scenario, violation: Violation, commit: string): void {
  const terminal = process.stderr.isTTY === true;
  const shrunk = smaller(scenario, violation, commit, ({ runs, events, safetyMs, tried: what }) => {
    if (terminal)
      process.stderr.write(`\r\u001b[Krun ${runs}, ${events} events and ${safetyMs / 1_000} s left; ${what}`);
  });
  if (terminal) process.stderr.write("\r\u001b[K");
  if (shrunk === undefined) return complain("it did not fail again: the run depends on more than its scenario");
  writeFileSync(file, print(shrunk.scenario));
  complain(`made smaller in ${shrunk.runs} runs; see it: holdfast sim replay ${file}`);
}

const ending = (violation: Violation | undefined): string =>
  violation === undefined
    ? "no violation"
    : colours.red(`${violation.invariant}: ${printable(firstLine(violation.sentence))}`);

function painted(line: string): string {
  const text = printable(line);
  if (text.includes("  oracle  ")) return colours.red(text);
  if (text.includes("  fault  ")) return colours.yellow(text);
  return text.includes("  tick x ") ? colours.dim(text) : text;
}
