/** What the engine is told about its world: plain data, made by `daemon/config.ts` from the configuration file. */
import { seconds, type WallMs } from "../base/time.ts";
import type { StrategyName } from "./ids.ts";
import type { Limits } from "./limits.ts";

export interface EngineConfig {
  readonly mode: "paper" | "live";
  /** No order of anybody leaves. */
  readonly readOnly: boolean;
  readonly gateway: GatewayConfig;
  readonly strategies: readonly StrategyConfig[];
  readonly doors: readonly DoorConfig[];
  /** Limits of whole accounts, all their strategies together; none for an account without. */
  readonly accounts?: Readonly<Record<string, Limits>>;
  /** The hours that limits speak of, by their text: windows in order of their beginnings. Zones are the shell's affair. */
  readonly hours?: Readonly<Record<string, readonly Window[]>>;
  /** Upstream messages per second, at most 45 (RELIABILITY I19). */
  readonly messagesPerSecond: number;
  /** As usual when unset. */
  readonly journal?: JournalConfig;
  /** What this build calls itself in the journal. */
  readonly build?: string;
}

/** How the journal's files are kept. */
export interface JournalConfig {
  /** What is written behind a file's snapshot before a new one begins, in bytes. */
  readonly segmentBytes: number;
  /** Files whose last entry is so many days old are deleted, but never the newest two. */
  readonly keepDays: number;
  /** The room that is kept for the journal on a disk that is full, in bytes; 0 for none. */
  readonly reserveBytes: number;
}

export const USUAL_JOURNAL: JournalConfig = { segmentBytes: 64 * 2 ** 20, keepDays: 400, reserveBytes: 8 * 2 ** 20 };

/** When to try again, and when to tell somebody. */
export interface BackoffConfig {
  /** Pauses before the next attempts, in ms, at least one; the last one repeats. */
  readonly pausesMs: readonly number[];
  /** After so many failed attempts in a row somebody is told, once. */
  readonly alertAfter: number;
}

/** From, to. */
export interface Window {
  readonly from: WallMs;
  readonly to: WallMs;
}

/** A time in which the session is expected to be away. Zones and daylight saving are the shell's affair. */
export interface Downtime {
  /** The Gateway restarts itself; IB resets its servers; the weekly login needs its second factor. */
  readonly kind: "restart" | "reset" | "relogin";
  readonly from: WallMs;
  readonly to: WallMs;
}

export interface GatewayConfig {
  /** Journal entries name their Gateway; `main` today. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Fixed and not 0: it is a fence (PROTOCOL 11.1, RELIABILITY "fixed clientId"). */
  readonly clientId: number;
  readonly maxServerVersion: number;
  readonly backoff: BackoffConfig;
  /** In order of their beginnings. */
  readonly downtimes: readonly Downtime[];
  /** So long before a restart no new order leaves, in ms: the Gateway would swallow it (Lean #242). */
  readonly gateMs: number;
  /** Where IBC's command server listens; undefined when it is not to be used. */
  readonly ibc: { readonly host: string; readonly port: number } | undefined;
  /** The shell has a command that restarts the Gateway. */
  readonly canRestart: boolean;
}

/** What a Gateway's configuration says where nobody said anything else. */
export const USUAL_GATEWAY = {
  backoff: { pausesMs: [seconds(1), seconds(5), seconds(30), seconds(60), seconds(120)], alertAfter: 5 },
  downtimes: [],
  gateMs: seconds(60),
  ibc: undefined,
  canRestart: false,
} as const satisfies Partial<GatewayConfig>;

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
  /** Before the Gateway's restart its new orders wait so long, in ms, for the restart to be over; refused when unset. */
  readonly holdMs?: number | undefined;
  /** May exercise options and let them lapse. */
  readonly exerciseOptions?: boolean | undefined;
  /** None when unset; the configuration file must say them, or `off`. */
  readonly limits?: Limits | undefined;
  /** Its entries are cancelled when its last client has been gone for so long, in ms; never when unset. */
  readonly deadManMs?: number | undefined;
  /** `as-sent` when unset. */
  readonly brackets?: BracketPolicy | undefined;
}

/** Whether a bracket's children leave as they were sent, or good until cancelled and outside regular hours as their parent. */
export type BracketPolicy = "as-sent" | "gtc-outside-rth";

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
