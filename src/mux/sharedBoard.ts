/** Which request ids of which client are active, each on its flight. */
import type { ConnId } from "../model/ids.ts";
import { type Complaint, DUPLICATE_HISTORICAL, DUPLICATE_TICKER, holdfastRefuses } from "./sharedErrors.ts";
import { type Flight, isHistorical, type Rider } from "./sharedFlight.ts";
import type { FlightRequest } from "./sharedKinds.ts";

/** Open historical requests IB allows a session, and so a client behind us (PROTOCOL section 14). */
export const OPEN_HISTORICAL_MAX = 50;
/** Requests of any kind one client may have in flight: a bot that qualifies all its contracts at once; as many may wait to leave. */
const FLIGHTS_PER_CLIENT_MAX = 2_000;

export class Board {
  readonly #byClient = new Map<ConnId, Map<number, Flight>>();

  /** Why this request may not be made now. */
  refusal(conn: ConnId, { name, body }: FlightRequest): Complaint | undefined {
    const own = this.#byClient.get(conn);
    if (own === undefined) return undefined;
    const historical = name === "reqHistoricalData";
    if (own.has(body.reqId)) return historical ? DUPLICATE_HISTORICAL : DUPLICATE_TICKER;
    if (own.size >= FLIGHTS_PER_CLIENT_MAX) return holdfastRefuses(`requests in flight: ${own.size} of this client`);
    if (!historical || own.size < OPEN_HISTORICAL_MAX) return undefined;
    const open = [...own.values()].filter(isHistorical).length;
    return open < OPEN_HISTORICAL_MAX ? undefined : tooManyHistorical(open);
  }

  find(conn: ConnId, reqId: number): Flight | undefined {
    return this.#byClient.get(conn)?.get(reqId);
  }

  add({ conn, reqId }: Rider, flight: Flight): void {
    const own = this.#byClient.get(conn);
    if (own === undefined) this.#byClient.set(conn, new Map([[reqId, flight]]));
    else own.set(reqId, flight);
  }

  remove({ conn, reqId }: Rider): void {
    const own = this.#byClient.get(conn);
    own?.delete(reqId);
    if (own?.size === 0) this.#byClient.delete(conn);
  }

  /** The flights a client rode on, each once; it is on none afterwards. */
  clear(conn: ConnId): ReadonlySet<Flight> {
    const own = this.#byClient.get(conn);
    this.#byClient.delete(conn);
    return new Set(own?.values());
  }
}

const tooManyHistorical = (open: number): Complaint => ({
  errorCode: 162,
  errorMsg: `holdfast open historical requests: ${open} of this client`,
});
