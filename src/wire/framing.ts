/**
 * Cuts a byte stream into frames: a 4-byte big-endian length, then so many bytes (PROTOCOL section 2).
 *
 * A chunk is copied when it is pushed, and never written to afterwards, so a payload stays valid for as long as somebody
 * holds it. A length that cannot be a frame's ends the stream: nothing behind it can be trusted, so the error stays.
 */
import { load32 } from "./reader.ts";

/** The longest payload every client accepts. */
export const PAYLOAD_BYTES_MAX = 0xffffff;

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
  #error: FrameError | undefined;

  /** Takes in what the socket delivered; the chunk may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void {
    if (this.#error) return;
    if (this.#at === this.#end) {
      this.#bytes = chunk.slice();
      this.#at = 0;
      this.#end = chunk.length;
      return;
    }
    if (this.#end + chunk.length > this.#bytes.length) this.#grow(chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next payload, undefined until it is complete. */
  next(): Uint8Array | undefined | FrameError {
    const frame = this.advance();
    if (frame !== true) return frame === false ? undefined : frame;
    return this.#bytes.subarray(this.#start, this.#at);
  }

  /** Moves to the next frame, whose payload is then `bytes[start..end)`; false until it is complete. */
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

  /** What the frames lie in; never written to where one was given out. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#at;
  }

  /** Bytes that wait for the rest of their frame. */
  get pending(): number {
    return this.#end - this.#at;
  }

  /** Doubling keeps a long frame in small chunks linear; payloads already given out keep the old buffer. */
  #grow(more: number): void {
    const grown = new Uint8Array((this.#end - this.#at + more) * 2);
    grown.set(this.#bytes.subarray(this.#at, this.#end));
    this.#end -= this.#at;
    this.#at = 0;
    this.#bytes = grown;
  }
}
