/**
 * Whether the session of the daemon that holds it is ready, by what can be seen from outside: its log's `ready` and `session-lost`, the
 * end of its process, and 1100, 1101 and 1102 as it heard them.
 */
import type { Instant } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { LogLine } from "../world/tap.ts";

export class Ready {
  /** Whose session it is; another process that starts beside it says nothing about it. */
  #daemon: string | undefined;
  #linked = true;
  /** Since when it has been ready without a break; undefined while it is not. */
  since: Instant | undefined;

  logged({ event, host, at }: LogLine): void {
    if (event === "gateway-greeted" && this.#daemon === undefined) this.#linked = true;
    if (event === "ready") this.#daemon = host;
    if ((event === "session-lost" || event === "exit") && host === this.#daemon) this.#daemon = undefined;
    this.#settle(at);
  }

  heard(frame: Frame, now: Instant): void {
    if (frame.name !== "error") return;
    if (frame.code === 1100) this.#linked = false;
    if (frame.code === 1101 || frame.code === 1102) this.#linked = true;
    this.#settle(now);
  }

  ended(host: string, now: Instant): void {
    if (host === this.#daemon) this.#daemon = undefined;
    this.#settle(now);
  }

  #settle(now: Instant): void {
    if (this.#daemon !== undefined && this.#linked) this.since ??= now;
    else this.since = undefined;
  }
}
