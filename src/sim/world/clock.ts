/**
 * Virtual time: a timeline that jumps from event to event, and the clock port on it.
 *
 * Events of one instant run in an order drawn from the seed. A timer of a process fires at its time or, as on a real
 * host, a drawn moment later; it dies with its process.
 */
import type { Prng } from "../../base/prng.ts";
import type { Instant, WallMs } from "../../base/time.ts";
import type { Clock } from "../../io/io.ts";
import { Heap, type HeapEvent } from "./heap.ts";
import type { Incarnation, Timer } from "./incarnation.ts";

/** How late a timer may fire, in milliseconds. */
const TIMER_LATE_MS_MAX = 1;

export class Timeline {
  readonly #heap = new Heap();
  readonly #ties: Prng;
  readonly #wallAtZero: WallMs;
  #now = 0 as Instant;

  constructor(ties: Prng, wallAtZero: WallMs) {
    this.#ties = ties;
    this.#wallAtZero = wallAtZero;
  }

  get now(): Instant {
    return this.#now;
  }

  get wall(): WallMs {
    return Math.floor(this.#wallAtZero + this.#now) as WallMs;
  }

  /** When the next event happens; `undefined` when nothing is ever going to. */
  get next(): number | undefined {
    return this.#heap.peek()?.at;
  }

  /** Plans something `ms` from now, outside any process. */
  schedule(ms: number, run: () => void): HeapEvent {
    return this.#heap.push(nextMicrosecond(this.#now + ms), this.#ties.uint32(), run);
  }

  /** Plans a call into a process; nothing comes of it when its life has ended by then. */
  scheduleFor(life: Incarnation, ms: number, run: () => void): HeapEvent {
    const event = this.schedule(ms, () => {
      life.events.delete(event);
      life.call(run);
    });
    life.events.add(event);
    return event;
  }

  forget(event: HeapEvent): void {
    this.#heap.forget(event);
  }

  /** Takes away everything that was planned for a life. */
  forgetAll(life: Incarnation): void {
    for (const event of life.events) this.#heap.forget(event);
    for (const { event } of life.timers) this.#heap.forget(event);
    life.events.clear();
    life.timers.clear();
  }

  /** Jumps to the next event and runs it; false when there is none. */
  step(): boolean {
    const event = this.#heap.pop();
    if (event === undefined) return false;
    this.#now = event.at as Instant;
    event.run();
    return true;
  }

  /** Moves time on where nothing happens. */
  advanceTo(when: Instant): void {
    if (when > this.#now) this.#now = when;
  }
}

/** Keeps sums of small delays from drifting into unreadable fractions; never earlier than asked. */
function nextMicrosecond(ms: number): number {
  const micros = Math.round(ms * 1_000);
  return micros / 1_000 < ms ? (micros + 1) / 1_000 : micros / 1_000;
}

/** How the clocks of one host differ from the timeline's, in milliseconds. */
export interface Skew {
  /** The monotonic clock, and the wall clock with it. */
  aheadMs: number;
  /** The wall clock alone. */
  wallMs: number;
}

/** What the wall clock of a host shows. */
export const wallOn = (timeline: Timeline, { aheadMs, wallMs }: Skew): WallMs =>
  Math.floor(timeline.wall + aheadMs + wallMs) as WallMs;

export function virtualClock(timeline: Timeline, life: Incarnation, late: Prng, skew: Skew): Clock {
  const now = (): Instant => (timeline.now + skew.aheadMs) as Instant;
  return {
    now,
    wall: () => wallOn(timeline, skew),
    at(when, run) {
      if (!life.alive) return () => {};
      const lateMs = late.float() * TIMER_LATE_MS_MAX;
      const timer: Timer = { when, run, event: plan(timeline, when - now(), lateMs, () => fire(life, timer)) };
      life.timers.add(timer);
      return () => {
        life.timers.delete(timer);
        timer.run = undefined;
        timeline.forget(timer.event);
      };
    },
  };
}

/** The monotonic clock of a host jumps forward: timers of its processes that are due by now fire at once. */
export function leap(timeline: Timeline, lives: readonly Incarnation[], skew: Skew, ms: number): void {
  skew.aheadMs += ms;
  for (const life of lives) {
    for (const timer of life.timers) {
      timeline.forget(timer.event);
      timer.event = plan(timeline, timer.when - timeline.now - skew.aheadMs, 0, () => fire(life, timer));
    }
  }
}

const plan = (timeline: Timeline, waitMs: number, lateMs: number, run: () => void): HeapEvent =>
  timeline.schedule(Math.max(0, waitMs) + lateMs, run);

/** A timer that was taken back while its process stood still does not fire. */
function fire(life: Incarnation, timer: Timer): void {
  life.timers.delete(timer);
  life.call(() => timer.run?.());
}
