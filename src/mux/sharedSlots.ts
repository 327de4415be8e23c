/**
 * How many requests for history, head timestamps among them, may be open at the Gateway at once, and who holds a slot. One that may have
 * ended sessions (a Gateway resets who is behind by some megabytes of bars) is asked without another such one beside it.
 */
import { OPEN_HISTORICAL_MAX, OPEN_STREAMS_MAX } from "./sharedBoard.ts";
import { type Flight, isSuspect, takesSlot } from "./sharedFlight.ts";

export class Slots {
  readonly #held = new Set<Flight>();
  /** Of these, the streams of bars, those whose cancel is on its way included. */
  #streams = 0;
  #suspect: Flight | undefined;

  /** Streams never fill the Gateway's slots: a one-shot finds its own, or one that another one-shot frees. */
  hasRoom(flight: Flight): boolean {
    if (flight.stays && this.#streams >= OPEN_STREAMS_MAX) return false;
    if (isSuspect(flight) && this.#suspect !== undefined) return false;
    return !takesSlot(flight) || this.#held.size < OPEN_HISTORICAL_MAX;
  }

  take(flight: Flight): void {
    if (takesSlot(flight)) this.#held.add(flight);
    if (isSuspect(flight)) this.#suspect = flight;
    if (flight.stays) this.#streams++;
  }

  /** Its cancel is never answered: the slot is free once that is on its way. */
  cancelled(flight: Flight): void {
    if (flight.kind.isHeld) this.#held.delete(flight);
  }

  free(flight: Flight): void {
    this.#held.delete(flight);
    if (this.#suspect === flight) this.#suspect = undefined;
    if (flight.stays) this.#streams--;
  }
}
