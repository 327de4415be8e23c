/**
 * Requests that read: identical ones in flight ride on one upstream request, finished contract data serves who comes later.
 *
 * To a client it looks as if the Gateway worked for it alone: its own request id, every frame once, one end, its errors
 * with the Gateway's code and words. An outage is not told: what was in flight is asked again when the next session starts
 * and goes on where it stopped. A cancel ends one rider; the upstream cancel leaves with the last.
 */
import { Bug } from "../base/assert.ts";
import { earliest, type Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ConnId } from "../model/ids.ts";
import type { Pulse, Span, Stream } from "../model/stream.ts";
import type { Incoming, IncomingBody, Outgoing } from "../wire/codec.ts";
import { linkWord } from "../wire/codes.ts";
import { Flights } from "./sharedFlights.ts";
import type { QueueOut } from "./sharedQueue.ts";
import { Unnumbered } from "./sharedUnnumbered.ts";

export class Shared {
  /** A third of the history that the Gateway gives within ten minutes (PROTOCOL section 14): the rest is the clients'. */
  readonly renewalsMax = 20;
  readonly #unnumbered: Unnumbered;
  readonly #flights: Flights;
  /** The latest moment heard of; a client's leaving comes without one. */
  #now = 0 as Instant;

  constructor(out: QueueOut) {
    this.#unnumbered = new Unnumbered(out);
    this.#flights = new Flights(out);
  }

  /** A client's request of the way `share`, or the cancel of one. */
  asked(client: Client, request: Outgoing, now: Instant): void {
    this.#now = now;
    switch (request.name) {
      case "reqCurrentTime":
      case "reqMarketRule":
        return this.#unnumbered.asked(client.conn, request, now);
      case "cancelHistoricalData":
      case "cancelHeadTimestamp":
        return this.#flights.cancelled(client.conn, request.body.reqId, request.name, now);
      case "reqContractDetails":
      case "reqMatchingSymbols":
      case "reqUserInfo":
      case "reqHistoricalData":
      case "reqHeadTimestamp":
        return this.#flights.asked(client, request, now);
      default:
        throw new Bug(`${request.name} is not a shared request`);
    }
  }

  /** A frame of the Gateway; false when it concerns no request of ours. The payload is copied where it is kept. */
  heard(message: Incoming, payload: Uint8Array, now: Instant): boolean {
    this.#now = now;
    if (message.name === "currentTime" || message.name === "marketRule") return this.#unnumbered.heard(message, now);
    return this.#flights.heard(message, payload, now);
  }

  /** An error on no id; false when it answers nothing that was asked here. */
  refused(error: IncomingBody<"error">, now: Instant): boolean {
    this.#now = now;
    return this.#unnumbered.refused(error, now);
  }

  left(conn: ConnId): void {
    this.#unnumbered.left(conn);
    this.#flights.left(conn, this.#now);
  }

  sessionLost(now: Instant): void {
    this.#now = now;
    this.#unnumbered.sessionLost();
    this.#flights.sessionLost();
  }

  /** Clients hear that their data was lost. */
  lossTold(): void {
    this.#flights.lossTold();
  }

  sessionStarted(now: Instant): void {
    this.#now = now;
    this.#unnumbered.sessionStarted(now);
    this.#flights.sessionStarted();
  }

  /** A notice of the Gateway: the link to IB is lost, or back. */
  noticed(errorCode: number, now: Instant): void {
    this.#now = now;
    const word = linkWord(errorCode);
    if (word === undefined) return;
    if (word === "lost") return this.#linkLost();
    this.#unnumbered.linkBack(now);
    this.#flights.linkBack(now);
    if (word === "restored without data") this.#flights.dataLost();
    else this.#flights.dataKept();
  }

  #linkLost(): void {
    this.#unnumbered.linkLost();
    this.#flights.linkLost();
  }

  /** Bars that keep up to date. */
  streams(): Iterable<Stream> {
    return this.#flights.streams();
  }

  renew(pulse: Pulse): void {
    this.#flights.renew(pulse);
  }

  /** Asks anew for what left in that time and was never answered, either history or the rest. Answers how many. */
  askUnanswered(span: Span, isHistory: boolean, now: Instant): number {
    this.#now = now;
    const flights = this.#flights.askUnanswered(span, isHistory);
    return isHistory ? flights : flights + this.#unnumbered.askUnanswered(span, now);
  }

  nextDeadline(): Instant | undefined {
    return earliest(this.#unnumbered.nextDeadline(), this.#flights.nextDeadline());
  }

  tick(now: Instant): void {
    this.#now = now;
    this.#unnumbered.tick(now);
    this.#flights.tick(now);
  }
}
