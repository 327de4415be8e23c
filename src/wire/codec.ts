/**
 * Every message of the TWS API, by name and by number: decoding, encoding and routing.
 *
 * Nothing here throws on what a peer sent: what cannot be read is a `DecodeError`, what cannot be carried a `NotCarried`.
 * Only `withCorrelator` asks something of its caller first: that `correlator` found an id. Payloads are frames without their
 * 4-byte length; encoders and `withCorrelator` answer whole frames.
 */
import { assert } from "../base/assert.ts";
import type { Loose } from "./condition.ts";
import type { BodyAt, Draft, IncomingBody, IncomingName, OutgoingBody, OutgoingName } from "./declared.ts";
import { codecAt, type Entry, entryAt, entryNamed } from "./entries.ts";
import { type Form, formAt } from "./form.ts";
import { PAYLOAD_BYTES_MAX } from "./framing.ts";
import { PROTOBUF_OFFSET, protobufFrame, usesRawIds } from "./ids.ts";
import { draftOf, type JsonError } from "./json.ts";
import { lostIn, unreachedIn } from "./losses.ts";
import { oddIn } from "./oddNumber.ts";
import type { Plan } from "./plan.ts";
import { unprintable } from "./protobuf/unprintable.ts";
import { ProtobufWriter } from "./protobuf/writer.ts";
import type { Offered } from "./quirks/demand.ts";
import { amended } from "./quirks.ts";
import { NotCarried, type Refusal } from "./refusal.ts";
import { tooNewAt, tooNewForProtobuf } from "./tooNew.ts";
import { unspellable } from "./unspellable.ts";
import { Unwritable } from "./unwritable.ts";
import { Writer } from "./writer.ts";

export type { Draft, Incoming, IncomingBody, IncomingName, Outgoing, OutgoingBody, OutgoingName } from "./declared.ts";
export { INCOMING_NAMES, OUTGOING_NAMES } from "./declared.ts";
export { decodeAsSent, decodeIncoming, decodeOutgoing, nextIncoming, nextOutgoing } from "./decode.ts";
export { formOf, messageId } from "./ids.ts";
export { DecodeError, NotCarried } from "./refusal.ts";
export { correlator, sameShape, withCorrelator } from "./routing.ts";

// ---------------------------------------------------------------- names and numbers

/** The name of a message from the Gateway by its id, as text has it (protobuf adds 200); undefined when there is none. */
export const incomingName = (id: number): IncomingName | undefined =>
  entryAt("in", id)?.message.name as IncomingName | undefined;
/** The same for messages to the Gateway, which are numbered on their own. */
export const outgoingName = (id: number): OutgoingName | undefined =>
  entryAt("out", id)?.message.name as OutgoingName | undefined;
/** The id of a message, as text has it; a protobuf frame says 200 more. */
export const incomingId = (name: IncomingName): number => entryNamed(name).message.id;
/** The id of a message, as text has it; a protobuf frame says 200 more. */
export const outgoingId = (name: OutgoingName): number => entryNamed(name).message.id;

/** The lowered declaration of a message, for documentation, rebuilding and checks. */
export const planNamed = (name: IncomingName | OutgoingName): Plan => entryNamed(name);

/** The form in which a message travels at a server version; undefined when it does not exist there. */
export const expectedForm = (name: IncomingName | OutgoingName, serverVersion: number): Form | undefined =>
  formAt(entryNamed(name).message, serverVersion);

/** Whether a message has a protobuf form. */
export const speaksProtobuf = (name: IncomingName | OutgoingName): boolean => entryNamed(name).protobuf !== undefined;

/**
 * The draft that parsed JSON spells, as `jsonReplacer` writes it; or which field is none of the message's, or not of its
 * kind.
 */
export const draftFromJson = <N extends IncomingName | OutgoingName>(name: N, json: unknown) =>
  draftOf(entryNamed(name).message.record, json) as Draft<BodyAt<N>> | JsonError;

// ---------------------------------------------------------------- encoding

const writer = new Writer();
const protobufWriter = new ProtobufWriter();

/** What an encoder may be told beyond the message and the version. */
export interface OutgoingChoice {
  /** Instead of `expectedForm`; the message must have it, and only peers of 201 on read protobuf. */
  readonly form?: Form;
}

export interface IncomingChoice extends OutgoingChoice {
  /** What the client opened with, by which some clients can be told. */
  readonly hello?: Offered;
}

const NO_CHOICE: IncomingChoice = {};

/**
 * The frame of a message to a client, in the form that clients of that version expect. Fields that the version does not
 * know are left out. No bytes at all, and so nothing to send, has one of two reasons: `expectedForm` is undefined, as the
 * message does not exist at that version and its clients do without; or, where it is not, the frame would be longer than a
 * frame can be (16,777,215 bytes), and a client misses what it should have had. For a client whose hello is given, what
 * such clients cannot bear is amended by the rules of `quirks.ts`; without it the frame says what the draft says.
 */
export function encodeIncoming<N extends IncomingName>(
  name: N,
  draft: Draft<IncomingBody<N>>,
  serverVersion: number,
  { form = formAt(entryNamed(name).message, serverVersion), hello }: IncomingChoice = NO_CHOICE,
): Uint8Array {
  if (form === undefined) return new Uint8Array(0);
  const bearable = form === "text" && hello !== undefined ? amended(name, draft as Loose, serverVersion, hello) : draft;
  const frame = encodeAs(form, name, bearable as Draft<BodyAt<N>>, serverVersion);
  return isTooLong(frame) ? new Uint8Array(0) : frame;
}

/**
 * The frame of a message to the Gateway, as protobuf from the message's gate on. Refused when a set field cannot travel at
 * that version, or not in that form, when a number is none or has more bits than its field, and when it would be longer than
 * a frame can be.
 */
export function encodeOutgoing<N extends OutgoingName>(
  name: N,
  draft: Draft<OutgoingBody<N>>,
  serverVersion: number,
  { form = formAt(entryNamed(name).message, serverVersion) }: OutgoingChoice = NO_CHOICE,
): Uint8Array | NotCarried {
  const entry = entryNamed(name);
  const { message, steps } = entry;
  if (form === undefined)
    return new NotCarried(name, name, steps === undefined ? message.protobufSince : message.since);
  const refused = refusalsAt(entry, form, serverVersion).find((refusal) => refusal.isSet(draft as Loose));
  if (refused) return new NotCarried(name, refused.field, refused.since, refused.why);
  try {
    const frame = encodeAs(form, name, draft as Draft<BodyAt<N>>, serverVersion);
    return isTooLong(frame) ? new NotCarried(name, name, undefined, "is longer than a frame can be") : frame;
  } catch (problem) {
    const odd = problem instanceof Unwritable ? oddIn(message.record, draft as Loose) : undefined;
    if (odd === undefined) throw problem;
    return new NotCarried(name, odd.field, undefined, odd.why);
  }
}

/** The same message can be longer in the other form, or at the other peer's version, than the one it came in. */
const isTooLong = (frame: Uint8Array): boolean => frame.length - 4 > PAYLOAD_BYTES_MAX;

function encodeAs<N extends IncomingName | OutgoingName>(
  form: Form,
  name: N,
  draft: Draft<BodyAt<N>>,
  serverVersion: number,
): Uint8Array {
  if (form === "protobuf") return encodeProtobuf(name, draft);
  const entry = entryNamed(name);
  assert(entry.steps !== undefined, `${name} has no text form`);
  writer.open(entry.message.id, usesRawIds(serverVersion));
  if (entry.writeText !== undefined) entry.writeText(writer, draft as Loose, serverVersion);
  else codecAt(entry, serverVersion).write(writer, draft as Loose);
  return writer.close();
}

/**
 * The whole protobuf frame of a message for which `speaksProtobuf` holds: the raw id plus 200, then the body. With
 * `asSent` the fields are those of the draft, no more and no fewer.
 */
export function encodeProtobuf<N extends IncomingName | OutgoingName>(
  name: N,
  draft: Draft<BodyAt<N>>,
  asSent = false,
): Uint8Array {
  const { message, protobuf, writeProtobuf } = entryNamed(name);
  assert(protobuf !== undefined, `${name} has no protobuf form`);
  const id = message.id + PROTOBUF_OFFSET;
  if (writeProtobuf !== undefined && !asSent) {
    protobufWriter.open(id);
    writeProtobuf(protobufWriter, draft as Loose);
    if (!protobufWriter.gaveUp) return protobufWriter.close();
  }
  return protobufFrame(id, protobuf.write(draft as Loose, asSent));
}

function refusalsAt(entry: Entry, form: Form, serverVersion: number): readonly Refusal[] {
  const key = `${form} ${serverVersion}`;
  let refusals = entry.refusals.get(key);
  if (refusals === undefined) {
    refusals = refusalsOf(entry, form, serverVersion);
    entry.refusals.set(key, refusals);
  }
  return refusals;
}

function refusalsOf({ message, steps = [], protobuf }: Entry, form: Form, serverVersion: number): readonly Refusal[] {
  const lost = lostIn(form, message, steps);
  if (form === "text")
    return [...tooNewAt(steps, serverVersion), ...lost, ...unreachedIn(message, steps), ...unspellable(steps)];
  return [...tooNewForProtobuf(steps, serverVersion), ...lost, ...unprintable(protobuf!.tree)];
}
