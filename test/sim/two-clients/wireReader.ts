/**
 * Reads one connection's bytes as they are written: handshake, frames, messages, in both directions.
 *
 * With each message comes what was durable when the first byte of its frame was written, which is the instant that
 * "journal before send" speaks of.
 */
import {
  DecodeError,
  decodeIncoming,
  decodeOutgoing,
  type Incoming,
  incomingId,
  messageId,
  type Outgoing,
} from "../../../src/wire/codec.ts";
import { FrameError, Frames } from "../../../src/wire/framing.ts";
import { HelloError, HelloReader, parseServerReply } from "../../../src/wire/handshake.ts";

export interface Spoken {
  readonly message: Incoming | Outgoing | undefined;
  readonly durable: Uint8Array;
  /** Why it could not be read. */
  readonly fault: string | undefined;
}

const NOTHING = new Uint8Array();
/** Of what the Gateway says, only this is read: the rest is ticks. */
const READ = new Set([incomingId("openOrder"), incomingId("orderStatus"), incomingId("execDetails")]);

export class WireReader {
  readonly #hello = new HelloReader();
  readonly #frames = { client: new Frames(), server: new Frames() };
  readonly #durable: Record<"client" | "server", Uint8Array> = { client: NOTHING, server: NOTHING };
  #greeted = false;
  #serverVersion = 0;

  /** The version that was agreed on; 0 before. */
  get serverVersion(): number {
    return this.#serverVersion;
  }

  *read(from: "client" | "server", bytes: Uint8Array, journal: () => Uint8Array): Generator<Spoken> {
    const frames = this.#frames[from];
    const unfinished = frames.pending > 0;
    frames.push(from === "client" ? this.#behindHello(bytes) : bytes);
    if (!unfinished && frames.pending > 0) this.#durable[from] = journal();
    for (let payload = frames.next(); payload !== undefined; payload = frames.next()) {
      if (payload instanceof FrameError) return yield this.#spoken(from, undefined, payload.reason);
      const spoken = this.#message(from, payload);
      if (spoken !== undefined) yield spoken;
      if (frames.pending > 0) this.#durable[from] = journal();
    }
  }

  #behindHello(bytes: Uint8Array): Uint8Array {
    if (this.#greeted) return bytes;
    this.#hello.push(bytes);
    this.#greeted = this.#hello.result() !== undefined;
    return this.#greeted ? this.#hello.rest() : NOTHING;
  }

  #message(from: "client" | "server", payload: Uint8Array): Spoken | undefined {
    if (this.#serverVersion === 0) return this.#reply(payload);
    if (from === "server" && !READ.has(messageId(payload, this.#serverVersion))) return undefined;
    const decode = from === "client" ? decodeOutgoing : decodeIncoming;
    const message = decode(payload, this.#serverVersion);
    return message instanceof DecodeError
      ? this.#spoken(from, undefined, message.toString())
      : this.#spoken(from, message);
  }

  #reply(payload: Uint8Array): Spoken | undefined {
    const reply = parseServerReply(payload);
    if (reply instanceof HelloError) return this.#spoken("server", undefined, reply.reason);
    this.#serverVersion = reply.serverVersion;
    return undefined;
  }

  #spoken(from: "client" | "server", message: Incoming | Outgoing | undefined, fault?: string): Spoken {
    return { message, durable: this.#durable[from], fault };
  }
}
