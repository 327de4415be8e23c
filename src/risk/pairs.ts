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
import type { Refusal } from "./ask.ts";

/** Why a strategy may not have a contract, and what its limits name by themselves. */
export interface Locks {
  refusal(strategy: StrategyConfig, contract: ContractName): Refusal | undefined;
  allowed(strategy: StrategyConfig): readonly ContractName[];
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

export class DynamicPairs {
  readonly #strategies: readonly StrategyConfig[];
  readonly #locks: Locks;
  #added: Pairs = {};
  #merged: { readonly until: Instant; readonly all: readonly MergedPairs[] } | undefined;

  constructor(strategies: readonly StrategyConfig[], locks: Locks) {
    this.#strategies = strategies;
    this.#locks = locks;
  }

  /** What is added from now on, in place of what was. */
  load(pairs: Pairs): void {
    this.#added = pairs;
    this.#merged = undefined;
  }

  /** What every strategy may have, as far as locks say. */
  merged(now: Instant): readonly MergedPairs[] {
    if (this.#merged === undefined || now >= this.#merged.until) {
      const all = this.#strategies.map((strategy) => this.#of(strategy));
      this.#merged = { until: after(now, FRESH_MS), all };
    }
    return this.#merged.all;
  }

  #of(strategy: StrategyConfig): MergedPairs {
    const { name, account } = strategy;
    const contracts: ContractName[] = [];
    const scrubbed: Scrubbed[] = [];
    for (const contract of once([...this.#locks.allowed(strategy), ...(this.#added[name] ?? [])])) {
      const refusal = this.#locks.refusal(strategy, contract);
      if (refusal === undefined) contracts.push(contract);
      else scrubbed.push({ contract, ...refusal });
    }
    return { strategy: name, account, contracts, scrubbed };
  }
}

function once(all: readonly ContractName[]): Iterable<ContractName> {
  return new Map(all.map((contract) => [JSON.stringify(contract), contract])).values();
}
