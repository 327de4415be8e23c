/** Who may trade, by scope: the fold of `tradingStateSet`. Nothing is forgotten by a restart: a halt holds until it is taken back. */
import type { WallMs } from "../base/time.ts";
import type { Entry, Fold } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import { isInScope, scopeName, TRADING_STATES, type TradingState } from "../model/trading.ts";

type Set = Extract<Entry, { readonly kind: "tradingStateSet" }>;

/** What somebody said of a scope, and when. */
export type Said = Omit<Set, "kind"> & { readonly at: WallMs };

export class TradingStates implements Fold {
  /** By the scope's name; a scope of which nobody has spoken is active. */
  readonly #said = new Map<string, Said>();

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind !== "tradingStateSet") return;
    const { kind: _, ...said } = entry;
    this.#said.set(scopeName(entry.scope), { ...said, at });
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

  /** The worst of what concerns a strategy on its account; undefined while all of that is active. */
  of(strategy: StrategyName, account: string): Said | undefined {
    let worst: Said | undefined;
    for (const said of this.#said.values())
      if (isInScope(said.scope, strategy, account) && isWorse(said.state, worst?.state ?? "active")) worst = said;
    return worst;
  }
}

const isWorse = (a: TradingState, b: TradingState): boolean => TRADING_STATES.indexOf(a) > TRADING_STATES.indexOf(b);
