/**
 * The splitter of frames and the openings of both sides, fed with damaged streams in chunks of any size: what comes out
 * must be what a reader of the whole stream would have seen.
 */
import { concat } from "../../../src/base/bytes.ts";
import type { Prng } from "../../../src/base/prng.ts";
import { type DecodeError, decodeIncoming, type Incoming, nextIncoming } from "../../../src/wire/codec.ts";
import { FrameError, Frames, PAYLOAD_BYTES_MAX } from "../../../src/wire/framing.ts";
import { clientHello, HelloError, HelloReader, parseServerReply } from "../../../src/wire/handshake.ts";
import { load32 } from "../../../src/wire/reader.ts";
import { store32 } from "../../../src/wire/writer.ts";
import { differences } from "./differences.ts";
import type { FuzzFrame } from "./frame.ts";

/** Lengths that are none, or that promise more than there is. */
const LENGTHS = [-1, 0, 1, 3, 4, PAYLOAD_BYTES_MAX, PAYLOAD_BYTES_MAX + 1, 0x7fffffff, -0x80000000];
/** Longer ones are many chunks of a byte. */
const STREAM_PAYLOAD_MAX = 10_000;
/** An opening's prefix, length and longest announced range. */
const HELLO_BYTES_MAX = 4 + 4 + 1_024;

function prefixed(payload: Uint8Array, prng: Prng): Uint8Array {
  const head = new Uint8Array(4);
  store32(head, 0, prng.chance(0.1) ? prng.pick(LENGTHS) : payload.length);
  return concat([head, payload]);
}

/** Feeds the stream in chunks, each overwritten once it was taken in. */
function inChunks(stream: Uint8Array, prng: Prng, push: (chunk: Uint8Array) => void): void {
  const most = prng.pick([1, 3, 7, 64, 1_000, stream.length]);
  for (let at = 0; at < stream.length; ) {
    const chunk = stream.slice(at, at + prng.between(1, Math.max(1, most)));
    push(chunk);
    at += chunk.length;
    chunk.fill(0xaa);
  }
}

/** What a stream gave: payloads that are held to the end, messages that were read where they lay. */
interface Taken {
  readonly frames: (Uint8Array | Incoming | DecodeError)[];
  ended: boolean;
}

export function splitsWrong({ payload, version }: FuzzFrame, prng: Prng): string | undefined {
  if (payload.length > STREAM_PAYLOAD_MAX) return undefined;
  const pieces = Array.from({ length: prng.between(1, 5) }, () =>
    prefixed(payload.subarray(0, prng.chance(0.6) ? payload.length : prng.between(0, payload.length)), prng),
  );
  const stream = concat(pieces);
  const frames = new Frames();
  const taken: Taken = { frames: [], ended: false };
  inChunks(stream, prng, (chunk) => {
    frames.push(chunk);
    take(frames, version, prng, taken);
  });
  const { payloads, left, broken } = wholeStream(stream);
  if (taken.ended !== broken)
    return broken ? "an impossible length was taken for a frame" : "a possible length was refused";
  if (taken.frames.length !== payloads.length) return `${taken.frames.length} frames of ${payloads.length}`;
  const wrong = taken.frames.findIndex((frame, i) => !isSame(frame, payloads[i]!, version));
  if (wrong >= 0) return `frame ${wrong} of the stream is another one`;
  return broken || frames.pending === left ? undefined : `${frames.pending} bytes wait, not ${left}`;
}

function take(frames: Frames, version: number, prng: Prng, taken: Taken): void {
  while (!taken.ended) {
    const next = prng.chance(0.5) ? frames.next() : nextIncoming(frames, version);
    if (next === undefined) return;
    if (next instanceof FrameError) taken.ended = true;
    else taken.frames.push(next);
  }
}

const isSame = (taken: Uint8Array | Incoming | DecodeError, payload: Uint8Array, version: number): boolean =>
  taken instanceof Uint8Array
    ? Buffer.compare(taken, payload) === 0
    : differences(taken, decodeIncoming(payload, version)).length === 0;

function wholeStream(stream: Uint8Array) {
  const payloads: Uint8Array[] = [];
  let at = 0;
  while (stream.length - at >= 4) {
    const length = load32(stream, at);
    if (length < 0 || length > PAYLOAD_BYTES_MAX) return { payloads, left: 0, broken: true };
    if (stream.length - at - 4 < length) break;
    payloads.push(stream.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { payloads, left: stream.length - at, broken: false };
}

export function opensWrong(payload: Uint8Array, prng: Prng): string | undefined {
  const reply = parseServerReply(payload);
  if (!(reply instanceof HelloError) && !Number.isSafeInteger(reply.serverVersion)) return "a version that is none";
  const stream = openingOf(payload.subarray(0, 2_000), prng);
  const [whole, split] = [new HelloReader(), new HelloReader()];
  whole.push(stream);
  inChunks(stream, prng, (chunk) => split.push(chunk));
  const result = whole.result();
  if (JSON.stringify(result) !== JSON.stringify(split.result()) && !(result instanceof HelloError)) {
    return `in chunks the opening is ${JSON.stringify(split.result())}, not ${JSON.stringify(result)}`;
  }
  if (result instanceof HelloError !== split.result() instanceof HelloError) return "refused only in chunks";
  if (result === undefined) return stream.length >= HELLO_BYTES_MAX ? "a long opening is waited for" : undefined;
  if (result instanceof HelloError) return undefined;
  return Buffer.compare(whole.rest(), split.rest()) === 0 ? undefined : "what follows the opening differs";
}

/** A client's opening with some of its bytes changed and a frame behind it. */
function openingOf(payload: Uint8Array, prng: Prng): Uint8Array {
  const options = prng.pick(["", "+PACEAPI", " ", "\n", "v", "é"]);
  const hello = clientHello(prng.between(0, 300), prng.between(0, 300), options);
  for (let n = prng.between(0, 3); n > 0; n--) hello[prng.between(0, hello.length - 1)] = prng.between(0, 255);
  return concat([hello.subarray(0, prng.chance(0.2) ? prng.between(0, hello.length) : hello.length), payload]);
}
