/** Limits that operators have set for a time: each ends when that is over, not before and not much later. */
import { seconds } from "../../../base/time.ts";
import type { Facts } from "../facts.ts";
import { type Line, recordedAt } from "../line.ts";
import { nameOf, type ScopeLine } from "./control.ts";
import { Owed } from "./owed.ts";
import type { Pace } from "./pace.ts";

/** Between the end of a limit's time, or the start of a process that was away then, and the line that says so. */
const BOUND_MS = seconds(15);
/** What the daemon gives as its reason when nobody has asked for it. */
const OVER = "its time is over";

export class Terms {
  readonly #pace: Pace;
  readonly #violated: (sentence: string) => void;
  readonly #owed: Owed;
  /** By limit, until when by the daemon's wall clock; undefined: for good. */
  readonly #until = new Map<string, number | undefined>();

  constructor(facts: Facts, pace: Pace, violated: (sentence: string) => void) {
    this.#pace = pace;
    this.#violated = violated;
    this.#owed = new Owed(facts, violated);
  }

  journaled(line: Line): void {
    if (line.kind !== "limitSet" && line.kind !== "limitEnded") return;
    const name = `${line.limit} of ${nameOf(line.scope as ScopeLine)}`;
    this.#owed.look(name, undefined, 0);
    if (line.kind === "limitEnded" && line.reason === OVER) this.#over(name, recordedAt(line));
    if (line.kind === "limitEnded") this.#until.delete(name);
    else this.#until.set(name, line.until === undefined ? undefined : Number(line.until));
  }

  #over(name: string, at: number): void {
    const until = this.#until.get(name);
    if (until === undefined) this.#violated(`${name} ended by itself, and was set for no time`);
    else if (at < until) this.#violated(`${name} ended ${until - at} ms before its time was over`);
  }

  looked(): void {
    const { since, wall } = this.#pace;
    if (since === undefined || wall === undefined) return this.#owed.forgetAll();
    for (const [name, until] of this.#until) {
      const isOver = until !== undefined && wall > until;
      this.#owed.look(name, isOver ? `${name} still holds, and its time is over` : undefined, BOUND_MS);
    }
  }
}
