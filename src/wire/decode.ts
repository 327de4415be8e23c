/**
 * Frames to messages.
 *
 * A frame is first read by what was emitted of its message, which allocates the message and nothing else. Such a reader only
 * knows whether all is well; when it is not, or when nothing was emitted, the interpreter reads the frame from its beginning
 * and says what it is or which field is wrong. So a damaged frame costs two readings and has one explanation.
 */
import type { Direction } from "./declare.ts";
import type { Incoming, Outgoing } from "./declared.ts";
import { codecAt, type Entry, entryAt, HOT, type HotTable } from "./entries.ts";
import type { FrameError, Frames } from "./framing.ts";
import { bodyAt, PROTOBUF_OFFSET, usesRawIds, wireId } from "./ids.ts";
import { ProtobufReader } from "./protobuf/reader.ts";
import { load32, Reader } from "./reader.ts";
import { DecodeError } from "./refusal.ts";
import { tokenOf } from "./strings.ts";

/** The message in a payload from the Gateway, whichever form it has; or which field is wrong, and how. */
export const decodeIncoming = (payload: Uint8Array, serverVersion: number): Incoming | DecodeError =>
  (quick(HOT.in, payload, 0, payload.length, serverVersion) ?? decode("in", payload, serverVersion)) as
    | Incoming
    | DecodeError;
/** The message in a payload from a client, read as a server reads it. */
export const decodeOutgoing = (payload: Uint8Array, serverVersion: number): Outgoing | DecodeError =>
  (quick(HOT.out, payload, 0, payload.length, serverVersion) ?? decode("out", payload, serverVersion)) as
    | Outgoing
    | DecodeError;

/** A frame of either direction; of a protobuf one the body has only the fields that were there. */
export const decodeAsSent = (direction: Direction, payload: Uint8Array, serverVersion: number) =>
  decode(direction, payload, serverVersion, true) as Incoming | Outgoing | DecodeError;

/** The next message of a stream, read where it lies; undefined until its frame is complete. */
export function nextIncoming(frames: Frames, serverVersion: number): Incoming | DecodeError | FrameError | undefined {
  const frame = frames.advance();
  if (frame !== true) return frame === false ? undefined : frame;
  const { bytes, start, end } = frames;
  const message = quick(HOT.in, bytes, start, end, serverVersion);
  return (message ?? decode("in", bytes.subarray(start, end), serverVersion)) as Incoming | DecodeError;
}

// ---------------------------------------------------------------- emitted

const reader = new Reader();
const protobufReader = new ProtobufReader();
const ZERO = 48;
const ID_DIGITS_MAX = 3;

interface Message {
  readonly name: string;
  readonly body: object;
}

/** The message in `bytes[start..end)`; undefined when nothing was emitted of it, or when something is wrong with it. */
function quick(table: HotTable, bytes: Uint8Array, start: number, end: number, version: number): Message | undefined {
  if (start >= end) return undefined;
  if (usesRawIds(version)) return quickRaw(table, bytes, start, end, version);
  let id = 0;
  let at = start;
  let digit = bytes[at]! - ZERO;
  while (digit >= 0 && digit <= 9 && at - start < ID_DIGITS_MAX) {
    id = id * 10 + digit;
    digit = bytes[++at]! - ZERO;
  }
  return digit === -ZERO ? quickText(table[id], bytes, at + 1, end, version) : undefined;
}

function quickRaw(table: HotTable, bytes: Uint8Array, start: number, end: number, version: number) {
  if (end - start < 4) return undefined;
  const id = load32(bytes, start);
  if (id < 0 || id >= table.length) return undefined;
  if (id > PROTOBUF_OFFSET) return quickProtobuf(table[id - PROTOBUF_OFFSET], bytes, start + 4, end);
  return quickText(table[id], bytes, start + 4, end, version);
}

function quickProtobuf(entry: Entry | undefined, bytes: Uint8Array, at: number, end: number) {
  if (entry?.readProtobuf === undefined) return undefined;
  protobufReader.open(bytes, at, end);
  const body = entry.readProtobuf(protobufReader, end);
  return protobufReader.failed ? undefined : { name: entry.name, body };
}

function quickText(entry: Entry | undefined, bytes: Uint8Array, at: number, end: number, version: number) {
  if (entry?.readText === undefined || (end > at && bytes[end - 1] !== 0)) return undefined;
  reader.open(bytes, at, end);
  const body = entry.readText(reader, version);
  return reader.fault === undefined && reader.at === end ? { name: entry.name, body } : undefined;
}

// ---------------------------------------------------------------- interpreted

function decode(direction: Direction, payload: Uint8Array, serverVersion: number, sparse = false) {
  const id = wireId(payload, serverVersion);
  if (id < 0)
    return new DecodeError(undefined, undefined, "the frame has no message id", idToken(payload, serverVersion));
  const isProtobuf = usesRawIds(serverVersion) && id > PROTOBUF_OFFSET;
  const entry = entryAt(direction, isProtobuf ? id - PROTOBUF_OFFSET : id);
  if (entry === undefined) return new DecodeError(undefined, undefined, `unknown message id ${id}`, String(id));
  const name = entry.message.name;
  if (isProtobuf) return decodeProtobuf(entry, payload.subarray(4), sparse);
  if (entry.steps === undefined) return new DecodeError(name, undefined, "it has no text form");
  return decodeText(entry, payload, bodyAt(payload, serverVersion), serverVersion);
}

/** What stands where the id should be; of the four raw bytes, those that came. */
function idToken(payload: Uint8Array, serverVersion: number): string | undefined {
  if (payload.length === 0) return undefined;
  const end = usesRawIds(serverVersion) ? 4 : payload.indexOf(0);
  return tokenOf(payload, 0, Math.min(payload.length, end < 0 ? payload.length : end));
}

function decodeText(entry: Entry, payload: Uint8Array, at: number, serverVersion: number) {
  const name = entry.message.name;
  if (payload.length > at && payload[payload.length - 1] !== 0) {
    const token = tokenOf(payload, payload.lastIndexOf(0) + 1, payload.length);
    return new DecodeError(name, undefined, "the frame does not end in NUL", token);
  }
  reader.open(payload, at, payload.length);
  const { body, failed } = codecAt(entry, serverVersion).read(reader);
  if (failed !== undefined) return new DecodeError(name, failed, reader.fault ?? "unreadable", reader.token);
  const surplus = reader.left();
  if (surplus === 0) return { name, body };
  const token = tokenOf(payload, reader.at, payload.indexOf(0, reader.at));
  return new DecodeError(name, undefined, `${surplus} surplus fields at the end`, token);
}

function decodeProtobuf(entry: Entry, bytes: Uint8Array, sparse: boolean) {
  const name = entry.message.name;
  if (entry.protobuf === undefined) return new DecodeError(name, undefined, "it has no protobuf form");
  const result = entry.protobuf.read(bytes, sparse);
  if (!("reason" in result)) return { name, body: result.body };
  return new DecodeError(name, result.field, result.reason, result.token);
}
