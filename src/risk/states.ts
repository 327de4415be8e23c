/**
 * Who may trade, by scope: the fold of `tradingStateSet` and `haltDone`. Nothing is forgotten by a restart: a halt holds until
 * it is taken back, and what it has to do is done once.
 */
import type { WallMs } from "../base/time.ts";
import type { Entry, Fold } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import { isInScope, isWorse, type Scope, scopeName } from "../model/trading.ts";

type Set = Extract<Entry, { readonly kind: "tradingStateSet" }>;

/** What somebody said of a scope, and when. */
export type Said = Omit<Set, "kind"> & {
  readonly at: WallMs;
  /** When all that the halt's level asks for had been done. */
  readonly doneAt?: WallMs;
};

export class TradingStates implements Fold {
  /** By the scope's name; a scope of which nobody has spoken is active. */
  readonly #said = new Map<string, Said>();

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind === "haltDone") this.#done(scopeName(entry.scope), at);
    if (entry.kind !== "tradingStateSet") return;
    const { kind: _, ...said } = entry;
    this.#said.set(scopeName(entry.scope), { ...said, at });
  }

  #done(scope: string, doneAt: WallMs): void {
    const said = this.#said.get(scope);
    if (said !== undefined) this.#said.set(scope, { ...said, doneAt });
  }

  carry(): readonly Said[] {
    return [...this.#said.values()];
  }

  resume(carried: unknown): void {
    this.#said.clear();
    for (const said of carried as readonly Said[]) this.#said.set(scopeName(said.scope), said);
  }

  /** All that was said, in the order of its scopes' first mention. */
  get all(): readonly Said[] {
    return [...this.#said.values()];
  }

  /** The halts that hold now. */
  get halts(): readonly Said[] {
    return this.all.filter(({ state }) => state === "halted");
  }

  /** What was said last of exactly this scope. */
  about(scope: Scope): Said | undefined {
    return this.#said.get(scopeName(scope));
  }

  /** The worst of what concerns a strategy on its account; undefined while all of that is active. */
  of(strategy: StrategyName, account: string): Said | undefined {
    let worst: Said | undefined;
    for (const said of this.#said.values())
      if (isInScope(said.scope, strategy, account) && isWorse(said.state, worst?.state ?? "active")) worst = said;
    return worst;
  }
}
