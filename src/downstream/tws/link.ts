/**
 * One client's connection at the TWS door, up to the point where it has a name: hello, version, startApi, frames.
 *
 * It plays the Gateway's side of the handshake (PROTOCOL 3): silence until startApi, one client id per connection,
 * the highest version both know and never above the client's own. A client that says nothing, or nonsense, is closed
 * with a reason, and nobody else notices.
 */
import { after, type Instant, seconds, type WallMs, wireTime } from "../../base/time.ts";
import type { DoorConfig } from "../../model/config.ts";
import type { ConnId } from "../../model/ids.ts";
import { DecodeError, decodeOutgoing, messageId, type Outgoing, outgoingName } from "../../wire/codec.ts";
import { FrameError, Frames } from "../../wire/framing.ts";
import { type Hello, HelloError, HelloReader, negotiate, serverReply } from "../../wire/handshake.ts";
import { FLOOR } from "../../wire/versions.ts";

/** A client that sends no version frame is closed after this; between the version reply and startApi there is no limit. */
export const HELLO_MS_MAX = seconds(15);

/**
 * No request of any library comes near it. A frame could have 16 MiB, but a request is kept, written to the journal and
 * written again, longer, for the Gateway.
 */
const REQUEST_BYTES_MAX = 1024 * 1024;
/** A startApi is a hundred bytes. Nobody without a name has so much kept for him that a thousand of them would fill the memory. */
const NAMELESS_BYTES_MAX = 16_384;

export type LinkStep =
  | { readonly kind: "reply"; readonly bytes: Uint8Array }
  | { readonly kind: "startApi"; readonly clientId: number }
  | { readonly kind: "request"; readonly request: Outgoing }
  /** A frame that cannot be read; the connection lives on. */
  | { readonly kind: "malformed"; readonly payload: Uint8Array; readonly error: DecodeError }
  | { readonly kind: "close"; readonly reason: string };

export class Link {
  readonly conn: ConnId;
  readonly door: DoorConfig;
  readonly remote: string;
  readonly since: Instant;
  /** 0 until negotiated. */
  serverVersion = 0;
  /** What the client opened with: some say so who they are. */
  hello: Hello | undefined;
  #reading: HelloReader | undefined = new HelloReader();
  readonly #frames = new Frames();
  #deadline: Instant | undefined;
  #started = false;
  #closed = false;

  constructor(conn: ConnId, door: DoorConfig, remote: string, now: Instant) {
    this.conn = conn;
    this.door = door;
    this.remote = remote;
    this.since = now;
    this.#deadline = after(now, HELLO_MS_MAX);
  }

  nextDeadline(): Instant | undefined {
    return this.#deadline;
  }

  /** No further step comes from a connection that is being closed. */
  close(): void {
    this.#closed = true;
    this.#deadline = undefined;
  }

  *received(bytes: Uint8Array, wall: WallMs): Generator<LinkStep> {
    for (const step of this.#steps(bytes, wall)) {
      if (step.kind === "close") this.close();
      yield step;
      if (this.#closed) return;
    }
  }

  *#steps(bytes: Uint8Array, wall: WallMs): Generator<LinkStep> {
    if (this.#reading !== undefined) {
      const step = this.#greet(this.#reading, bytes, wall);
      if (step === undefined) return;
      yield step;
    } else this.#frames.push(bytes);
    for (let payload = this.#frames.next(); payload !== undefined; payload = this.#frames.next())
      yield payload instanceof FrameError ? { kind: "close", reason: payload.reason } : this.#frame(payload);
    if (!this.#started && this.#frames.pending > NAMELESS_BYTES_MAX)
      yield {
        kind: "close",
        reason: `expected startApi, got the beginning of a frame of more than ${NAMELESS_BYTES_MAX} bytes`,
      };
  }

  #greet(reader: HelloReader, bytes: Uint8Array, wall: WallMs): LinkStep | undefined {
    reader.push(bytes);
    const hello = reader.result();
    if (hello === undefined) return undefined;
    if (hello instanceof HelloError) return { kind: "close", reason: hello.reason };
    const version = negotiate(FLOOR, this.door.maxServerVersion, hello);
    if (version === undefined)
      return {
        kind: "close",
        reason: `the client speaks server versions ${hello.min} to ${hello.max}, this door ${FLOOR} to ${this.door.maxServerVersion}`,
      };
    this.serverVersion = version;
    this.#deadline = undefined;
    this.hello = hello;
    this.#reading = undefined;
    this.#frames.push(reader.rest());
    return { kind: "reply", bytes: serverReply(version, wireTime(wall)) };
  }

  #frame(payload: Uint8Array): LinkStep {
    const request =
      payload.length > REQUEST_BYTES_MAX ? this.#tooLong(payload) : decodeOutgoing(payload, this.serverVersion);
    if (request instanceof DecodeError) {
      if (!this.#started)
        return { kind: "close", reason: `expected startApi, got a frame that cannot be read: ${request.unquoted}` };
      return { kind: "malformed", payload, error: request };
    }
    if (request.name === "startApi" && !this.#started) return this.#startApi(request.body.clientId);
    if (!this.#started) return { kind: "close", reason: `expected startApi, got ${request.name}` };
    return { kind: "request", request };
  }

  #tooLong(payload: Uint8Array): DecodeError {
    const name = outgoingName(messageId(payload, this.serverVersion));
    return new DecodeError(name, undefined, `${payload.length} bytes against ${REQUEST_BYTES_MAX} of a request`);
  }

  #startApi(clientId: number): LinkStep {
    this.#started = true;
    return { kind: "startApi", clientId };
  }
}
