/**
 * An append-only file as one process has it open, and the bytes behind it.
 *
 * One sync runs at a time and makes durable what was appended before it began; later appends share the next one (group
 * commit). The bytes are durable some moments before the process hears of it, so that a crash can fall in between. The
 * first failure is told once and ends the file, as on a real host.
 */
import { concat } from "../../base/bytes.ts";
import type { WallMs } from "../../base/time.ts";
import type { LogFile, LogFileOwner } from "../../io/io.ts";
import type { Timeline } from "./clock.ts";
import type { Incarnation } from "./incarnation.ts";

/** What is on the disk under a name, and what is not yet. */
export class Content {
  /** Appended and not durable yet, in order. */
  pending: Uint8Array[] = [];
  #bytes = new Uint8Array(4_096);
  #length = 0;
  #known = false;
  /** When it was made, became longer or was cut last, by the clock of its host. */
  written: WallMs;

  constructor(made: WallMs) {
    this.written = made;
  }

  /** A copy of the durable bytes. */
  get durable(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Whether anything of it was ever synced. */
  get known(): boolean {
    return this.#known;
  }

  harden(bytes: Uint8Array, wall: WallMs): void {
    this.#known = true;
    this.written = wall;
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  /** What a process reads: the durable bytes and, behind them, those of others that are not durable yet. */
  get visible(): Uint8Array {
    return this.pending.length === 0 ? this.durable : concat([this.durable, ...this.pending]);
  }

  cut(length: number, wall: WallMs): void {
    this.#known = true;
    this.written = wall;
    this.#length = Math.min(this.#length, length);
  }

  /** Changes durable bytes behind everybody's back. */
  change(change: (bytes: Uint8Array) => void): void {
    change(this.#bytes.subarray(0, this.#length));
  }

  #grow(least: number): void {
    const bytes = new Uint8Array(Math.max(least, this.#bytes.length * 2));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}

/** A write or a sync that fails: what it is called, and how much of the bytes gets onto the disk all the same. */
export interface Failure {
  readonly code: string;
  readonly kept: (length: number) => number;
}

export interface LogFileParts {
  readonly name: string;
  readonly life: Incarnation;
  readonly timeline: Timeline;
  readonly content: Content;
  readonly owner: LogFileOwner;
  /** Draws how long a sync takes, and how long its end needs to reach the process, in milliseconds. */
  readonly syncMs: () => number;
  readonly answerMs: () => number;
  readonly wall: () => WallMs;
  /** Makes bytes durable. */
  readonly harden: (bytes: Uint8Array) => void;
  /** How a write of so many bytes, or a sync, that happens now fails, if it does. */
  readonly writing: (bytes: number) => Failure | undefined;
  readonly syncing: () => Failure | undefined;
  /** Whether the machine fails during this sync; it has failed when this answers. */
  readonly fails: () => boolean;
}

export class VirtualLogFile implements LogFile {
  readonly #parts: LogFileParts;
  #appends = 0;
  #syncing = false;
  #closed = false;

  constructor(parts: LogFileParts) {
    this.#parts = parts;
  }

  append(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#parts.life.perform("append", () => {
      this.#appends++;
      this.#parts.content.pending.push(bytes.slice());
      if (!this.#syncing) this.#planSync();
    });
  }

  cut(length: number, done: () => void): void {
    if (this.#closed) return;
    this.#parts.life.perform("cut", () => {
      this.#later(this.#parts.syncMs(), () => {
        const failure = this.#parts.writing(0) ?? this.#parts.syncing();
        if (failure !== undefined) return this.#fail(failure, "ftruncate");
        this.#parts.harden(concat(this.#parts.content.pending.splice(0)));
        this.#parts.content.cut(length, this.#parts.wall());
        done();
      });
    });
  }

  close(): void {
    this.#parts.life.perform("closeFile", () => {
      this.#closed = true;
    });
  }

  /** The sync begins behind the step that appended, and so covers all appends of that step. */
  #planSync(): void {
    this.#syncing = true;
    this.#later(0, () => this.#write());
  }

  /** An owner that makes room gets another try with the same bytes, of which nothing is in the file. */
  #write(): void {
    const { content, owner, syncMs, writing } = this.#parts;
    const failure = writing(content.pending.reduce((sum, { length }) => sum + length, 0));
    if (failure?.code === "ENOSPC" && !this.#closed && owner.full?.(() => this.#planSync()) === true) return;
    if (failure !== undefined) return this.#lose(failure, "write");
    const [covered, count] = [this.#appends, content.pending.length];
    this.#later(syncMs(), () => this.#synced(count, covered));
  }

  #synced(count: number, covered: number): void {
    if (this.#parts.fails()) return;
    const failure = this.#parts.syncing();
    if (failure !== undefined) return this.#lose(failure, "fdatasync");
    if (!this.#parts.life.passes("synced", "before")) return;
    this.#parts.harden(concat(this.#parts.content.pending.splice(0, count)));
    if (this.#parts.life.passes("synced", "after")) this.#later(this.#parts.answerMs(), () => this.#tell(covered));
  }

  #tell(covered: number): void {
    if (!this.#parts.life.passes("told", "before")) return;
    this.#syncing = false;
    if (this.#parts.content.pending.length > 0) this.#planSync();
    if (!this.#closed) this.#parts.owner.durable(covered);
    this.#parts.life.passes("told", "after");
  }

  /** What was appended is gone but for what the failure keeps. */
  #lose(failure: Failure, call: string): void {
    const lost = concat(this.#parts.content.pending.splice(0));
    this.#parts.harden(lost.subarray(0, failure.kept(lost.length)));
    this.#fail(failure, call);
  }

  /** Told once; a file that was closed meanwhile has nobody to tell. */
  #fail({ code }: Failure, call: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#later(this.#parts.answerMs(), () => {
      this.#parts.owner.failed(code, `${this.#parts.name}: ${code}: ${REASONS[code] ?? "failed"}, ${call}`);
    });
  }

  #later(ms: number, run: () => void): void {
    this.#parts.timeline.scheduleFor(this.#parts.life, ms, run);
  }
}

/** How the host puts it. */
export const REASONS: { readonly [code: string]: string } = {
  EIO: "i/o error",
  ENOSPC: "no space left on device",
  EMFILE: "too many open files",
};
