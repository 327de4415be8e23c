/** Checks of what becomes of an answer: JSON and back, written again for the same peer, or for another one. */
import {
  DecodeError,
  encodeIncoming,
  formOf,
  type IncomingName,
  NotCarried,
  planNamed,
} from "../../../src/wire/codec.ts";
import { jsonReplacer } from "../../../src/wire/json.ts";
import { UNKNOWN_KEY } from "../../../src/wire/protobuf/unknown.ts";
import {
  compare,
  type Decoded,
  decodeFrame,
  encodeLine,
  type Frame,
  fieldsOf,
  payloadOf,
} from "../../../src/wire/recording.ts";
import { PROTOBUF } from "../../../src/wire/versions.ts";
import { type Body, encodeAny, existsAs, NAMES, placeOf } from "./corpus.ts";
import { differences } from "./differences.ts";
import type { FuzzFrame } from "./frame.ts";
import { lostBetween } from "./translation.ts";
import { decode, type Message, PATH, type Trial } from "./trial.ts";

export function rebuilds({ frame, answer }: Trial): string | undefined {
  if (answer instanceof DecodeError) return undefined;
  const original = { ...canonicalId(frame), serverVersion: frame.version, isHandshake: false };
  const line = decodeFrame(original);
  if ("error" in line) return `decoded, but not for JSON: ${line.error}`;
  const parsed = JSON.parse(JSON.stringify(line, jsonReplacer)) as Decoded;
  const rebuilt = encodeLine(parsed);
  if ("error" in rebuilt) return isTooOld(answer, frame) ? undefined : `not rebuilt: ${rebuilt.error}`;
  const result = compare(original, rebuilt, line);
  if (result.ok || UNSET_AS_ZERO.test(result.difference)) return undefined;
  return rebuilt.payload && sameButForMarks(line, { ...original, payload: rebuilt.payload })
    ? undefined
    : result.difference;
}

/**
 * A message that came twice, once empty, leaves the mark of an empty one, which is not written beside its content; nor is an
 * amount that protobuf spells as the literal of unset.
 */
function sameButForMarks(line: Decoded, rebuilt: Frame): boolean {
  const again = decodeFrame(rebuilt);
  return "message" in again && differences(withoutMarks(line.message), withoutMarks(again.message)).length === 0;
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  const { [UNKNOWN_KEY]: unknown = {}, ...known } = value as Body;
  const kept = Object.entries(unknown as Record<string, string[]>).filter(([, fields]) => fields.length > 0);
  const said = Object.entries(known).filter(([, inner]) => inner !== "");
  const fields = said.map(([name, inner]) => [name, withoutMarks(inner)] as const);
  return Object.fromEntries([
    ...fields,
    ...kept.map(([path, list]) => [`${UNKNOWN_KEY} ${path}`, list.toSorted()] as const),
  ]);
}

/** We read what is newer than the peer says it is, as the Gateway does, but never write it. */
const isTooOld = ({ name }: Message, { version }: FuzzFrame): boolean => planNamed(name).message.since > version;

/** Unset in a layout that is never left empty. */
const UNSET_AS_ZERO = /: (|2147483647|-?922337203685477580[78]|1\.7976931348623157[eE]\+?308) became 0$/;

/** The id of a text frame may be spelled 007. */
function canonicalId(frame: FuzzFrame): FuzzFrame {
  if (frame.version >= PROTOBUF) return frame;
  const [id, ...fields] = fieldsOf(frame.payload, frame.version);
  return { ...frame, payload: payloadOf([String(Number(id)), ...fields], frame.version) };
}

export function writesAgain({ frame, answer }: Trial): string | undefined {
  if (answer instanceof DecodeError) return undefined;
  const { name, body } = answer;
  const form = formOf(frame.payload, frame.version);
  if (!existsAs(name, form, frame.version)) return undefined;
  const written = encodeAny(name, body as Body, frame.version, form);
  if (written instanceof NotCarried) {
    // Protobuf has room for fields that a peer of that version does not know yet, and text has not.
    return form === "protobuf" ? oddRefusal(written) : `cannot be written as it was read: ${String(written)}`;
  }
  const again = decode({ ...frame, payload: written.subarray(4) });
  if (again instanceof DecodeError) return `written, but not read again: ${String(again)}`;
  const lost = lostBetween(answer, again, form, form, frame.version);
  if (lost !== undefined) return lost;
  return sameBytes(written, encodeAny(name, again.body as Body, frame.version, form));
}

function sameBytes(a: Uint8Array, b: Uint8Array | NotCarried): string | undefined {
  if (b instanceof NotCarried) return `the second time: ${String(b)}`;
  return Buffer.compare(a, b) === 0 ? undefined : "the second time other bytes were written";
}

/** Either a named field is too new, or the other peer reads every value as we read it, or not at all. */
export function translates({ frame, answer, prng }: Trial): string | undefined {
  if (answer instanceof DecodeError) return undefined;
  const { name, body } = answer;
  const { form, version } = placeOf(name, prng);
  const written = encodeAny(name, body as Body, version, form);
  if (written instanceof NotCarried) return oddRefusal(written);
  const again = decode({ ...frame, version, payload: written.subarray(4) });
  if (again instanceof DecodeError) return `${form} at ${version} is not read: ${String(again)}`;
  const lost = lostBetween(answer, again, formOf(frame.payload, frame.version), form, version);
  return lost && `${form} at ${version}: ${lost}`;
}

/** The hello of the client for which most is changed. */
const IB_ASYNC = { min: 157, max: 178 };

export function bears({ frame, answer, prng }: Trial): string | undefined {
  const { min, max } = IB_ASYNC;
  if (answer instanceof DecodeError || frame.direction === "out" || !existsAs(answer.name, "text", max))
    return undefined;
  const version = prng.between(Math.max(min, planNamed(answer.name).message.since), max);
  const written = encodeIncoming(answer.name as IncomingName, answer.body as Body, version, {
    form: "text",
    hello: IB_ASYNC,
  });
  const again = decode({ ...frame, version, payload: written.subarray(4) });
  return again instanceof DecodeError ? `text at ${version} is not read: ${String(again)}` : undefined;
}

const oddRefusal = ({ messageName, field }: NotCarried): string | undefined =>
  (NAMES as readonly string[]).includes(messageName) && PATH.test(field)
    ? undefined
    : `refused ${messageName}: ${field}`;
