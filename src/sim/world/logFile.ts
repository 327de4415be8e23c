/**
 * An append-only file as one process has it open.
 *
 * One sync runs at a time and makes durable what was appended before it began; later appends share the next one (group
 * commit). The bytes are durable some moments before the process hears of it, so that a crash can fall in between.
 */
import { concat } from "../../base/bytes.ts";
import type { LogFile, LogFileOwner } from "../../io/io.ts";
import type { Timeline } from "./clock.ts";
import type { Incarnation } from "./incarnation.ts";

/** What is on the disk under a name, and what is not yet. */
export class Content {
  /** Appended and not durable yet, in order. */
  pending: Uint8Array[] = [];
  #bytes = new Uint8Array(4_096);
  #length = 0;

  /** A copy of the durable bytes. */
  get durable(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  harden(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  #grow(least: number): void {
    const bytes = new Uint8Array(Math.max(least, this.#bytes.length * 2));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}

export interface LogFileParts {
  readonly life: Incarnation;
  readonly timeline: Timeline;
  readonly content: Content;
  readonly owner: LogFileOwner;
  /** Draws how long a sync takes, and how long its end needs to reach the process, in milliseconds. */
  readonly syncMs: () => number;
  readonly answerMs: () => number;
  /** Makes bytes durable. */
  readonly harden: (bytes: Uint8Array) => void;
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
        this.#parts.content.cut(length);
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
    this.#later(0, () => {
      const covered = this.#appends;
      const count = this.#parts.content.pending.length;
      this.#later(this.#parts.syncMs(), () => this.#synced(count, covered));
    });
  }

  #synced(count: number, covered: number): void {
    this.#parts.harden(concat(this.#parts.content.pending.splice(0, count)));
    this.#later(this.#parts.answerMs(), () => {
      this.#syncing = false;
      if (this.#parts.content.pending.length > 0) this.#planSync();
      if (!this.#closed) this.#parts.owner.durable(covered);
    });
  }

  #later(ms: number, run: () => void): void {
    this.#parts.timeline.scheduleFor(this.#parts.life, ms, run);
  }
}
