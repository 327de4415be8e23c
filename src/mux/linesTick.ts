/**
 * What a line last said: the newest frame of each kind of tick, for clients that join late.
 *
 * A tick's kind is read from its bytes without decoding it, and its frame is copied into a buffer that is kept and used
 * again, so that a quiet tick path allocates nothing.
 */
import { formOf, incomingId } from "../wire/codec.ts";
import { fieldAt, fieldEnd, numberIn } from "../wire/correlate.ts";
import { bodyAt } from "../wire/ids.ts";
import { readId } from "../wire/protobuf/id.ts";

/** The frames that open a line, in their order. */
export const OPENINGS: ReadonlySet<number> = new Set([incomingId("marketDataType"), incomingId("tickReqParams")]);
export const TICK_SNAPSHOT_END = incomingId("tickSnapshotEnd");
export const TICK_NEWS = incomingId("tickNews");
/** tickNews carries no tick type; IB's list calls it 62. */
const NEWS_TICK = 62;
export const NO_TICK_TYPE = -1;

/** Which field behind the message id is the tick type: behind version and reqId, or behind reqId alone. */
const TICK_TYPE_AT: ReadonlyMap<number, number> = new Map([
  [incomingId("tickPrice"), 2],
  [incomingId("tickSize"), 2],
  [incomingId("tickGeneric"), 2],
  [incomingId("tickString"), 2],
  [incomingId("tickEFP"), 2],
  [incomingId("tickOptionComputation"), 1],
]);

/** In protobuf the fields are in no fixed place, and in every one of these messages the tick type has this number. */
const TICK_TYPE_NUMBERS = [[2]] as const;
const RAW_ID_BYTES = 4;

/** The tick type of a frame; -1 for messages that have none and for damaged frames. */
export function tickTypeOf(payload: Uint8Array, messageId: number, serverVersion: number): number {
  if (messageId === TICK_NEWS) return NEWS_TICK;
  const index = TICK_TYPE_AT.get(messageId);
  if (index === undefined) return NO_TICK_TYPE;
  return formOf(payload, serverVersion) === "text"
    ? numberAt(payload, bodyAt(payload, serverVersion), index)
    : (readId(payload, RAW_ID_BYTES, TICK_TYPE_NUMBERS) ?? NO_TICK_TYPE);
}

/** The tick type in the field `index` fields behind `from`. */
function numberAt(payload: Uint8Array, from: number, index: number): number {
  const start = fieldAt(payload, from, index);
  const end = start < 0 ? -1 : fieldEnd(payload, start);
  return end < 0 ? NO_TICK_TYPE : Math.max(numberIn(payload, start, end) ?? NO_TICK_TYPE, NO_TICK_TYPE);
}

interface Kept {
  readonly messageId: number;
  readonly tickType: number;
  bytes: Uint8Array;
  length: number;
  /** The request of the line that it came under, counted. */
  request: number;
  /** Which of all that was kept it is, counted. */
  at: number;
}

export interface KeptFrame {
  readonly frame: Uint8Array;
  /** It came before the line was asked for anew. */
  readonly isFormer: boolean;
}

export type Kind = readonly [messageId: number, tickType: number];

const keyOf = (messageId: number, tickType: number): number => messageId * 1_024 + tickType + 1;
/** Far more kinds of tick than a line has; a Gateway that sends more is not remembered further. */
const KEPT_MAX = 300;

export class LastTicks {
  readonly #kept = new Map<number, Kept>();
  #request = 0;
  /** How often anything was kept, forgotten or outdated: whoever has read a frame knows by it whether it must be read again. */
  changes = 0;

  /** The line is asked for anew, and an image of everything will come. */
  askedAnew(): void {
    this.changes++;
    this.#request++;
  }

  /** What is kept of these kinds, the newest first; the views are good until the next `keep`. */
  newest(...kinds: readonly Kind[]): readonly KeptFrame[] {
    const kept = kinds.flatMap((kind) => this.#kept.get(keyOf(...kind)) ?? []).sort(newestFirst);
    return kept.map(({ bytes, length, request }) => ({
      frame: bytes.subarray(0, length),
      isFormer: request !== this.#request,
    }));
  }

  keep(payload: Uint8Array, messageId: number, tickType: number): void {
    // A headline is an event, not a value: who joins later did not ask for old ones.
    if (messageId === TICK_NEWS) return;
    this.changes++;
    const key = keyOf(messageId, tickType);
    const kept = this.#kept.get(key);
    if (kept !== undefined) refill(kept, payload, this.#request, this.changes);
    else if (this.#kept.size < KEPT_MAX) {
      const now = { request: this.#request, at: this.changes };
      this.#kept.set(key, { messageId, tickType, bytes: payload.slice(), length: payload.length, ...now });
    }
  }

  /** The newest frame of one kind; the view is good until the next `keep`. */
  of(messageId: number, tickType = NO_TICK_TYPE): Uint8Array | undefined {
    const kept = this.#kept.get(keyOf(messageId, tickType));
    return kept?.bytes.subarray(0, kept.length);
  }

  /** The same, unless it came before the line was asked for anew. */
  ofPresent(messageId: number, tickType: number): Uint8Array | undefined {
    const isFormer = this.#kept.get(keyOf(messageId, tickType))?.request !== this.#request;
    return isFormer ? undefined : this.of(messageId, tickType);
  }

  /**
   * All ticks of the present request in the order in which they came last, so that no size that is outdated stands behind the
   * price that brought a newer one; the frames that open a line are not among them.
   */
  forEachTick(tell: (payload: Uint8Array, tickType: number) => void): void {
    for (const { messageId, tickType, bytes, length, request } of [...this.#kept.values()]
      .sort(newestFirst)
      .reverse()) {
      if (request === this.#request && !OPENINGS.has(messageId)) tell(bytes.subarray(0, length), tickType);
    }
  }

  /** The session is another one: its values will come anew. */
  forgetTicks(): void {
    this.changes++;
    for (const [key, { messageId }] of this.#kept) if (!OPENINGS.has(messageId)) this.#kept.delete(key);
  }
}

const newestFirst = (a: Kept, b: Kept): number => b.at - a.at;

function refill(kept: Kept, payload: Uint8Array, request: number, at: number): void {
  kept.request = request;
  kept.at = at;
  if (payload.length > kept.bytes.length) kept.bytes = payload.slice();
  else kept.bytes.set(payload);
  kept.length = payload.length;
}
