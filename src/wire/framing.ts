/**
 * Cuts a byte stream into frames: a 4-byte big-endian length, then so many bytes (PROTOCOL section 2).
 *
 * A chunk is copied when it is pushed. A payload that was given out is never written to afterwards and stays valid for as long
 * as somebody holds it; who only reads it where it lies, before the next push, spares its view and lets the bytes be used
 * again. A length that cannot be a frame's ends the stream: nothing behind it can be trusted, so the error stays.
 */
import { load32 } from "./reader.ts";

/** The longest payload every client accepts. */
export const PAYLOAD_BYTES_MAX = 0xffffff;

/** Eleven full TCP segments, so that making room is rare. */
const ROOM_BYTES = 16_384;

/** A long frame is rare; its bytes are given back once it was taken. */
const KEPT_BYTES_MAX = 65_536;

/** The peer announced a frame that cannot be: longer than 0xFFFFFF or of negative length. */
export class FrameError {
  /** What the length prefix said, as a signed number. */
  readonly length: number;
  readonly reason: string;

  constructor(length: number) {
    this.length = length;
    this.reason = `a frame announces ${length} bytes; at most ${PAYLOAD_BYTES_MAX} are possible`;
  }

  toString(): string {
    return this.reason;
  }
}

/** The payloads of a stream: `push` what arrived, then ask `next` until it answers undefined or a `FrameError`. */
export class Frames {
  #bytes = new Uint8Array(0);
  #start = 0;
  #at = 0;
  #end = 0;
  /** Whether somebody may hold a payload that lies in these bytes. */
  #isShared = false;
  #error: FrameError | undefined;

  /** Takes in what the socket delivered; the chunk may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void {
    if (this.#error) return;
    if (this.#at === this.#end) this.#startOver();
    if (this.#end + chunk.length > this.#bytes.length) this.#makeRoom(chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next payload, undefined until it is complete. */
  next(): Uint8Array | undefined | FrameError {
    const frame = this.advance();
    if (frame !== true) return frame === false ? undefined : frame;
    this.#isShared = true;
    return this.#bytes.subarray(this.#start, this.#at);
  }

  /**
   * Moves to the next frame, whose payload is then `bytes[start..end)`; false until it is complete.
   *
   * @internal
   */
  advance(): boolean | FrameError {
    if (this.#error) return this.#error;
    if (this.#end - this.#at < 4) return false;
    const length = load32(this.#bytes, this.#at);
    if (length < 0 || length > PAYLOAD_BYTES_MAX) return this.#refuse(length);
    const start = this.#at + 4;
    if (this.#end - start < length) return false;
    this.#start = start;
    this.#at = start + length;
    return true;
  }

  #refuse(length: number): FrameError {
    this.#error = new FrameError(length);
    this.#bytes = new Uint8Array(0);
    return this.#error;
  }

  /**
   * What the frames lie in, until the next push.
   *
   * @internal
   */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** @internal */
  get start(): number {
    return this.#start;
  }

  /** @internal */
  get end(): number {
    return this.#at;
  }

  /** Bytes that wait for the rest of their frame. */
  get pending(): number {
    return this.#end - this.#at;
  }

  /** Nothing waits: the bytes are used from the front again, unless somebody has a payload of them, or one frame was long. */
  #startOver(): void {
    if (this.#isShared && this.#bytes.length <= KEPT_BYTES_MAX) return;
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#bytes = new Uint8Array(0);
    this.#isShared = false;
    this.#at = 0;
    this.#end = 0;
  }

  /**
   * Moves what waits to the front: of the same bytes, when nobody was given a payload of them, otherwise of new ones. Doubling
   * keeps a long frame in small chunks linear.
   */
  #makeRoom(more: number): void {
    const pending = this.#end - this.#at;
    if (this.#isShared || pending + more > this.#bytes.length) {
      const room = new Uint8Array(Math.max(ROOM_BYTES, (pending + more) * 2));
      room.set(this.#bytes.subarray(this.#at, this.#end));
      this.#bytes = room;
      this.#isShared = false;
    } else this.#bytes.copyWithin(0, this.#at, this.#end);
    this.#end = pending;
    this.#at = 0;
  }
}
