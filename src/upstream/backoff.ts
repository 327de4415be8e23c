/**
 * When the next attempt is made: a circuit breaker that never gives up and never storms.
 *
 * Closed while the session stands; open during the pause after a failure; half-open while one attempt is under way. The
 * pauses grow as configured and the last one repeats; each is spread by a jitter of up to a fifth, so that several daemons
 * of one host do not come at once. A session sets the pauses back only when it has stood as long as the longest of them: one
 * that is let in and dropped at once, again and again, is a failure like any other.
 */
import { after, type Instant } from "../base/time.ts";
import type { BackoffConfig } from "../model/config.ts";

export type Breaker = "closed" | "open" | "half-open";

export class Backoff {
  readonly #config: BackoffConfig;
  #failures = 0;
  #breaker: Breaker = "closed";
  /** Since when the session is ready; undefined while it is not. */
  #readySince: Instant | undefined;
  /** When the next attempt is due; undefined unless open. */
  due: Instant | undefined;

  constructor(config: BackoffConfig) {
    this.#config = config;
  }

  get breaker(): Breaker {
    return this.#breaker;
  }

  /** Attempts that failed in a row, sessions that did not stand among them; none while a session is ready. */
  get failures(): number {
    return this.#readySince === undefined ? this.#failures : 0;
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

  /** An attempt, or the session, is over. `jitter` in [0, 1). Answers the pause in ms. */
  failed(now: Instant, jitter: number): number {
    const { pausesMs } = this.#config;
    if (this.#readySince !== undefined && now >= after(this.#readySince, Math.max(...pausesMs))) this.#failures = 0;
    this.#readySince = undefined;
    const pauseMs = pausesMs[Math.min(this.#failures, pausesMs.length - 1)]! * (1 + jitter / 5);
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
