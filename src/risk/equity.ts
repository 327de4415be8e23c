/**
 * What equity is measured by: its value when the day began and the highest ever seen, by scope: the fold of `equityMarked`.
 *
 * A limit that has tripped is remembered with its day. Who resumes after a drawdown accepts the loss: the highest value counts
 * anew from then on. A day's loss is not accepted by resuming; its limit goes on to refuse, and trips no second time that day.
 */
import type { Decimal } from "../base/decimal.ts";
import { isoDay, type WallMs } from "../base/time.ts";
import type { Entry, Fold } from "../model/entry.ts";
import { LIMIT_NAMES, type LimitName } from "../model/limits.ts";
import { type Scope, scopeName } from "../model/trading.ts";

/** Who speaks when a limit has been reached. */
export const HOLDFAST = "holdfast";

/** What a trip says of itself, and reads again. */
export const whyTripped = (limit: LimitName, detail: string): string => `${limit}: ${detail}`;

export interface Mark {
  /** Undefined where an older build has marked it. */
  readonly account?: string | undefined;
  readonly day: string;
  readonly dayStart: Decimal;
  readonly high: Decimal;
  /** The loss since the highest value was accepted: it is to be taken anew. */
  readonly isHighOver: boolean;
  /** What the newest days began with, this one last: a clock that was wrong comes back to one of them. */
  readonly begun?: readonly (readonly [day: string, dayStart: Decimal])[];
}

/** A clock that was wrong has named one day, and is set right from there. */
const BEGUN_MAX = 3;

interface Trip {
  readonly limit: LimitName;
  readonly day: string;
}

interface Carried {
  readonly marks: readonly (readonly [scope: string, mark: Mark])[];
  readonly trips: readonly (readonly [scope: string, trip: Trip])[];
  /** Absent where an older build has carried it. */
  readonly lost?: readonly (readonly [scope: string, day: string])[];
}

export class Equity implements Fold {
  readonly #marks = new Map<string, Mark>();
  /** The newest, whatever limit it was. */
  readonly #trips = new Map<string, Trip>();
  /** By scope, on which day `daily-loss` has tripped it last, whatever has since. */
  readonly #lost = new Map<string, string>();

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind === "equityMarked") {
      const { scope, account, day, dayStart, high } = entry;
      const begun = begunBy(entry, this.#marks.get(scopeName(scope)));
      this.#marks.set(scopeName(scope), { account, day, dayStart, high, isHighOver: false, begun });
    }
    if (entry.kind === "tradingStateSet") this.#said(entry, at);
  }

  #said({ scope, state, by, why }: Extract<Entry, { readonly kind: "tradingStateSet" }>, at: WallMs): void {
    const name = scopeName(scope);
    const limit = LIMIT_NAMES.find((each) => why.startsWith(whyTripped(each, "")));
    if (by === HOLDFAST) return this.#tripped(name, limit, isoDay(at));
    const mark = this.#marks.get(name);
    if (mark === undefined || state === "halted" || this.#trips.get(name)?.limit !== "drawdown") return;
    this.#trips.delete(name);
    this.#marks.set(name, { ...mark, isHighOver: true });
  }

  #tripped(name: string, limit: LimitName | undefined, day: string): void {
    if (limit !== undefined) this.#trips.set(name, { limit, day });
    if (limit === "daily-loss") this.#lost.set(name, day);
    // By a clock that was ahead, perhaps: the day that it tripped on may come back.
    if (limit === undefined) for (const kept of [this.#trips, this.#lost]) kept.delete(name);
  }

  of(scope: Scope): Mark | undefined {
    // Every order asks: before the first mark there is nothing to find.
    return this.#marks.size === 0 ? undefined : this.#marks.get(scopeName(scope));
  }

  /** Whether a day's loss has tripped the scope on that day. */
  hasTrippedByLoss(scope: Scope, day: string): boolean {
    return this.#lost.get(scopeName(scope)) === day;
  }

  carry(): Carried {
    return { marks: [...this.#marks], trips: [...this.#trips], lost: [...this.#lost] };
  }

  resume(carried: unknown): void {
    const { marks, trips, lost } = carried as Carried;
    for (const kept of [this.#marks, this.#trips, this.#lost]) kept.clear();
    for (const [scope, mark] of marks) this.#marks.set(scope, mark);
    for (const [scope, trip] of trips) this.#trips.set(scope, trip);
    for (const [scope, day] of lost ?? lostBy(trips)) this.#lost.set(scope, day);
  }
}

const lostBy = (trips: Carried["trips"]): NonNullable<Carried["lost"]> =>
  trips.flatMap(([scope, { limit, day }]) => (limit === "daily-loss" ? [[scope, day] as const] : []));

/** On another account a strategy's days are others. */
function begunBy(
  { account, day, dayStart }: Extract<Entry, { readonly kind: "equityMarked" }>,
  before: Mark | undefined,
): NonNullable<Mark["begun"]> {
  const known = before?.account === account ? (before?.begun ?? []) : [];
  return [...known.filter(([each]) => each !== day), [day, dayStart] as const].slice(-BEGUN_MAX);
}
