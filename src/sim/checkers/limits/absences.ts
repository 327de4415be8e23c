/**
 * How long the clients of each strategy have been gone, as the daemon can see it: from the end of its last connection on,
 * or from the start of the process that nobody has come back to.
 */
import type { Instant } from "../../../base/time.ts";
import type { Guest } from "../checker.ts";

export class Absences {
  readonly #now: () => Instant;
  /** By strategy, the connections that have named themselves, and since when. */
  readonly #here = new Map<string, Map<number, Instant>>();
  /** By strategy, when its last connection ended. */
  readonly #goneAt = new Map<string, Instant>();
  #startedAt: Instant | undefined;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  asked({ strategy, wire }: Guest): void {
    if (strategy === undefined) return;
    const here = this.#here.get(strategy.name) ?? new Map<number, Instant>();
    this.#here.set(strategy.name, here);
    if (!here.has(wire.id)) here.set(wire.id, this.#now());
  }

  /** The daemon has closed it, or was told that it is over. */
  over(wireId: number): void {
    for (const [name, here] of this.#here)
      if (here.delete(wireId) && here.size === 0) this.#goneAt.set(name, this.#now());
  }

  /** A process has begun: nobody is connected to it. */
  started(): void {
    this.#startedAt = this.#now();
    this.#here.clear();
    this.#goneAt.clear();
  }

  /** In ms; undefined while somebody is here, or no process is. */
  goneMs(strategy: string): number | undefined {
    if (this.#startedAt === undefined || (this.#here.get(strategy)?.size ?? 0) > 0) return undefined;
    return this.#now() - (this.#goneAt.get(strategy) ?? this.#startedAt);
  }

  /** How long the one has been here that has been here for longest, in ms. */
  hereMs(strategy: string): number {
    const since = [...(this.#here.get(strategy)?.values() ?? [])];
    return since.length === 0 ? 0 : this.#now() - Math.min(...since);
  }
}
