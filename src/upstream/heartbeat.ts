/**
 * Whether the Gateway is still there: a connection that says nothing is asked for the time, and one that does not answer
 * is given up.
 *
 * TCP alone does not tell: a connection whose other side vanished stays open for a quarter of an hour, and a Gateway that
 * stands still keeps accepting (RELIABILITY 2.4, 2.6). Any whole frame counts as an answer; bytes that never become one do
 * not, for a length that was garbled on its way makes us wait for a frame without end. A host that slept
 * looks at its clock before it reads what has arrived, so a look that comes late asks once more before it judges.
 */
import { after, type Instant, seconds } from "../base/time.ts";

/** So long nothing is heard before we ask, and so long may the answer take: together 15 s (DESIGN section 7). */
export const QUIET_MS_MAX = seconds(8);
export const ANSWER_MS_MAX = seconds(7);
/** A look so much later than it was due says that we were not running. */
const LATE_MS = seconds(1);

export class Heartbeat {
  #heardAt = 0 as Instant;
  #due: Instant | undefined;
  #asked = false;

  begin(now: Instant): void {
    this.#heardAt = now;
    this.#asked = false;
    this.#due = after(now, QUIET_MS_MAX);
  }

  end(): void {
    this.#due = undefined;
  }

  /** A frame arrived, whatever it says. The deadline stays where it is: moving it for every tick would cost more. */
  heard(now: Instant): void {
    this.#heardAt = now;
  }

  /** Our own question cannot leave: silence proves nothing, and the wait begins anew. */
  silenced(now: Instant): void {
    if (this.#due !== undefined) this.begin(now);
  }

  /** How long ago the last word came, in ms; undefined without a session to listen to. */
  quietMs(now: Instant): number | undefined {
    return this.#due === undefined ? undefined : now - this.#heardAt;
  }

  nextDeadline(): Instant | undefined {
    return this.#due;
  }

  /** What is to be done now, if anything. */
  tick(now: Instant): "ask" | "dead" | undefined {
    if (this.#due === undefined || now < this.#due) return undefined;
    if (now - this.#heardAt < QUIET_MS_MAX) {
      this.#asked = false;
      this.#due = after(this.#heardAt, QUIET_MS_MAX);
      return undefined;
    }
    if (this.#asked && now - this.#due <= LATE_MS) return "dead";
    this.#asked = true;
    this.#due = after(now, ANSWER_MS_MAX);
    return "ask";
  }
}
