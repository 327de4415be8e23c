/**
 * Who is timed, each in a process of its own on the same core, and how they are asked.
 *
 * A contestant that cannot run here, for want of Python, is named with the reason and has no figures.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { python } from "../../test/compat/setup.ts";
import type { Allocation } from "./allocation.ts";
import type { Tally } from "./check.ts";
import type { Timed } from "./lane.ts";
import type { Stage } from "./path.ts";
import type { StreamName } from "./streams.ts";

/** In the order in which they are visited; the first is what the others are compared with. */
export const CONTESTANTS = {
  text: "holdfast, text",
  protobuf: "holdfast, protobuf",
  naive: "naive split",
  stoqey: "@stoqey/ib",
  ibAsync: "ib_async",
} as const;
export type Name = keyof typeof CONTESTANTS;
export const NAMES = Object.keys(CONTESTANTS) as readonly Name[];

const WORKER = join(import.meta.dirname, "worker.ts");
const PYTHON_WORKER = join(import.meta.dirname, "ibAsyncWorker.py");

export class Contestant {
  readonly name: Name;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: Name, command: readonly string[]) {
    this.name = name;
    const [program, ...args] = [...pinned(), ...command] as [string, ...string[]];
    this.#child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    const lines: Interface = createInterface({ input: this.#child.stdout! });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** Answers the reason when it cannot run here. */
  static async start(name: Name, folder: string, chunkBytes: number, flags: readonly string[] = []) {
    const args = [folder, String(chunkBytes)];
    if (name !== "ibAsync") return new Contestant(name, [process.execPath, ...flags, WORKER, name, ...args]);
    const found = await python();
    return "skip" in found ? found : new Contestant(name, [found.path, PYTHON_WORKER, ...args]);
  }

  time(stream: StreamName, stage: Stage, seconds: number): Promise<Timed> {
    return this.#ask({ ask: "time", stream, stage, seconds });
  }

  /** Of ib_async only: how often each method of its wrapper was called. */
  tally(stream: StreamName): Promise<Tally> {
    return this.#ask({ ask: "tally", stream });
  }

  /** What decoding a stream allocates; the process was started with flags for it. */
  allocation(stream: StreamName): Promise<Allocation> {
    return this.#ask({ ask: "allocation", stream });
  }

  end(): void {
    this.#child.kill();
  }

  async #ask<T>(request: object): Promise<T> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.name} ended over ${JSON.stringify(request)}`);
    return JSON.parse(value) as T;
  }
}

/** The core on which everything is timed; undefined where taskset is missing and nothing is pinned. */
export const CORE: string | undefined = coreOf();

function coreOf(): string | undefined {
  if (spawnSync("taskset", ["--version"]).status !== 0) return undefined;
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return allowed?.split(/[,-]/).at(-1);
}

const pinned = (): readonly string[] => (CORE === undefined ? [] : ["taskset", "--cpu-list", CORE]);
