/**
 * Which request ids of which client are active, each on its flight, and how many of them one client may have. As at a Gateway
 * each kind of request has ids of its own: bars may be asked for under the id that the contract was asked for with.
 *
 * What is beyond the allowance is refused on its id, never left waiting for a slot that may not come free.
 */
import { type Complaint, holdfastRefuses } from "../model/complaint.ts";
import type { ConnId } from "../model/ids.ts";
import { DUPLICATE_HISTORICAL, DUPLICATE_TICKER } from "./sharedErrors.ts";
import { type Flight, isHistorical, keepsUpToDate, type Rider } from "./sharedFlight.ts";
import { FLIGHT_KINDS, type FlightName, type FlightRequest } from "./sharedKinds.ts";

/** Open historical requests IB allows a session, and so a client behind us (PROTOCOL section 14). */
export const OPEN_HISTORICAL_MAX = 50;
/** Of these, streams of bars (keepUpToDate) of all clients: they never end, so the rest is left to what does. */
export const OPEN_STREAMS_MAX = 40;
const STREAMS_PER_CLIENT_MAX = 20;
/** Requests of any kind one client may have in flight: a bot that qualifies all its contracts at once; as many may wait to leave. */
const FLIGHTS_PER_CLIENT_MAX = 2_000;
/** Of the same bars: each is told all of them, in one frame of up to 16 MiB, as soon as they come. */
export const SAME_BARS_PER_CLIENT_MAX = 4;

export class Board {
  readonly #byClient = new Map<ConnId, Map<Active, Flight>>();
  /** The streams of bars, each with the one client it is for. */
  readonly #streams = new Map<Flight, ConnId>();

  /** Why this request may not be made now. */
  refusal(conn: ConnId, request: FlightRequest, key: string): Complaint | undefined {
    const historical = request.name === "reqHistoricalData";
    const own = this.#byClient.get(conn) ?? NONE;
    if (own.has(activeOf(request.name, request.body.reqId)))
      return historical ? DUPLICATE_HISTORICAL : DUPLICATE_TICKER;
    if (own.size >= FLIGHTS_PER_CLIENT_MAX) return holdfastRefuses(`requests in flight: ${own.size} of this client`);
    if (!historical) return undefined;
    return tooManyHistorical(own) ?? (keepsUpToDate(request) ? this.#tooManyStreams(conn) : tooManySame(own, key));
  }

  #tooManyStreams(conn: ConnId): Complaint | undefined {
    const own = [...this.#streams.values()].filter((other) => other === conn).length;
    if (own >= STREAMS_PER_CLIENT_MAX) return historyRefused(`open keepUpToDate requests: ${own} of this client`);
    const all = this.#streams.size;
    return all < OPEN_STREAMS_MAX ? undefined : historyRefused(`open keepUpToDate requests: ${all} of all clients`);
  }

  find(conn: ConnId, name: FlightName, reqId: number): Flight | undefined {
    return this.#byClient.get(conn)?.get(activeOf(name, reqId));
  }

  /** Whether a request of any kind is active under that id: an error names the id and not the kind. */
  hasAny(conn: ConnId, reqId: number): boolean {
    return FLIGHT_NAMES.some((name) => this.find(conn, name, reqId) !== undefined);
  }

  add({ conn, reqId }: Rider, flight: Flight): void {
    if (flight.stays) this.#streams.set(flight, conn);
    const active = activeOf(flight.request.name, reqId);
    const own = this.#byClient.get(conn);
    if (own === undefined) this.#byClient.set(conn, new Map([[active, flight]]));
    else own.set(active, flight);
  }

  remove({ conn, reqId }: Rider, flight: Flight): void {
    const own = this.#byClient.get(conn);
    if (!own?.delete(activeOf(flight.request.name, reqId))) return;
    this.#streams.delete(flight);
    if (own.size === 0) this.#byClient.delete(conn);
  }

  /** The flights a client rode on, each once; it is on none afterwards. */
  clear(conn: ConnId): ReadonlySet<Flight> {
    const own = this.#byClient.get(conn);
    this.#byClient.delete(conn);
    const flights = new Set(own?.values());
    for (const flight of flights) this.#streams.delete(flight);
    return flights;
  }
}

/** A request id of one kind. */
type Active = `${FlightName} ${number}`;
const FLIGHT_NAMES = Object.keys(FLIGHT_KINDS) as readonly FlightName[];
const activeOf = (name: FlightName, reqId: number): Active => `${name} ${reqId}`;

const NONE: ReadonlyMap<Active, Flight> = new Map();

function tooManyHistorical(own: ReadonlyMap<Active, Flight>): Complaint | undefined {
  if (own.size < OPEN_HISTORICAL_MAX) return undefined;
  const open = [...own.values()].filter(isHistorical).length;
  return open < OPEN_HISTORICAL_MAX ? undefined : historyRefused(`open historical requests: ${open} of this client`);
}

function tooManySame(own: ReadonlyMap<Active, Flight>, key: string): Complaint | undefined {
  if (own.size < SAME_BARS_PER_CLIENT_MAX) return undefined;
  const same = [...own.values()].filter((flight) => flight.key === key).length;
  return same < SAME_BARS_PER_CLIENT_MAX
    ? undefined
    : historyRefused(`identical historical requests: ${same} of this client`);
}

/** 162 is what a Gateway says of history it does not give. */
const historyRefused = (why: string): Complaint => ({
  errorCode: 162,
  errorMsg: `holdfast ${why}, the most it lets be open; cancel one first`,
});
