/**
 * Whether the session of a daemon is ready, by what can be seen from outside: its log's `ready` and `session-lost`, the
 * end of its process, and 1100, 1101 and 1102 as it heard them.
 */
import type { Instant } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";

export class Ready {
  #session = false;
  #linked = true;
  /** Since when it has been ready without a break; undefined while it is not. */
  since: Instant | undefined;

  logged(event: string, now: Instant): void {
    if (event === "gateway-greeted") this.#linked = true;
    if (event === "ready") this.#session = true;
    if (event === "session-lost" || event === "exit") this.#session = false;
    this.#settle(now);
  }

  heard(frame: Frame, now: Instant): void {
    if (frame.name !== "error") return;
    if (frame.code === 1100) this.#linked = false;
    if (frame.code === 1101 || frame.code === 1102) this.#linked = true;
    this.#settle(now);
  }

  ended(): void {
    this.#session = false;
    this.since = undefined;
  }

  #settle(now: Instant): void {
    if (this.#session && this.#linked) this.since ??= now;
    else this.since = undefined;
  }
}
