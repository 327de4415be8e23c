/**
 * One campaign as a process of its own, with a planted bug or without: a bug is planted while the sources are loaded.
 */
import { spawn } from "node:child_process";
import type { Failure } from "../../sim/campaign/totals.ts";
import { PLANT, SOURCES_MAIN } from "./planted.ts";

export interface Course {
  /** Without one the sources are as they are. */
  readonly mutant?: string;
  readonly from: number;
  readonly seeds: number;
  readonly workers: number;
}

/** What it came to: the lowest of its seeds that failed, if one did. */
export interface Verdict {
  readonly failure: Failure | undefined;
  /** Simulated. */
  readonly hours: number;
  readonly seconds: number;
}

/** It came to no end, and why. */
export class NoVerdict {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export async function examine({ mutant, from, seeds, workers }: Course): Promise<Verdict | NoVerdict> {
  const preload = mutant === undefined ? [] : ["--import", PLANT];
  const words = ["sim", "run", "--from", from, "--seeds", seeds, "--workers", workers, "--no-shrink", "--json"];
  const env = { ...process.env, HOLDFAST_MUTANT: mutant };
  const { stdout, stderr } = await ended([...process.execArgv, ...preload, SOURCES_MAIN, ...words.map(String)], env);
  return verdictOf(stdout) ?? new NoVerdict(lastError(stderr));
}

function ended(words: readonly string[], env: NodeJS.ProcessEnv): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => resolve({ stdout, stderr: error.message }));
    child.on("close", () => resolve({ stdout, stderr }));
  });
}

interface Printed extends Omit<Verdict, "failure"> {
  readonly failed: readonly Failure[];
}

function verdictOf(stdout: string): Verdict | undefined {
  if (!stdout.startsWith("{")) return undefined;
  const { failed, hours, seconds } = JSON.parse(stdout) as Printed;
  return { failure: failed[0], hours, seconds };
}

/** Node prints a thrown error as a line of its own, among the line of source and the stack. */
const lastError = (stderr: string): string =>
  /^\w*Error: (.+)$/m.exec(stderr)?.[1] ?? (stderr.trim().split("\n").at(-1) || "it ended without a result");
