/**
 * Whether the Gateway still answers: it is asked for the time on a fixed rhythm, also while ticks flow, because a
 * connection on which data goes on may have an application behind it that takes no order any more (RELIABILITY I20).
 *
 * A question that is not answered in time makes the session unready. It is given up when nothing at all has come for
 * 15 s, and when other messages come without an answer for a minute. Only whole frames count: a length that was garbled
 * makes us wait for a frame without end. TCP alone tells nothing: a connection whose other side vanished stays open for a
 * quarter of an hour (RELIABILITY 2.4, 2.6). A host that slept may look at its clock before it has read all that has arrived,
 * so a look that comes late asks once more before it gives anything up.
 */
import { after, type Instant, minutes, seconds } from "../base/time.ts";
import { PROBE_MS_MAX } from "./conditions.ts";

/** The Gateway is asked so often, and so long may its answer take: together less than `PROBE_MS_MAX`. */
export const ASK_EVERY_MS = seconds(7);
export const ANSWER_MS_MAX = seconds(7);
/** A session whose Gateway talks and does not answer is given up within so long of its last answer. */
export const DEAF_MS_MAX = minutes(1);
/** A question is so old when its time is up, with the rhythm before it and one to come. */
const DEAF_QUESTION_MS = DEAF_MS_MAX - 2 * ASK_EVERY_MS;
/** A look so much later than it was due says that we were not running. */
export const LATE_MS = seconds(1);
/** While our own disk keeps the question back it is looked again so soon. */
const AGAIN_MS = seconds(1);

/** What is to be done: ask, or give the session up because nothing comes, or because only answers do not. */
export type Beat = "ask" | "silent" | "deaf";

export class Heartbeat {
  #heardAt = 0 as Instant;
  #answeredAt: Instant | undefined;
  /** The oldest question that has no answer yet. */
  #openSince: Instant | undefined;
  #due: Instant | undefined;
  /** Our own disk keeps the question back. */
  isHushed = false;

  begin(now: Instant): void {
    this.#heardAt = now;
    this.#answeredAt = undefined;
    this.#openSince = undefined;
    this.isHushed = false;
    this.#due = after(now, ASK_EVERY_MS);
  }

  end(): void {
    this.#due = undefined;
  }

  /** A frame arrived, whatever it says. */
  heard(now: Instant): void {
    this.#heardAt = now;
  }

  /** It answered something that we, or a client, had asked. */
  answered(now: Instant): void {
    this.#answeredAt = now;
    this.#openSince = undefined;
  }

  /** What was asked before may never be answered, as IB was away: the next question leaves now and has its whole time. */
  askAnew(now: Instant): void {
    if (this.#due === undefined) return;
    this.#openSince = undefined;
    this.#due = now;
  }

  /** Our own question cannot leave: silence proves nothing, and the wait begins anew. */
  silenced(now: Instant): void {
    if (this.#due === undefined) return;
    this.#heardAt = now;
    this.#openSince = undefined;
    this.isHushed = true;
    this.#due = after(now, AGAIN_MS);
  }

  /** How long ago the Gateway last answered on this connection, in ms; undefined before it first did. */
  roundTripMs(now: Instant): number | undefined {
    if (this.#due === undefined || this.#answeredAt === undefined) return undefined;
    return now - this.#answeredAt;
  }

  /** Too long without an answer to call the session ready. Where nobody asks nothing is stale. */
  isStale(now: Instant): boolean {
    if (this.#due === undefined) return false;
    if (this.#openSince !== undefined && now - this.#openSince >= ANSWER_MS_MAX) return true;
    return (this.roundTripMs(now) ?? Number.POSITIVE_INFINITY) >= PROBE_MS_MAX;
  }

  nextDeadline(): Instant | undefined {
    return this.#due;
  }

  /** What is to be done now, if anything. */
  tick(now: Instant): Beat | undefined {
    if (this.#due === undefined || now < this.#due) return undefined;
    const late = now - this.#due > LATE_MS;
    this.isHushed = false;
    if (this.#openSince === undefined || late) this.#openSince = now;
    else if (now >= this.#silentAt(this.#openSince)) return "silent";
    else if (now - this.#openSince >= DEAF_QUESTION_MS) return "deaf";
    this.#due = Math.min(after(now, ASK_EVERY_MS), this.#silentAt(this.#openSince)) as Instant;
    return "ask";
  }

  /** When silence is proof: it has lasted, and a question has had its time within it. */
  #silentAt(openSince: Instant): Instant {
    return Math.max(after(this.#heardAt, PROBE_MS_MAX), after(openSince, ANSWER_MS_MAX)) as Instant;
  }
}
