/**
 * What the contracts of a scope are worth together, kept for a moment: a contract whose orders or position are others is worked
 * out again when somebody asks, and after a second all are, whatever their prices have done.
 */
import type { Instant } from "../base/time.ts";

/** How long a contract that nobody asks for keeps its worth, whatever its price does. */
export const KEPT_MS = 1_000;
/** What rounding may have made of a sum, as a share of the largest that it has been. */
const ROUNDING = 1e-9;

/** What one unit of a contract is worth at a price of 1, and at the market; -Infinity where that says nothing. */
export interface Unit {
  readonly factor: number;
  readonly market: number;
}

/** How contracts are found and valued. */
export interface Valuing {
  readonly now: Instant;
  readonly contracts: () => Iterable<number>;
  /** Undefined where nobody can know it. */
  readonly worthIn: (conId: number) => number | undefined;
}

export class RunningWorth {
  readonly #values = new Map<number, number | undefined>();
  readonly #moved = new Set<number>();
  /** Of contracts that nobody asks for. */
  readonly units = new Map<number, Unit>();
  #since: Instant | undefined;
  #sum = 0;
  #most = 0;
  #unknown = 0;

  /** Its orders or its position are others now. */
  moved(conId: number): void {
    if (this.#since !== undefined) this.#moved.add(conId);
  }

  forget(): void {
    this.#since = undefined;
  }

  /** All but these together, at most; undefined when any of them is not known. */
  besides(except: readonly number[], valuing: Valuing): number | undefined {
    const { now } = valuing;
    if (this.#since === undefined || !(now - this.#since < KEPT_MS)) this.#begin(now, valuing.contracts());
    for (const conId of this.#moved) if (!except.includes(conId)) this.#work(conId, valuing);
    let [sum, unknown] = [this.#sum, this.#unknown];
    for (const conId of except) {
      const value = this.#values.get(conId);
      if (value !== undefined) sum -= value;
      else if (this.#values.has(conId)) unknown--;
    }
    return unknown === 0 ? sum + this.#most * ROUNDING : undefined;
  }

  #begin(now: Instant, contracts: Iterable<number>): void {
    this.#since = now;
    for (const kept of [this.#values, this.#moved, this.units]) kept.clear();
    [this.#sum, this.#most, this.#unknown] = [0, 0, 0];
    for (const conId of contracts) this.#moved.add(conId);
  }

  #work(conId: number, { worthIn }: Valuing): void {
    const before = this.#values.get(conId);
    if (before !== undefined) this.#sum -= before;
    else if (this.#values.has(conId)) this.#unknown--;
    const value = worthIn(conId);
    if (value !== undefined) this.#sum += value;
    else this.#unknown++;
    this.#values.set(conId, value);
    this.#most = Math.max(this.#most, this.#sum);
    this.#moved.delete(conId);
  }
}
