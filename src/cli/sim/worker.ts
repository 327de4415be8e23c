/**
 * A worker of `holdfast sim run`: a thread that runs the seeds it is given, one at a time, and shrinks what failed.
 *
 * The same file is what the command imports and what the thread runs, so that it is found in a published package as well.
 */
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { journalFiles } from "../../sim/campaign/journalFiles.ts";
import type { Outcome } from "../../sim/campaign/run.ts";
import type { Scenario } from "../../sim/campaign/scenario.ts";
import type { Progress, Shrunk } from "../../sim/campaign/shrink.ts";
import type { Stage } from "../../sim/campaign/stage.ts";
import { type Failure, type Totals, totalsOf } from "../../sim/campaign/totals.ts";
import { VAULT } from "./failure.ts";
import { type Drawing, drawn, smaller, tried } from "./trial.ts";
import { vaultTrial } from "./vaultTrial.ts";

export const WORKER = new URL(import.meta.url);
/** Tells our threads from any other that loads this file. */
export const MARK = "holdfast sim worker";

export type Task =
  | { readonly task: "run"; readonly seed: number; readonly drawing: Drawing; readonly vault: boolean }
  | { readonly task: "shrink"; readonly failure: Failure; readonly drawing: Drawing; readonly commit: string };

export type Report =
  | { readonly report: "ran"; readonly totals: Totals }
  | { readonly report: "tried"; readonly progress: Progress }
  | { readonly report: "shrunk"; readonly shrunk: Shrunk | undefined };

if (!isMainThread && workerData === MARK) parentPort?.on("message", (task: Task) => perform(task, say));

function say(report: Report): void {
  parentPort?.postMessage(report);
}

function perform(task: Task, report: (report: Report) => void): void {
  if (task.task === "run") return report({ report: "ran", totals: ran(task) });
  const { failure, drawing, commit } = task;
  const scenario = drawn(failure.seed, drawing);
  const shrunk = smaller(scenario, failure, commit, (progress) => report({ report: "tried", progress }));
  report({ report: "shrunk", shrunk });
}

function ran({ seed, drawing, vault }: Extract<Task, { task: "run" }>): Totals {
  const scenario = drawn(seed, drawing);
  return totalsOf(scenario, vault ? triedWithVault(scenario) : tried(scenario));
}

/** A run, and behind it the trade vault over its journal. */
function triedWithVault(scenario: Scenario): Outcome {
  const stages: Stage[] = [];
  const outcome = tried(scenario, { onlooker: { staged: (stage) => void stages.push(stage) } });
  const { entries, rows, difference } = vaultTrial(scenario.seed, journalFiles(stages[0]!));
  const differs = difference === undefined ? [] : [{ invariant: VAULT, atMs: 0, sentence: difference }];
  const counts = { ...outcome.counts, "entries in vaults": entries, "rows of vaults": rows };
  return { ...outcome, counts, violations: [...outcome.violations, ...differs] };
}
