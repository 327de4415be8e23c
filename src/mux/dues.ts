/**
 * By when what was asked must be answered: each request has its own time, from the moment it left.
 *
 * While the Gateway has lost IB nothing is due, because what it cannot answer is not its fault; when IB is back, whatever is
 * still open has the whole time once more.
 */
import { after, earliest, type Instant } from "../base/time.ts";

export class Dues<Asked> {
  /** In milliseconds. */
  readonly #answerMs: (asked: Asked) => number;
  readonly #dueAt = new Map<Asked, Instant>();
  /** No answer is due earlier; a hint, for a word moves its own answer's time on and not this. */
  #next: Instant | undefined;
  #linkLost = false;

  constructor(answerMs: (asked: Asked) => number) {
    this.#answerMs = answerMs;
  }

  /** The request has left. */
  expect(asked: Asked, now: Instant): void {
    const dueAt = after(now, this.#answerMs(asked));
    this.#dueAt.set(asked, dueAt);
    this.#next = earliest(this.#next, dueAt);
  }

  /** A word of its answer: the rest has the whole time once more. */
  heard(asked: Asked, now: Instant): void {
    if (this.#dueAt.has(asked)) this.#dueAt.set(asked, after(now, this.#answerMs(asked)));
  }

  /** Answered, or nobody's any more. */
  over(asked: Asked): void {
    this.#dueAt.delete(asked);
  }

  linkLost(): void {
    this.#linkLost = true;
  }

  linkBack(now: Instant): void {
    this.#linkLost = false;
    for (const asked of this.#dueAt.keys()) this.expect(asked, now);
  }

  sessionLost(): void {
    this.#linkLost = false;
  }

  nextDeadline(): Instant | undefined {
    return this.#linkLost ? undefined : this.#next;
  }

  /** What was not answered in time; it is due no more. */
  expired(now: Instant): readonly Asked[] {
    if (this.#linkLost || this.#next === undefined || now < this.#next) return [];
    this.#next = undefined;
    const expired: Asked[] = [];
    for (const [asked, dueAt] of this.#dueAt)
      if (dueAt <= now) expired.push(asked);
      else this.#next = earliest(this.#next, dueAt);
    for (const asked of expired) this.#dueAt.delete(asked);
    return expired;
  }
}
