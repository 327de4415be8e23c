/**
 * Reads a frame by what was emitted of its message, where it lies.
 *
 * Nothing is allocated but the message. There is no explanation here of what is wrong: the answer is undefined then, as it is
 * for a message that nothing was emitted of, and `decode.ts` has the frame interpreted.
 */
import { readInProtobuf, readInText, readOutProtobuf, readOutText } from "./compiled/hot.ts";
import type { Direction } from "./declare.ts";
import { PROTOBUF_OFFSET, usesRawIds } from "./ids.ts";
import { ProtobufReader } from "./protobuf/reader.ts";
import { load32, Reader } from "./reader.ts";

const reader = new Reader();
const protobufReader = new ProtobufReader();
const ZERO = 48;

export interface Message {
  readonly name: string;
  readonly body: object;
}

/** The message in `bytes[start..end)`; what lies around it belongs to others. */
export function readEmitted(
  direction: Direction,
  bytes: Uint8Array,
  start: number,
  end: number,
  version: number,
): Message | undefined {
  if (usesRawIds(version)) return readRaw(direction, bytes, start, end, version);
  // Which message comes next nobody can predict, so the one or two digits of its id are told apart without a branch.
  const first = bytes[start]! ^ ZERO;
  const next = bytes[start + 1]!;
  const more = 1 - ((next - 1) >>> 31);
  const second = (next ^ ZERO) * more;
  const at = start + 2 + more;
  if (at > end || first > 9 || second > 9 || bytes[at - 1] !== 0) return undefined;
  return readText(direction, first + more * (first * 9 + second), bytes, at, end, version);
}

function readRaw(direction: Direction, bytes: Uint8Array, start: number, end: number, version: number) {
  if (end - start < 4) return undefined;
  const id = load32(bytes, start);
  return id > PROTOBUF_OFFSET
    ? readProtobuf(direction, id - PROTOBUF_OFFSET, bytes, start + 4, end)
    : readText(direction, id, bytes, start + 4, end, version);
}

function readText(
  direction: Direction,
  id: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  version: number,
): Message | undefined {
  if (end > at && bytes[end - 1] !== 0) return undefined;
  reader.open(bytes, at, end);
  const message = direction === "in" ? readInText(id, reader, version) : readOutText(id, reader, version);
  return reader.fault === undefined && reader.at === end ? message : undefined;
}

function readProtobuf(
  direction: Direction,
  id: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): Message | undefined {
  protobufReader.open(bytes, at, end);
  const message =
    direction === "in" ? readInProtobuf(id, protobufReader, end) : readOutProtobuf(id, protobufReader, end);
  return protobufReader.failed ? undefined : message;
}
