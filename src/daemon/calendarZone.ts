/**
 * The clocks of one time zone over some years: at which moment they show a date and a time of day.
 *
 * How far they are ahead of UTC is asked of whoever knows zones, twice a month and then closer wherever two answers
 * differ; after that everything is arithmetic. A time that does not exist, because the clocks are put forward over
 * it, moves forward by as much; of a time that comes twice the first is meant.
 */
import type { Brand } from "../base/brand.ts";
import { minutes, type WallMs } from "../base/time.ts";

/** What the clocks of a zone show, written as `wallOf` would write it if the zone were UTC. */
export type LocalMs = Brand<number, "LocalMs">;

/** How far a zone's clocks are ahead of UTC at a moment, in ms. */
export type AheadAt = (wall: WallMs) => number;

/** No zone puts its clocks forward and back again so soon: the shortest is Morocco's month of Ramadan. */
const ASK_EACH_MS = 14 * 24 * minutes(60);

/** From then on the clocks are so far ahead, until the next stretch begins. */
interface Stretch {
  readonly from: WallMs;
  readonly aheadMs: number;
}

export class Zone {
  readonly #stretches: readonly Stretch[];

  /** For moments from `from` to `to`; outside of them the first and the last stretch go on. */
  constructor(aheadAt: AheadAt, from: WallMs, to: WallMs) {
    this.#stretches = stretches(aheadAt, from, to);
  }

  momentOf(local: LocalMs): WallMs {
    const i = this.#stretches.findIndex(({ aheadMs }, n) => local - aheadMs < this.#endOf(n));
    const { from, aheadMs } = this.#stretches[i]!;
    const skipped = i > 0 && local - aheadMs < from;
    return (local - (skipped ? this.#stretches[i - 1]!.aheadMs : aheadMs)) as WallMs;
  }

  #endOf(n: number): number {
    return this.#stretches[n + 1]?.from ?? Number.POSITIVE_INFINITY;
  }
}

function stretches(aheadAt: AheadAt, from: WallMs, to: WallMs): readonly Stretch[] {
  const found: Stretch[] = [{ from, aheadMs: aheadAt(from) }];
  for (let asked = from; asked < to; asked = (asked + ASK_EACH_MS) as WallMs) {
    const next = (asked + ASK_EACH_MS) as WallMs;
    const aheadMs = aheadAt(next);
    if (aheadMs !== found.at(-1)!.aheadMs) found.push({ from: changeBetween(aheadAt, asked, next), aheadMs });
  }
  return found;
}

/** The minute at which the later of two answers begins to hold: clocks are changed at full minutes. */
function changeBetween(aheadAt: AheadAt, before: WallMs, since: WallMs): WallMs {
  let [low, high] = [Math.floor(before / minutes(1)), Math.ceil(since / minutes(1))];
  const later = aheadAt(since);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (aheadAt(minutes(middle) as WallMs) === later) high = middle;
    else low = middle;
  }
  return minutes(high) as WallMs;
}
