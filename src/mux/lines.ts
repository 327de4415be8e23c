/**
 * Streaming quotes: clients that want the same share one market data line of the login's hundred.
 *
 * A client sees a Gateway of its own: its ticker ids, its market data type, the ticks it asked for, the Gateway's words when
 * a line is refused. A line opens with its first rider and closes with its last. A wish for more generic ticks than an open
 * line carries opens a wider line; the narrower one closes when the wider one speaks, so nobody's quotes pause. Lines
 * survive a lost session under new upstream ids, and nobody is told; one whose new request is refused rests (rests.ts).
 * Lines and snapshots count against the limit as they do at IB (PROTOCOL section 14).
 */
import { Bug } from "../base/assert.ts";
import { earliest, type Instant, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import { holdfastRefuses, holdfastRefusesUnnumbered, NOT_VALID, unanswered } from "../model/complaint.ts";
import type { ConnId } from "../model/ids.ts";
import { NEVER, type Pulse, type Span, type Stream } from "../model/stream.ts";
import type { IncomingBody, Outgoing, OutgoingBody } from "../wire/codec.ts";
import { endsLine, linkWord, silencesLine } from "../wire/codes.ts";
import { Dues } from "./dues.ts";
import { carries, genericTicks, union } from "./linesGeneric.ts";
import {
  board,
  forgetRemark,
  isMute,
  isWidened,
  type Line,
  type LineRider,
  newLine,
  newRider,
  partsOf,
  takeOver,
  tellOpenings,
  tellRemarks,
  tellTick,
  unsilence,
} from "./linesLine.ts";
import { Opening } from "./linesOpening.ts";
import { type LineQuote, quoteOf } from "./linesQuote.ts";
import { LastTicks, OPENINGS, TICK_SNAPSHOT_END } from "./linesTick.ts";
import { Tickers } from "./linesTickers.ts";
import { groupOf, isQuoted, isSnapshot } from "./linesWish.ts";
import { MarketDataTypes } from "./marketDataType.ts";
import { Rests } from "./rests.ts";
import { complain, noTicker, passOn, TOO_MANY_TICKERS } from "./sharedErrors.ts";
import type { QueueOut } from "./sharedQueue.ts";

/** The allowance every login has; more is bought. */
const LINES_MAX = 100;
/** A Gateway ends a snapshot within eleven seconds (PROTOCOL section 12); the wire may take its time. */
const SNAPSHOT_MS_MAX = seconds(30);

/** No such contract; near a lost link it says nothing about the contract (SEQUENCES 9). */
const NOT_DEFINED = 200;

type ReqMktData = OutgoingBody<"reqMktData">;

export class Lines {
  /** Streams that may be asked anew within ten minutes: as many as there are, twice. */
  readonly renewalsMax = 2 * LINES_MAX;
  readonly #out: QueueOut;
  readonly #linesMax: number;
  readonly #types = new MarketDataTypes();
  readonly #opening: Opening;
  readonly #tickers = new Tickers();
  readonly #rests = new Rests<Line>();
  /**
   * The ends of snapshots. A Gateway does not end one that it has refused in words that end no line: 10197 during a competing
   * session, 10089 without a subscription. Nobody cancels a snapshot, so without a bound each of these would keep a line of the
   * login, and its ticker id, for as long as its client stays.
   */
  readonly #ends = new Dues<Line>(() => SNAPSHOT_MS_MAX);
  readonly #lines = new Set<Line>();
  readonly #byUpstreamId = new Map<number, Line>();
  #up = false;
  /** How often data was lost, or was said to be. */
  #losses = 0;
  /** The server version that the kept frames are written in. */
  #version = 0;

  constructor(out: QueueOut, linesMax = LINES_MAX) {
    this.#out = out;
    this.#linesMax = linesMax;
    this.#opening = new Opening(out, (line, now) => this.#leaves(line, now));
  }

  /** A client's request of the way `lines`. */
  asked({ conn }: Client, request: Outgoing, now: Instant): void {
    switch (request.name) {
      case "reqMktData":
        return this.#requested(conn, request.body, now);
      case "cancelMktData":
        return this.#cancelled(conn, request.body.reqId);
      case "reqMarketDataType":
        return this.#wishedType(conn, request.body.marketDataType);
      default:
        throw new Bug(`${request.name} is not about market data lines`);
    }
  }

  /** A frame about a line, undecoded; false when it is nobody's. The payload is copied where it is kept. */
  heardRaw(payload: Uint8Array, messageId: number, reqId: number, now: Instant): boolean {
    const line = this.#byUpstreamId.get(reqId);
    if (line === undefined) return false;
    line.hasAnswered = true;
    if (line.replaces !== undefined) this.#replace(line);
    if (OPENINGS.has(messageId)) tellOpenings(this.#out, line, messageId, payload);
    else if (messageId === TICK_SNAPSHOT_END) this.#snapshotEnded(line, payload);
    else tellTick(this.#out, line, messageId, payload, now);
    return true;
  }

  /** An error on a line: all its riders hear it, later ones too. */
  refused(error: IncomingBody<"error">, now: Instant): boolean {
    const line = this.#byUpstreamId.get(error.id);
    if (line === undefined) return false;
    if (error.errorCode === NOT_DEFINED && this.#mayRest(line, now)) return this.#rest(line, error, now);
    // One entry of its generic ticks is not legal, and so the whole list is refused (deephaven-ib #46, ibx #450).
    if (error.errorCode === NOT_VALID && isWidened(line)) return this.#part(line, error);
    line.hasAnswered = true;
    if (silencesLine(error.errorCode)) line.pulse.excusedAt = now;
    tellRemarks(this.#out, line, error);
    if (endsLine(error.errorCode)) this.#forget(line);
    return true;
  }

  /** What silenced these is over, and nothing that was said of it is true any more. */
  dataIsBack(reqIds: Iterable<number>): void {
    for (const reqId of reqIds) {
      const line = this.#byUpstreamId.get(reqId);
      if (line !== undefined) unsilence(line);
    }
  }

  left(conn: ConnId): void {
    this.#types.left(conn);
    for (const line of this.#tickers.clear(conn)) {
      line.riders = line.riders.filter((rider) => rider.conn !== conn);
      if (line.riders.length === 0) this.#close(line);
    }
  }

  /** From here on nobody is told what was: the next session tells anew what is. */
  sessionLost(_now?: Instant): void {
    this.#up = false;
    this.#losses++;
    this.#rests.clear();
    this.#ends.sessionLost();
    for (const line of this.#lines) {
      this.#land(line);
      line.last.forgetTicks();
    }
  }

  /**
   * 1101: the Gateway stayed and forgot what it was asked before. A request that crossed its word on the wire it knows: behind it
   * nothing was said on that request yet, and it is taken back, or it would keep a line of the login that nobody hears.
   */
  dataLost(): void {
    const crossing = [...this.#lines].flatMap(({ hasLeft, hasAnswered, upstreamId }) =>
      hasLeft && !hasAnswered ? upstreamId! : [],
    );
    this.sessionLost();
    this.sessionStarted();
    for (const id of crossing) this.#opening.withdraw(id);
  }

  /** Clients hear that their data was lost: who asks again replaces what it holds, also what it asked for meanwhile. */
  lossTold(): void {
    this.#losses++;
  }

  /** Opens every line again; what a client has heard before is not repeated. */
  sessionStarted(_now?: Instant): void {
    this.#up = true;
    this.#opening.sessionStarted();
    this.#forgetUnreadable();
    for (const line of this.#lines) if (line.replaces !== undefined) this.#replace(line);
    for (const line of [...this.#lines]) this.#reopen(line, "lost with the session, and never asked twice");
  }

  /** A Gateway that was updated greets with another version, some time before its session starts: nobody can be told what is kept. */
  #forgetUnreadable(): void {
    if (this.#version === this.#out.upstreamVersion) return;
    this.#version = this.#out.upstreamVersion;
    for (const line of this.#lines) line.last = new LastTicks();
  }

  /** Distinct lines in use, of the login's allowance. */
  get used(): number {
    let replacements = 0;
    for (const { replaces } of this.#lines) if (replaces !== undefined) replacements++;
    return this.#lines.size - replacements;
  }

  /** What open lines say of a contract: those of its conId, and of requests without one those that mean it. */
  quotes(conId: number, isMeant: (contract: ReqMktData["contract"]) => boolean): LineQuote[] {
    const quotes: LineQuote[] = [];
    for (const line of this.#lines) {
      const { contract } = line.request;
      const isIts = conId > 0 && contract.conId > 0 ? contract.conId === conId : isMeant(contract);
      const quote = isIts ? quoteOf(line, this.#version) : undefined;
      if (quote !== undefined) quotes.push(quote);
    }
    return quotes;
  }

  // ---------------------------------------------------------------- the watch over streams

  /** Every line with the usual quotes; snapshots end by themselves, and news comes when there is some. */
  *streams(): Generator<Stream> {
    for (const line of this.#lines) if (isQuoted(line)) yield line;
  }

  /** Asks anew for a line that is suspected to be dead. The old request goes first: there may be no line to spare. */
  renew(pulse: Pulse): void {
    const line = [...this.#lines].find((other) => other.pulse === pulse);
    if (line === undefined || !(line.hasLeft || this.#rests.isResting(line))) return;
    if (line.hasLeft) this.#withdraw(line);
    this.#open(line);
  }

  // ---------------------------------------------------------------- requests of our own that the Gateway refuses

  /** Somebody's own request was answered before. */
  #mayRest(line: Line, now: Instant): boolean {
    const isServed = line.riders.some(({ request }) => request !== line.upstreamId);
    return isServed && isQuoted(line) && this.#rests.refused(line, now);
  }

  /** For whom the refused request was made is told; the others asked once, and their line rests. */
  #rest(line: Line, error: IncomingBody<"error">, now: Instant): true {
    const { errorCode, errorMsg } = error;
    this.#out.log("warn", "renewal-refused", { stream: line.title, errorCode, errorMsg });
    const refused = line.riders.filter(({ request }) => request === line.upstreamId);
    for (const { conn, reqId } of refused) {
      passOn(this.#out, conn, reqId, error);
      this.#tickers.remove(conn, reqId);
    }
    line.riders = line.riders.filter((rider) => !refused.includes(rider));
    this.#land(line);
    line.pulse.askedAt = now;
    return true;
  }

  /** A notice of the Gateway: when the link to IB is back, what it refused meanwhile is asked for anew. */
  noticed(errorCode: number, now: Instant): void {
    const word = linkWord(errorCode);
    if (word === "lost") this.#ends.linkLost();
    else if (word !== undefined) this.#ends.linkBack(now);
    if (word === "restored") for (const line of this.#rests.clear()) this.#open(line);
  }

  nextDeadline(): Instant | undefined {
    return earliest(this.#rests.nextDeadline(), this.#ends.nextDeadline());
  }

  tick(now: Instant): void {
    for (const line of this.#ends.expired(now)) this.#unended(line);
    for (const line of this.#rests.due(now)) this.#open(line);
  }

  /** Of all that the line was to carry nobody knows what was refused: what is new is asked for by itself, and told what comes of it. */
  #part(line: Line, { errorCode, errorMsg }: IncomingBody<"error">): true {
    this.#out.log("info", "line-parted", { stream: line.title, errorCode, errorMsg });
    this.#land(line);
    const parts = partsOf(line);
    this.#forget(line);
    for (const part of parts) {
      this.#lines.add(part);
      for (const rider of part.riders) this.#tickers.set(rider, part);
      this.#open(part);
    }
    return true;
  }

  #withdraw(line: Line): void {
    this.#opening.withdraw(line.upstreamId!);
    this.#land(line);
    line.last.askedAnew();
  }

  // ---------------------------------------------------------------- requests that the Gateway may have dropped

  /** The Gateway drops what comes too fast: nobody knows which type it was told last. */
  tooFast(): void {
    this.#opening.doubted();
  }

  /**
   * Asks anew for what left in that time and was never answered; behind another market data type also for what was, because
   * the type may be what was dropped. The old requests go first. Answers how many.
   */
  askUnanswered({ from, until }: Span): number {
    const hasChanged = this.#opening.changedSince(from);
    const suspects = [...this.#lines].filter(
      ({ hasLeft, hasAnswered, pulse: { askedAt } }) =>
        hasLeft && askedAt >= from && askedAt <= until && (!hasAnswered || hasChanged),
    );
    for (const line of suspects) this.#withdraw(line);
    for (const line of suspects) this.#reopen(line, "the Gateway may have dropped it, and it is never asked twice");
    return suspects.length;
  }

  // ---------------------------------------------------------------- clients

  #requested(conn: ConnId, request: ReqMktData, now: Instant): void {
    const wish = genericTicks(request.genericTickList);
    const { reqId } = request;
    const rider = newRider(conn, reqId, wish, this.#losses);
    const former = this.#outlived(rider);
    const refusal = former === undefined ? this.#tickers.refusal(rider) : undefined;
    if (refusal !== undefined) return complain(this.#out, conn, reqId, refusal);
    const find = () => this.#lineFor(request, this.#types.of(conn), wish);
    const line = find() ?? (this.#makesRoom(former) ? find() : undefined);
    if (line === undefined) return complain(this.#out, conn, reqId, TOO_MANY_TICKERS);
    const held = this.#tickers.find(conn, reqId);
    this.#tickers.set(rider, line);
    this.#forgetUnreadable();
    const wasMute = isMute(line, now);
    if (wasMute) this.#withdraw(line);
    board(this.#out, line, rider);
    if (wasMute || this.#rests.isResting(line)) this.#open(line);
    if (held !== undefined && former !== undefined) this.#alight(held, former);
  }

  /** With all lines in use the one that a client gives up is there for it, unless somebody else rides on it. */
  #makesRoom(former: LineRider | undefined): boolean {
    const held = former && this.#tickers.find(former.conn, former.reqId);
    if (held === undefined || held.riders.length > 1) return false;
    this.#close(held);
    return true;
  }

  /** What the client holds under that id since before data was lost: asking again replaces it (MUX.md section 5). */
  #outlived({ conn, reqId }: LineRider): LineRider | undefined {
    const riders = this.#tickers.find(conn, reqId)?.riders;
    return riders?.find((other) => other.conn === conn && other.reqId === reqId && other.losses < this.#losses);
  }

  #alight(line: Line, rider: LineRider): void {
    line.riders = line.riders.filter((other) => other !== rider);
    if (line.riders.length === 0) this.#close(line);
  }

  #cancelled(conn: ConnId, reqId: number): void {
    const line = this.#tickers.find(conn, reqId);
    if (line === undefined) return complain(this.#out, conn, reqId, noTicker(reqId));
    this.#tickers.remove(conn, reqId);
    line.riders = line.riders.filter((rider) => rider.conn !== conn || rider.reqId !== reqId);
    if (line.riders.length === 0) this.#close(line);
  }

  #wishedType(conn: ConnId, type: number): void {
    if (this.#types.wish(conn, type)) return;
    complain(this.#out, conn, -1, holdfastRefusesUnnumbered(`market data type: ${type} against 1 to 4`));
  }

  // ---------------------------------------------------------------- lines

  /** The line to ride on, opened if need be; undefined when the login has no line left. */
  #lineFor(request: ReqMktData, type: number, wish: ReadonlySet<string>): Line | undefined {
    const group = groupOf(request, type);
    const open = group === undefined ? [] : [...this.#lines].filter((line) => line.group === group);
    const wide = open.find((line) => carries(line.generics, wish));
    if (wide !== undefined) return wide;
    if (open.length === 0 && this.used >= this.#linesMax) return undefined;
    const line = newLine(request, group, type, union([...open.map((other) => other.generics), wish]));
    line.replaces = open.at(-1);
    this.#lines.add(line);
    this.#closeNarrow();
    if (this.#up) this.#open(line);
    return line;
  }

  /** Without a line to spare a narrow one does not wait until its wider one speaks. */
  #closeNarrow(): void {
    for (const line of this.#lines)
      if (line.replaces !== undefined && this.#lines.size > this.#linesMax) this.#replace(line);
  }

  #open(line: Line): void {
    this.#rests.wakes(line);
    const id = this.#out.takeReqId("lines");
    line.upstreamId = id;
    this.#byUpstreamId.set(id, line);
    for (const rider of line.riders) rider.request ??= id;
    this.#opening.queue(line, id);
  }

  #leaves(line: Line, now: Instant): void {
    if (isSnapshot(line)) this.#ends.expect(line, now);
  }

  /** `why` not, for one that costs money each time. */
  #reopen(line: Line, why: string): void {
    if (line.request.regulatorySnapshot && line.everLeft) this.#failRegulatory(line, why);
    else this.#open(line);
  }

  #failRegulatory(line: Line, why: string): void {
    const refusal = holdfastRefuses(`regulatory snapshot: ${why}`);
    for (const { conn, reqId } of line.riders) complain(this.#out, conn, reqId, refusal);
    this.#forget(line);
  }

  /** The riders of the narrower line are the wider one's now. */
  #replace(line: Line): void {
    const narrow = line.replaces!;
    if (narrow.replaces !== undefined) this.#replace(narrow);
    for (const rider of narrow.riders) this.#tickers.set(rider, line);
    takeOver(line, narrow);
    line.replaces = undefined;
    this.#close(narrow);
  }

  #snapshotEnded(line: Line, payload: Uint8Array): void {
    for (const { conn, reqId } of line.riders) this.#out.relay(conn, payload, reqId);
    this.#forget(line);
  }

  /** Whoever waits is told once; what still comes is for nobody. */
  #unended(line: Line): void {
    this.#out.log("warn", "snapshot-unended", { stream: line.title, withinMs: SNAPSHOT_MS_MAX });
    for (const { conn, reqId } of line.riders)
      complain(this.#out, conn, reqId, unanswered("reqMktData", SNAPSHOT_MS_MAX));
    this.#close(line);
  }

  /** Nobody rides any more. What has not left is simply not sent. */
  #close(line: Line): void {
    if (line.hasLeft) this.#opening.withdraw(line.upstreamId!);
    this.#forget(line);
  }

  /** The line is over. */
  #forget(line: Line): void {
    for (const { conn, reqId } of line.riders) this.#tickers.remove(conn, reqId);
    line.riders = [];
    for (const other of this.#lines) if (other.replaces === line) other.replaces = line.replaces;
    this.#lines.delete(line);
    this.#rests.over(line);
    this.#land(line);
  }

  /** Gives the upstream id back: the line is over, or its session is. For whom it asked in vain the next request asks. */
  #land(line: Line): void {
    if (line.upstreamId === undefined) return;
    if (!line.hasAnswered)
      for (const rider of line.riders) if (rider.request === line.upstreamId) rider.request = undefined;
    this.#byUpstreamId.delete(line.upstreamId);
    this.#out.releaseReqId(line.upstreamId);
    this.#ends.over(line);
    line.upstreamId = undefined;
    forgetRemark(line);
    line.hasLeft = false;
    line.hasAnswered = false;
    line.pulse.askedAt = NEVER;
  }
}
