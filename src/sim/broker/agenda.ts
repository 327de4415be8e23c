/** What the broker does by itself at a later time, in the order of the times; equal ones in the order of arrival. */
import type { Instant } from "../../base/time.ts";

interface Entry {
  readonly due: Instant;
  readonly run: () => void;
}

export class Agenda {
  #entries: Entry[] = [];

  add(due: Instant, run: () => void): void {
    const behind = this.#entries.findIndex((entry) => entry.due > due);
    this.#entries.splice(behind < 0 ? this.#entries.length : behind, 0, { due, run });
  }

  next(): Instant | undefined {
    return this.#entries[0]?.due;
  }

  runDue(now: Instant): void {
    while (this.#entries[0] !== undefined && this.#entries[0].due <= now) this.#entries.shift()?.run();
  }
}
