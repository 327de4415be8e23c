/**
 * Frames as JSON-lines records, the format in which recorded traffic is kept, and what can be asked of one: decode it,
 * rebuild it, say whether both ways agree.
 *
 * `fields` holds a text frame, first the message id (from server version 201 on it travels as four raw bytes and is shown
 * all the same). The two-field version reply has no id; its record says `type: "handshake"`.
 */

import { fromUtf8, utf8 } from "../base/bytes.ts";
import {
  DecodeError,
  decodeAsSent,
  draftFromJson,
  encodeIncoming,
  encodeOutgoing,
  encodeProtobuf,
  formOf,
  type IncomingName,
  incomingName,
  messageId,
  NotCarried,
  type OutgoingName,
  outgoingName,
  planNamed,
  speaksProtobuf,
} from "./codec.ts";
import type { Loose } from "./condition.ts";
import type { Direction } from "./declare.ts";
import { INCOMING_NAMES, OUTGOING_NAMES } from "./declared.ts";
import { HelloError, parseServerReply, serverReply } from "./handshake.ts";
import { JsonError, jsonReplacer } from "./json.ts";
import { spelledOut, UNKNOWN_KEY } from "./protobuf/unknown.ts";
import { load32 } from "./reader.ts";
import { ruleFor, type Slot, slotsOf } from "./spelling.ts";
import { PROTOBUF } from "./versions.ts";
import { store32 } from "./writer.ts";

/** One frame, with what is needed to read it. */
export interface Frame {
  readonly direction: Direction;
  readonly serverVersion: number;
  readonly payload: Uint8Array;
  readonly isHandshake: boolean;
}

/** A decoded frame as a line of JSON: `encode` can rebuild the frame from it. */
export interface Decoded {
  readonly name: string;
  readonly message: Loose;
  readonly direction: Direction;
  readonly serverVersion: number;
  /** Absent means text. */
  readonly wire?: "text" | "protobuf";
}

/** A rebuilt frame: `fields` of a text frame, the whole `payload` of a protobuf one. */
export interface Rebuilt {
  readonly serverVersion: number;
  readonly direction: Direction;
  readonly wire: "text" | "protobuf";
  readonly msgId?: number;
  readonly type: string;
  readonly fields?: readonly string[];
  readonly payload?: Uint8Array;
}

/** Why a line has no result; `uncovered` names the class of frames that the codec does not read yet. */
export interface Failed {
  readonly error: string;
  readonly uncovered?: string;
}

const HANDSHAKE = "handshake";

/** The payload of a text frame whose fields are known. */
export function payloadOf(fields: readonly string[], serverVersion: number): Uint8Array {
  if (serverVersion < PROTOBUF) return utf8(fields.map((field) => `${field}\0`).join(""));
  const rest = payloadOf(fields.slice(1), 0);
  const payload = new Uint8Array(4 + rest.length);
  store32(payload, 0, Number(fields[0]));
  payload.set(rest, 4);
  return payload;
}

/** The fields of a text payload, first the message id. */
export function fieldsOf(payload: Uint8Array, serverVersion: number): string[] {
  if (serverVersion >= PROTOBUF) return [String(load32(payload, 0)), ...fieldsOf(payload.subarray(4), 0)];
  return fromUtf8(payload).split("\0").slice(0, -1);
}

export function decodeFrame(frame: Frame): Decoded | Failed {
  const { direction, serverVersion, payload } = frame;
  if (frame.isHandshake) return decodeHandshake(frame);
  const uncovered = uncoveredClass(frame);
  if (uncovered !== undefined) return { error: `not covered yet: ${uncovered}`, uncovered };
  const decoded = decodeAsSent(direction, payload, serverVersion);
  if (decoded instanceof DecodeError) return { error: String(decoded) };
  const wire = formOf(payload, serverVersion);
  return { name: decoded.name, message: spelledOut(decoded.body) as Loose, direction, serverVersion, wire };
}

function decodeHandshake({ direction, serverVersion, payload }: Frame): Decoded | Failed {
  const reply = parseServerReply(payload);
  if (reply instanceof HelloError) return { error: reply.reason };
  return { name: HANDSHAKE, message: { ...reply }, direction, serverVersion };
}

/** The name of the class of frames that nobody declared, or that only their protobuf form can read. */
function uncoveredClass({ direction, serverVersion, payload }: Frame): string | undefined {
  const id = messageId(payload, serverVersion);
  const name = direction === "in" ? incomingName(id) : outgoingName(id);
  if (name === undefined) return `${direction} message ${id}`;
  const readable = formOf(payload, serverVersion) === "text" || speaksProtobuf(name);
  return readable ? undefined : `${direction} ${name} as protobuf`;
}

/** Rebuilds the frame of a decoded line; the line may come from anywhere and is checked against the declaration. */
export function encodeLine(line: Decoded): Rebuilt | Failed {
  const { name, message, direction, serverVersion } = line;
  if (name === HANDSHAKE) return encodeHandshake(message, direction, serverVersion);
  if (!isNamed(name, direction)) return { error: `there is no ${direction} message ${name}` };
  const draft = draftFromJson(name as IncomingName, message);
  if (draft instanceof JsonError) return { error: String(draft) };
  if (line.wire === "protobuf") return protobufRecord(line, draft);
  return textRecord(line, draft);
}

function textRecord({ name, direction, serverVersion }: Decoded, draft: Loose): Rebuilt | Failed {
  const { layout, since } = planNamed(name as IncomingName).message;
  if (layout === undefined || since > serverVersion) {
    return { error: `${name} does not exist as text at server version ${serverVersion}` };
  }
  const frame = encodeText(name, draft, direction, serverVersion);
  if (frame instanceof NotCarried) return { error: String(frame) };
  const payload = frame.subarray(4);
  const msgId = messageId(payload, serverVersion);
  const fields = fieldsOf(payload, serverVersion);
  return { serverVersion, direction, wire: "text", msgId, type: name, fields };
}

function protobufRecord({ name, direction, serverVersion }: Decoded, draft: Loose): Rebuilt | Failed {
  if (!speaksProtobuf(name as IncomingName)) return { error: `${name} has no protobuf form` };
  const payload = encodeProtobuf(name as IncomingName, draft, true).subarray(4);
  const msgId = messageId(payload, serverVersion);
  return { serverVersion, direction, wire: "protobuf", msgId, type: name, payload };
}

const isNamed = (name: string, direction: Direction): boolean =>
  (direction === "in" ? INCOMING_NAMES : OUTGOING_NAMES).includes(name as never);

function encodeHandshake(message: Loose, direction: Direction, serverVersion: number): Rebuilt {
  const frame = serverReply(Number(message.serverVersion), String(message.connectionTime));
  return { serverVersion, direction, wire: "text", type: HANDSHAKE, fields: fieldsOf(frame.subarray(4), 0) };
}

const encodeText = (name: string, draft: Loose, direction: Direction, serverVersion: number) =>
  direction === "in"
    ? encodeIncoming(name as IncomingName, draft, serverVersion, { form: "text" })
    : encodeOutgoing(name as OutgoingName, draft, serverVersion, { form: "text" });

/** How a rebuilt frame compares with the original: equal, equal but for named spellings, or different. */
export type Comparison =
  | { readonly ok: true; readonly rules: Readonly<Record<string, number>> }
  | { readonly ok: false; readonly difference: string };

/** Compares field by field; `decoded` is what the original held, and tells which field is which. */
export function compare(frame: Frame, rebuilt: Rebuilt, decoded: Decoded): Comparison {
  if (rebuilt.fields === undefined) return compareProtobuf(frame, rebuilt.payload ?? NOTHING);
  return compareFields(fieldsOf(frame.payload, frame.isHandshake ? 0 : frame.serverVersion), rebuilt.fields, decoded);
}

const NOTHING = new Uint8Array(0);

/** Bytes may differ where the library writes the same values in its own way: field order, packing, `1.50` for `1.5`. */
function compareProtobuf(frame: Frame, payload: Uint8Array): Comparison {
  const result = compareBytes(frame.payload, payload);
  if (result.ok) return result;
  const [was, is] = [decodeFrame(frame), decodeFrame({ ...frame, payload })];
  const isSame = "message" in was && "message" in is && inOneOrder(was.message) === inOneOrder(is.message);
  return isSame ? { ok: true, rules: { "protobuf-spelling": 1 } } : result;
}

/** Keys come in the order of the wire, which does not matter in protobuf; nor does that of unknown fields. */
const inOneOrder = (message: Loose): string =>
  JSON.stringify(message, (key, value: unknown) => {
    if (key === UNKNOWN_KEY) return inOrder(value as Readonly<Record<string, readonly string[]>>);
    return isRecord(value) ? byKey(value) : jsonReplacer(key, value);
  });

const isRecord = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const byKey = (record: Loose): Loose => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
const inOrder = (
  spelled: Readonly<Record<string, readonly string[]>>,
): readonly (readonly [string, readonly string[]])[] =>
  Object.entries(byKey(spelled)).map(([path, fields]) => [path, fields.toSorted()]);

function compareBytes(was: Uint8Array, is: Uint8Array): Comparison {
  const at = was.findIndex((byte, i) => byte !== is[i]);
  if (at < 0 && was.length === is.length) return { ok: true, rules: {} };
  return { ok: false, difference: `byte ${at < 0 ? was.length : at} of ${was.length}` };
}

function compareFields(original: readonly string[], rebuilt: readonly string[], decoded: Decoded): Comparison {
  const slots = slotsFor(decoded);
  const missing = slots.findIndex((slot) => slot.what === "optionCount");
  const aligned =
    missing >= 0 && original.length === rebuilt.length - 1 ? original.toSpliced(missing + 1, 0, "absent") : original;
  if (aligned.length !== rebuilt.length) {
    return { ok: false, difference: `${original.length} fields became ${rebuilt.length}` };
  }
  const rules: Record<string, number> = {};
  for (const [i, was] of aligned.entries()) {
    const is = rebuilt[i]!;
    if (was === is) continue;
    const slot = slots[i - 1];
    const rule = slot && ruleFor(slot, was, is);
    if (rule === undefined) return { ok: false, difference: `${slot?.path ?? "id"}: ${was} became ${is}` };
    rules[rule] = (rules[rule] ?? 0) + 1;
  }
  return { ok: true, rules };
}

function slotsFor({ name, message, serverVersion }: Decoded): readonly Slot[] {
  if (name === HANDSHAKE) return [];
  return slotsOf(planNamed(name as IncomingName).steps ?? [], message, serverVersion);
}
