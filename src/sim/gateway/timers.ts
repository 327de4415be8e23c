/** What the Gateway is to do later: each on the clock until it is due, is forgotten, or the Gateway is closed. */
import { after } from "../../base/time.ts";
import type { Clock } from "../../io/io.ts";

export class Timers {
  readonly #clock: Clock;
  readonly #settle: () => void;
  readonly #waiting = new Set<() => void>();

  /** `settle` is called when what was to be done is done. */
  constructor(clock: Clock, settle: () => void) {
    this.#clock = clock;
    this.#settle = settle;
  }

  /** Runs something after so many milliseconds; the answer forgets it. */
  later(ms: number, run: () => void): () => void {
    const forget = (): void => {
      cancel();
      this.#waiting.delete(forget);
    };
    const cancel = this.#clock.at(after(this.#clock.now(), ms), () => {
      this.#waiting.delete(forget);
      run();
      this.#settle();
    });
    this.#waiting.add(forget);
    return forget;
  }

  forgetAll(): void {
    for (const forget of [...this.#waiting]) forget();
  }
}
