/**
 * The executions of every client, every `EXECUTIONS_EVERY_MS`, and at once when a position or an order disagrees.
 *
 * What the list shows and nobody pushed is recorded by whoever hears the frames: such a difference heals itself. A complete
 * look is the list of our own client id and the one of all: filter 0 means all clients at some Gateways and client 0 at
 * others (PROTOCOL 11.4), so both are asked.
 */
import { after, type Instant } from "../base/time.ts";
import { EXECUTIONS_EVERY_MS, pauseAfter } from "./bounds.ts";
import type { BrokersLists, ReconcileOut } from "./out.ts";

export class ExecutionLoop {
  readonly #out: ReconcileOut;
  readonly #lists: BrokersLists;
  readonly #complete: (now: Instant) => void;
  #due: Instant | undefined;
  #pending = 0;
  #failed = false;
  /** Looks in a row that came to nothing. */
  #failures = 0;
  #askedAt = 0 as Instant;
  /** Wished for while one was under way. */
  #again = false;
  /** When the newest complete look of this session was asked for. */
  completeSince: Instant | undefined;

  /** `complete` hears of every complete look. */
  constructor(out: ReconcileOut, lists: BrokersLists, complete: (now: Instant) => void) {
    this.#out = out;
    this.#lists = lists;
    this.#complete = complete;
  }

  sessionReady(now: Instant): void {
    this.#due = after(now, EXECUTIONS_EVERY_MS);
  }

  sessionLost(): void {
    this.#due = undefined;
    this.#pending = 0;
    this.#again = false;
    this.completeSince = undefined;
  }

  get isLooking(): boolean {
    return this.#pending > 0;
  }

  nextDeadline(): Instant | undefined {
    return this.#due;
  }

  tick(now: Instant): void {
    if (this.#due === undefined || now < this.#due) return;
    this.#due = after(now, EXECUTIONS_EVERY_MS);
    this.want(now);
  }

  /** A look that begins now, or as soon as the present one is over. */
  want(now: Instant): void {
    if (this.#pending > 0) this.#again = true;
    else if (this.#out.ready) this.#look(now);
  }

  #look(now: Instant): void {
    this.#pending = 2;
    this.#failed = false;
    this.#again = false;
    this.#askedAt = now;
    const end = {
      done: (at: Instant) => this.#ended(true, at),
      failed: (at: Instant) => this.#ended(false, at),
    };
    this.#lists.executions(end, false, now);
    this.#lists.executions(end, true, now);
  }

  #ended(isComplete: boolean, now: Instant): void {
    this.#failed ||= !isComplete;
    this.#pending--;
    if (this.#pending > 0) return;
    this.#failures = this.#failed ? this.#failures + 1 : 0;
    this.#due = after(now, this.#failed ? pauseAfter(this.#failures, EXECUTIONS_EVERY_MS) : EXECUTIONS_EVERY_MS);
    if (!this.#failed) this.completeSince = this.#askedAt;
    if (this.#again) this.want(now);
    if (!this.#failed) this.#complete(now);
  }
}
