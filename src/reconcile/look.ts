/**
 * A look at some of the broker's lists: it counts only when all of them are complete, and one is under way at a time.
 *
 * Whoever wants another one meanwhile has to wait; that one begins as soon as the present one is over.
 */
import type { Instant } from "../base/time.ts";
import { pauseAfter } from "./bounds.ts";
import type { ListEnd } from "./out.ts";

/** Asks for one list. */
export type Ask = (end: ListEnd, now: Instant) => void;

export class Look {
  readonly #over: (isComplete: boolean, now: Instant) => void;
  /** How many lists are still to come. */
  #pending = 0;
  #isComplete = true;
  /** Looks in a row that came to nothing. */
  #failures = 0;
  /** When the newest look began. */
  askedAt = 0 as Instant;

  /** `over` hears of the end of every look, complete or not. */
  constructor(over: (isComplete: boolean, now: Instant) => void) {
    this.#over = over;
  }

  get isUnderWay(): boolean {
    return this.#pending > 0;
  }

  begin(asks: readonly Ask[], now: Instant): void {
    this.askedAt = now;
    this.#isComplete = true;
    this.extend(asks, now);
  }

  /** Further lists belong to the same look. */
  extend(asks: readonly Ask[], now: Instant): void {
    this.#pending += asks.length;
    const end = { done: (at: Instant) => this.#ended(true, at), failed: (at: Instant) => this.#ended(false, at) };
    for (const ask of asks) ask(end, now);
  }

  #ended(isComplete: boolean, now: Instant): void {
    this.#isComplete &&= isComplete;
    this.#pending--;
    if (this.#pending > 0) return;
    this.#failures = this.#isComplete ? 0 : this.#failures + 1;
    this.#over(this.#isComplete, now);
  }

  /** The pause before the next one, in milliseconds; shorter after a look that came to nothing. */
  pauseMs(periodMs: number): number {
    return this.#failures === 0 ? periodMs : pauseAfter(this.#failures, periodMs);
  }

  /** Nothing of it will come any more. */
  sessionLost(): void {
    this.#pending = 0;
  }
}
