/**
 * One connection as a reader of the timeline wants it: messages by name, in both directions, as they are written.
 *
 * It shows and never judges, so it may read with the product's own codec; the oracle does not.
 */
import { DecodeError, decodeIncoming, decodeOutgoing } from "../../wire/codec.ts";
import { FrameError, Frames } from "../../wire/framing.ts";
import { HelloError, HelloReader, parseServerReply } from "../../wire/handshake.ts";
import type { Side } from "../world/plight.ts";

/** A message, or what else was said: a handshake, or bytes that nobody can read. */
export interface Said {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const NOTHING = new Uint8Array();

export class Conversation {
  /** As startApi says; undefined before. */
  clientId: number | undefined;
  readonly #hello = new HelloReader();
  readonly #frames = { client: new Frames(), server: new Frames() };
  #greeted = false;
  #serverVersion = 0;

  /** What `from` says with these bytes. */
  *read(from: Side, bytes: Uint8Array): Generator<Said> {
    const frames = this.#frames[from];
    frames.push(from === "client" ? this.#behindHello(bytes) : bytes);
    for (let payload = frames.next(); payload !== undefined; payload = frames.next()) {
      if (payload instanceof FrameError) return yield unreadable(payload.reason);
      yield this.#serverVersion === 0 ? this.#handshake(payload) : this.#message(from, payload);
    }
  }

  #behindHello(bytes: Uint8Array): Uint8Array {
    if (this.#greeted) return bytes;
    this.#hello.push(bytes);
    this.#greeted = this.#hello.result() !== undefined;
    return this.#greeted ? this.#hello.rest() : NOTHING;
  }

  #handshake(payload: Uint8Array): Said {
    const reply = parseServerReply(payload);
    if (reply instanceof HelloError) return unreadable(reply.reason);
    this.#serverVersion = reply.serverVersion;
    return { name: "handshake", body: { serverVersion: reply.serverVersion } };
  }

  #message(from: Side, payload: Uint8Array): Said {
    const message = (from === "client" ? decodeOutgoing : decodeIncoming)(payload, this.#serverVersion);
    if (message instanceof DecodeError) return unreadable(message.toString());
    const said = message as unknown as Said;
    if (said.name === "startApi") this.clientId = said.body.clientId as number;
    return said;
  }
}

const unreadable = (why: string): Said => ({ name: "unreadable", body: { why } });
