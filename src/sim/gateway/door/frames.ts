/**
 * What becomes of single frames on their way to a client: damage that no real Gateway means to do.
 *
 * Each row says what is sent in place of a frame (RELIABILITY 2.4).
 */
import { concat } from "../../../base/bytes.ts";
import type { Prng } from "../../../base/prng.ts";
import type { FaultName } from "../../faults/table.ts";
import type { Context } from "../context.ts";
import type { Session } from "./session.ts";

const PREFIX_BYTES = 4;
/** From this server version on the message id is four bytes, and protobuf may follow (PROTOCOL 2). */
const RAW_ID_SINCE = 201;
const CUT_MS = 10;

/** Sends a frame of a client that has started, whole or not. */
export function sendFrame(context: Context, session: Session, frame: Uint8Array): void {
  const { faults } = context;
  // Behind half a frame nothing follows but the reset.
  if (session.memories.has("frame-cut")) return;
  if (faults.quiet || frame.length === 0) return session.connection.write(frame);
  const subject = { client: session.clientId };
  const unknown = faults.strikes("message-unknown", subject);
  if (unknown !== undefined) session.connection.write(unknownFrame(unknown.messageId, session.serverVersion));
  const damaged = faults.strikes("frame-damaged", subject);
  const wrong = faults.strikes("frame-length-wrong", subject);
  if (wrong !== undefined) return session.connection.write(announcing(frame, LENGTHS[wrong.length]));
  if (damaged !== undefined) return session.connection.write(DAMAGE[damaged.damage](frame, faults.details(DAMAGED)));
  if (faults.strikes("frame-cut", subject) !== undefined) return cut(context, session, frame);
  session.connection.write(frame);
}

const DAMAGED: FaultName = "frame-damaged";

/** The frame keeps a length that fits it, so that what is wrong is inside. */
const DAMAGE: { readonly [kind in "bit-flip" | "short" | "long"]: (frame: Uint8Array, prng: Prng) => Uint8Array } = {
  "bit-flip": (frame, prng) => {
    const flipped = frame.slice();
    const at = prng.between(PREFIX_BYTES, frame.length - 1);
    flipped[at] = flipped[at]! ^ (1 << prng.between(0, 7));
    return flipped;
  },
  /** The last field is missing: in text everything behind the last but one NUL. */
  short: (frame) => {
    const last = frame.lastIndexOf(0, frame.length - 2);
    return framed(frame.subarray(PREFIX_BYTES, last < PREFIX_BYTES ? frame.length - 1 : last + 1));
  },
  long: (frame) => framed(concat([frame.subarray(PREFIX_BYTES), ascii("surplus\0")])),
};

const LENGTHS = { zero: 0, huge: 0x7fff_ffff, negative: 0xffff_ffff } as const;

function announcing(frame: Uint8Array, length: number): Uint8Array {
  const lying = frame.slice();
  new DataView(lying.buffer).setUint32(0, length);
  return lying;
}

function framed(payload: Uint8Array): Uint8Array {
  return announcing(concat([new Uint8Array(PREFIX_BYTES), payload]), payload.length);
}

function unknownFrame(messageId: number, serverVersion: number): Uint8Array {
  if (serverVersion < RAW_ID_SINCE) return framed(ascii(`${messageId}\0${1}\0`));
  return framed(announcing(concat([new Uint8Array(PREFIX_BYTES), ascii("1\0")]), messageId));
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** Half of it arrives, then the connection is reset. */
function cut(context: Context, session: Session, frame: Uint8Array): void {
  session.connection.write(frame.subarray(0, Math.ceil(frame.length / 2)));
  session.memoryOf("frame-cut");
  context.later(CUT_MS, () => session.connection.drop("a fault cuts it in the middle of a frame"));
}
