/**
 * The virtual state directory of one host; it outlives the processes that use it.
 *
 * A crash keeps a prefix of what was appended and not yet durable, cut at any byte, and may leave zeros where the rest
 * would have been (RELIABILITY 2.5). What else may be found is asked of the faults. While another process of the host
 * lives, the death of one is no failure of the machine and loses nothing. The lock dies with its holder. Files do not know
 * of each other: each loses what it loses. A new file of which nothing was synced goes with the machine.
 *
 * A disk that is full has the room that a reserve has given back, until it is used up.
 */
import { concat } from "../../base/bytes.ts";
import type { Prng } from "../../base/prng.ts";
import type { WallMs } from "../../base/time.ts";
import type { Disk, FileFacts, LogFileOwner } from "../../io/io.ts";
import type { Timeline } from "./clock.ts";
import { type Fate, survivors } from "./fate.ts";
import type { Incarnation } from "./incarnation.ts";
import { Content, type Failure, REASONS, VirtualLogFile } from "./logFile.ts";

/** Bounds of the drawn delays, in milliseconds. */
export interface DiskTraits {
  readonly syncMsMax: number;
  /** Now and then a sync takes up to this long. */
  readonly slowSyncMsMax: number;
  readonly slowSyncChance: number;
  readonly readMsMax: number;
}

export const DISK_TRAITS: DiskTraits = { syncMsMax: 1, slowSyncMsMax: 40, slowSyncChance: 0.02, readMsMax: 2 };

/** A deletion that fails: what that is called, and whether the file is gone all the same. */
export interface Undeleted {
  readonly code: string;
  readonly isGone: boolean;
}

/** What is wrong with the disk at present; whatever answers has struck. */
export interface DiskFaults {
  /** Who holds the lock although nobody does. */
  lockHeld(): string | undefined;
  opening(): string | undefined;
  deleting(): Undeleted | undefined;
  writing(): Failure | undefined;
  syncing(): Failure | undefined;
  syncMs(): number | undefined;
  /** Whether the machine fails during a sync, and how the last operation is found then. */
  tail(): ((last: Uint8Array) => Uint8Array) | undefined;
  /** Whether the machine fails right before the first sync of a new file. */
  losesFile(): boolean;
  /** The machine fails now. */
  fail(): void;
}

/** How long the end of a sync needs at most to reach the process that waits for it, in milliseconds. */
const ANSWER_MS_MAX = 0.1;
const ZEROS_CHANCE = 0.25;
const ZEROS_MAX = 64;

export class VirtualDisk {
  readonly #timeline: Timeline;
  /** The wall clock of its host, which stamps its files. */
  readonly #wall: () => WallMs;
  readonly #prng: Prng;
  readonly #traits: DiskTraits;
  readonly #durable: (file: string, bytes: Uint8Array) => void;
  readonly #faults: DiskFaults;
  readonly #files = new Map<string, Content>();
  /** Reserves that stand, and what those that were given up have left on a disk that is full, in bytes. */
  readonly #reserves = new Map<string, number>();
  #room = 0;
  #lockedBy: Incarnation | undefined;
  /** Set while the machine fails in a way that was asked for. */
  #tail: ((last: Uint8Array) => Uint8Array) | undefined;

  constructor(
    timeline: Timeline,
    wall: () => WallMs,
    prng: Prng,
    traits: DiskTraits,
    durable: (file: string, bytes: Uint8Array) => void,
    faults: DiskFaults,
  ) {
    this.#timeline = timeline;
    this.#wall = wall;
    this.#prng = prng;
    this.#traits = traits;
    this.#durable = durable;
    this.#faults = faults;
  }

  /** A copy of what would be read back if the power failed now. */
  durable(name: string): Uint8Array {
    return this.#files.get(name)?.durable ?? new Uint8Array();
  }

  port(life: Incarnation): Disk {
    return {
      lock: (answer) => life.perform("lock", () => this.#lock(life, answer)),
      list: (answer) => this.#timeline.scheduleFor(life, this.#readMs(), () => answer(this.#list())),
      open: (name, owner) => life.perform("open", () => this.#open(life, name, owner)),
      remove: (name, done) => life.perform("remove", () => this.#remove(life, name, done)),
      reserve: (name, bytes, done) => life.perform("reserve", () => this.#reserve(life, name, bytes, done)),
    };
  }

  /** The files in it, in the order of their names. */
  get names(): readonly string[] {
    return [...this.#files.keys()].toSorted();
  }

  /** A process died: its lock is free. */
  died(life: Incarnation): void {
    if (this.#lockedBy === life) this.#lockedBy = undefined;
  }

  /** The machine failed: of what was not durable a legal part survives. */
  failed(fate: Fate): void {
    for (const [name, content] of this.#files) {
      const operations = content.pending;
      content.pending = [];
      if (operations.length > 0) this.#harden(name, content, this.#surviving(operations, fate));
      if (!content.known && fate.disk !== "all") this.#files.delete(name);
    }
  }

  /** Flips a bit of durable bytes, except the last `spare`; false when there are none. */
  rot(name: string, spare: number, prng: Prng): boolean {
    const files = [...this.#files].filter(([file]) => name === "" || file === name).map(([, content]) => content);
    const longest = files.reduce<Content | undefined>(
      (a, b) => (a !== undefined && a.length >= b.length ? a : b),
      undefined,
    );
    if (longest === undefined || longest.length <= spare) return false;
    longest.change((bytes) => {
      bytes[prng.between(0, bytes.length - spare - 1)]! ^= 1 << prng.between(0, 7);
    });
    return true;
  }

  #surviving(operations: readonly Uint8Array[], fate: Fate): Uint8Array {
    const tail = this.#tail;
    if (tail === undefined) return this.#prefix(concat(operations), fate);
    const before = this.#prng.between(0, operations.length - 1);
    return concat([...operations.slice(0, before), tail(operations[before]!)]);
  }

  #prefix(pending: Uint8Array, fate: Fate): Uint8Array {
    const kept = survivors(fate.disk, pending.length, this.#prng);
    const rest = pending.length - kept;
    const torn = fate.disk === "drawn" && rest > 0 && this.#prng.chance(ZEROS_CHANCE);
    const zeros = torn ? this.#prng.between(1, Math.min(ZEROS_MAX, rest)) : 0;
    return concat([pending.subarray(0, kept), new Uint8Array(zeros)]);
  }

  #lock(life: Incarnation, answer: Parameters<Disk["lock"]>[0]): void {
    const result = this.#taken(life);
    this.#timeline.scheduleFor(life, this.#readMs(), () => answer(result));
  }

  #taken(life: Incarnation): Parameters<Parameters<Disk["lock"]>[0]>[0] {
    const stale = this.#faults.lockHeld();
    if (stale !== undefined) return { failed: stale };
    const holder = this.#lockedBy;
    if (holder !== undefined) return { failed: `locked by process ${holder.number} of ${holder.host}` };
    this.#lockedBy = life;
    return { release: () => life.perform("release", () => this.#release(life)) };
  }

  #release(life: Incarnation): void {
    if (this.#lockedBy === life) this.#lockedBy = undefined;
  }

  #open(life: Incarnation, name: string, owner: LogFileOwner): void {
    this.#timeline.scheduleFor(life, this.#readMs(), () => {
      const code = this.#faults.opening();
      if (code !== undefined) return owner.failed(code, `${name}: ${code}: ${REASONS[code]}, open`);
      const content = this.#files.get(name) ?? new Content(this.#wall());
      this.#files.set(name, content);
      // Opening makes durable what a process before has left unsynced.
      this.#harden(name, content, concat(content.pending.splice(0)));
      owner.opened(this.#file(life, name, content, owner), content.visible);
    });
  }

  #list(): readonly FileFacts[] {
    return this.names.map((name) => {
      const { length, written } = this.#files.get(name)!;
      return { name, bytes: length, written };
    });
  }

  #remove(life: Incarnation, name: string, done: (failed: string) => void): void {
    this.#timeline.scheduleFor(life, this.#syncMs(), () => {
      const isThere = this.#reserves.has(name) || this.#files.has(name);
      const failure = isThere ? this.#faults.deleting() : undefined;
      if (failure?.isGone !== false) this.#delete(name);
      done(failure?.code ?? "");
    });
  }

  #delete(name: string): void {
    this.#room += this.#reserves.get(name) ?? 0;
    this.#reserves.delete(name);
    this.#files.delete(name);
  }

  #reserve(life: Incarnation, name: string, bytes: number, done: (failed: string) => void): void {
    this.#timeline.scheduleFor(life, this.#syncMs(), () => {
      if (this.#reserves.has(name)) return done("");
      const failure = this.#faults.writing();
      if (failure !== undefined) return done(failure.code);
      this.#room = 0;
      this.#reserves.set(name, bytes);
      done("");
    });
  }

  /** How a write of so many bytes fails now, if it does. */
  #writing(bytes: number): Failure | undefined {
    const failure = this.#faults.writing();
    if (failure?.code !== "ENOSPC" || this.#room < bytes) return failure;
    this.#room -= bytes;
    return undefined;
  }

  #file(life: Incarnation, name: string, content: Content, owner: LogFileOwner): VirtualLogFile {
    return new VirtualLogFile({
      ...{ life, name, content, owner },
      timeline: this.#timeline,
      syncMs: () => this.#faults.syncMs() ?? this.#syncMs(),
      answerMs: () => this.#prng.float() * ANSWER_MS_MAX,
      wall: this.#wall,
      harden: (bytes) => this.#harden(name, content, bytes),
      writing: (bytes) => this.#writing(bytes),
      syncing: () => this.#faults.syncing(),
      fails: () => this.#fails(content),
    });
  }

  #fails(content: Content): boolean {
    if (content.pending.length === 0) return false;
    const lost = !content.known && this.#faults.losesFile();
    if (lost) content.pending = [];
    else this.#tail = this.#faults.tail();
    if (!lost && this.#tail === undefined) return false;
    this.#faults.fail();
    this.#tail = undefined;
    return true;
  }

  #harden(name: string, content: Content, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    content.harden(bytes, this.#wall());
    this.#durable(name, bytes);
  }

  #readMs(): number {
    return this.#prng.float() * this.#traits.readMsMax;
  }

  #syncMs(): number {
    const slow = this.#prng.chance(this.#traits.slowSyncChance);
    return this.#prng.float() * (slow ? this.#traits.slowSyncMsMax : this.#traits.syncMsMax);
  }
}
