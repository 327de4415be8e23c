/**
 * Cuts one direction of a connection into frames: a 4-byte big-endian length, then so many bytes.
 *
 * Frames that lie whole in what arrived are read where they lie; only a frame that was cut is gathered in bytes of our own,
 * which grow no further than the longest frame there can be. A length that is none ends the stream, for nothing behind
 * it can be told apart.
 */

/** The longest payload a frame can have, which is also what every client accepts. */
const PAYLOAD_BYTES_MAX = 0xffffff;
/** Beyond this, bytes that were needed for one long frame are given back. */
const KEPT_BYTES_MAX = 65_536;
const NOTHING = new Uint8Array(0);
const ZERO = 48;

const load32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;

export class Cutter {
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  #end = 0;
  /** Room for the rest of a frame that was cut. */
  #room = NOTHING;
  /** Where the payload of the present frame begins. */
  #start = 0;

  /** Takes in what was written; what was left of the last time stands in front of it. */
  feed(bytes: Uint8Array): void {
    if (this.pending > 0) return this.#append(bytes);
    if (this.#room.length > KEPT_BYTES_MAX) this.#room = NOTHING;
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = bytes.length;
  }

  /** Moves to the next frame: true when there is one, false when it is not complete; or the length that is none. */
  next(): boolean | number {
    if (this.pending < 4) return false;
    const length = load32(this.#bytes, this.#at);
    if (length < 0 || length > PAYLOAD_BYTES_MAX) return length;
    if (this.pending < 4 + length) return false;
    this.#start = this.#at + 4;
    this.#at = this.#start + length;
    return true;
  }

  /** The id of the present frame as a raw number; -1 when it is too short for one. */
  rawId(): number {
    if (this.#at - this.#start < 4) return -1;
    return load32(this.#bytes, this.#start);
  }

  /** The id of the present frame as its first field of text; -1 when that is no number. */
  textId(): number {
    let id = 0;
    for (let i = this.#start; i < this.#at; i++) {
      const byte = this.#bytes[i]!;
      if (byte === 0) return i === this.#start ? -1 : id;
      if (byte < ZERO || byte > ZERO + 9 || i - this.#start > 8) return -1;
      id = id * 10 + byte - ZERO;
    }
    return -1;
  }

  /** Its payload. */
  get payload(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#at);
  }

  /** How many bytes have not been a frame yet. */
  get pending(): number {
    return this.#end - this.#at;
  }

  /** What was written and has not been a frame yet. */
  get waiting(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#end);
  }

  /** Passes over bytes that belong to no frame. */
  pass(bytes: number): void {
    this.#at += bytes;
  }

  /** What is left lies in bytes that are the writer's: it is copied into ours. */
  keep(): void {
    if (this.#bytes === this.#room || this.pending === 0) return;
    const rest = this.waiting;
    if (rest.length > this.#room.length) this.#room = new Uint8Array(Math.max(1_024, rest.length * 2));
    this.#moveTo(this.#room, rest);
  }

  /** Doubling keeps a long frame in small pieces linear. */
  #append(bytes: Uint8Array): void {
    const { pending } = this;
    const rest = this.waiting;
    const isRoomy = pending + bytes.length <= this.#room.length;
    if (!isRoomy) this.#room = new Uint8Array((pending + bytes.length) * 2);
    if (!isRoomy || this.#end + bytes.length > this.#room.length) this.#moveTo(this.#room, rest);
    this.#room.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #moveTo(room: Uint8Array<ArrayBuffer>, rest: Uint8Array): void {
    room.set(rest);
    this.#bytes = room;
    this.#end = rest.length;
    this.#at = 0;
  }
}
