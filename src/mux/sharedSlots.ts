/** How many historical requests may be open at the Gateway at once, ours included, and who holds a slot. */
import { OPEN_HISTORICAL_MAX, OPEN_STREAMS_MAX } from "./sharedBoard.ts";
import { type Flight, isHistorical } from "./sharedFlight.ts";

export class Slots {
  #historical = 0;
  /** Of these, the streams of bars, those whose cancel is on its way included. */
  #streams = 0;

  /** Streams never fill the Gateway's slots: a one-shot finds its own, or one that another one-shot frees. */
  hasRoom(flight: Flight): boolean {
    if (flight.stays && this.#streams >= OPEN_STREAMS_MAX) return false;
    return !isHistorical(flight) || this.#historical < OPEN_HISTORICAL_MAX;
  }

  take(flight: Flight): void {
    if (isHistorical(flight)) this.#historical++;
    if (flight.stays) this.#streams++;
  }

  free(flight: Flight): void {
    if (isHistorical(flight)) this.#historical--;
    if (flight.stays) this.#streams--;
  }
}
