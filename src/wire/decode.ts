/**
 * Frames to messages.
 *
 * A frame is first read by what was emitted of its message, which allocates the message and nothing else. Such a reader only
 * knows whether all is well; when it is not, or when nothing was emitted, the interpreter reads the frame from its beginning
 * and says what it is or which field is wrong. So a damaged frame costs two readings and has one explanation.
 */
import type { Direction } from "./declare.ts";
import type { Incoming, Outgoing } from "./declared.ts";
import { readEmitted } from "./emitted.ts";
import { codecAt, type Entry, entryAt } from "./entries.ts";
import type { FrameError, Frames } from "./framing.ts";
import { bodyAt, PROTOBUF_OFFSET, usesRawIds, wireId } from "./ids.ts";
import { Reader } from "./reader.ts";
import { DecodeError } from "./refusal.ts";
import { tokenOf } from "./strings.ts";

/** The message in a payload from the Gateway, whichever form it has; or which field is wrong, and how. */
export const decodeIncoming = (payload: Uint8Array, serverVersion: number): Incoming | DecodeError =>
  (readEmitted("in", payload, 0, payload.length, serverVersion) ?? decode("in", payload, serverVersion)) as
    | Incoming
    | DecodeError;
export const decodeOutgoing = (payload: Uint8Array, serverVersion: number): Outgoing | DecodeError =>
  (readEmitted("out", payload, 0, payload.length, serverVersion) ?? decode("out", payload, serverVersion)) as
    | Outgoing
    | DecodeError;

/** A frame of either direction; of a protobuf one the body has only the fields that were there. */
export const decodeAsSent = (direction: Direction, payload: Uint8Array, serverVersion: number) =>
  decode(direction, payload, serverVersion, true) as Incoming | Outgoing | DecodeError;

/** The next message of a stream from the Gateway, read where it lies; undefined until its frame is complete. */
export const nextIncoming = (frames: Frames, serverVersion: number) =>
  next("in", frames, serverVersion) as Incoming | DecodeError | FrameError | undefined;
/** The same of a stream from a client. */
export const nextOutgoing = (frames: Frames, serverVersion: number) =>
  next("out", frames, serverVersion) as Outgoing | DecodeError | FrameError | undefined;

function next(direction: Direction, frames: Frames, serverVersion: number) {
  const frame = frames.advance();
  if (frame !== true) return frame === false ? undefined : frame;
  const { bytes, start, end } = frames;
  const message = readEmitted(direction, bytes, start, end, serverVersion);
  return message ?? decode(direction, bytes.subarray(start, end), serverVersion);
}

// ---------------------------------------------------------------- interpreted

const reader = new Reader();

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
  reader.isFromGateway = entry.message.direction === "in";
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
