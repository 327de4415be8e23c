/**
 * Who may trade, and by which limits, as the lines of one daemon's journal have it: states and overrides in the order in
 * which they were written, over the configuration.
 *
 * The worst of what was said of a strategy, its account and everybody holds. An override holds until a line ends it.
 */
import type { Setup, SomeLimits } from "../facts.ts";
import type { Line } from "../line.ts";

export interface ScopeLine {
  readonly strategy?: string;
  readonly account?: string;
  readonly all?: true;
}

export type State = "active" | "reducing" | "halted";

/** `tradingStateSet`. */
export interface SaidLine {
  readonly scope: ScopeLine;
  readonly state: State;
  readonly level?: string;
  readonly stopsToo?: true;
  readonly by: string;
  readonly why: string;
}

/** Whose limits. */
export type Whose = { readonly strategy: string } | { readonly account: string };

export const nameOf = ({ strategy, account }: ScopeLine): string => {
  if (strategy !== undefined) return `strategy ${strategy}`;
  return account === undefined ? "all" : `account ${account}`;
};

export const concerns = (scope: ScopeLine, strategy: string, account: string): boolean => {
  if (scope.strategy !== undefined) return scope.strategy === strategy;
  return scope.account === undefined || scope.account === account;
};

const RANK: Readonly<Record<State, number>> = { active: 0, reducing: 1, halted: 2 };

export class Control {
  readonly #setup: Setup;
  readonly #said = new Map<string, SaidLine>();
  readonly #overrides = new Map<string, unknown>();

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  journaled(line: Line): void {
    const name = `${nameOf((line.scope as ScopeLine | undefined) ?? {})}/${line.limit}`;
    if (line.kind === "limitSet") this.#overrides.set(name, line.value);
    if (line.kind === "limitEnded") this.#overrides.delete(name);
    if (line.kind !== "tradingStateSet") return;
    const said = line as unknown as SaidLine;
    this.#said.set(nameOf(said.scope), said);
  }

  /** The worst of what was said; undefined while everything is active. */
  worst(strategy: string, account: string): SaidLine | undefined {
    const all = [...this.#said.values()].filter(({ scope }) => concerns(scope, strategy, account));
    const worst = all.reduce<SaidLine | undefined>(
      (so, said) => (RANK[said.state] > RANK[so?.state ?? "active"] ? said : so),
      undefined,
    );
    return worst;
  }

  /** What was said last of exactly this scope. */
  about(name: string): SaidLine | undefined {
    return this.#said.get(name);
  }

  /** Halts that hold for it. */
  halts(strategy: string, account: string): readonly SaidLine[] {
    return [...this.#said.values()].filter(
      ({ scope, state }) => state === "halted" && concerns(scope, strategy, account),
    );
  }

  /** What is in force; undefined where it is off. */
  limit(whose: Whose, name: string): unknown {
    const override = `${nameOf(whose)}/${name}`;
    const value = this.#overrides.has(override) ? this.#overrides.get(override) : this.#configured(whose)[name];
    return value === "off" ? undefined : value;
  }

  #configured(whose: Whose): SomeLimits {
    if ("account" in whose) return this.#setup.accountLimits?.[whose.account] ?? {};
    return this.#setup.strategies.find(({ name }) => name === whose.strategy)?.limits ?? {};
  }
}
