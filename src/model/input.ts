/** Everything that can reach the engine from outside. */
import type { CodeOverride } from "../wire/codesBook.ts";
import type { ConnId } from "./ids.ts";
import type { LimitName, LimitValue } from "./limits.ts";
import type { ContractName } from "./limitValues.ts";
import type { HaltLevel, Scope } from "./trading.ts";

export type Input =
  /** The journal is replayed; the engine may begin. `seed` is the only randomness it ever gets. */
  | { readonly kind: "started"; readonly seed: number }
  | { readonly kind: "upstreamOpened" }
  | { readonly kind: "upstreamReceived"; readonly bytes: Uint8Array }
  | { readonly kind: "upstreamClosed"; readonly code: string }
  | { readonly kind: "doorOpened"; readonly door: string; readonly port: number }
  | { readonly kind: "doorFailed"; readonly door: string; readonly code: string }
  | { readonly kind: "clientAccepted"; readonly conn: ConnId; readonly door: string; readonly remote: string }
  | { readonly kind: "clientReceived"; readonly conn: ConnId; readonly bytes: Uint8Array }
  /** What its socket has not taken for this client, in bytes: told when it had time to, or at once when it is very much. */
  | { readonly kind: "clientBacklog"; readonly conn: ConnId; readonly bytes: number }
  | { readonly kind: "clientClosed"; readonly conn: ConnId; readonly code: string }
  | { readonly kind: "deadline" }
  /** The first line a command server answered; `failure` says why there is none. */
  | {
      readonly kind: "commandAnswered";
      readonly line: string;
      readonly answer: string;
      readonly failure: string | undefined;
    }
  /** The hook that restarts the Gateway has ended; `failure` says what went wrong with it. */
  | { readonly kind: "restartAsked"; readonly failure: string | undefined }
  /** There is no room on the disk: the journal lives on its reserve. `diskFree` says that there is a reserve again. */
  | { readonly kind: "diskFull" }
  | { readonly kind: "diskFree" }
  /** What is the matter with the trade vault, as a sentence; nothing when undefined. */
  | { readonly kind: "vaultHeard"; readonly trouble: string | undefined }
  /** An operator's question over the control socket. */
  | { readonly kind: "query"; readonly query: number; readonly what: QueryKind }
  /** The operator's file of codes, when it was read at start and whenever it has changed; it replaces the one before. */
  | { readonly kind: "codesLoaded"; readonly rows: readonly CodeOverride[]; readonly digest: string }
  /** What was added to the contracts of strategies, when it was read first and whenever it has changed; it replaces the one before. */
  | { readonly kind: "pairsLoaded"; readonly pairs: Pairs }
  /** What an operator wants done, over the control socket; `by` is who. */
  | { readonly kind: "operate"; readonly query: number; readonly what: Operation; readonly by: string }
  /** SIGTERM: stop taking orders, let what is on its way leave, then exit. */
  | { readonly kind: "drain" };

/** Contracts by the strategy that they are added for. */
export type Pairs = Readonly<Record<string, readonly ContractName[]>>;

export const QUERY_KINDS = [
  "status",
  "orders",
  "positions",
  "clients",
  "readiness",
  "alerts",
  "protected",
  "drift",
  "trading",
  "controls",
  "limits",
  "files",
] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

export const OPERATION_KINDS = ["reconcile", "halt", "resume", "limit"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** What an operator may have done. The shell has checked its shape and the credential that it needs. */
export type Operation =
  /** Takes over what the broker says. */
  | { readonly kind: "reconcile" }
  | {
      readonly kind: "halt";
      readonly scope: Scope;
      readonly level: HaltLevel;
      readonly stopsToo: boolean;
      readonly why: string;
    }
  | { readonly kind: "resume"; readonly scope: Scope; readonly to: "active" | "reducing"; readonly why: string }
  /** `value` undefined: the configuration's holds again. */
  | {
      readonly kind: "limit";
      readonly scope: Scope;
      readonly limit: LimitName;
      readonly value: LimitValue | "off" | undefined;
      readonly forMs: number | undefined;
      /** Who asks holds no operator's credential: nothing may allow more than before. */
      readonly lessOnly?: boolean;
      readonly why: string;
    };
