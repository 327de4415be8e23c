/**
 * By when flights must be answered: each request has the time its kind is given, from the moment it left.
 *
 * Every word of an answer gives it the whole time once more. While the Gateway has lost IB nothing is due, because what it
 * cannot answer is not its fault.
 */
import { after, earliest, type Instant } from "../base/time.ts";
import type { Flight } from "./sharedFlight.ts";

export class Dues {
  /** No answer is due earlier; a hint, for a word moves a flight's own time on and not this. */
  #next: Instant | undefined;
  #linkLost = false;

  /** The request has left. */
  expect(flight: Flight, now: Instant): void {
    flight.dueAt = after(now, flight.kind.answerMs);
    this.#next = earliest(this.#next, flight.dueAt);
  }

  /** A word of its answer. */
  heard(flight: Flight, now: Instant): void {
    if (flight.dueAt !== undefined) flight.dueAt = after(now, flight.kind.answerMs);
  }

  linkLost(): void {
    this.#linkLost = true;
  }

  linkBack(flights: Iterable<Flight>, now: Instant): void {
    this.#linkLost = false;
    for (const flight of flights) if (flight.dueAt !== undefined) this.expect(flight, now);
  }

  sessionLost(): void {
    this.#linkLost = false;
  }

  nextDeadline(): Instant | undefined {
    return this.#linkLost ? undefined : this.#next;
  }

  /** The flights whose time is over; they are due no more. */
  expired(flights: Iterable<Flight>, now: Instant): readonly Flight[] {
    if (this.#linkLost || this.#next === undefined || now < this.#next) return [];
    this.#next = undefined;
    const over: Flight[] = [];
    for (const flight of flights)
      if (flight.dueAt !== undefined && flight.dueAt <= now) over.push(flight);
      else this.#next = earliest(this.#next, flight.dueAt);
    for (const flight of over) flight.dueAt = undefined;
    return over;
  }
}
