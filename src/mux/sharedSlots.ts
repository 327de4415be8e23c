/**
 * How many historical requests may be open at the Gateway at once, ours included, and who holds a slot. One that may have
 * ended sessions (a Gateway resets who is behind by some megabytes of bars) is asked without another such one beside it.
 */
import { OPEN_HISTORICAL_MAX, OPEN_STREAMS_MAX } from "./sharedBoard.ts";
import { type Flight, isHistorical, isSuspect } from "./sharedFlight.ts";

export class Slots {
  #historical = 0;
  /** Of these, the streams of bars, those whose cancel is on its way included. */
  #streams = 0;
  #suspect: Flight | undefined;

  /** Streams never fill the Gateway's slots: a one-shot finds its own, or one that another one-shot frees. */
  hasRoom(flight: Flight): boolean {
    if (flight.stays && this.#streams >= OPEN_STREAMS_MAX) return false;
    if (isSuspect(flight) && this.#suspect !== undefined) return false;
    return !isHistorical(flight) || this.#historical < OPEN_HISTORICAL_MAX;
  }

  take(flight: Flight): void {
    if (isHistorical(flight)) this.#historical++;
    if (isSuspect(flight)) this.#suspect = flight;
    if (flight.stays) this.#streams++;
  }

  free(flight: Flight): void {
    if (isHistorical(flight)) this.#historical--;
    if (this.#suspect === flight) this.#suspect = undefined;
    if (flight.stays) this.#streams--;
  }
}
