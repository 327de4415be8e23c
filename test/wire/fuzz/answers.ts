/** Checks of an answer for itself: that it is sane, depends on the frame alone, and is the same when only what was sent is kept. */
import { DecodeError, decodeAsSent, encodeProtobuf, formOf, messageId, planNamed } from "../../../src/wire/codec.ts";
import type { Body } from "./corpus.ts";
import type { FuzzFrame } from "./frame.ts";
import { oddity, type Weight } from "./sanity.ts";
import { answersDiffer, decode, type Message, PATH, type Trial } from "./trial.ts";

const PRINTABLE = /^[ -~]*$/;
const TOKEN_MAX = 40;
const REASON_MAX = 200;
/** `1e40` is the shortest text that becomes so many digits. */
const UNITS_PER_BYTE = 12;
const UNITS_OF_NOTHING = 100;

export function saneAnswer({ frame, answer }: Trial): string | undefined {
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
export function answersAlone({ frame, answer, prng }: Trial): string | undefined {
  const { payload } = frame;
  const around = new Uint8Array(payload.length + 64).fill(prng.pick([0x00, 0x31, 0x80, 0xff]));
  around.set(payload, 32);
  const before = payload.slice();
  const again = decode({ ...frame, payload: around.subarray(32, 32 + payload.length) });
  if (Buffer.compare(before, payload) !== 0) return "decoding wrote into the frame";
  return answersDiffer(answer, again);
}

export function sparseAgrees({ frame, answer }: Trial): string | undefined {
  const { direction, payload, version } = frame;
  if (formOf(payload, version) === "text") return undefined;
  const sparse = decodeAsSent(direction, payload, version);
  if (answer instanceof DecodeError || sparse instanceof DecodeError) return answersDiffer(answer, sparse);
  const again = decode({ ...frame, payload: encodeProtobuf(sparse.name, sparse.body as Body, true).subarray(4) });
  return answersDiffer(answer, again);
}
