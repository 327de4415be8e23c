/**
 * The differences that hold now and those that ended lately: the fold of `driftFound` and `driftEnded`. A restart does not
 * forget one, and so does not find it a second time.
 *
 * What an operator has taken over of an order is accepted: the same difference, with the same values, is not found again. A
 * position that was taken over does not differ any more: executions are counted on from there.
 */
import { dropOldest } from "../base/bounded.ts";
import { type Decimal, minus, ZERO } from "../base/decimal.ts";
import type { WallMs } from "../base/time.ts";
import { type Drift, driftId } from "../model/drift.ts";
import type { Entry, Fold } from "../model/entry.ts";
import { DRIFTS_MAX, LATELY_MAX } from "./bounds.ts";

/** How the reason of a difference begins that ended because the broker's word was taken over. */
export const TAKEN_OVER = "taken over";

export interface Holding {
  readonly drift: Drift;
  readonly since: WallMs;
}

interface Past extends Holding {
  readonly until: WallMs;
  readonly reason: string;
}

interface Carried {
  readonly now: readonly Holding[];
  readonly lately: readonly Past[];
  readonly accepted: readonly (readonly [id: string, values: string])[];
}

export class Drifts implements Fold {
  readonly #now = new Map<string, Holding>();
  #lately: readonly Past[] = [];
  readonly #accepted = new Map<string, string>();

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind === "driftFound") this.#found(entry.drift, at);
    else if (entry.kind === "driftEnded") this.#ended(entry.drift, entry.reason, at);
  }

  #found(drift: Drift, at: WallMs): void {
    const id = driftId(drift);
    this.#accepted.delete(id);
    this.#now.set(id, { drift, since: this.#now.get(id)?.since ?? at });
  }

  #ended(drift: Drift, reason: string, at: WallMs): void {
    const id = driftId(drift);
    const since = this.#now.get(id)?.since ?? at;
    this.#now.delete(id);
    this.#lately = [...this.#lately, { drift, since, until: at, reason }].slice(-LATELY_MAX);
    if (reason.startsWith(TAKEN_OVER)) this.#accept(id, valuesOf(drift));
  }

  #accept(id: string, values: string): void {
    this.#accepted.set(id, values);
    dropOldest(this.#accepted, DRIFTS_MAX);
  }

  holds(id: string): Drift | undefined {
    return this.#now.get(id)?.drift;
  }

  /** What the broker holds of a contract beyond what executions make, as far as that was found; signed. */
  positionBeyond(account: string, conId: number): Decimal {
    if (this.#now.size === 0) return ZERO;
    const found = this.holds(driftId({ ...POSITION, account, conId }));
    return found === undefined ? ZERO : minus(found.brokers as Decimal, found.ours as Decimal);
  }

  isAccepted(drift: Drift): boolean {
    return drift.kind === "order" && this.#accepted.get(driftId(drift)) === valuesOf(drift);
  }

  get isFull(): boolean {
    return this.#now.size >= DRIFTS_MAX;
  }

  /** In the order they were found. */
  get all(): readonly Holding[] {
    return [...this.#now.values()];
  }

  carry(): Carried {
    return { now: this.all, lately: this.#lately, accepted: [...this.#accepted] };
  }

  resume(carried: unknown): void {
    const { now, lately, accepted } = carried as Carried;
    for (const kept of [this.#now, this.#accepted]) kept.clear();
    for (const holding of now) this.#now.set(driftId(holding.drift), holding);
    for (const [id, values] of accepted) this.#accepted.set(id, values);
    this.#lately = lately;
  }

  /** For people and machines: `holdfast drift`. */
  described(): { readonly now: readonly object[]; readonly lately: readonly object[] } {
    return {
      now: this.all.map(({ drift, since }) => ({ ...drift, since })),
      lately: this.#lately.map(({ drift, since, until, reason }) => ({ ...drift, since, until, reason })),
    };
  }
}

/** How differences of positions are named (`positionLoop.ts`). */
const POSITION = { kind: "position", field: "position", ours: "", brokers: "" } as const;

const valuesOf = ({ ours, brokers }: Drift): string => `${ours} against ${brokers}`;
