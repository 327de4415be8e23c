/** What a gate may look at: orders that shall leave together, who asks, and the limits in force. */
import type { Instant, WallMs } from "../base/time.ts";
import type { StrategyConfig, Window } from "../model/config.ts";
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { LimitName, LimitValues } from "../model/limits.ts";
import type { Said } from "./states.ts";
import type { RiskView } from "./view.ts";

/** One order that shall leave: a new one, or a change of the one under `key`. */
export interface AskedLeg {
  readonly contract: PlacedContract;
  readonly order: PlacedOrder;
  readonly key: OrderKey | undefined;
  /** The order that it waits for, which is among the same legs or known to the view. */
  readonly parent: OrderKey | undefined;
}

/** One rule; a row of `gates.ts`. */
export interface Gate {
  /** The limit's name, or `trading`. */
  readonly gate: string;
  /** `<value> against <limit>`, or nothing. */
  readonly refuses: (ask: RiskAsk) => string | undefined;
}

/** What the order desk asks. */
export interface Asked {
  readonly strategy: StrategyConfig;
  /** An order alone, or a bracket's legs, parent first. */
  readonly legs: readonly AskedLeg[];
}

/** What exposure is made of. */
export interface Exposing {
  /** Whom the limits are about: each ask is judged once as its strategy's and once as its account's. */
  readonly as: "strategy" | "account";
  readonly strategy: Pick<StrategyConfig, "name" | "account">;
  readonly legs: readonly AskedLeg[];
  readonly view: RiskView;
}

export interface RiskAsk extends Asked, Exposing {
  readonly strategy: StrategyConfig;
  /** None of it adds to what is held (`reduces.ts`); worked out once, when a gate asks for it. */
  readonly reduces: boolean;
  /** The worst trading state that concerns it; undefined while that is active. */
  readonly state: Said | undefined;
  /** In force for whom it is judged; the limits of size are already those of the ramp. */
  readonly limit: <N extends LimitName>(name: N) => LimitValues[N] | "off";
  /** The hours that the limit `sessions` speaks of, by their text. */
  readonly hours: Readonly<Record<string, readonly Window[]>>;
  readonly now: Instant;
  readonly wall: WallMs;
}
