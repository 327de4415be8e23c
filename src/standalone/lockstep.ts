/**
 * Drives the Gateway's time by command: it stands still until `advance`, then goes as fast as it can, in step with the clients.
 *
 * After every instant that told clients something it waits until it left and until nobody says anything any more, so a client
 * answers at the instant it was told. A client in the same process needs some turns of the event loop for that; one in a
 * process of its own needs time of the host as well (`settleMs`). Every wait has a limit: a client that does not read, or that
 * never stops talking, costs real time and cannot stop the clock. Advances run one after the other.
 */
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { after, type Instant } from "../base/time.ts";
import type { Agenda } from "./agenda.ts";

/** Turns of the event loop without any activity after which clients of this process are taken to be quiet. */
const QUIET_TURNS = 6;
/** The host's milliseconds that one instant may wait at most. */
const SETTLE_MS_MAX = 2_000;
/** The host's milliseconds of work between two looks at the rest of the process. */
const SLICE_MS = 15;

/** How often an advance says how far it is, in the host's milliseconds. */
const PROGRESS_MS = 100;

/** What the driver must know of the connections. */
export interface Traffic {
  /** Counts everything that happens on them; equal numbers mean that nothing happened in between. */
  readonly activity: number;
  /** Counts what clients were told: bytes, or the end of their connection. */
  readonly told: number;
  /** Whether something is still under way to clients that read. */
  readonly busy: boolean;
  /** The clients that did not read in time are not waited for until they do. */
  giveUp(): void;
}

export interface AdvanceOptions {
  /** `bytes` stops behind the first instant that told a client something. */
  readonly until?: "bytes" | undefined;
  /** Hears how far it is, now and then. */
  readonly onProgress?: ((doneMs: number) => void) | undefined;
}

export class Lockstep {
  readonly #agenda: Agenda;
  readonly #traffic: Traffic;
  readonly #settleMs: number;
  #last: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(agenda: Agenda, traffic: Traffic, settleMs: number) {
    this.#agenda = agenda;
    this.#traffic = traffic;
    this.#settleMs = settleMs;
  }

  /** Moves time on; answers by how many milliseconds. */
  advance(ms: number, options: AdvanceOptions = {}): Promise<number> {
    const moved = this.#last.then(() => this.#advance(ms, options));
    this.#last = moved.catch(() => {});
    return moved;
  }

  /** Waits until what clients said was heard, what they were told has left, and all are quiet. */
  async settled(): Promise<void> {
    const began = performance.now();
    let seen = -1;
    for (let quiet = 0; quiet < QUIET_TURNS || this.#traffic.busy; ) {
      if (performance.now() - began > SETTLE_MS_MAX) return this.#traffic.giveUp();
      const { activity } = this.#traffic;
      quiet = activity === seen ? quiet + 1 : 0;
      seen = activity;
      await turn();
      if (quiet === QUIET_TURNS - 1 && this.#settleMs > 0) await sleep(this.#settleMs);
      if (this.#traffic.activity !== seen) quiet = 0;
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #advance(ms: number, { until, onProgress }: AdvanceOptions): Promise<number> {
    const begun = this.#agenda.now();
    const target = after(begun, ms);
    await this.settled();
    const { told } = this.#traffic;
    let shown = performance.now();
    while (!this.#stopped) {
      if (this.#slice(target)) await this.settled();
      else await turn();
      if (until === "bytes" && this.#traffic.told !== told) return this.#agenda.now() - begun;
      const next = this.#agenda.next();
      if (next === undefined || next > target) break;
      if (performance.now() - shown < PROGRESS_MS) continue;
      shown = performance.now();
      onProgress?.(this.#agenda.now() - begun);
    }
    this.#agenda.moveTo(target);
    return this.#agenda.now() - begun;
  }

  /** Does what is due up to `target`, until something happened on the wire or the slice ends; answers whether it did. */
  #slice(target: Instant): boolean {
    const { activity } = this.#traffic;
    const end = performance.now() + SLICE_MS;
    for (let next = this.#agenda.next(); next !== undefined && next <= target; next = this.#agenda.next()) {
      this.#agenda.runNext();
      const happened = this.#traffic.activity !== activity;
      if (happened && this.#agenda.next() !== this.#agenda.now()) return true;
      if (!happened && performance.now() > end) return false;
    }
    return this.#traffic.activity !== activity;
  }
}
