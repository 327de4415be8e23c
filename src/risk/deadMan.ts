/**
 * The dead man of a strategy, for those that asked for one: when the last of its clients has been gone for too long, its
 * entries are cancelled; what only closes stays.
 *
 * A client that comes back in time stops the clock. Who is connected is not remembered: behind a restart the clock of every
 * strategy without a client begins when clients are let in, for a Gateway may keep all of them waiting for longer than that.
 */
import { after, earliest, type Instant } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { StrategyName } from "../model/ids.ts";

/** One time without a client, from the last one's leaving on. */
export interface Absence {
  readonly since: Instant;
  fired: boolean;
}

export class DeadMan {
  /** How long each may be gone, in ms. */
  readonly #bounds: ReadonlyMap<StrategyName, number>;
  readonly #gone = new Map<StrategyName, Absence>();

  constructor(strategies: readonly StrategyConfig[]) {
    this.#bounds = new Map(
      strategies.flatMap(({ name, deadManMs }) => (deadManMs === undefined ? [] : [[name, deadManMs]])),
    );
  }

  /** Who is here at this moment; answers whether that has changed. */
  look(isHere: (strategy: StrategyName) => boolean, now: Instant): boolean {
    let changed = false;
    for (const name of this.#bounds.keys()) {
      if (isHere(name) !== this.#gone.has(name)) continue;
      changed = true;
      if (!this.#gone.delete(name)) this.#gone.set(name, { since: now, fired: false });
    }
    return changed;
  }

  /** Those whose time is over, and their absence. */
  due(now: Instant): ReadonlyMap<StrategyName, Absence> {
    const due = [...this.#gone].filter(([name, { since }]) => now >= this.#end(name, since));
    return new Map(due);
  }

  /** Something of it is cancelled: how long it has been gone, in ms; undefined when that was said of this absence before. */
  fires(strategy: StrategyName, now: Instant): number | undefined {
    const absence = this.#gone.get(strategy);
    if (absence === undefined || absence.fired) return undefined;
    absence.fired = true;
    return now - absence.since;
  }

  #end = (name: StrategyName, since: Instant): Instant => after(since, this.#bounds.get(name)!);

  nextDeadline(now: Instant): Instant | undefined {
    const ends = [...this.#gone].map(([name, { since }]) => this.#end(name, since));
    return earliest(...ends.map((end) => (end > now ? end : undefined)));
  }
}
