/**
 * Risk: limits that cannot be passed and a stop that always works (RELIABILITY I17, I18).
 *
 * Every order, change and bracket is judged here last, before it is written down, and once more when its turn to leave has
 * come: a halt in between stops it. What was taken is exposure from its intent on, until evidence ends it.
 */

import type { Instant, WallMs } from "../base/time.ts";
import type { EngineConfig, StrategyConfig } from "../model/config.ts";
import { LIMIT_NAMES, type LimitName, type Limits, type LimitValues } from "../model/limits.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Scope } from "../model/trading.ts";
import type { Asked, RiskAsk } from "./ask.ts";
import { GATES, refusalOf } from "./gates.ts";
import type { Overrides } from "./overrides.ts";
import { quotingOnce } from "./prices.ts";
import { ramped } from "./ramp.ts";
import { mayStandBesideUnknown, reduces } from "./reduces.ts";
import type { TradingStates } from "./states.ts";
import type { RiskView } from "./view.ts";

export class Risk {
  readonly #config: EngineConfig;
  readonly #states: TradingStates;
  readonly #overrides: Overrides;
  readonly #view: RiskView;
  #inForce = noneYet(0);
  /** What the wall clock says in this step, for limits of day and hour. */
  wall = 0 as WallMs;

  constructor(config: EngineConfig, states: TradingStates, overrides: Overrides, view: RiskView) {
    this.#config = config;
    this.#states = states;
    this.#overrides = overrides;
    this.#view = view;
  }

  /** Why these orders may not leave; asked of some gates, why not as far as they say. */
  refusal(asked: Asked, now: Instant, gates = GATES): Refusal | undefined {
    return quotingOnce(
      this.#view,
      () =>
        refusalOf(this.asking("strategy", asked, now), gates) ?? refusalOf(this.asking("account", asked, now), gates),
    );
  }

  /** Whether these may stand beside orders of unknown fate of their account. */
  mayStandBesideUnknown({ strategy, legs }: Asked): boolean {
    return mayStandBesideUnknown({ as: "account", strategy, legs, view: this.#view });
  }

  /** The question as gates see it. */
  asking(as: RiskAsk["as"], asked: Asked, now: Instant): RiskAsk {
    const { strategy, legs } = asked;
    const limits = this.#limits(as, strategy);
    let known: boolean | undefined;
    const ask: RiskAsk = {
      strategy,
      legs,
      as,
      get reduces() {
        known ??= reduces(ask);
        return known;
      },
      view: this.#view,
      hours: this.#config.hours ?? {},
      now,
      wall: this.wall,
      state: this.#states.of(strategy.name, strategy.account),
      limit: (name) => limits[name],
    };
    return ask;
  }

  /** A limit in force, of a strategy or of its account; sizes as the ramp leaves them. */
  limit<N extends LimitName>(as: RiskAsk["as"], strategy: StrategyConfig, name: N): LimitValues[N] | "off" {
    return this.#limits(as, strategy)[name];
  }

  /** Worked out once, until an operator changes any. */
  #limits(as: RiskAsk["as"], strategy: StrategyConfig): Limits {
    if (this.#inForce.changes !== this.#overrides.changes) this.#inForce = noneYet(this.#overrides.changes);
    const { ofStrategies, ofAccounts } = this.#inForce;
    const known = as === "strategy" ? ofStrategies.get(strategy) : ofAccounts.get(strategy.account);
    if (known !== undefined) return known;
    const limits = LIMIT_NAMES.map((name) => [name, this.#workedOut(as, strategy, name)] as const);
    const all = Object.fromEntries(limits) as unknown as Limits;
    if (as === "strategy") ofStrategies.set(strategy, all);
    else ofAccounts.set(strategy.account, all);
    return all;
  }

  #workedOut<N extends LimitName>(as: RiskAsk["as"], strategy: StrategyConfig, name: N): LimitValues[N] | "off" {
    return as === "strategy" ? this.#ofStrategy(strategy, name) : this.#ofAccount(strategy.account, name);
  }

  /** A limit of a strategy's as it would be without a ramp. */
  unramped<N extends LimitName>({ name: strategy, limits }: StrategyConfig, name: N): LimitValues[N] | "off" {
    return this.#newest({ strategy }, name, limits?.[name] ?? "off");
  }

  #ofStrategy<N extends LimitName>(strategy: StrategyConfig, name: N): LimitValues[N] | "off" {
    return ramped(name, this.unramped(strategy, name), this.unramped(strategy, "ramp"));
  }

  #ofAccount<N extends LimitName>(account: string, name: N): LimitValues[N] | "off" {
    return this.#newest({ account }, name, this.#config.accounts?.[account]?.[name] ?? "off");
  }

  #newest<N extends LimitName>(scope: Scope, name: N, configured: LimitValues[N] | "off"): LimitValues[N] | "off" {
    const override = this.#overrides.of(scope, name);
    return override === undefined ? configured : (override.value as LimitValues[N] | "off");
  }
}

/** Limits in force as of so many changes of the operators'. */
interface InForce {
  readonly changes: number;
  readonly ofStrategies: WeakMap<StrategyConfig, Limits>;
  readonly ofAccounts: Map<string, Limits>;
}

const noneYet = (changes: number): InForce => ({ changes, ofStrategies: new WeakMap(), ofAccounts: new Map() });
