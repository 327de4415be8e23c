/**
 * The message id at the head of a frame: a text field, or four raw bytes from server version 201 on (PROTOCOL section 6).
 */
import { fieldEnd, numberIn } from "./correlate.ts";
import { load32 } from "./reader.ts";
import { PROTOBUF } from "./versions.ts";
import { store32 } from "./writer.ts";

export const usesRawIds = (serverVersion: number): boolean => serverVersion >= PROTOBUF;

/** Message ids above this are protobuf: the message's id plus 200 (PROTOCOL section 6). */
export const PROTOBUF_OFFSET = 200;

/** The id as the frame spells it; -1 when there is none. */
export function wireId(payload: Uint8Array, serverVersion: number): number {
  if (usesRawIds(serverVersion)) return payload.length < 4 ? -1 : load32(payload, 0);
  const end = fieldEnd(payload, 0);
  if (end <= 0) return -1;
  return numberIn(payload, 0, end) ?? -1;
}

/** Where the fields begin: behind the raw id, or behind the id's field. */
export const bodyAt = (payload: Uint8Array, serverVersion: number): number =>
  usesRawIds(serverVersion) ? 4 : fieldEnd(payload, 0) + 1;

/** How a frame's body is written. */
export const formOf = (payload: Uint8Array, serverVersion: number): "text" | "protobuf" =>
  usesRawIds(serverVersion) && wireId(payload, serverVersion) > PROTOBUF_OFFSET ? "protobuf" : "text";

/** The message id, whichever form the frame has; -1 when the payload holds none. */
export function messageId(payload: Uint8Array, serverVersion: number): number {
  const id = wireId(payload, serverVersion);
  return usesRawIds(serverVersion) && id > PROTOBUF_OFFSET ? id - PROTOBUF_OFFSET : id;
}

/** The whole frame of a serialized message; the raw id says that it is one. */
export function protobufFrame(rawId: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + bytes.length);
  store32(frame, 0, 4 + bytes.length);
  store32(frame, 4, rawId);
  frame.set(bytes, 8);
  return frame;
}
