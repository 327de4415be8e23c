/**
 * When the session is expected to be away, and when no new order may leave because it would be swallowed.
 *
 * The shell knows zones and daylight saving and hands over plain moments of the wall clock. They decide nothing but what is
 * expected and told and whether a new order waits for the morning: no timer of the session hangs on them, and a wall clock
 * that jumps is followed within a minute (RELIABILITY I24).
 */
import { after, type Instant, minutes, type WallMs } from "../base/time.ts";
import type { Downtime } from "../model/config.ts";

/** The wall clock is looked at again so soon at the latest. */
const LOOK_MS_MAX = minutes(1);

export class Calendar {
  readonly #downtimes: readonly Downtime[];
  readonly #gateMs: number;
  #lookAt: Instant | undefined;
  /** We are in it. */
  expecting: Downtime | undefined;
  /** The restart that is about to come. */
  gate: Downtime | undefined;

  constructor(downtimes: readonly Downtime[], gateMs: number) {
    this.#downtimes = downtimes;
    this.#gateMs = gateMs;
  }

  /** Before anything else of a step. Whether something begins or ends. */
  look(now: Instant, wall: WallMs): boolean {
    if (this.#downtimes.length === 0 || (this.#lookAt !== undefined && now < this.#lookAt)) return false;
    const { expecting, gate } = this;
    this.expecting = this.#downtimes.find(({ from, to }) => from <= wall && wall < to);
    this.gate = this.#downtimes.find(
      ({ kind, from, to }) => kind === "restart" && from - this.#gateMs <= wall && wall < to,
    );
    this.#lookAt = after(now, Math.min(LOOK_MS_MAX, this.#msToChange(wall)));
    return expecting !== this.expecting || gate !== this.gate;
  }

  #msToChange(wall: WallMs): number {
    const edges = this.#downtimes.flatMap(({ from, to }) => [from - this.#gateMs, from, to]);
    return Math.min(...edges.filter((edge) => edge > wall), Number.POSITIVE_INFINITY) - wall;
  }

  nextDeadline(): Instant | undefined {
    return this.#lookAt;
  }
}
