/**
 * What the shell does for the engine, in order.
 *
 * `append` is a barrier: every effect behind it waits until its entries are durable, also over later steps, except
 * effects marked `relay` (market data and history, which no entry speaks of).
 */
import type { WallMs } from "../base/time.ts";
import type { DoorConfig } from "./config.ts";
import type { Entry } from "./entry.ts";
import type { ConnId } from "./ids.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export type Effect =
  | { readonly kind: "append"; readonly at: WallMs; readonly entries: readonly Entry[] }
  | { readonly kind: "dial"; readonly host: string; readonly port: number }
  | { readonly kind: "sendUpstream"; readonly bytes: Uint8Array }
  /** `reset` throws away unsent bytes, so that no order can arrive late. */
  | { readonly kind: "closeUpstream"; readonly how: "end" | "reset" }
  /** One line to a command server, such as IBC's; its answer comes as `commandAnswered`. */
  | { readonly kind: "command"; readonly host: string; readonly port: number; readonly line: string }
  /** The configured hook; what became of it comes as `restartAsked`. */
  | { readonly kind: "restartGateway"; readonly reason: string }
  | { readonly kind: "listen"; readonly door: DoorConfig }
  /** No new connections; the open ones stay. */
  | { readonly kind: "closeDoors" }
  | { readonly kind: "sendClient"; readonly conn: ConnId; readonly bytes: Uint8Array; readonly relay: boolean }
  | { readonly kind: "closeClient"; readonly conn: ConnId; readonly how: "end" | "reset" }
  | { readonly kind: "answer"; readonly query: number; readonly result: unknown }
  | {
      readonly kind: "log";
      readonly level: LogLevel;
      readonly event: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "exit"; readonly code: number; readonly reason: string };
