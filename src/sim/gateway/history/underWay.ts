/** What one connection has asked for and not yet got, or goes on getting: history, bars, long lists of contracts. */
import type { Instant } from "../../../base/time.ts";

export type QueryKind = "bars" | "ticks" | "head" | "histogram" | "realTime" | "details";

/** `waiting` for a place, `open` on one, `held` on one after its answer, `stream` on none, `lost` for ever. */
type State = "waiting" | "open" | "held" | "stream" | "lost";

export interface Query {
  readonly kind: QueryKind;
  readonly reqId: number;
  readonly asked: Instant;
  readonly answer: () => void;
  state: State;
  stop: () => void;
}

/** The requests of one connection. */
export class Queries {
  readonly #all = new Map<string, Query>();

  has(kind: QueryKind, reqId: number): boolean {
    return this.#all.has(keyOf(kind, reqId));
  }

  all(): Iterable<Query> {
    return this.#all.values();
  }

  count(kind: QueryKind): number {
    return [...this.#all.values()].filter((query) => query.kind === kind).length;
  }

  put(query: Query): void {
    this.#all.set(keyOf(query.kind, query.reqId), query);
  }

  /** Ends a request; `false` when there is none. */
  take(kind: QueryKind, reqId: number): boolean {
    const key = keyOf(kind, reqId);
    this.#all.get(key)?.stop();
    return this.#all.delete(key);
  }

  /** The connection is gone: nothing of it is answered any more. */
  stopAll(): void {
    for (const { stop } of this.#all.values()) stop();
    this.#all.clear();
  }
}

const keyOf = (kind: QueryKind, reqId: number): string => `${kind}/${reqId}`;
