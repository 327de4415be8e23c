/**
 * The Gateway's time: what is going to happen and when, and the clock port on it.
 *
 * Time stands still between two calls of `runNext` and `moveTo`; whoever drives it decides how fast it goes. What is due at
 * the same instant runs in the order in which it was asked for, so equal calls give equal runs.
 */
import type { Instant, WallMs } from "../base/time.ts";
import type { Clock } from "../io/io.ts";
import { Heap } from "../sim/world/heap.ts";

export class Agenda implements Clock {
  readonly #heap = new Heap();
  readonly #startWall: WallMs;
  #now = 0 as Instant;
  /** Called when something was put before everything else: a driver that sleeps wakes up earlier. */
  onEarlier: () => void = () => {};

  constructor(startWall: WallMs) {
    this.#startWall = startWall;
  }

  now(): Instant {
    return this.#now;
  }

  wall(): WallMs {
    return Math.floor(this.#startWall + this.#now) as WallMs;
  }

  at(when: Instant, run: () => void): () => void {
    const first = this.next();
    const due = Math.max(when, this.#now);
    const event = this.#heap.push(due, 0, run);
    if (first === undefined || due < first) this.onEarlier();
    return () => this.#heap.forget(event);
  }

  /** When the next thing happens; undefined when nothing is planned. */
  next(): Instant | undefined {
    return this.#heap.peek()?.at as Instant | undefined;
  }

  /** Moves to the next thing and does it. */
  runNext(): void {
    const event = this.#heap.pop();
    if (event === undefined) return;
    this.#now = Math.max(this.#now, event.at) as Instant;
    event.run();
  }

  /** Moves on where nothing happens; what lies before `when` must have run. */
  moveTo(when: Instant): void {
    if (when > this.#now) this.#now = when;
  }
}
