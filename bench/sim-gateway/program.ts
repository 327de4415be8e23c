/**
 * The simulated Gateway as a child process on one core, with its control door, and what it costs.
 *
 * It is pinned with `taskset` where that exists; Node's collector and compiler threads share the core then.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { cpuSeconds, peakMiB } from "../figures.ts";

/** As people start it. */
const HOLDFAST = fileURLToPath(new URL("../../bin/holdfast", import.meta.url));
const CORE = "0";

export const isPinned = (): boolean => spawnSync("taskset", ["--version"]).status === 0;

export class Program {
  readonly port: number;
  readonly #control: string;
  readonly #child: ChildProcess;
  /** From the start of the process to its first line, which says that it listens. */
  readonly startMs: number;

  private constructor(child: ChildProcess, line: { port: number; control: string }, startMs: number) {
    this.#child = child;
    this.port = line.port;
    this.#control = line.control;
    this.startMs = startMs;
  }

  static async start(...flags: readonly string[]): Promise<Program> {
    const words = [HOLDFAST, "sim", "gateway", "--port", "0", "--control", "0", "--json", "--quiet", ...flags];
    const [command = "", ...rest] = isPinned() ? ["taskset", "-c", CORE, ...words] : words;
    const begun = performance.now();
    const child = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
    const line = await new Promise<string>((resolve) => child.stdout.once("data", (text) => resolve(String(text))));
    return new Program(child, JSON.parse(line.split("\n")[0]!), performance.now() - begun);
  }

  async ask(path: string, body?: object): Promise<Record<string, unknown>> {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const reply = await fetch(this.#control + path, body === undefined ? {} : init);
    return (await reply.json()) as Record<string, unknown>;
  }

  /** Seconds of processor time so far. */
  cpuSeconds(): number {
    return cpuSeconds(this.#child.pid!);
  }

  /** The most memory it ever held, in MiB. */
  peakMiB(): number {
    return peakMiB(this.#child.pid!);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
  }
}
