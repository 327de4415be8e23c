/**
 * The workers of a campaign: threads that take seeds in turn, each as soon as it has done with the last.
 *
 * Nothing about a run depends on which of them has it. A worker that dies has broken on a seed, which is a finding.
 */
import { Worker } from "node:worker_threads";
import type { Progress, Shrunk } from "../../sim/campaign/shrink.ts";
import type { Failure, Totals } from "../../sim/campaign/totals.ts";
import type { Drawing } from "./trial.ts";
import { MARK, type Report, type Task, WORKER } from "./worker.ts";

/** A run that came to no outcome: the program itself broke on it. */
export interface Broken {
  readonly error: string;
}

/** How each seed is run: with a trade vault over its journal, or without. */
export type How = Pick<Extract<Task, { task: "run" }>, "drawing" | "vault">;

export interface Hearing {
  /** A seed is through; `false` hands out no more. */
  ran(seed: number, totals: Totals | Broken): boolean;
}

export class Workers {
  readonly #count: number;
  #stopped = false;

  constructor(count: number) {
    this.#count = count;
  }

  /** Hands out no more seeds; those under way come to their ends. */
  stop(): void {
    this.#stopped = true;
  }

  /** Runs all seeds; those that were begun are through when it is. */
  async run(seeds: Iterable<number>, how: How, hearing: Hearing): Promise<void> {
    const queue = seeds[Symbol.iterator]();
    await Promise.all(Array.from({ length: this.#count }, () => this.#work(queue, how, hearing)));
  }

  async #work(queue: Iterator<number>, how: How, hearing: Hearing): Promise<void> {
    let thread: Worker | undefined;
    while (!this.#stopped) {
      const { done, value: seed } = queue.next();
      if (done) break;
      thread ??= begin();
      const totals = await ask(thread, { task: "run", seed, ...how }, (report) =>
        report.report === "ran" ? report.totals : undefined,
      );
      if ("error" in totals) thread = undefined;
      if (!hearing.ran(seed, totals)) this.#stopped = true;
    }
    await thread?.terminate();
  }

  /** A smaller scenario of the same failure; `undefined` when it does not fail again. */
  async shrink(
    failure: Failure,
    drawing: Drawing,
    commit: string,
    progress: (progress: Progress) => void,
  ): Promise<Shrunk | Broken | undefined> {
    const thread = begin();
    const answer = await ask(thread, { task: "shrink", failure, drawing, commit }, (report) => {
      if (report.report === "tried") progress(report.progress);
      return report.report === "shrunk" ? { shrunk: report.shrunk } : undefined;
    });
    await thread.terminate();
    return "error" in answer ? answer : answer.shrunk;
  }
}

const begin = (): Worker => new Worker(WORKER, { workerData: MARK });

/** The first report that `wanted` makes something of, or why there will be none. */
function ask<Answer>(
  thread: Worker,
  task: Task,
  wanted: (report: Report) => Answer | undefined,
): Promise<Answer | Broken> {
  return new Promise((resolve) => {
    const settle = (answer: Answer | Broken): void => {
      thread.off("message", hear).off("error", broke).off("exit", left);
      resolve(answer);
    };
    const hear = (report: Report): void => {
      const answer = wanted(report);
      if (answer !== undefined) settle(answer);
    };
    const broke = (error: unknown): void =>
      settle({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    const left = (code: number): void => settle({ error: `its worker ended with exit code ${code}` });
    thread.on("message", hear).on("error", broke).on("exit", left);
    thread.postMessage(task);
  });
}
