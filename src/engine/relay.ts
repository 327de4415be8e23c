/**
 * A frame of the Gateway as a client of another server version reads it.
 *
 * Where both have the message in one shape the frame passes as it is, with only its request id rewritten, and so do
 * fields that we do not know. Anything else goes through the typed form; clients that share a line hear the same frame
 * one after the other, so the last one read is kept.
 */
import type { Link } from "../downstream/tws/link.ts";
import {
  DecodeError,
  decodeIncoming,
  encodeIncoming,
  type Incoming,
  sameShape,
  withCorrelator,
} from "../wire/codec.ts";

export class Relay {
  #payload: Uint8Array | undefined;
  #message: Incoming | DecodeError | undefined;

  /** The whole frame, or why the Gateway's cannot be read. */
  frame(
    payload: Uint8Array,
    from: number,
    reqId: number,
    { serverVersion: to, hello }: Link,
  ): Uint8Array | DecodeError {
    if (sameShape("in", payload, from, to)) return withCorrelator("in", payload, from, reqId);
    const message = this.#read(payload, from);
    if (message instanceof DecodeError) return message;
    return encodeIncoming(message.name, { ...message.body, reqId } as never, to, { hello });
  }

  #read(payload: Uint8Array, version: number): Incoming | DecodeError {
    if (this.#message === undefined || this.#payload !== payload) {
      this.#payload = payload;
      this.#message = decodeIncoming(payload, version);
    }
    return this.#message;
  }
}
