/**
 * A worker of `holdfast sim run`: a thread that runs the seeds it is given, one at a time, and shrinks what failed.
 *
 * The same file is what the command imports and what the thread runs, so that it is found in a published package as well.
 */
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { Progress, Shrunk } from "../../sim/campaign/shrink.ts";
import { type Failure, type Totals, totalsOf } from "../../sim/campaign/totals.ts";
import { type Drawing, drawn, smaller, tried } from "./trial.ts";

export const WORKER = new URL(import.meta.url);
/** Tells our threads from any other that loads this file. */
export const MARK = "holdfast sim worker";

export type Task =
  | { readonly task: "run"; readonly seed: number; readonly drawing: Drawing }
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
  if (task.task === "run") return report({ report: "ran", totals: ran(task.seed, task.drawing) });
  const { failure, drawing, commit } = task;
  const scenario = drawn(failure.seed, drawing);
  const shrunk = smaller(scenario, failure, commit, (progress) => report({ report: "tried", progress }));
  report({ report: "shrunk", shrunk });
}

function ran(seed: number, drawing: Drawing): Totals {
  const scenario = drawn(seed, drawing);
  return totalsOf(scenario, tried(scenario));
}
