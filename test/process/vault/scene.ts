/** A journal of a simulated day that grows as a test wills, and the real process that writes the vault beside it. */
import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { vaultFile } from "../../../src/daemon/vault.ts";
import { rebuild } from "../../../src/daemon/vaultBuild.ts";
import type { Report } from "../../../src/daemon/vaultProcess.ts";
import type { VaultFiles } from "../../../src/daemon/vaultWriter.ts";
import { draw } from "../../../src/sim/campaign/draw.ts";
import type { JournalFile } from "../../../src/sim/campaign/journalFiles.ts";
import { TABLE_NAMES } from "../../../src/vault/tables.ts";
import { ROOT, temporaryDirectory } from "../../rig/folders.ts";
import { started } from "../../rig/tearDown.ts";
import { journalFilesOf } from "../../sim/journalOf.ts";

/** It has some orders, executions and round trips in several files, from the first one on: a snapshot would be longer than a moment. */
const SEED = 45;
let drawn: readonly JournalFile[] | undefined;

export class Journal {
  readonly dir: string;
  readonly #left: { readonly name: string; bytes: Uint8Array }[];
  readonly length: number;

  constructor(dir = temporaryDirectory()) {
    this.dir = dir;
    drawn ??= journalFilesOf(draw(SEED));
    this.#left = drawn.map((file) => ({ ...file }));
    this.length = drawn.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  get files(): VaultFiles {
    return { dir: this.dir, gateway: "main", path: vaultFile(this.dir), build: "test" };
  }

  /** The next bytes, over files; all that is left unless told how many. */
  append(count = Number.POSITIVE_INFINITY): void {
    for (let due = count; due > 0 && this.#left.length > 0; ) {
      const [{ name, bytes }] = this.#left as [{ name: string; bytes: Uint8Array }];
      appendFileSync(join(this.dir, name), bytes.subarray(0, due));
      if (due < bytes.length) this.#left[0]!.bytes = bytes.subarray(due);
      else this.#left.shift();
      due -= bytes.length;
    }
  }
}

const PROGRAM = join(ROOT, "src/daemon/vaultProcess.ts");
const LOOK_MS = 50;

export class Scribe {
  readonly child: ChildProcess;
  readonly reports: Report[] = [];
  readonly #ended: Promise<void>;

  constructor(files: VaultFiles) {
    this.child = fork(PROGRAM, [JSON.stringify(files)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const over = started(() => this.child.kill("SIGKILL"));
    this.child.on("message", (report) => void this.reports.push(report as Report));
    this.#ended = new Promise((resolve) =>
      this.child.once("exit", () => {
        over();
        resolve();
      }),
    );
  }

  /** What it said last of what is the matter: null when nothing is; undefined while it has not spoken. */
  get trouble(): string | null | undefined {
    const last = this.reports.findLast((report) => "trouble" in report);
    return last && "trouble" in last ? last.trouble : undefined;
  }

  logged(event: string): object | undefined {
    const found = this.reports.find((report) => "log" in report && report.log.event === event);
    return found && "log" in found ? found.log.fields : undefined;
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#ended;
  }

  /** As when the daemon is gone: it writes what there is, and ends. */
  async leave(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.#ended;
  }
}

export async function until<T>(what: string, look: () => T | undefined, withinMs = 20_000): Promise<T> {
  for (const end = performance.now() + withinMs; performance.now() < end; await pause(LOOK_MS)) {
    const found = look();
    if (found !== undefined) return found;
  }
  return assert.fail(`there was no ${what} within ${withinMs} ms`);
}

/** Everything in a vault but where in the journal it ends, as text. */
export function rowsOf(path: string): readonly string[] {
  const db = new DatabaseSync(path);
  try {
    return TABLE_NAMES.flatMap((name) => rowsIn(db, name)).sort();
  } finally {
    db.close();
  }
}

const rowsIn = (db: DatabaseSync, name: string): readonly string[] =>
  db
    .prepare(`SELECT * FROM "${name}"`)
    .all()
    .map((row) => `${name} ${JSON.stringify(row)}`);

/** What the journal makes now, built elsewhere. */
export function rowsBuilt({ dir }: Journal): readonly string[] {
  const path = join(temporaryDirectory(), "built.db");
  rebuild({ dir, gateway: "main", path, build: "test" }, { journalOnly: false, progress: () => {} });
  return rowsOf(path);
}

/** It has everything, once. */
export async function becomesWhole(journal: Journal): Promise<void> {
  const rows = rowsBuilt(journal);
  await until("whole vault", () => (sameRows(journal, rows) ? true : undefined));
}

function sameRows({ files }: Journal, rows: readonly string[]): boolean {
  try {
    return rowsOf(files.path).join("\n") === rows.join("\n");
  } catch {
    // It is not there yet, or being written.
    return false;
  }
}
