/**
 * How long the clients of each strategy have been gone, as the daemon can see it: from the end of its last connection on,
 * or from when a process that nobody has come back to opened its first door.
 */
import type { Instant } from "../../../base/time.ts";
import type { Guest } from "../checker.ts";

export class Absences {
  readonly #now: () => Instant;
  /** By strategy, the connections that have named themselves, and since when. */
  readonly #here = new Map<string, Map<number, Instant>>();
  /** By strategy, when its last connection ended. */
  readonly #goneAt = new Map<string, Instant>();
  #openedAt: Instant | undefined;

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
    this.#openedAt = undefined;
    this.#here.clear();
    this.#goneAt.clear();
  }

  /** It lets clients in. */
  opened(): void {
    this.#openedAt ??= this.#now();
  }

  /** In ms; undefined while somebody is here, or nobody can be. */
  goneMs(strategy: string): number | undefined {
    const goneAt = this.#goneAt.get(strategy) ?? this.#openedAt;
    return goneAt === undefined || (this.#here.get(strategy)?.size ?? 0) > 0 ? undefined : this.#now() - goneAt;
  }

  /** How long the one has been here that has been here for longest, in ms. */
  hereMs(strategy: string): number {
    const since = [...(this.#here.get(strategy)?.values() ?? [])];
    return since.length === 0 ? 0 : this.#now() - Math.min(...since);
  }
}
