/**
 * Remembers which market data type each client wishes: 1 live, 2 frozen, 3 delayed, 4 delayed-frozen.
 *
 * For the Gateway the type is a state of the whole connection and only concerns requests made after it (PROTOCOL
 * section 10), so a client's wish is kept here and is set upstream together with each request that needs it.
 */
import type { ConnId } from "../model/ids.ts";

export const LIVE = 1;
const DELAYED_FROZEN = 4;

export class MarketDataTypes {
  readonly #wishes = new Map<ConnId, number>();

  /** False when the Gateway knows no such type; the former wish stays. */
  wish(conn: ConnId, type: number): boolean {
    if (!Number.isInteger(type) || type < LIVE || type > DELAYED_FROZEN) return false;
    this.#wishes.set(conn, type);
    return true;
  }

  of(conn: ConnId): number {
    return this.#wishes.get(conn) ?? LIVE;
  }

  left(conn: ConnId): void {
    this.#wishes.delete(conn);
  }
}
