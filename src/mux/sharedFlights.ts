/**
 * All flights: taking riders on, asking the Gateway, sharing out its answers, ending.
 *
 * A flight is waiting (no upstream id: no session, or no slot for history), asked, or abandoned (nobody rides
 * and nobody is taken on; the Gateway's last word is awaited so that its id is not taken for another's). It ends with its answer, with an error
 * that is no mere remark, or when its last rider cancels before the request has left. Of bars that keep up to date the Gateway
 * may refuse what holdfast asks anew: they rest (rests.ts).
 */
import { assert } from "../base/assert.ts";
import { after, earliest, type Instant, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import { unanswered } from "../model/complaint.ts";
import type { ConnId, UpstreamReqId } from "../model/ids.ts";
import type { Request } from "../model/out.ts";
import { asksAnew, NEVER, type Pulse, type Span, type Stream } from "../model/stream.ts";
import type { Incoming } from "../wire/codec.ts";
import { isRemark } from "../wire/codes.ts";
import { Dues } from "./dues.ts";
import { Rests } from "./rests.ts";
import { Answers } from "./sharedAnswers.ts";
import { Board } from "./sharedBoard.ts";
import {
  complain,
  type ErrorBody,
  historicalCancelled,
  lostWithIt,
  noHistoricalQuery,
  passOn,
} from "./sharedErrors.ts";
import {
  type Answer,
  type Flight,
  ground,
  isHistorical,
  isOwedBars,
  keepFrame,
  keepRemark,
  keyOf,
  LOST_MAX,
  newFlight,
  type Rider,
  takesSlot,
} from "./sharedFlight.ts";
import {
  endsAnswer,
  isWithheld,
  noteNewest,
  servesUntil,
  tellFrame,
  tellKept,
  tellOnlyNewBars,
} from "./sharedHistory.ts";
import { CANCELLED_BY, type FlightRequest } from "./sharedKinds.ts";
import type { QueueOut } from "./sharedQueue.ts";
import { Slots } from "./sharedSlots.ts";

/** What a Gateway says when it gives no history, whatever the reason; and near a lost link of any contract (SEQUENCES 9). */
const NO_HISTORY: ReadonlySet<number> = new Set([162, 200]);
/** How long the Gateway may take for its last word on a request nobody rides on any more. */
const LAST_WORD_MS = seconds(60);
const MIB = 1024 * 1024;

export class Flights {
  readonly #out: QueueOut;
  /** With the small bars less than a client may be told at once: who asks for each of them once must not be closed for it. */
  readonly #answers = new Answers(2_000, 32 * MIB);
  /** Of seconds, and apart: they are many and soon too old, and contract data must not make room for them. */
  readonly #smallBars = new Answers(60, 16 * MIB);
  readonly #board = new Board();
  /** Every flight, in the order asked. */
  readonly #all = new Set<Flight>();
  readonly #byUpstreamId = new Map<number, Flight>();
  /** The flights that still take riders on. */
  readonly #joinable = new Map<string, Flight>();
  /** Oldest first. */
  readonly #abandoned = new Set<Flight>();
  readonly #slots = new Slots();
  /** Of the words of an answer; a stream that has had its image owes none. */
  readonly #dues = new Dues<Flight>(({ kind }) => kind.answerMs);
  readonly #rests = new Rests<Flight>();
  #up = false;
  /** How often what was asked was lost, or was said to be. */
  #losses = 0;

  constructor(out: QueueOut) {
    this.#out = out;
  }

  asked(client: Client, request: FlightRequest, now: Instant): void {
    const { reqId } = request.body;
    const key = keyOf(request);
    this.#giveWay(client.conn, request, key, now);
    const refusal = this.#board.refusal(client.conn, request, key);
    if (refusal !== undefined) return complain(this.#out, client.conn, reqId, refusal);
    const rider: Rider = {
      conn: client.conn,
      reqId,
      serverVersion: client.serverVersion,
      losses: this.#losses,
      had: 0,
    };
    const kept = this.#answersTo(request).find(key, now);
    if (kept !== undefined) return this.#catchUp(kept, rider);
    this.#take(this.#joinable.get(key) ?? this.#opened(request, key), rider);
  }

  heard(message: Incoming, payload: Uint8Array, now: Instant): boolean {
    const flight = this.#byUpstreamId.get(idOf(message));
    if (flight === undefined) return false;
    this.#dues.heard(flight, now);
    flight.hasAnswered = true;
    if (message.name === "error") this.#complained(flight, message.body, now);
    else if (flight.stays) this.#streamed(flight, message, payload, now);
    else this.#answered(flight, message, payload, now);
    return true;
  }

  cancelled(conn: ConnId, reqId: number, by: keyof typeof CANCELLED_BY, now: Instant): void {
    const flight = this.#board.find(conn, CANCELLED_BY[by], reqId);
    if (flight === undefined) {
      // Some libraries cancel each head timestamp behind its answer.
      return by === "cancelHeadTimestamp" ? undefined : complain(this.#out, conn, reqId, noHistoricalQuery(reqId));
    }
    const rider = flight.riders.find((other) => other.conn === conn && other.reqId === reqId);
    assert(rider !== undefined, "an active request rides on its flight");
    this.#board.remove(rider, flight);
    flight.riders = flight.riders.filter((other) => other !== rider);
    if (flight.riders.length > 0) return this.#confirmCancel(flight, rider);
    flight.canceller = rider;
    this.#abandon(flight, now);
  }

  left(conn: ConnId, now: Instant): void {
    for (const flight of this.#board.clear(conn)) {
      flight.riders = flight.riders.filter((rider) => rider.conn !== conn);
      if (flight.riders.length === 0) this.#abandon(flight, now);
    }
  }

  sessionLost(): void {
    this.#up = false;
    this.#dues.sessionLost();
    this.#forgetAnswers();
    const owed = [...this.#all].filter(isOwedBars);
    this.#landAll();
    for (const flight of owed) if (++flight.lostWith >= LOST_MAX) this.#giveUp(flight);
  }

  /** Clients hear that their data was lost: who asks again replaces what it holds, also what it asked for meanwhile. */
  lossTold(): void {
    this.#losses++;
  }

  /** Its riders may ask for less. */
  #giveUp(flight: Flight): void {
    const { riders, request } = flight;
    if (riders.length > 0) this.#out.log("warn", "request-given-up", { request: request.name, lostSessions: LOST_MAX });
    for (const { conn, reqId } of riders) complain(this.#out, conn, reqId, lostWithIt(request.name, LOST_MAX));
    this.#finish(flight);
  }

  #landAll(): void {
    this.#losses++;
    this.#rests.clear();
    for (const flight of this.#all) {
      this.#land(flight);
      // What an outage hid is no proof of a silence before it.
      flight.pulse.comparing = false;
      if (flight.riders.length === 0) this.#endAbandoned(flight);
    }
  }

  sessionStarted(): void {
    this.#up = true;
    this.#launchWaiting();
  }

  /** The Gateway has lost IB: what it cannot answer is not its fault. */
  linkLost(): void {
    this.#dues.linkLost();
  }

  /** It has found IB again: what is in flight has its whole time once more. */
  linkBack(now: Instant): void {
    this.#dues.linkBack(now);
  }

  /** It has kept what it was asked: what it refused meanwhile is asked for anew. */
  dataKept(): void {
    for (const flight of this.#rests.clear()) this.#launch(flight);
  }

  /**
   * The Gateway has found IB again and forgotten what it was asked: it is asked for anew. What it has not answered it may work on
   * all the same, or have been asked behind its word: that is taken back, or it would keep its place there.
   */
  dataLost(): void {
    this.#forgetAnswers();
    for (const flight of this.#all) if (!flight.hasAnswered && flight.riders.length > 0) this.#takeBack(flight);
    this.#landAll();
    this.#launchWaiting();
  }

  nextDeadline(): Instant | undefined {
    const [oldest] = this.#abandoned;
    return earliest(oldest?.abandonedUntil, this.#dues.nextDeadline(), this.#rests.nextDeadline());
  }

  tick(now: Instant): void {
    for (const flight of this.#dues.expired(now)) this.#unanswered(flight, now);
    for (const flight of this.#rests.due(now)) this.#launch(flight);
    for (const flight of this.#abandoned) {
      if (flight.abandonedUntil! > now) return;
      this.#finish(flight);
    }
  }

  // ---------------------------------------------------------------- the watch over streams

  /** Bars that keep up to date. */
  *streams(): Generator<Stream> {
    for (const flight of this.#all) if (flight.stays && flight.riders.length > 0) yield flight;
  }

  /** Asks anew for a stream that is suspected to be dead; its client goes on where it was. */
  renew(pulse: Pulse): void {
    const flight = [...this.#all].find((other) => other.pulse === pulse);
    if (flight === undefined || !(flight.hasLeft || this.#rests.isResting(flight)) || flight.kind.cancel === undefined)
      return;
    this.#askAnew(flight);
  }

  #askAnew(flight: Flight): void {
    this.#takeBack(flight);
    this.#land(flight);
    this.#launch(flight);
  }

  #takeBack({ kind: { cancel, priority }, hasLeft, upstreamId }: Flight): void {
    if (hasLeft && cancel !== undefined) this.#out.ask(priority, cancel, { reqId: upstreamId! });
  }

  /** Asks anew for what left in that time and was never answered: the Gateway may have dropped it. Answers how many. */
  askUnanswered({ from, until }: Span, isHistory: boolean): number {
    const suspects = [...this.#all].filter(
      ({ hasLeft, hasAnswered, riders, kind, pulse: { askedAt } }) =>
        hasLeft &&
        !hasAnswered &&
        riders.length > 0 &&
        askedAt >= from &&
        askedAt <= until &&
        (kind.priority === "history") === isHistory,
    );
    for (const flight of suspects) this.#askAnew(flight);
    return suspects.length;
  }

  /**
   * It was holdfast that asked, and that must not cost a client its stream: too much history, or a farm that is not back yet.
   * What waits for a slot has this one.
   */
  #renewalRefused(flight: Flight, { errorCode, errorMsg }: ErrorBody, now: Instant): void {
    this.#out.log("warn", "renewal-refused", { stream: flight.title, errorCode, errorMsg });
    this.#land(flight);
    flight.pulse.askedAt = now;
    this.#launchWaiting();
  }

  // ---------------------------------------------------------------- asking

  /** What the client holds under that id since before data was lost: asking again replaces it (MUX.md section 5). */
  #giveWay(conn: ConnId, { name, body: { reqId } }: FlightRequest, key: string, now: Instant): void {
    const flight = this.#board.find(conn, name, reqId);
    const rider = flight?.riders.find((other) => other.conn === conn && other.reqId === reqId);
    if (flight === undefined || rider === undefined || rider.losses === this.#losses) return;
    this.#board.remove(rider, flight);
    flight.riders = flight.riders.filter((other) => other !== rider);
    // The same bars once more: who asks takes the place that he gave up, and sessions lost with them stay counted.
    if (isHistorical(flight) && this.#joinable.get(key) === flight) return;
    if (flight.riders.length === 0) this.#abandon(flight, now);
  }

  #answersTo(request: FlightRequest): Answers {
    return request.name === "reqHistoricalData" ? this.#smallBars : this.#answers;
  }

  #forgetAnswers(): void {
    this.#answers.clear();
    this.#smallBars.clear();
  }

  #opened(request: FlightRequest, key: string): Flight {
    const flight = newFlight(request, key);
    this.#all.add(flight);
    if (!flight.stays) this.#joinable.set(key, flight);
    return flight;
  }

  #take(flight: Flight, rider: Rider): void {
    flight.riders.push(rider);
    this.#board.add(rider, flight);
    this.#catchUp(flight, rider);
    if (flight.upstreamId === undefined) this.#launch(flight);
  }

  /** What has already come of the answer, or all of a finished one, for a late joiner. */
  #catchUp(answer: Answer, rider: Rider): void {
    for (const remark of answer.remarks) passOn(this.#out, rider.conn, rider.reqId, remark);
    for (const frame of answer.frames) {
      tellKept(this.#out, answer, rider, frame);
      rider.had++;
    }
  }

  #launchWaiting(): void {
    for (const flight of this.#all)
      if (flight.upstreamId === undefined && !this.#rests.isResting(flight)) this.#launch(flight);
  }

  /** Queues the request when there is a session and room; otherwise the flight waits. */
  #launch(flight: Flight): void {
    this.#rests.wakes(flight);
    if (!this.#up || !this.#slots.hasRoom(flight)) return;
    const id = this.#out.takeReqId("shared");
    flight.upstreamId = id;
    this.#byUpstreamId.set(id, flight);
    this.#slots.take(flight);
    this.#out.queue(flight.kind.priority, 1, (now) => this.#leaving(flight, id, now));
  }

  #leaving(flight: Flight, id: UpstreamReqId, now: Instant): readonly Request[] {
    if (flight.upstreamId !== id) return [];
    flight.hasLeft = true;
    asksAnew(flight.pulse, now);
    if (!flight.ended) this.#dues.expect(flight, now);
    const { name, body } = flight.request;
    return [{ name, body: { ...body, reqId: id } } as Request];
  }

  // ---------------------------------------------------------------- answers

  #answered(flight: Flight, message: Incoming, payload: Uint8Array, now: Instant): void {
    // The cancel is on its way: the Gateway's last word will be an error, which is awaited.
    if (flight.canceller !== undefined) return;
    const ends = endsAnswer(flight, message, this.#out.upstreamVersion);
    keepFrame(flight, payload);
    for (const rider of flight.riders) {
      if (rider.had > flight.heard && !ends) continue;
      tellFrame(this.#out, flight, rider, message, payload);
      rider.had++;
    }
    flight.heard++;
    if (flight.overgrown) this.#closeToOthers(flight);
    if (ends) this.#landed(flight, now);
  }

  #landed(flight: Flight, now: Instant): void {
    const { key, request, frames, remarks, bytes, overgrown } = flight;
    const until = servesUntil(flight, now);
    if (now < until && !overgrown) this.#answersTo(request).keep(key, { frames, remarks, bytes, until }, now);
    this.#finishAnswered(flight);
  }

  /** A keepUpToDate stream: one image and one end over all sessions, and every update. */
  #streamed(flight: Flight, message: Incoming, payload: Uint8Array, now: Instant): void {
    flight.pulse.lastAt = now;
    if (flight.pulse.answeredAt === NEVER) flight.pulse.answeredAt = now;
    const [rider] = flight.riders;
    if (rider === undefined) return;
    const ends = endsAnswer(flight, message, this.#out.upstreamVersion);
    const image = message.name === "historicalData";
    if (image && rider.had > 0) tellOnlyNewBars(this.#out, flight, message.body);
    else if (!ends || !flight.ended) {
      if (image) keepFrame(flight, payload);
      tellFrame(this.#out, flight, rider, message, payload);
    }
    if (ends || (image && !isWithheld(this.#out, rider))) rider.had = 1;
    noteNewest(flight, message);
    if (!ends) return;
    flight.ended = true;
    this.#dues.over(flight);
    flight.frames = [];
  }

  #complained(flight: Flight, error: ErrorBody, now: Instant): void {
    const isServed = flight.ended && flight.riders.length > 0;
    if (NO_HISTORY.has(error.errorCode) && isServed && this.#rests.refused(flight, now))
      return this.#renewalRefused(flight, error, now);
    for (const rider of flight.riders) passOn(this.#out, rider.conn, rider.reqId, error);
    if (isRemark(error.errorCode)) return keepRemark(flight, error);
    const { canceller } = flight;
    if (canceller !== undefined && !this.#inUse(canceller)) passOn(this.#out, canceller.conn, canceller.reqId, error);
    this.#finishAnswered(flight);
  }

  /** What the Gateway holds open behind its answer is given back there, unless it was cancelled before. */
  #finishAnswered(flight: Flight): void {
    if (flight.kind.isHeld && flight.abandonedUntil === undefined) this.#takeBack(flight);
    this.#finish(flight);
  }

  /** Whoever waits is told once; what still comes is for nobody. */
  #unanswered(flight: Flight, now: Instant): void {
    const { riders, kind, request } = flight;
    if (riders.length === 0) return;
    this.#out.log("warn", "request-unanswered", { request: request.name, withinMs: kind.answerMs });
    flight.riders = [];
    for (const rider of riders) {
      this.#board.remove(rider, flight);
      complain(this.#out, rider.conn, rider.reqId, unanswered(request.name, kind.answerMs));
    }
    this.#abandon(flight, now);
  }

  // ---------------------------------------------------------------- ends

  /**
   * The last rider went: what can be cancelled is, what has not left is forgotten. The rest may finish and be remembered,
   * but nobody joins it: its answer may never come, and a repeat of the question would hang on it.
   */
  #abandon(flight: Flight, now: Instant): void {
    if (!flight.hasLeft) return this.#endAbandoned(flight);
    flight.abandonedUntil = after(now, LAST_WORD_MS);
    this.#abandoned.add(flight);
    this.#closeToOthers(flight);
    if (flight.kind.cancel === undefined) return;
    this.#out.ask(flight.kind.priority, flight.kind.cancel, { reqId: flight.upstreamId! });
    this.#slots.cancelled(flight);
    if (flight.kind.isHeld) this.#launchWaiting();
  }

  /** No word of the Gateway will come: whoever cancelled gets ours. */
  #endAbandoned(flight: Flight): void {
    if (flight.canceller !== undefined) this.#confirmCancel(flight, flight.canceller);
    this.#finish(flight);
  }

  /** The word a real Gateway has for a cancelled historical request; other cancels are silent. */
  #confirmCancel(flight: Flight, rider: Rider): void {
    const { conn, reqId } = rider;
    if (isHistorical(flight) && !this.#inUse(rider)) complain(this.#out, conn, reqId, historicalCancelled(reqId));
  }

  /** Whether the client has begun a new request under that id: a last word on the old one would end the new. */
  #inUse({ conn, reqId }: Rider): boolean {
    return this.#board.hasAny(conn, reqId);
  }

  #finish(flight: Flight): void {
    this.#all.delete(flight);
    this.#rests.over(flight);
    this.#closeToOthers(flight);
    this.#abandoned.delete(flight);
    for (const rider of flight.riders) this.#board.remove(rider, flight);
    this.#land(flight);
    if (takesSlot(flight)) this.#launchWaiting();
  }

  #closeToOthers(flight: Flight): void {
    if (this.#joinable.get(flight.key) === flight) this.#joinable.delete(flight.key);
  }

  /** Gives the upstream id back: the answer is over, or its session is. */
  #land(flight: Flight): void {
    if (flight.upstreamId !== undefined) {
      this.#byUpstreamId.delete(flight.upstreamId);
      this.#out.releaseReqId(flight.upstreamId);
      this.#slots.free(flight);
    }
    this.#dues.over(flight);
    ground(flight);
  }
}

const idOf = (message: Incoming): number => {
  if (message.name === "error") return message.body.id;
  return "reqId" in message.body ? (message.body.reqId ?? -1) : -1;
};
