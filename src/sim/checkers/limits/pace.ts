/**
 * Whether a daemon may be held to a time, and what its wall clock says: its process runs, and no disk, process or clock has
 * been in trouble for a while.
 *
 * The clock is read off the journal's lines, which say when they were written; after a trouble of clocks only a new line tells,
 * and one that may have been written before it is none.
 */
import { type Instant, seconds } from "../../../base/time.ts";
import type { Facts } from "../facts.ts";
import { type Line, recordedAt } from "../line.ts";
import { BEFORE_MS } from "./told.ts";

const TROUBLE_MS = seconds(60);
const HOLDS_UP = /^(disk|process|clock|crash|wall)/;
const OF_CLOCKS = /^(clock|wall)/;

export class Pace {
  readonly #facts: Facts;
  #startedAt: Instant | undefined;
  #troubledAt: Instant | undefined;
  #clocksTroubledAt: Instant | undefined;
  /** Wall clock less the run's own time. */
  #ahead: number | undefined;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  started(): void {
    this.#startedAt = this.#facts.now;
  }

  ended(): void {
    this.#startedAt = undefined;
  }

  troubled(faults: readonly string[]): void {
    if (faults.some((fault) => HOLDS_UP.test(fault))) this.#troubledAt = this.#facts.now;
    if (!faults.some((fault) => OF_CLOCKS.test(fault))) return;
    this.#clocksTroubledAt = this.#facts.now;
    this.#ahead = undefined;
  }

  journaled(line: Line): void {
    const { now } = this.#facts;
    if (this.#clocksTroubledAt !== undefined && now - this.#clocksTroubledAt <= BEFORE_MS) return;
    this.#ahead = recordedAt(line) - now;
  }

  get isTroubled(): boolean {
    return this.#troubledAt !== undefined && this.#facts.now - this.#troubledAt < TROUBLE_MS;
  }

  /** Since when it could have done what is asked of it; undefined while nobody can hold it to anything. */
  get since(): Instant | undefined {
    return this.isTroubled ? undefined : this.#startedAt;
  }

  /** What its wall clock says, or said a disk's pace ago; undefined while that cannot be known. */
  get wall(): number | undefined {
    return this.#ahead === undefined ? undefined : this.#facts.now + this.#ahead;
  }
}
