/**
 * The daemon's side of the trade vault: keeps the process that writes it (vaultProcess.ts), logs what that says, and alerts.
 *
 * Nothing waits for it: the daemon writes its journal as ever, and what the vault lacks it reads from there when it can.
 */
import { type ChildProcess, fork } from "node:child_process";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "../io/io.ts";
import type { Report } from "./vaultProcess.ts";
import type { VaultFiles } from "./vaultWriter.ts";

/** Where the vault of a state directory is. */
export const vaultFile = (stateDir: string): string => join(stateDir, "trade_vault.db");

/** What is the matter with the vault, as a sentence; nothing any more when undefined. */
type Trouble = (trouble: string | undefined) => void;

const PROGRAM = fileURLToPath(new URL(`./vaultProcess${extname(import.meta.filename)}`, import.meta.url));
const AGAIN_MS = [1_000, 5_000, 30_000, 60_000] as const;
/** One that lives so long, and twice as long as the one that ended before it, does not end by itself; none has to live longer than the most. */
const STAYS_MS = 30_000;
const STAYS_MS_MAX = 3_600_000;
const LAST_WORDS_CHARS = 500;

/** From here on until the process ends. */
export function keepVault(files: VaultFiles, host: Host, trouble: Trouble): void {
  new Keeper(files, host, trouble).start();
}

const forked = (files: VaultFiles): ChildProcess =>
  fork(PROGRAM, [JSON.stringify(files)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });

const unstarted = ({ message }: Error): string => `it cannot be started: ${message}`;

class Keeper {
  readonly #files: VaultFiles;
  readonly #host: Host;
  readonly #trouble: Trouble;
  #endings = 0;
  /** So long the one that runs has to live. */
  #staysMs = STAYS_MS;
  /** That the process does not stay was told, and it has told nothing else since. */
  #toldEndings = false;

  constructor(files: VaultFiles, host: Host, trouble: Trouble) {
    this.#files = files;
    this.#host = host;
    this.#trouble = trouble;
  }

  start(): void {
    try {
      this.#follow(forked(this.#files));
    } catch (error) {
      this.#ended(unstarted(error as Error), "");
    }
  }

  #follow(child: ChildProcess): void {
    let words = "";
    // Where there is no room for a process or its pipe, there is no pipe.
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-LAST_WORDS_CHARS);
    });
    child.on("message", (report) => this.#heard(report as Report));
    const begun = performance.now();
    const stays = setTimeout(() => this.#stays(), this.#staysMs);
    this.#whenEnded(child, (how) => {
      clearTimeout(stays);
      this.#staysMs = Math.min(Math.max(STAYS_MS, 2 * (performance.now() - begun)), STAYS_MS_MAX);
      this.#ended(how, words.trim());
    });
  }

  /** Once, however it ends, also when it never began. */
  #whenEnded(child: ChildProcess, ended: (how: string) => void): void {
    let isOver = false;
    const once = (how: string): void => {
      if (!isOver) ended(how);
      isOver = true;
    };
    child.on("error", (error) => once(unstarted(error)));
    child.on("exit", (code, signal) =>
      once(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
    );
  }

  #heard(report: Report): void {
    // "No trouble" is no key at all in the JSON that comes.
    if (!("log" in report)) return this.#tell(report.trouble ?? undefined);
    const { level, event, fields } = report.log;
    this.#host.log(level, event, { ...fields });
  }

  /** What the process itself has said is its own to take back. */
  #stays(): void {
    if (this.#toldEndings) this.#tell(undefined);
    this.#endings = 0;
  }

  #tell(trouble: string | undefined): void {
    this.#toldEndings = false;
    this.#trouble(trouble);
  }

  #ended(how: string, words: string): void {
    const pause = AGAIN_MS[Math.min(this.#endings++, AGAIN_MS.length - 1)]!;
    this.#host.log("warn", "vault-process-ended", { how, words, againMs: pause });
    if (this.#endings > 1) {
      this.#trouble(`the process that writes ${this.#files.path} does not stay: ${how}`);
      this.#toldEndings = true;
    }
    setTimeout(() => this.start(), pause);
  }
}
