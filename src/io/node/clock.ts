/**
 * The host's clock: a monotonic one for every decision, the wall clock as a label only.
 *
 * Hosts stop their monotonic clock while they sleep (a lid that was closed). What was heard before would then count as heard just
 * now, and a session as ready that nobody has spoken on for hours (RELIABILITY I24): so time leaps when the host wakes, by as much
 * as it has been up without us. To ask how long it has been up takes a while, so that is done when the wall clock has leapt, for
 * that one goes on meanwhile; a wall clock that was set is no sleep.
 *
 * The host's timers hold at most 2^31 - 1 ms (a longer one fires at once, with a warning) and may fire a little before
 * the monotonic clock says so; a timer that wakes too early therefore goes to sleep again.
 */
import { uptime } from "node:os";
import type { Instant, WallMs } from "../../base/time.ts";
import type { Clock } from "../io.ts";

const TIMER_MS_MAX = 2 ** 31 - 1;
/** What two clocks may drift apart before it is looked why; of how long it has been up some hosts tell whole seconds. */
const LEAP_MS = 2_000;

/** What the host tells of time, in ms. */
interface Clocks {
  /** Never goes back, and stands still while the host sleeps. */
  awake(): number;
  wall(): number;
  /** Since the host was started, its sleep included; NaN where it does not say, and then no sleep is noticed. */
  up(): number;
}

const HOSTS: Clocks = { awake: () => performance.now(), wall: () => Date.now(), up: upMs };

function upMs(): number {
  try {
    return uptime() * 1_000;
  } catch {
    return Number.NaN;
  }
}

/** A clock that never goes back, and goes on while the host sleeps. */
export function sleepless({ awake, wall, up }: Clocks): () => Instant {
  let slept = 0;
  let wallAhead = wall() - awake();
  let upAhead = up() - awake();
  return () => {
    const now = awake();
    const ahead = wall() - now;
    if (Math.abs(ahead - wallAhead) > LEAP_MS) {
      wallAhead = ahead;
      // Awake is asked once more: the process may have been kept from going on since, and that is no sleep.
      const leapt = up() - awake() - upAhead;
      if (leapt > LEAP_MS) {
        slept += leapt;
        upAhead += leapt;
      }
    }
    return (now + slept) as Instant;
  };
}

const now = sleepless(HOSTS);

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
