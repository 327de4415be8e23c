/**
 * Whether the session of the daemon that holds it is ready, by what can be seen from outside: its log's `ready` and `session-lost`, the
 * end of its process, that its Gateway talked without answering (`half-open`), and 1100, 2110, 1101 and 1102: a loss
 * from when it could hear of it, an end of one only when it says that it has, for the word of it may have been damaged on its way.
 */
import type { Instant } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { LogLine } from "../world/tap.ts";
import type { Upstream } from "./checker.ts";
import { linkedBy } from "./link.ts";

export class Ready {
  /** Whose session it is; another process that starts beside it says nothing about it. */
  #daemon: string | undefined;
  /** Those whose Gateway has said last that its link is lost. */
  readonly #unlinked = new Set<string>();
  #answered = true;
  /** Since when it has been ready without a break; undefined while it is not. */
  since: Instant | undefined;
  /** When its session, or the link of that, began last: all lists were asked for then. One that answers again begins nothing. */
  beganAt: Instant | undefined;

  logged({ event, host, at, fields }: LogLine): void {
    if (event === "gateway-greeted") this.#unlinked.delete(host);
    if (event === "gateway-notice") this.#linked(host, linkedBy(Number(fields.errorCode)), at);
    if (event === "ready") {
      this.#daemon = host;
      this.#answered = true;
      this.beganAt = at;
    }
    if (fields.condition === "half-open" && host === this.#daemon) this.#answered = event !== "condition-began";
    if ((event === "session-lost" || event === "exit") && host === this.#daemon) this.#daemon = undefined;
    this.#settle(at);
  }

  heard(frame: Frame, { daemon }: Upstream, now: Instant): void {
    if (frame.name !== "error" || frame.id >= 0 || linkedBy(frame.code) !== false) return;
    this.#linked(daemon, false, now);
    this.#settle(now);
  }

  #linked(daemon: string, isLinked: boolean | undefined, at: Instant): void {
    if (isLinked === false) this.#unlinked.add(daemon);
    if (isLinked === true && this.#unlinked.delete(daemon) && daemon === this.#daemon) this.beganAt = at;
  }

  /** The same of one daemon: undefined of any other than the one that holds the session. */
  sinceOf(daemon: string): Instant | undefined {
    return daemon === this.#daemon ? this.since : undefined;
  }

  ended(host: string, now: Instant): void {
    if (host === this.#daemon) this.#daemon = undefined;
    this.#settle(now);
  }

  #settle(now: Instant): void {
    if (this.#daemon !== undefined && !this.#unlinked.has(this.#daemon) && this.#answered) this.since ??= now;
    else this.since = undefined;
  }
}
