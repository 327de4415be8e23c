/**
 * The executions of every client, every `EXECUTIONS_EVERY_MS`, and at once when a position or an order disagrees.
 *
 * What the list shows and nobody pushed is recorded by whoever hears the frames: such a difference heals itself. A complete
 * look is the list of our own client id and the one of all: filter 0 means all clients at some Gateways and client 0 at
 * others (PROTOCOL 11.4), so both are asked.
 */
import { after, type Instant } from "../base/time.ts";
import { EXECUTIONS_EVERY_MS } from "./bounds.ts";
import { Look } from "./look.ts";
import type { BrokersLists, ListEnd, ReconcileOut } from "./out.ts";

export class ExecutionLoop {
  readonly #out: ReconcileOut;
  readonly #lists: BrokersLists;
  readonly #complete: (now: Instant) => void;
  readonly #look = new Look((isComplete, now) => this.#over(isComplete, now));
  #due: Instant | undefined;
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
    this.#look.sessionLost();
    this.#due = undefined;
    this.#again = false;
    this.completeSince = undefined;
  }

  get isLooking(): boolean {
    return this.#look.isUnderWay;
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
    if (this.isLooking) this.#again = true;
    else if (this.#out.ready) this.#begin(now);
  }

  #begin(now: Instant): void {
    this.#again = false;
    const asks = [false, true].map((ofAll) => (end: ListEnd) => this.#lists.executions(end, ofAll, now));
    this.#look.begin(asks, now);
  }

  #over(isComplete: boolean, now: Instant): void {
    this.#due = after(now, this.#look.pauseMs(EXECUTIONS_EVERY_MS));
    if (isComplete) this.completeSince = this.#look.askedAt;
    if (this.#again) this.want(now);
    if (isComplete) this.#complete(now);
  }
}
