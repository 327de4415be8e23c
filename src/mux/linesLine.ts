/**
 * One market data line and the clients that ride on it.
 *
 * Riders of one line asked for the same contract, market data type and options; what a rider hears is what a line of its
 * own would have told it: the opening frames once, then ticks, without those it did not ask for.
 */
import { type Instant, seconds } from "../base/time.ts";
import { quoting } from "../model/complaint.ts";
import type { ConnId, UpstreamReqId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import { asksAnew, IMAGE_MS, marketOf, NEVER, newPulse, type Pulse, titleOf } from "../model/stream.ts";
import { DecodeError, decodeIncoming, incomingId, type OutgoingBody, withCorrelator } from "../wire/codec.ts";
import { silencesLine } from "../wire/codes.ts";
import { hiddenTicks, union } from "./linesGeneric.ts";
import { isOtherQuote } from "./linesImage.ts";
import { newsFor } from "./linesNews.ts";
import { LastTicks, NO_TICK_TYPE, OPENINGS, TICK_NEWS, tickTypeOf } from "./linesTick.ts";
import { type ErrorBody, passOn } from "./sharedErrors.ts";

const MARKET_DATA_TYPE = incomingId("marketDataType");
/** What says that trading is halted, on live and on delayed data (IB's documentation of tick types). */
const HALTED: ReadonlySet<number> = new Set([49, 90]);

export interface LineRider {
  readonly conn: ConnId;
  readonly reqId: number;
  /** How often data had been lost when it came: who asks again after a loss replaces what it holds. */
  readonly losses: number;
  readonly wish: ReadonlySet<string>;
  /** Tick types of the line that it did not ask for. */
  hidden: ReadonlySet<number> | undefined;
  /** Opening frames it has had. */
  readonly opened: Set<number>;
  /** Headlines it has had. */
  readonly headlines: Set<string>;
  /** The request that was made for it; once it is answered, later ones of its line are holdfast's own. Undefined while there is none. */
  request: UpstreamReqId | undefined;
  /** The last word on its line that it was told. */
  remark: ErrorBody | undefined;
}

export const newRider = (conn: ConnId, reqId: number, wish: ReadonlySet<string>, losses: number): LineRider => ({
  ...{ conn, reqId, losses, wish },
  hidden: undefined,
  opened: new Set(),
  headlines: new Set(),
  request: undefined,
  remark: undefined,
});

export interface Line {
  readonly request: OutgoingBody<"reqMktData">;
  /** Lines of one group differ in their generic ticks only; undefined for a line that is never shared. */
  readonly group: string | undefined;
  readonly marketDataType: number;
  readonly generics: ReadonlySet<string>;
  readonly market: string;
  readonly title: string;
  pulse: Pulse;
  riders: LineRider[];
  /** Set while it is open in this session. */
  upstreamId: UpstreamReqId | undefined;
  /** Its request has left for the Gateway in this session. */
  hasLeft: boolean;
  /** The Gateway has said something about it under its present upstream id. */
  hasAnswered: boolean;
  /** It has been asked for at least once. */
  everLeft: boolean;
  last: LastTicks;
  /** The Gateway's last word on it that was no end: a warning, a missing subscription. */
  remark: ErrorBody | undefined;
  /** The narrower line whose riders it takes over as soon as it speaks. */
  replaces: Line | undefined;
  /** What was read of its prices last. */
  prices: Prices | undefined;
}

/** Live prices; good as long as nothing more was kept of the line. */
export interface Prices {
  readonly of: LastTicks;
  readonly changes: number;
  /** Undefined where the line has said nothing of it, or that there is none. */
  readonly bid: number | undefined;
  readonly ask: number | undefined;
  readonly last: number | undefined;
  readonly isLive: boolean;
}

export const newLine = (
  request: OutgoingBody<"reqMktData">,
  group: string | undefined,
  marketDataType: number,
  generics: ReadonlySet<string>,
): Line => ({
  request,
  group,
  marketDataType,
  generics,
  market: marketOf(request.contract, ""),
  title: titleOf(request.contract),
  pulse: newPulse(),
  riders: [],
  upstreamId: undefined,
  hasLeft: false,
  hasAnswered: false,
  everLeft: false,
  last: new LastTicks(),
  remark: undefined,
  replaces: undefined,
  prices: undefined,
});

/** Lets a rider on and tells it what the line has said so far. */
export function board(out: Out, line: Line, rider: LineRider): void {
  rider.hidden = hiddenTicks(line.generics, rider.wish);
  line.riders.push(rider);
  rider.request = line.upstreamId;
  for (const messageId of OPENINGS) {
    const opening = line.last.of(messageId);
    if (opening !== undefined) tellOpening(out, rider, messageId, opening);
  }
  if (line.remark !== undefined) tellRemark(out, rider, line.remark);
  line.last.forEachTick((payload, tickType) => {
    if (rider.hidden?.has(tickType) !== true && isSound(out, payload)) out.relay(rider.conn, payload, rider.reqId);
  });
}

/** So long a request may be on its way to its first word; nor is a line asked for anew more often than this. */
const ANSWER_MS_MAX = seconds(15);

/**
 * Its present request has brought nothing: no word at all, or one behind which nothing came. Whoever joins such a line asks a
 * question that was perhaps answered otherwise by now, and a Gateway of his own would hear it.
 */
export const isMute = ({ hasLeft, hasAnswered, remark, pulse }: Line, now: Instant): boolean => {
  const { askedAt, answeredAt, excusedAt, lastAt } = pulse;
  if (!hasLeft || now - askedAt < ANSWER_MS_MAX) return false;
  return !hasAnswered || (remark !== undefined && (answeredAt === NEVER || excusedAt > lastAt));
};

/** A frame that was garbled once must not break everybody who joins for as long as it is the newest of its kind. */
const isSound = (out: Out, payload: Uint8Array): boolean =>
  !(decodeIncoming(payload, out.upstreamVersion) instanceof DecodeError);

/** A word of the Gateway on the line that is no data, for all riders and for later ones. */
export function tellRemarks(out: Out, line: Line, error: ErrorBody): void {
  line.remark = error;
  for (const rider of line.riders) if (!isOldNews(rider, error)) tellRemark(out, rider, error);
}

function tellRemark(out: Out, rider: LineRider, error: ErrorBody): void {
  rider.remark = error;
  passOn(out, rider.conn, rider.reqId, error);
}

/**
 * Each request of a delayed line draws the same remark. A rider made one request and hears it once, however often the line is
 * asked for anew. That nothing comes is news each time.
 */
const isOldNews = ({ remark: told }: LineRider, { id, errorCode, errorMsg }: ErrorBody): boolean =>
  told !== undefined &&
  told.id !== id &&
  told.errorCode === errorCode &&
  quoting(told.errorMsg, told.id, id) === errorMsg &&
  !silencesLine(errorCode);

/** Nothing silences it any more: its silence is a silence again, and who joins it is not told of what is over. */
export function unsilence(line: Line): void {
  line.pulse.excusedAt = NEVER;
  if (line.remark !== undefined && silencesLine(line.remark.errorCode)) line.remark = undefined;
}

/** The present request is over. One that brought something without a word has made what was said before it untrue. */
export function forgetRemark(line: Line): void {
  if (line.hasAnswered && line.remark === undefined) for (const rider of line.riders) rider.remark = undefined;
  line.remark = undefined;
}

/** Moves all riders of a narrower line onto a wider one; they have had its opening frames. */
export function takeOver(line: Line, narrow: Line): void {
  for (const rider of narrow.riders) {
    rider.hidden = hiddenTicks(line.generics, rider.wish);
    // Its own request will not be answered any more: the wider one is made for it, too.
    if (!narrow.hasAnswered && rider.request === narrow.upstreamId) rider.request = line.upstreamId;
  }
  line.riders.unshift(...narrow.riders);
  line.last = narrow.last;
  line.last.askedAnew();
  narrow.riders = [];
  const { pulse } = line;
  line.pulse = narrow.pulse;
  asksAnew(line.pulse, pulse.askedAt);
  narrow.pulse = pulse;
}

/** Somebody on it wishes less than it carries. */
export const isWidened = ({ generics, riders }: Line): boolean => riders.some(({ wish }) => wish.size < generics.size);

/**
 * Lines for the wishes of its riders, who leave it. Those who were served share one, as there may be no line to spare; each
 * other wish stands alone, and so does every wish when all were served. The first has the riders of longest, and goes on
 * with the line's life.
 */
export function partsOf(line: Line): readonly Line[] {
  const served = line.riders.filter(({ request }) => request !== undefined);
  const proven = served.length < line.riders.length ? union(served.map(({ wish }) => wish)) : undefined;
  const parts: Line[] = [];
  for (const rider of line.riders) {
    const generics = rider.request === undefined ? rider.wish : (proven ?? rider.wish);
    const known = parts.find((part) => isSame(part.generics, generics));
    const part = known ?? newLine(line.request, line.group, line.marketDataType, generics);
    if (known === undefined) parts.push(part);
    rider.hidden = hiddenTicks(generics, rider.wish);
    part.riders.push(rider);
  }
  line.riders = [];
  const [first] = parts;
  if (first !== undefined) [first.last, first.pulse] = [line.last, line.pulse];
  return parts;
}

const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((wish) => b.has(wish));

/** marketDataType and tickReqParams: told when new, and to riders that have not had one; not again after an outage. */
export function tellOpenings(out: Out, line: Line, messageId: number, payload: Uint8Array): void {
  const former = line.last.of(messageId);
  if (messageId === MARKET_DATA_TYPE) line.pulse.frozen = isFrozen(out, payload);
  const changed = former === undefined || !sameButId(former, payload, out.upstreamVersion);
  line.last.keep(payload, messageId, NO_TICK_TYPE);
  for (const rider of line.riders) {
    if (changed || !rider.opened.has(messageId)) tellOpening(out, rider, messageId, payload);
  }
}

/** Frozen and delayed-frozen quotes do not move. */
function isFrozen(out: Out, payload: Uint8Array): boolean {
  const message = decodeIncoming(payload, out.upstreamVersion);
  if (message instanceof DecodeError || message.name !== "marketDataType") return false;
  return message.body.marketDataType === 2 || message.body.marketDataType === 4;
}

/** The tick that says so is 0 while trading goes on, -1 while nobody knows (IB's documentation of tick types). */
function isHalted(out: Out, payload: Uint8Array): boolean {
  const message = decodeIncoming(payload, out.upstreamVersion);
  return !(message instanceof DecodeError) && message.name === "tickGeneric" && message.body.value > 0;
}

/** Holds an image against what was told before. */
function compare(out: Out, { pulse, last }: Line, messageId: number, tickType: number, payload: Uint8Array): void {
  if (pulse.moved || pulse.lastAt > pulse.answeredAt + IMAGE_MS) return;
  pulse.moved = isOtherQuote(last, [messageId, tickType], payload, out.upstreamVersion);
}

function tellOpening(out: Out, rider: LineRider, messageId: number, payload: Uint8Array): void {
  rider.opened.add(messageId);
  out.relay(rider.conn, payload, rider.reqId);
}

function sameButId(a: Uint8Array, b: Uint8Array, serverVersion: number): boolean {
  const without = withCorrelator("in", a, serverVersion, 0);
  const other = withCorrelator("in", b, serverVersion, 0);
  return without.length === other.length && without.every((byte, i) => byte === other[i]);
}

/** The tick path: keeps the frame for late joiners and relays it to those who asked for it. */
export function tellTick(out: Out, line: Line, messageId: number, payload: Uint8Array, now: Instant): void {
  const tickType = tickTypeOf(payload, messageId, out.upstreamVersion);
  const { pulse } = line;
  pulse.lastAt = now;
  if (pulse.answeredAt === NEVER) pulse.answeredAt = now;
  if (pulse.comparing) compare(out, line, messageId, tickType, payload);
  if (HALTED.has(tickType)) pulse.halted = isHalted(out, payload);
  line.last.keep(payload, messageId, tickType);
  const riders = messageId === TICK_NEWS ? newsFor(line.riders, payload, out.upstreamVersion) : line.riders;
  for (const { conn, reqId, hidden } of riders) {
    if (hidden === undefined || !hidden.has(tickType)) out.relay(conn, payload, reqId);
  }
}
