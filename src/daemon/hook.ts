/**
 * Runs the operator's command that restarts the Gateway: a program and its arguments, without a shell.
 *
 * It gets so long, and so much to say, and no more; whoever asked hears once what came of it. Its output goes to a file and
 * not through us, and it runs in a group of its own: when the daemon ends meanwhile, the command goes on to its end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const HOOK_MS_MAX = 120_000;
/** Its output lies on the journal's disk. */
const OUTPUT_BYTES_MAX = 1_048_576;
const LOOK_MS = 250;
/** Between the polite signal and the other one. */
const GRACE_MS = 5_000;
const LINE_CHARS_MAX = 300;

export interface Hook {
  readonly command: readonly string[];
  /** Its output is kept there, in `restart-command.log`. */
  readonly stateDir: string;
  /** How long it may take, 120 s when absent. */
  readonly msMax?: number;
}

/** What came of it: the last line it printed, and why it failed, if it did. */
export interface HookEnd {
  readonly lastLine: string;
  readonly failure: string | undefined;
}

/** The command finds `reason` in its environment, as HOLDFAST_REASON. */
export function runHook(hook: Hook, reason: string, ended: (end: HookEnd) => void): void {
  try {
    new Running(hook, reason, ended);
  } catch (error) {
    setImmediate(() => ended({ lastLine: "", failure: `${hook.command[0]} was not run: ${message(error)}` }));
  }
}

class Running {
  readonly #program: string;
  readonly #file: string;
  readonly #child: ChildProcess;
  readonly #looking: NodeJS.Timeout;
  readonly #dueMs: number;
  readonly #ended: (end: HookEnd) => void;
  /** Why we ended it. */
  #fault: string | undefined;
  #over = false;

  constructor({ command, stateDir, msMax = HOOK_MS_MAX }: Hook, reason: string, ended: (end: HookEnd) => void) {
    const [program = "", ...args] = command;
    this.#program = program;
    this.#file = join(stateDir, "restart-command.log");
    this.#ended = ended;
    const output = openSync(this.#file, "w", 0o600);
    const env = { ...process.env, HOLDFAST_REASON: reason };
    try {
      this.#child = spawn(program, args, { stdio: ["ignore", output, output], detached: true, env });
    } finally {
      closeSync(output);
    }
    this.#dueMs = performance.now() + msMax;
    this.#looking = setInterval(() => this.#look(msMax), LOOK_MS);
    this.#child.on("error", (error) => this.#end(`${program} cannot be run: ${error.message}`));
    this.#child.on("exit", (code, by) => this.#end(this.#failure(code, by)));
  }

  #end(failure: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#looking);
    this.#ended({ lastLine: lastLine(this.#file), failure });
  }

  #failure(code: number | null, by: NodeJS.Signals | null): string | undefined {
    if (this.#fault !== undefined) return `${this.#program} ${this.#fault} and was ended`;
    if (by !== null) return `${this.#program} was ended by ${by}`;
    return code === 0 ? undefined : `${this.#program} ended with code ${code}`;
  }

  #look(msMax: number): void {
    if (this.#fault !== undefined) return;
    if (performance.now() >= this.#dueMs) this.#fault = `took longer than ${msMax / 1_000} s`;
    else if ((statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0) > OUTPUT_BYTES_MAX)
      this.#fault = "printed more than 1 MiB";
    else return;
    this.#signal("SIGTERM");
    setTimeout(() => this.#signal("SIGKILL"), GRACE_MS).unref();
  }

  /** To the command and whatever it started. One that runs as another user (`sudo`) cannot be ended by us. */
  #signal(name: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#over) return;
    try {
      process.kill(-pid, name);
    } catch (error) {
      // It ended by itself just now.
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
      this.#end(`${this.#program} ${this.#fault} and cannot be ended: ${message(error)}`);
    }
  }
}

/** For the log: printable, and not long. The file may be gone. */
function lastLine(file: string): string {
  const lines = textOf(file).trimEnd().split("\n");
  return (lines.at(-1) ?? "")
    .replaceAll(/[^\x20-\x7e]/g, " ")
    .trim()
    .slice(0, LINE_CHARS_MAX);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
