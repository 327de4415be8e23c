/**
 * What was forgiven last of the families of a contract, and by which execution: what was made before it and is told only
 * afterwards may be what it has closed, and then the families have open what they had.
 *
 * The broker's times are whole seconds. Of two of one second the one that is told first counts as the first, unless the other's
 * order was at the broker by then, or it corrects a trade: what a strategy buys behind its sale is another position.
 */
import type { Decimal } from "../base/decimal.ts";
import { isZero } from "../base/decimal.ts";
import type { Execution } from "../model/entry.ts";
import { corrects, madeAt } from "../model/execution.ts";
import type { OrderKey } from "../model/ids.ts";

export interface Pardon<Family> {
  readonly family: Family;
  readonly isLong: boolean;
  /** How much of it is not taken back; not signed. */
  part: Decimal;
  /** When the execution was made that forgave, by the broker's word. */
  readonly made: number;
  /** The strategy's orders on the family's side that had not ended. */
  readonly open: readonly OrderKey[];
}

interface Given<Family> extends Pick<Pardon<Family>, "family" | "isLong" | "part"> {
  readonly open: () => Iterable<OrderKey>;
}

/** More than are given while executions that cross each other are under way. */
const PARDONS_MAX = 16;

export class Pardons<Family> {
  #pardons: Pardon<Family>[] = [];

  get all(): readonly Pardon<Family>[] {
    return this.#pardons;
  }

  /** What no execution has forgiven, or one that does not say when, nothing is known to be made before. */
  given({ open, ...pardon }: Given<Family>, { execution }: Execution = {}): void {
    const made = madeAt(execution?.time);
    if (made !== undefined) this.resume({ ...pardon, made, open: [...open()] });
  }

  resume(pardon: Pardon<Family>): void {
    this.#pardons = [...this.#pardons, pardon].slice(-PARDONS_MAX);
  }

  /** Those of one side that were given by what was made behind this execution, the newest first. */
  madeBehind(key: OrderKey, { execution }: Execution, isLong: boolean): readonly Pardon<Family>[] {
    const made = madeAt(execution?.time);
    if (made === undefined || this.#pardons.length === 0) return [];
    const isRevised = corrects(execution?.execId ?? "");
    this.#pardons = this.#pardons.filter(({ part }) => !isZero(part));
    return this.#pardons
      .filter((pardon) => pardon.isLong === isLong)
      .filter((pardon) => made < pardon.made || (made === pardon.made && (isRevised || pardon.open.includes(key))))
      .reverse();
  }
}
