/**
 * The captured streams that every decoder of this benchmark reads: bytes as a Gateway sends them, made from a seed.
 *
 * Text is encoded at a server version that every peer understands; the protobuf twin of a stream has the same messages in the
 * same order, at the newest version. Both are cut into chunks of one size, as a socket delivers them: frames lie across.
 */
import { encodeIncoming } from "../../src/wire/codec.ts";
import { Market } from "./market.ts";
import { execDetails, openOrder, orderStatus } from "./orders.ts";
import { realtimeBar, tickByTick, tickPrice, tickSize, tickString } from "./ticks.ts";

/** The newest server version that ib_async speaks; @stoqey/ib goes on to 193. */
export const TEXT_VERSION = 178;
export const PROTOBUF_VERSION = 225;
/** What one TCP segment carries. */
export const CHUNK_BYTES = 1_448;
const SEED = 3;

export type Form = "text" | "protobuf";
export const VERSION_OF: Readonly<Record<Form, number>> = { text: TEXT_VERSION, protobuf: PROTOBUF_VERSION };

const DRAFTS = { tickPrice, tickSize, tickString, tickByTick, realtimeBar, orderStatus, execDetails, openOrder };
/** The messages that streams are made of; naive.ts can take exactly these apart. */
export type Streamed = keyof typeof DRAFTS;

/** The tick mix: so many of a hundred. */
const MIX: readonly (readonly [Streamed, number])[] = [
  ["tickPrice", 40],
  ["tickSize", 35],
  ["tickString", 10],
  ["tickByTick", 12],
  ["realtimeBar", 3],
];

/** Streams in the order in which they are visited, with how many messages they hold. */
export const STREAMS = {
  mix: 50_000,
  tickPrice: 10_000,
  tickSize: 10_000,
  tickString: 10_000,
  tickByTick: 10_000,
  realtimeBar: 10_000,
  orderStatus: 5_000,
  execDetails: 5_000,
  openOrder: 2_000,
} as const;
export type StreamName = keyof typeof STREAMS;
export const STREAM_NAMES = Object.keys(STREAMS) as readonly StreamName[];

export interface Capture {
  readonly frames: number;
  readonly text: Buffer;
  readonly protobuf: Buffer;
}

/** The stream of that name; the same bytes on every machine. */
export function capture(name: StreamName, count: number = STREAMS[name]): Capture {
  const market = new Market(SEED);
  const text: Uint8Array[] = [];
  const protobuf: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const message = name === "mix" ? mixed(market) : name;
    const draft = DRAFTS[message](market);
    text.push(encodeIncoming(message, draft, TEXT_VERSION));
    protobuf.push(encodeIncoming(message, draft, PROTOBUF_VERSION));
  }
  return { frames: count, text: Buffer.concat(text), protobuf: Buffer.concat(protobuf) };
}

function mixed(market: Market): Streamed {
  let at = market.prng.between(1, 100);
  for (const [name, share] of MIX) {
    at -= share;
    if (at <= 0) return name;
  }
  return "realtimeBar";
}

/** The stream as a socket delivers it. */
export function chunksOf(bytes: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}
