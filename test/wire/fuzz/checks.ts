/**
 * What must hold of every frame, one row each. A check answers what is wrong, in words; a codec that throws is wrong too,
 * which whoever runs the checks catches.
 */
import type { Prng } from "../../../src/base/prng.ts";
import {
  correlator,
  DecodeError,
  decodeAsSent,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeProtobuf,
  FieldTooNew,
  formOf,
  type Incoming,
  type IncomingName,
  messageId,
  type Outgoing,
  planNamed,
  speaksProtobuf,
  withCorrelator,
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
import { type Difference, differences, told } from "./differences.ts";
import type { FuzzFrame } from "./frame.ts";
import { oddity, type Weight } from "./sanity.ts";
import { opensWrong, splitsWrong } from "./streams.ts";
import { lostBetween } from "./translation.ts";
import { twinDiffers } from "./twins.ts";

type Message = Incoming | Outgoing;

export interface Trial {
  readonly frame: FuzzFrame;
  readonly answer: Message | DecodeError;
  readonly prng: Prng;
}

export interface Check {
  readonly name: string;
  /** How many of the frames it looks at: the dear ones take a sample. */
  readonly share: number;
  holds(trial: Trial): string | undefined;
}

export const decode = ({ direction, payload, version }: FuzzFrame): Message | DecodeError =>
  direction === "in" ? decodeIncoming(payload, version) : decodeOutgoing(payload, version);

export const CHECKS: readonly Check[] = [
  { name: "an answer says what it is", share: 1, holds: saneAnswer },
  { name: "routing and decoding see the same id", share: 0.5, holds: sameId },
  { name: "an answer depends on nothing but the frame", share: 0.1, holds: answersAlone },
  { name: "a sparse body is the body", share: 0.3, holds: sparseAgrees },
  { name: "JSON rebuilds the frame but for named spellings", share: 0.2, holds: rebuilds },
  { name: "what was read can be written again, the same", share: 0.3, holds: writesAgain },
  { name: "another peer reads what we read", share: 0.2, holds: translates },
  { name: "what is made bearable for a client is read", share: 0.05, holds: bears },
  {
    name: "emitted code answers as the interpreter",
    share: 0.3,
    holds: ({ frame, answer }) => twinDiffers(frame, answer),
  },
  {
    name: "a stream is cut into its frames",
    share: 0.03,
    holds: ({ frame, prng }) => splitsWrong(frame, prng),
  },
  {
    name: "an opening is read in any chunks",
    share: 0.03,
    holds: ({ frame, prng }) => opensWrong(frame.payload, prng),
  },
];

// ---------------------------------------------------------------- answers

const PATH = /^[A-Za-z]\w*(\[\d+\])?(\.\w+(\[\d+\])?)*$/;
const PRINTABLE = /^[ -~]*$/;
const TOKEN_MAX = 40;
const REASON_MAX = 200;
/** `1e40` is the shortest text that becomes so many digits. */
const UNITS_PER_BYTE = 12;
const UNITS_OF_NOTHING = 100;

function saneAnswer({ frame, answer }: Trial): string | undefined {
  if (answer instanceof DecodeError) return oddError(answer, frame);
  const weight: Weight = { elements: 0, units: 0, holes: 0 };
  const odd = oddity(planNamed(answer.name).message.record, answer.body, weight, answer.name);
  if (odd !== undefined) return odd;
  const { length } = frame.payload;
  if (weight.elements > length) return `${weight.elements} elements of ${length} bytes`;
  if (weight.units > length * UNITS_PER_BYTE + UNITS_OF_NOTHING) return `${weight.units} characters of ${length} bytes`;
  return weight.holes > 0 && !saysHole(frame.payload) ? "text has a hole where the frame was not UTF-8" : undefined;
}

/** U+FFFD as UTF-8 or as an escape. */
function saysHole(payload: Uint8Array): boolean {
  const bytes = Buffer.from(payload);
  return bytes.includes("\ufffd") || /\\ufffd/i.test(bytes.toString("latin1"));
}

function oddError({ messageName, field, reason, token }: DecodeError, { payload, version }: FuzzFrame) {
  if (messageName === undefined && !/message id/.test(reason)) return `no message, yet: ${reason}`;
  if (messageName !== undefined && planNamed(messageName as Message["name"]).message.id !== messageId(payload, version))
    return `${messageName} is not message ${messageId(payload, version)}`;
  if (field !== undefined && !PATH.test(field)) return `${JSON.stringify(field)} is no field`;
  if (reason === "" || reason.length > REASON_MAX || !PRINTABLE.test(reason)) return `reason ${JSON.stringify(reason)}`;
  if (token !== undefined && (token.length > TOKEN_MAX || !PRINTABLE.test(token)))
    return `token ${JSON.stringify(token)}`;
  return undefined;
}

/** Bytes around a payload are other frames, and other clients'. */
function answersAlone({ frame, answer, prng }: Trial): string | undefined {
  const { payload } = frame;
  const around = new Uint8Array(payload.length + 64).fill(prng.pick([0x00, 0x31, 0x80, 0xff]));
  around.set(payload, 32);
  const before = payload.slice();
  const again = decode({ ...frame, payload: around.subarray(32, 32 + payload.length) });
  if (Buffer.compare(before, payload) !== 0) return "decoding wrote into the frame";
  return answersDiffer(answer, again);
}

function answersDiffer(a: Message | DecodeError, b: Message | DecodeError): string | undefined {
  const found = differences(a, b)[0];
  return found && told(found);
}

function sparseAgrees({ frame, answer }: Trial): string | undefined {
  const { direction, payload, version } = frame;
  if (formOf(payload, version) === "text") return undefined;
  const sparse = decodeAsSent(direction, payload, version);
  if (answer instanceof DecodeError || sparse instanceof DecodeError) return answersDiffer(answer, sparse);
  const again = decode({ ...frame, payload: encodeProtobuf(sparse.name, sparse.body as Body, true).subarray(4) });
  return answersDiffer(answer, again);
}

// ---------------------------------------------------------------- ids

/** What is routed by one id and read under another would reach the wrong client. */
function sameId({ frame, answer, prng }: Trial): string | undefined {
  const { direction, payload, version } = frame;
  const id = correlator(direction, payload, version);
  if (id === undefined) return answer instanceof DecodeError ? undefined : hasNoId(answer, frame);
  if (!Number.isSafeInteger(id)) return `the id is ${id}`;
  const newId = prng.pick([-1, 0, 1, 7, 128, 2_000_000_000, 2_147_483_646]);
  const rewritten = { ...frame, payload: withCorrelator(direction, payload, version, newId).subarray(4) };
  const read = correlator(direction, rewritten.payload, version);
  if (read !== newId) return `id ${id}, rewritten to ${newId}, is ${read}`;
  return answer instanceof DecodeError ? undefined : onlyTheId(answer, decode(rewritten), id, newId);
}

/** An id that is not there is routed as 0; the literal of unset is routed as it stands. */
const isUnset = (id: number): boolean => id === 0 || id === 2_147_483_647;

function hasNoId({ name }: Message, { payload, version }: FuzzFrame): string | undefined {
  const { steps } = planNamed(name);
  const step = steps?.find((step) => step.op === "field" && step.correlator);
  const isText = formOf(payload, version) === "text";
  return step?.op === "field" && (isText || speaksProtobuf(name)) ? `${name} was read, but not its id` : undefined;
}

function onlyTheId(was: Message, is: Message | DecodeError, id: number, newId: number): string | undefined {
  if (is instanceof DecodeError) return `with another id: ${String(is)}`;
  const found = differences(was.body, is.body);
  const isTheId = ({ was, is }: Difference): boolean =>
    is === newId && (was === id || (was === undefined && isUnset(id)));
  const wrong = found.find((difference) => !isTheId(difference));
  if (wrong !== undefined) return `with id ${newId} for ${id}: ${told(wrong)}`;
  return found.length === 0 && id !== newId ? `decoding does not see the id ${id}` : undefined;
}

// ---------------------------------------------------------------- writing again

function rebuilds({ frame, answer }: Trial): string | undefined {
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

function writesAgain({ frame, answer }: Trial): string | undefined {
  if (answer instanceof DecodeError) return undefined;
  const { name, body } = answer;
  const form = formOf(frame.payload, frame.version);
  if (!existsAs(name, form, frame.version)) return undefined;
  const written = encodeAny(name, body as Body, frame.version, form);
  if (written instanceof FieldTooNew) {
    // Protobuf has room for fields that a peer of that version does not know yet, and text has not.
    return form === "protobuf" ? oddRefusal(written) : `cannot be written as it was read: ${String(written)}`;
  }
  const again = decode({ ...frame, payload: written.subarray(4) });
  if (again instanceof DecodeError) return `written, but not read again: ${String(again)}`;
  const lost = lostBetween(answer, again, form, form, frame.version);
  if (lost !== undefined) return lost;
  return sameBytes(written, encodeAny(name, again.body as Body, frame.version, form));
}

function sameBytes(a: Uint8Array, b: Uint8Array | FieldTooNew): string | undefined {
  if (b instanceof FieldTooNew) return `the second time: ${String(b)}`;
  return Buffer.compare(a, b) === 0 ? undefined : "the second time other bytes were written";
}

/** Either a named field is too new, or the other peer reads every value as we read it, or not at all. */
function translates({ frame, answer, prng }: Trial): string | undefined {
  if (answer instanceof DecodeError) return undefined;
  const { name, body } = answer;
  const { form, version } = placeOf(name, prng);
  const written = encodeAny(name, body as Body, version, form);
  if (written instanceof FieldTooNew) return oddRefusal(written);
  const again = decode({ ...frame, version, payload: written.subarray(4) });
  if (again instanceof DecodeError) return `${form} at ${version} is not read: ${String(again)}`;
  const lost = lostBetween(answer, again, formOf(frame.payload, frame.version), form, version);
  return lost && `${form} at ${version}: ${lost}`;
}

/** The hello of the client for which most is changed. */
const IB_ASYNC = { min: 157, max: 178 };

function bears({ frame, answer, prng }: Trial): string | undefined {
  const { min, max } = IB_ASYNC;
  if (answer instanceof DecodeError || frame.direction === "out" || !existsAs(answer.name, "text", max))
    return undefined;
  const version = prng.between(Math.max(min, planNamed(answer.name).message.since), max);
  const written = encodeIncoming(answer.name as IncomingName, answer.body as Body, version, "text", IB_ASYNC);
  const again = decode({ ...frame, version, payload: written.subarray(4) });
  return again instanceof DecodeError ? `text at ${version} is not read: ${String(again)}` : undefined;
}

const oddRefusal = ({ messageName, field }: FieldTooNew): string | undefined =>
  (NAMES as readonly string[]).includes(messageName) && PATH.test(field)
    ? undefined
    : `refused ${messageName}: ${field}`;
