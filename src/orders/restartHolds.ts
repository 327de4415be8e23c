/**
 * New orders that wait at the door for the Gateway's restart to be over, because their strategy wants that rather than a
 * refusal.
 *
 * They are durable intents of which nothing has left: a lost session does not end them, a cancel, the end of their time and
 * the end of the process do. When the restart is behind us they take their turn like any other order, in the order they
 * came; so each leaves at most once. A restart of the daemon forgets that they waited and discards them (`desk.ts`).
 */
import { after, earliest, type Instant } from "../base/time.ts";
import type { OrderKey } from "../model/ids.ts";

/** How long, and from when on, a new order may wait. */
export interface Wait {
  readonly ms: number;
  readonly since: Instant;
}

/** Legs that leave together. */
interface Family {
  readonly keys: readonly OrderKey[];
  readonly wait: Wait;
}

const endOf = ({ wait }: Family): Instant => after(wait.since, wait.ms);

export class RestartHolds {
  #families: Family[] = [];
  readonly #keys = new Set<OrderKey>();

  hold(keys: readonly OrderKey[], wait: Wait): void {
    this.#families.push({ keys, wait });
    for (const key of keys) this.#keys.add(key);
  }

  get keys(): ReadonlySet<OrderKey> {
    return this.#keys;
  }

  has(key: OrderKey): boolean {
    return this.#keys.has(key);
  }

  /** How long the first of these that waits here does so: what follows it waits as long. */
  waitOf(keys: readonly (OrderKey | undefined)[]): Wait | undefined {
    const key = keys.find((one) => one !== undefined && this.#keys.has(one));
    return key === undefined ? undefined : this.#families.find((family) => family.keys.includes(key))?.wait;
  }

  /** Those of which nothing waits any more: a bot that places and cancels without pause would leave them by the thousand. */
  forget(waits: (key: OrderKey) => boolean): void {
    this.#take(({ keys }) => !keys.some(waits));
  }

  /** All of them, oldest first; they do not wait any more. */
  release(): readonly Family[] {
    return this.#take(() => true);
  }

  /** Those that have waited too long. */
  expired(now: Instant): readonly Family[] {
    return this.#take((family) => endOf(family) <= now);
  }

  #take(wanted: (family: Family) => boolean): readonly Family[] {
    const taken = this.#families.filter(wanted);
    if (taken.length === 0) return taken;
    this.#families = this.#families.filter((family) => !wanted(family));
    for (const key of taken.flatMap(({ keys }) => keys)) this.#keys.delete(key);
    return taken;
  }

  nextDeadline(): Instant | undefined {
    return this.#families.length === 0 ? undefined : earliest(...this.#families.map(endOf));
  }
}
