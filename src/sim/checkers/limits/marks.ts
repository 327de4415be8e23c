/**
 * What a daemon measures losses by, line by line: its value when the day began and the highest ever seen, of each scope.
 *
 * A mark is judged when it is written: a day's beginning is what was worth then and stays for that day, and the highest value
 * is one that was told, and never less than it was, but after somebody has resumed trading behind a drawdown.
 */
import type { Line } from "../line.ts";
import { nameOf, type ScopeLine, type Whose } from "./control.ts";
import type { Worths } from "./worths.ts";

export interface Mark {
  /** `2026-01-05`, in UTC. */
  readonly day: string;
  readonly dayStart: number;
  readonly high: number;
  /** The loss since was accepted. */
  readonly isOver: boolean;
}

/** Amounts are told in cents. */
export const CENT = 0.011;

export class Marks {
  readonly #worths: Worths;
  readonly #violated: (sentence: string) => void;
  readonly #marks = new Map<string, Mark>();
  /** By scope, what each day began with that has begun by whatever clock, as it was said last. */
  readonly #begun = new Map<string, Map<string, number>>();
  /** By account, the highest of all that it was told to be worth since its highest value began to count. */
  readonly #highest = new Map<string, number>();

  constructor(worths: Worths, violated: (sentence: string) => void) {
    this.#worths = worths;
    this.#violated = violated;
  }

  of(whose: Whose): Mark | undefined {
    return this.#marks.get(nameOf(whose));
  }

  /** The highest value that a daemon may count from. */
  highest(account: string): number {
    return this.#highest.get(account) ?? Number.NEGATIVE_INFINITY;
  }

  /** The Gateway has told what an account is worth. */
  told(account: string): void {
    const high = this.#worths.of({ account })?.high;
    if (high !== undefined) this.#highest.set(account, Math.max(high, this.highest(account)));
  }

  /** Whoever resumes trading accepts the loss: the highest value counts from now on. */
  accepted(account: string): void {
    const name = nameOf({ account });
    const mark = this.#marks.get(name);
    if (mark !== undefined) this.#marks.set(name, { ...mark, isOver: true });
    this.#highest.delete(account);
    this.told(account);
  }

  /** `equityMarked`. A daemon that something holds up may have decided long ago what is durable now. */
  journaled(line: Line, isHeldUp: boolean): void {
    const scope = line.scope as ScopeLine;
    const name = nameOf(scope);
    const before = this.#marks.get(name);
    const mark = {
      day: line.day as string,
      dayStart: Number(line.dayStart),
      high: Number(line.high),
      isOver: false,
    };
    this.#marks.set(name, mark);
    const wrong = this.#forgets(mark, before) ?? (isHeldUp ? undefined : this.#invents(mark, before, scope));
    this.#begun.set(name, (this.#begun.get(name) ?? new Map<string, number>()).set(mark.day, mark.dayStart));
    if (wrong !== undefined) this.#violated(`the mark of ${name} ${wrong}`);
  }

  #forgets(mark: Mark, before: Mark | undefined): string | undefined {
    if (before === undefined) return undefined;
    if (!before.isOver && mark.high < before.high - CENT)
      return `says that ${mark.high} is the highest value, and it was ${before.high}`;
    if (mark.day === before.day && Math.abs(mark.dayStart - before.dayStart) > CENT)
      return `says that ${mark.day} began with ${mark.dayStart}, and it began with ${before.dayStart}`;
    return undefined;
  }

  #invents({ day, dayStart, high }: Mark, before: Mark | undefined, scope: ScopeLine): string | undefined {
    const worth = this.#worths.of(scope as Whose);
    const isNewDay =
      before === undefined || (before.day < day && !this.#comesBack(nameOf(scope), day, dayStart, before));
    if (isNewDay && worth !== undefined && (dayStart < worth.low - CENT || dayStart > worth.high + CENT))
      return `says that ${day} begins with ${dayStart}, and it is worth ${worth.low} to ${worth.high}`;
    const { account } = scope;
    return account !== undefined && high > this.highest(account) + CENT
      ? `says that ${high} is the highest value, and ${this.highest(account)} is the highest that was told`
      : undefined;
  }

  /** A clock that went back over midnight and forward again comes back to a day that has begun. */
  #comesBack(name: string, day: string, dayStart: number, before: Mark): boolean {
    const begun = this.#begun.get(name) ?? new Map<string, number>();
    const hasBegun = [...begun.keys()].some((each) => each >= day);
    const starts = [before.dayStart, begun.get(day) ?? before.dayStart];
    return hasBegun && starts.some((start) => Math.abs(dayStart - start) <= CENT);
  }
}
