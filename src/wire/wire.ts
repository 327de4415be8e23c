/**
 * The wire of the TWS API for other projects: `import { decodeIncoming } from "holdfast/wire"`. What is not named here may
 * change without notice.
 *
 * It turns bytes into values and values into bytes, and does nothing else: no socket, no clock, no state but what a `Frames`
 * or a `HelloReader` holds. Four rules hold everywhere:
 *
 * - A *frame* is a length of 4 bytes, big-endian, and so many bytes behind it; a *payload* is a frame without the length.
 *   What decodes takes payloads, what encodes answers whole frames, ready for the socket.
 * - *Incoming* is from the Gateway to the client, *outgoing* from the client to the Gateway, whichever of the two you are.
 * - The server version is the negotiated one, and an argument of every call.
 * - What a peer sent never throws. What is wrong with it is a value: `FrameError`, `HelloError`, `DecodeError`; what a peer's
 *   version cannot carry is a `NotCarried`. `instanceof` tells them from results. A call that the types forbid throws, and so
 *   does `withCorrelator` for a payload in which `correlator` finds no id.
 *
 * `encodeIncoming` answers an empty array when there is nothing to send: `expectedForm` is undefined for a message that does not
 * exist at the version; where it is not, the frame would be longer than a frame can be.
 *
 * `docs/codec.md` is the guide; its programs run as they stand.
 */

// ---------------------------------------------------------------- bytes to payloads, and the opening of a connection

export { FrameError, Frames } from "./framing.ts";
export {
  clientHello,
  type Hello,
  HelloError,
  HelloReader,
  negotiate,
  parseServerReply,
  type ServerReply,
  serverReply,
} from "./handshake.ts";
export { CEILING as SERVER_VERSION_MAX, FLOOR as SERVER_VERSION_MIN } from "./versions.ts";

// ---------------------------------------------------------------- payloads to messages, and back to frames

export {
  DecodeError,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  type IncomingChoice,
  NotCarried,
  nextIncoming,
  nextOutgoing,
  type OutgoingChoice,
} from "./codec.ts";
export type {
  Draft,
  Incoming,
  IncomingBody,
  IncomingName,
  Outgoing,
  OutgoingBody,
  OutgoingName,
} from "./declared.ts";
export type { Offered } from "./quirks/demand.ts";

// ---------------------------------------------------------------- values inside messages

export { type Decimal, decimal } from "../base/decimal.ts";
export { draftFromJson } from "./codec.ts";
export { JsonError, jsonReplacer } from "./json.ts";
export type { TagValue } from "./kind.ts";
export type { Contract, Execution, Order, OrderState } from "./messages/records.ts";

// ---------------------------------------------------------------- names, numbers and forms

export {
  expectedForm,
  formOf,
  INCOMING_NAMES,
  incomingId,
  incomingName,
  messageId,
  OUTGOING_NAMES,
  outgoingId,
  outgoingName,
} from "./codec.ts";
export type { Form } from "./form.ts";

// ---------------------------------------------------------------- frames that pass without being decoded

export { correlator, sameShape, withCorrelator } from "./codec.ts";
export type { Direction } from "./declare.ts";
