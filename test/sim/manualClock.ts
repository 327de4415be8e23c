/** A clock that a test moves: timers run in order when their time is passed. */
import { type Instant, type WallMs, wallOf } from "../../src/base/time.ts";
import type { Clock } from "../../src/io/io.ts";

/** A Monday, 10:00 in New York. */
export const MONDAY: WallMs = wallOf(2026, 1, 5, 15, 0);

export class ManualClock implements Clock {
  readonly #start: WallMs;
  #now = 0;
  #timers: { readonly when: number; readonly run: () => void }[] = [];

  /** `start`: what the clocks show at the beginning. */
  constructor(start = MONDAY) {
    this.#start = start;
  }

  now(): Instant {
    return this.#now as Instant;
  }

  wall(): WallMs {
    return (this.#start + this.#now) as WallMs;
  }

  at(when: Instant, run: () => void): () => void {
    const timer = { when, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Timers that are due run, the earliest first, each at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ when }) => when <= until);
      const next = due.reduce<(typeof due)[number] | undefined>(
        (first, timer) => (first === undefined || timer.when < first.when ? timer : first),
        undefined,
      );
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.when);
      next.run();
    }
    this.#now = until;
  }
}
