/**
 * The host's clock: a monotonic one for every decision, the wall clock as a label only.
 *
 * The host's timers hold at most 2^31 - 1 ms (a longer one fires at once, with a warning) and may fire a little before
 * the monotonic clock says so; a timer that wakes too early therefore goes to sleep again.
 */
import type { Instant, WallMs } from "../../base/time.ts";
import type { Clock } from "../io.ts";

const TIMER_MS_MAX = 2 ** 31 - 1;

const now = (): Instant => performance.now() as Instant;

export const nodeClock: Clock = { now, wall: () => Date.now() as WallMs, at };

function at(when: Instant, run: () => void): () => void {
  let timer: NodeJS.Timeout;
  const sleep = (): void => {
    timer = setTimeout(wake, Math.min(Math.max(Math.ceil(when - now()), 0), TIMER_MS_MAX));
  };
  const wake = (): void => {
    if (now() < when) sleep();
    else run();
  };
  sleep();
  return () => clearTimeout(timer);
}
