/**
 * When the next attempt is made: a circuit breaker that never gives up and never storms.
 *
 * Closed while the session stands; open during the pause after a failure; half-open while one attempt is under way. The
 * pauses grow as configured and the last one repeats; each is spread by a jitter of up to a fifth, so that several daemons
 * of one host do not come at once. A session sets the pauses back only when it has stood as long as the longest of them: one
 * that is let in and dropped at once, again and again, is a failure like any other. It ends the row of failures when it has
 * had its link to IB for so long: one without it stands, and serves nobody.
 */
import { after, type Instant } from "../base/time.ts";
import type { BackoffConfig } from "../model/config.ts";

export type Breaker = "closed" | "open" | "half-open";

export class Backoff {
  readonly #config: BackoffConfig;
  #failures = 0;
  /** How many pauses there were since a session stood. */
  #pauses = 0;
  #breaker: Breaker = "closed";
  /** Since when the session is ready, and since when with its link; undefined while it is not. */
  #readySince: Instant | undefined;
  #servesSince: Instant | undefined;
  /** When the next attempt is due; undefined unless open. */
  due: Instant | undefined;

  constructor(config: BackoffConfig) {
    this.#config = config;
  }

  get breaker(): Breaker {
    return this.#breaker;
  }

  /** Attempts that failed in a row, sessions that did not serve for long enough among them; none while one serves. */
  get failures(): number {
    return this.#servesSince === undefined ? this.#failures : 0;
  }

  /** An attempt begins. */
  attempt(): void {
    this.due = undefined;
    if (this.#failures > 0) this.#breaker = "half-open";
  }

  succeeded(now: Instant): void {
    this.#readySince = now;
    this.#breaker = "closed";
  }

  /** Whether the session is ready and has its link; said after every step. */
  serves(isServing: boolean, now: Instant): void {
    if (isServing) this.#servesSince ??= now;
    else if (this.#servesSince !== undefined) {
      if (this.#isLong(this.#servesSince, now)) this.#failures = 0;
      this.#servesSince = undefined;
    }
  }

  #isLong(since: Instant, now: Instant): boolean {
    return now >= after(since, Math.max(...this.#config.pausesMs));
  }

  /** An attempt, or the session, is over. `jitter` in [0, 1). Answers the pause in ms. */
  failed(now: Instant, jitter: number): number {
    const { pausesMs } = this.#config;
    if (this.#readySince !== undefined && this.#isLong(this.#readySince, now)) this.#pauses = 0;
    this.#readySince = undefined;
    this.serves(false, now);
    const pauseMs = pausesMs[Math.min(this.#pauses, pausesMs.length - 1)]! * (1 + jitter / 5);
    this.#pauses++;
    this.#failures++;
    this.#breaker = "open";
    this.due = after(now, pauseMs);
    return pauseMs;
  }

  /** So many attempts have failed that somebody must be told. */
  get alarming(): boolean {
    return this.#failures >= this.#config.alertAfter;
  }
}
