/** Which ticker ids of which client are active, each on its line. */
import type { Complaint } from "../model/complaint.ts";
import type { ConnId } from "../model/ids.ts";
import type { Line, LineRider } from "./linesLine.ts";
import { DUPLICATE_TICKER, TOO_MANY_TICKERS } from "./sharedErrors.ts";

/** Ticker ids one client may have open: many may ride on one line. */
const TICKERS_PER_CLIENT_MAX = 1_000;

export class Tickers {
  readonly #byClient = new Map<ConnId, Map<number, Line>>();

  /** Why this ticker id may not be opened now. */
  refusal({ conn, reqId }: LineRider): Complaint | undefined {
    const own = this.#byClient.get(conn);
    if (own?.has(reqId)) return DUPLICATE_TICKER;
    return own !== undefined && own.size >= TICKERS_PER_CLIENT_MAX ? TOO_MANY_TICKERS : undefined;
  }

  find(conn: ConnId, reqId: number): Line | undefined {
    return this.#byClient.get(conn)?.get(reqId);
  }

  set({ conn, reqId }: LineRider, line: Line): void {
    const own = this.#byClient.get(conn);
    if (own === undefined) this.#byClient.set(conn, new Map([[reqId, line]]));
    else own.set(reqId, line);
  }

  remove(conn: ConnId, reqId: number): void {
    const own = this.#byClient.get(conn);
    own?.delete(reqId);
    if (own?.size === 0) this.#byClient.delete(conn);
  }

  /** The lines a client rode on, each once; it is on none afterwards. */
  clear(conn: ConnId): ReadonlySet<Line> {
    const own = this.#byClient.get(conn);
    this.#byClient.delete(conn);
    return new Set(own?.values());
  }
}
