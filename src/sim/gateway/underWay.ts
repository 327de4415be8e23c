/**
 * What one connection has asked for and not yet got, or goes on getting: history, bars, scans, long lists of contracts.
 *
 * Kinds count their request ids apart. Every timer of a request is here, so all of them die with the connection.
 */
import type { Instant } from "../../base/time.ts";

export type QueryKind =
  | ("bars" | "ticks" | "pastTicks" | "head" | "histogram" | "realTime")
  | ("details" | "symbols" | "chains")
  | ("headlines" | "article" | "scan" | "eventTypes" | "events")
  // Lists have no request id: each is counted by its place among the requests of its connection.
  | "list";

/**
 * `waiting` for a place or for the link, `open` while IB works on it, `held` after its answer, `stream` for what goes on,
 * `lost` for ever.
 */
type State = "waiting" | "open" | "held" | "stream" | "lost";

export interface Query {
  readonly kind: QueryKind;
  readonly reqId: number;
  readonly asked: Instant;
  /** It takes one of the login's places at the history service while it is open or held. */
  readonly place: boolean;
  /** Begins it, when there is a place and the link is up. */
  readonly begin: () => void;
  state: State;
  stop: () => void;
}

/** The requests of one connection. */
export class Queries {
  readonly #all = new Map<string, Query>();

  has(kind: QueryKind, reqId: number): boolean {
    return this.#all.has(keyOf(kind, reqId));
  }

  all(): readonly Query[] {
    return [...this.#all.values()];
  }

  count(kind: QueryKind): number {
    return this.all().filter((query) => query.kind === kind).length;
  }

  /** Another request of that kind and number gives way. */
  put(query: Query): void {
    this.take(query.kind, query.reqId);
    this.#all.set(keyOf(query.kind, query.reqId), query);
  }

  /** Ends a request; `false` when there is none. */
  take(kind: QueryKind, reqId: number): boolean {
    const key = keyOf(kind, reqId);
    this.#all.get(key)?.stop();
    return this.#all.delete(key);
  }

  /** Data was lost: nothing streams any more (PROTOCOL 13: after 1101 everything must be requested again). */
  endStreams(): void {
    for (const { state, kind, reqId } of this.all()) if (state === "stream") this.take(kind, reqId);
  }

  /** The connection is gone: nothing of it is answered any more. */
  stopAll(): void {
    for (const { stop } of this.#all.values()) stop();
    this.#all.clear();
  }
}

const keyOf = (kind: QueryKind, reqId: number): string => `${kind}/${reqId}`;
