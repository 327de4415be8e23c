/**
 * Many frames on several threads, and a watch over them: a frame on which a thread stays is as wrong as one that makes it
 * throw, and only somebody else can say so.
 */
import { Worker } from "node:worker_threads";
import { Prng } from "../../../src/base/prng.ts";
import { corpusOf } from "./corpus.ts";
import { spelled } from "./frame.ts";
import { newTally, type Tally, type Violation } from "./fuzz.ts";
import { mutantOf } from "./mutate.ts";

export interface Plan {
  readonly seed: number;
  /** Indices of frames, the last one excluded. */
  readonly from: number;
  readonly to: number;
  readonly threads: number;
  /** So long a single frame may take. */
  readonly patienceMs: number;
}

export interface Outcome {
  readonly tally: Tally;
  /** The first of each thread. */
  readonly violations: readonly Violation[];
  readonly recorded: number;
}

/** What a thread is given. */
export interface Share {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** The index of the frame that each thread is at. */
  readonly progress: Int32Array;
  readonly slot: number;
}

/** What a thread answers. */
export interface Report {
  readonly tally: Tally;
  readonly violation: Violation | undefined;
  readonly recorded: number;
}

export async function campaign(plan: Plan): Promise<Outcome> {
  const progress = new Int32Array(new SharedArrayBuffer(4 * plan.threads)).fill(-1);
  const each = Math.ceil((plan.to - plan.from) / plan.threads);
  const reports = Array.from({ length: plan.threads }, (_, slot) => {
    const from = plan.from + slot * each;
    return reportOf({ seed: plan.seed, from, to: Math.min(plan.to, from + each), progress, slot }, plan.patienceMs);
  });
  return (await Promise.all(reports)).reduce(joined, { tally: newTally(), violations: [], recorded: 0 });
}

function reportOf(share: Share, patienceMs: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: share });
    const watch = watched(share, patienceMs, () => {
      void worker.terminate();
      resolve({ tally: newTally(), violation: stuckAt(share, patienceMs), recorded: 0 });
    });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => clearInterval(watch));
  });
}

/** Looks now and then whether the thread has gone on; building its corpus is not a frame. */
function watched({ progress, slot }: Share, patienceMs: number, stuck: () => void): NodeJS.Timeout {
  let seen = -1;
  return setInterval(() => {
    const now = Atomics.load(progress, slot);
    if (now >= 0 && now === seen) stuck();
    seen = now;
  }, patienceMs);
}

function stuckAt({ seed, progress, slot }: Share, patienceMs: number): Violation {
  const index = Atomics.load(progress, slot);
  const { frame, mutations } = mutantOf(corpusOf(seed), new Prng(seed, `frame ${index}`));
  const problem = `no answer within ${patienceMs} ms`;
  return { seed, index, check: "every frame is answered", problem, mutations, frame: spelled(frame) };
}

function joined(outcome: Outcome, { tally, violation, recorded }: Report): Outcome {
  const all = outcome.tally;
  all.frames += tally.frames;
  for (const key of ["decoded", "refused"] as const) {
    for (const [name, count] of tally[key]) all[key].set(name, (all[key].get(name) ?? 0) + count);
  }
  const violations = violation === undefined ? outcome.violations : [...outcome.violations, violation];
  return { tally: all, violations, recorded: Math.max(outcome.recorded, recorded) };
}

/** Everything needed to look at it again. */
export function explained({ seed, index, check, problem, mutations, frame }: Violation): string {
  return [
    `frame ${index} of seed ${seed}: ${check}: ${problem}`,
    `  done to it: ${mutations.join(", ") || "nothing"}`,
    `  again: node test/wire/fuzz/run.ts --seed ${seed} --from ${index} --frames 1`,
    `  alone: node test/wire/fuzz/run.ts --frame "${frame}"`,
  ].join("\n");
}
