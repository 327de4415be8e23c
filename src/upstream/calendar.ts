/**
 * When the session is expected to be away, and when no new order may leave because it would be swallowed.
 *
 * The shell knows zones and daylight saving and hands over plain moments of the wall clock. They decide nothing but what is
 * expected and told and whether a new order waits for the morning: no timer of the session hangs on them, and a wall clock
 * that jumps, forward or back, is followed within a minute (RELIABILITY I24).
 */
import { after, type Instant, minutes, type WallMs } from "../base/time.ts";
import type { Downtime } from "../model/config.ts";

/** The wall clock is looked at again so soon at the latest. */
const LOOK_MS_MAX = minutes(1);
/** So long ahead the weekly login is told: IB's hour is in the night from Saturday to Sunday, so it is told on Saturday. */
const TOLD_AHEAD_MS = minutes(12 * 60);
/** Of several that hold at once the one that says most. */
const BY_MEANING: readonly Downtime["kind"][] = ["relogin", "restart", "reset"];

export class Calendar {
  readonly #downtimes: readonly Downtime[];
  readonly #gateMs: number;
  readonly #aheadMsMax: number;
  /** No downtime is longer: one that began earlier is over. */
  readonly #longestMs: number;
  #lookAt: Instant | undefined;
  #wall = 0 as WallMs;
  /** The restart that is behind us, while its window still stands. */
  #outlived: Downtime | undefined;
  /** The weekly login that has been done: nothing is expected of it any more. */
  #loggedIn: Downtime | undefined;
  /** We are in it. */
  expecting: Downtime | undefined;
  /** The restart that is about to come. */
  gate: Downtime | undefined;
  /** The weekly login that will be due in some hours. */
  ahead: Downtime | undefined;

  /** `downtimes` in order of their beginnings. */
  constructor(downtimes: readonly Downtime[], gateMs: number) {
    this.#downtimes = downtimes;
    this.#gateMs = gateMs;
    this.#aheadMsMax = Math.max(gateMs, TOLD_AHEAD_MS);
    this.#longestMs = downtimes.reduce((longest, { from, to }) => Math.max(longest, to - from), 0);
  }

  /** Before anything else of a step. Whether something begins or ends. */
  look(now: Instant, wall: WallMs): boolean {
    this.#wall = wall;
    if (this.#downtimes.length === 0 || (this.#lookAt !== undefined && now < this.#lookAt)) return false;
    const { expecting, gate, ahead } = this;
    const near = this.#near(wall);
    const holding = near.filter((one) => one !== this.#loggedIn && one.from <= wall && wall < one.to);
    this.expecting = BY_MEANING.flatMap((kind) => holding.filter((downtime) => downtime.kind === kind))[0];
    this.gate = near.find((downtime) => this.#gates(downtime, wall));
    this.ahead = near.find(({ kind, from }) => kind === "relogin" && from - TOLD_AHEAD_MS <= wall && wall < from);
    this.#lookAt = after(now, Math.min(LOOK_MS_MAX, this.#msToChange(near, wall)));
    return expecting !== this.expecting || gate !== this.gate || ahead !== this.ahead;
  }

  /** A new session of the Gateway: when it begins after a restart was due, that restart is behind us. */
  sessionBegan(): void {
    if (this.gate === undefined || this.#wall < this.gate.from) return;
    this.#outlived = this.gate;
    this.gate = undefined;
  }

  /** A session is ready: a weekly login that was due has been done. Whether something else is expected now. */
  sessionReady(now: Instant): boolean {
    if (this.expecting?.kind !== "relogin") return false;
    this.#loggedIn = this.expecting;
    this.#lookAt = undefined;
    return this.look(now, this.#wall);
  }

  #gates(downtime: Downtime, wall: WallMs): boolean {
    const { kind, from, to } = downtime;
    return kind === "restart" && downtime !== this.#outlived && from - this.#gateMs <= wall && wall < to;
  }

  /** Those that may hold or be ahead, and the one after them: found by halving, so it costs the same wherever the clock is. */
  #near(wall: WallMs): readonly Downtime[] {
    const next = this.#firstFrom(wall + this.#aheadMsMax + 1);
    return this.#downtimes.slice(this.#firstFrom(wall - this.#longestMs), next + 1);
  }

  /** The index of the first that begins at this moment or later. */
  #firstFrom(moment: number): number {
    let [low, high] = [0, this.#downtimes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#downtimes[middle]!.from < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #msToChange(near: readonly Downtime[], wall: WallMs): number {
    const edges = near.flatMap(({ from, to }) => [from - TOLD_AHEAD_MS, from - this.#gateMs, from, to]);
    return Math.min(...edges.filter((edge) => edge > wall), Number.POSITIVE_INFINITY) - wall;
  }

  nextDeadline(): Instant | undefined {
    return this.#lookAt;
  }
}
