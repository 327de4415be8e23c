/**
 * A program under test as a child process: its lines are kept, waiting for one has a limit, and nothing survives the
 * test process.
 *
 * A wait also looks at what was said before it began, so a test cannot miss a line by asking late. When the child ends
 * while somebody waits, the waiter is told the child's last words.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { PATIENCE_MS } from "./patience.ts";
import { started } from "./tearDown.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const STOP_MS_MAX = 10_000;
/** What a failed wait quotes. */
const LAST_WORDS = 25;

export class Child {
  readonly name: string;
  /** Complete lines of standard output. */
  readonly out: string[] = [];
  /** Complete lines of standard error. */
  readonly err: string[] = [];
  readonly exited: Promise<Exit>;
  exit: Exit | undefined;
  readonly #process: ChildProcess;
  readonly #watchers = new Set<() => void>();

  constructor(name: string, command: string, args: readonly string[], { cwd, env }: StartOptions = {}) {
    this.name = name;
    this.#process = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: "pipe" });
    const ended = started(() => this.#process.kill("SIGKILL"));
    this.#process.stdin!.on("error", () => {});
    this.#collect(this.#process.stdout!, this.out);
    this.#collect(this.#process.stderr!, this.err);
    this.exited = new Promise((resolve) => {
      this.#process.once("error", (error) => this.err.push(String(error)));
      // Unlike "exit", "close" also comes when the program could not be started, and behind the last line.
      this.#process.once("close", (code, signal) => {
        ended();
        this.exit = { code, signal };
        resolve(this.exit);
        this.#changed();
      });
    });
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** The first answer of `read` that is not undefined, asked of every line so far and to come. */
  async line<T>(
    of: "out" | "err",
    what: string,
    read: (line: string) => T | undefined,
    withinMs = PATIENCE_MS,
  ): Promise<T> {
    let next = 0;
    return this.until(
      what,
      () => {
        for (const line of this[of].slice(next)) {
          next++;
          const found = read(line);
          if (found !== undefined) return found;
        }
        return undefined;
      },
      withinMs,
    );
  }

  /** Resolves when `ready` answers something; asked again at every line and at the end of the child. */
  until<T>(what: string, ready: () => T | undefined, withinMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = ready();
        if (found !== undefined) return settle(() => resolve(found));
        if (this.exit !== undefined) settle(() => reject(this.#trouble(`ended before ${what}`)));
      };
      const timer = setTimeout(
        () => settle(() => reject(this.#trouble(`did not reach ${what} within ${withinMs} ms`))),
        withinMs,
      );
      const settle = (how: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        how();
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Its end by itself; one that takes longer is killed, and the wait fails. */
  async end(withinMs: number): Promise<Exit> {
    try {
      return await this.until("its end", () => this.exit, withinMs);
    } finally {
      await this.kill();
    }
  }

  write(text: string): void {
    this.#process.stdin!.write(text);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** SIGTERM, and SIGKILL for one that does not end within 10 s. */
  async stop(): Promise<Exit> {
    this.#process.kill("SIGTERM");
    const impatience = setTimeout(() => this.#process.kill("SIGKILL"), STOP_MS_MAX);
    const exit = await this.exited;
    clearTimeout(impatience);
    return exit;
  }

  /** Ends it at once, without any good-bye. */
  async kill(): Promise<Exit> {
    this.#process.kill("SIGKILL");
    return this.exited;
  }

  #trouble(what: string): Error {
    const words = [...this.out.slice(-LAST_WORDS), ...this.err.slice(-LAST_WORDS)].map((line) => `  ${line}`);
    const how = this.exit === undefined ? "" : ` (exit ${this.exit.code ?? this.exit.signal})`;
    return new Error([`${this.name} ${what}${how}; it said last:`, ...words].join("\n"));
  }

  #collect(stream: NodeJS.ReadableStream, lines: string[]): void {
    let begun = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      const parts = (begun + text).split("\n");
      begun = parts.pop()!;
      lines.push(...parts);
      if (parts.length > 0) this.#changed();
    });
    stream.on("end", () => {
      if (begun !== "") lines.push(begun);
    });
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}

/** A line as JSON object, undefined for anything else. */
export function jsonLine(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
