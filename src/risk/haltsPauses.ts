/** When something that has not helped may be tried again: at once the first time, then after pauses that grow, so that no trouble becomes a storm. */
import { after, earliest, type Instant, seconds } from "../base/time.ts";

/** Behind the first try, the second, and so on; the last one repeats. */
const PAUSES_MS: readonly number[] = [5, 15, 30, 60].map(seconds);

export class Pauses<Key> {
  readonly #tried = new Map<Key, { readonly times: number; readonly again: Instant }>();

  may(key: Key, now: Instant): boolean {
    const tried = this.#tried.get(key);
    return tried === undefined || now >= tried.again;
  }

  tried(key: Key, now: Instant): void {
    const times = this.#tried.get(key)?.times ?? 0;
    this.#tried.set(key, { times: times + 1, again: after(now, PAUSES_MS[Math.min(times, PAUSES_MS.length - 1)]!) });
  }

  /** When it may be tried again; undefined before the first try. */
  again(key: Key): Instant | undefined {
    return this.#tried.get(key)?.again;
  }

  /** It has helped, or is no matter any more. */
  forget(key: Key): void {
    this.#tried.delete(key);
  }

  /** Forgets all but these. */
  keep(keys: ReadonlySet<Key>): void {
    for (const key of this.#tried.keys()) if (!keys.has(key)) this.#tried.delete(key);
  }

  /** The next time at which any of them may be tried again. */
  nextDeadline(now: Instant): Instant | undefined {
    return earliest(...[...this.#tried.values()].map(({ again }) => (again > now ? again : undefined)));
  }
}
