/**
 * Contracts that were added to strategies' universes by a program, and what the operator's locks leave of them.
 *
 * Programs that widen a universe add again what was banned after an audit. So whoever wants to know what a strategy may
 * trade reads what has passed here: what a list of banned contracts names, or a list of allowed ones does not, is scrubbed,
 * by the very gates that would refuse the order. They decide; this only tells beforehand.
 */

import { after, type Instant, seconds } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Pairs } from "../model/input.ts";
import type { ContractName } from "../model/limitValues.ts";
import type { Refusal } from "../model/refusal.ts";

/** Why a strategy may not have a contract, and what its limits name by themselves. */
export interface Locks {
  refusal(strategy: StrategyConfig, contract: ContractName): Refusal | undefined;
  allowed(strategy: StrategyConfig): readonly ContractName[];
  /** With how many rows of lists a contract is compared. */
  rows(strategy: StrategyConfig): number;
}

export interface Scrubbed extends Refusal {
  readonly contract: ContractName;
}

export interface MergedPairs {
  readonly strategy: string;
  readonly account: string;
  /** What its limits allow by name and what was added, each contract once. */
  readonly contracts: readonly ContractName[];
  readonly scrubbed: readonly Scrubbed[];
}

/** A list in force changes when an operator says so; what a conId stands for is learnt: so old may the answer be. */
const FRESH_MS = seconds(30);
/** So many rows are compared in one look, which takes some milliseconds; the next look goes on. */
const ROWS_MAX = 30_000;

export class DynamicPairs {
  readonly #strategies: readonly StrategyConfig[];
  readonly #locks: Locks;
  #added: Pairs = {};
  #merged: readonly MergedPairs[] = [];
  /** When all is judged anew. */
  #due: Instant | undefined;
  #judging: Generator<number, readonly MergedPairs[]> | undefined;
  /** It is of what was added before: all is judged anew behind it. */
  #isPast = false;

  constructor(strategies: readonly StrategyConfig[], locks: Locks) {
    this.#strategies = strategies;
    this.#locks = locks;
  }

  /** What is added from now on, in place of what was. What is being judged is judged to its end, else news in every look would end none. */
  load(pairs: Pairs): void {
    this.#added = pairs;
    this.#due = undefined;
    this.#isPast = this.#judging !== undefined;
  }

  /** What every strategy may have, as far as locks say; of the time before, while many contracts are being judged. */
  merged(now: Instant): readonly MergedPairs[] {
    if (this.#judging === undefined && (this.#due === undefined || now >= this.#due))
      this.#judging = this.#judge(this.#added);
    for (let rows = 0; this.#judging !== undefined && rows < ROWS_MAX; ) {
      const { done, value } = this.#judging.next();
      if (done === true) this.#judged(value, now);
      else rows += value;
    }
    return this.#merged;
  }

  #judged(merged: readonly MergedPairs[], now: Instant): void {
    this.#merged = merged;
    this.#due = this.#isPast ? undefined : after(now, FRESH_MS);
    this.#judging = undefined;
    this.#isPast = false;
  }

  /** Strategy by strategy, contract by contract; what it gives on the way is how much it took. */
  *#judge(added: Pairs): Generator<number, readonly MergedPairs[]> {
    const merged: MergedPairs[] = [];
    for (const strategy of this.#strategies) merged.push(yield* this.#of(strategy, added[strategy.name] ?? []));
    return merged;
  }

  *#of(strategy: StrategyConfig, added: readonly ContractName[]): Generator<number, MergedPairs> {
    const { name, account } = strategy;
    const rows = 1 + this.#locks.rows(strategy);
    const contracts: ContractName[] = [];
    const scrubbed: Scrubbed[] = [];
    for (const contract of once([...this.#locks.allowed(strategy), ...added])) {
      const refusal = this.#locks.refusal(strategy, contract);
      if (refusal === undefined) contracts.push(contract);
      else scrubbed.push({ contract, ...refusal });
      yield rows;
    }
    return { strategy: name, account, contracts, scrubbed };
  }
}

function once(all: readonly ContractName[]): Iterable<ContractName> {
  return new Map(all.map((contract) => [JSON.stringify(contract), contract])).values();
}
