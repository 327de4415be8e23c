/**
 * The virtual state directory of one host; it outlives the processes that use it.
 *
 * A crash keeps a prefix of what was appended and not yet durable, cut at any byte, and may leave zeros where the rest
 * would have been (RELIABILITY 2.5). The lock dies with its holder.
 */
import { concat } from "../../base/bytes.ts";
import type { Prng } from "../../base/prng.ts";
import type { Disk, LogFileOwner } from "../../io/io.ts";
import type { Timeline } from "./clock.ts";
import { type Fate, survivors } from "./fate.ts";
import type { Incarnation } from "./incarnation.ts";
import { Content, VirtualLogFile } from "./logFile.ts";

/** Bounds of the drawn delays, in milliseconds. */
export interface DiskTraits {
  readonly syncMsMax: number;
  /** Now and then a sync takes up to this long. */
  readonly slowSyncMsMax: number;
  readonly slowSyncChance: number;
  readonly readMsMax: number;
}

export const DISK_TRAITS: DiskTraits = { syncMsMax: 1, slowSyncMsMax: 40, slowSyncChance: 0.02, readMsMax: 2 };

/** How long the end of a sync needs at most to reach the process that waits for it, in milliseconds. */
const ANSWER_MS_MAX = 0.1;
const ZEROS_CHANCE = 0.25;
const ZEROS_MAX = 64;

export class VirtualDisk {
  readonly #timeline: Timeline;
  readonly #prng: Prng;
  readonly #traits: DiskTraits;
  readonly #durable: (file: string, bytes: Uint8Array) => void;
  readonly #files = new Map<string, Content>();
  #lockedBy: Incarnation | undefined;

  constructor(timeline: Timeline, prng: Prng, traits: DiskTraits, durable: (file: string, bytes: Uint8Array) => void) {
    this.#timeline = timeline;
    this.#prng = prng;
    this.#traits = traits;
    this.#durable = durable;
  }

  /** A copy of what would be read back if the power failed now. */
  durable(name: string): Uint8Array {
    return this.#files.get(name)?.durable ?? new Uint8Array();
  }

  port(life: Incarnation): Disk {
    return {
      lock: (answer) => life.perform("lock", () => this.#lock(life, answer)),
      open: (name, owner) => life.perform("open", () => this.#open(life, name, owner)),
    };
  }

  /** The process died: its lock is free, and of what it had not made durable a legal part survives. */
  died(life: Incarnation, fate: Fate): void {
    if (this.#lockedBy === life) this.#lockedBy = undefined;
    for (const [name, content] of this.#files) {
      const pending = concat(content.pending);
      content.pending = [];
      if (pending.length > 0) this.#harden(name, content, this.#surviving(pending, fate));
    }
  }

  #surviving(pending: Uint8Array, fate: Fate): Uint8Array {
    const kept = survivors(fate.disk, pending.length, this.#prng);
    const rest = pending.length - kept;
    const torn = fate.disk === "drawn" && rest > 0 && this.#prng.chance(ZEROS_CHANCE);
    const zeros = torn ? this.#prng.between(1, Math.min(ZEROS_MAX, rest)) : 0;
    return concat([pending.subarray(0, kept), new Uint8Array(zeros)]);
  }

  #lock(life: Incarnation, answer: Parameters<Disk["lock"]>[0]): void {
    const holder = this.#lockedBy;
    if (holder === undefined) this.#lockedBy = life;
    const result =
      holder === undefined
        ? { release: () => life.perform("release", () => this.#release(life)) }
        : { failed: `locked by process ${holder.number} of ${holder.host}` };
    this.#timeline.scheduleFor(life, this.#readMs(), () => answer(result));
  }

  #release(life: Incarnation): void {
    if (this.#lockedBy === life) this.#lockedBy = undefined;
  }

  #open(life: Incarnation, name: string, owner: LogFileOwner): void {
    this.#timeline.scheduleFor(life, this.#readMs(), () => {
      const content = this.#files.get(name) ?? new Content();
      this.#files.set(name, content);
      const file = new VirtualLogFile({
        life,
        timeline: this.#timeline,
        content,
        owner,
        syncMs: () => this.#syncMs(),
        answerMs: () => this.#prng.float() * ANSWER_MS_MAX,
        harden: (bytes) => this.#harden(name, content, bytes),
      });
      owner.opened(file, content.durable);
    });
  }

  #harden(name: string, content: Content, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    content.harden(bytes);
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
