/**
 * Where a machine of floor 2 puts what it wants said: to a client, to the Gateway, to the log.
 *
 * The engine owns the one implementation; it encodes for the peer's server version and keeps the order of calls.
 */
import type { Draft, IncomingBody, IncomingName, OutgoingBody, OutgoingName } from "../wire/codec.ts";
import type { AlertCause, AlertScope } from "./alert.ts";
import type { LogLevel } from "./effect.ts";
import type { ConnId, UpstreamReqId } from "./ids.ts";

/** Pacing classes, most urgent first (DESIGN section 6). */
export const PRIORITIES = ["cancel", "order", "account", "subscription", "history"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The machine that owns an upstream request id, and so hears every frame that carries it. */
export type ReqOwner = "account" | "shared" | "lines" | "orders" | "contracts";

export interface Out {
  /** Says a message to one client, in its own server version. A connection that is gone is ignored. */
  tell<N extends IncomingName>(conn: ConnId, name: N, body: Draft<IncomingBody<N>>): void;
  /**
   * Sends a frame of the Gateway on to a client under the client's own request id: the same bytes where both peers
   * share the layout, re-encoded otherwise. Overtakes the journal's barrier: only for market data and history.
   */
  relay(conn: ConnId, payload: Uint8Array, clientReqId: number): void;
  /** Queues a request for the Gateway; equal priorities leave in the order asked. */
  ask<N extends OutgoingName>(priority: Priority, name: N, body: Draft<OutgoingBody<N>>): void;
  /** Queues several requests that leave back to back, nothing between them. */
  askTogether(priority: Priority, requests: readonly Request[]): void;
  /** A fresh upstream request id; frames that carry it go to `owner` until it is released. */
  takeReqId(owner: ReqOwner): UpstreamReqId;
  releaseReqId(id: UpstreamReqId): void;
  /** The server version negotiated with the Gateway (0 before the first session). */
  readonly upstreamVersion: number;
  log(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Where machines say that somebody must know. */
export interface AlertOut {
  /**
   * Raises an alert unless it holds already; journaled, logged, shown until it is over. Of one that holds the detail is the newer
   * one. Answers whether it is new.
   */
  alert(cause: AlertCause, scope: AlertScope, detail: string): boolean;
  /** Its cause is gone; without effect when it does not hold. `reason` says how. */
  alertOver(cause: AlertCause, scope: AlertScope, reason: string): void;
}

/** One request for the Gateway, as `ask` takes it. */
export type Request = {
  [N in OutgoingName]: { readonly name: N; readonly body: Draft<OutgoingBody<N>> };
}[OutgoingName];
