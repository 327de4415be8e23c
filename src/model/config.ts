/** What the engine is told about its world: plain data, made by `daemon/config.ts` from the configuration file. */
import type { StrategyName } from "./ids.ts";

export interface EngineConfig {
  readonly mode: "paper" | "live";
  /** No order of anybody leaves. */
  readonly readOnly: boolean;
  readonly gateway: GatewayConfig;
  readonly strategies: readonly StrategyConfig[];
  readonly doors: readonly DoorConfig[];
  /** Upstream messages per second, at most 45 (RELIABILITY I19). */
  readonly messagesPerSecond: number;
}

export interface GatewayConfig {
  /** Journal entries name their Gateway; `main` today. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Fixed and not 0: it is a fence (PROTOCOL 11.1, RELIABILITY "fixed clientId"). */
  readonly clientId: number;
  readonly maxServerVersion: number;
}

export interface StrategyConfig {
  readonly name: StrategyName;
  readonly account: string;
  /** The client ids that belong to it on the shared port. */
  readonly clientIds: readonly number[];
  /** Sees the orders and fills of all client ids of the strategy. */
  readonly masterClientId: number | undefined;
  readonly readOnly: boolean;
  /** Orders stay hidden from other strategies on the same account. */
  readonly privateOrders: boolean;
}

export interface DoorConfig {
  /** Stable name, for logs: `shared` or the strategy's name. */
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Set for a strategy's own port, where every client id is accepted. */
  readonly strategy: StrategyName | undefined;
  /** The highest server version offered here. */
  readonly maxServerVersion: number;
}
