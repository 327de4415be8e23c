/**
 * Writes the protobuf form of one message with its frame, for emitted code: into one buffer that grows and is used again.
 *
 * A message inside a message gets one byte for its length, and is moved when that is not enough. What only the interpreter
 * writes makes it give up: unknown fields that a record carries, and legs that share their elements with prices.
 */
import { writeUtf8 } from "../../base/bytes.ts";
import type { TagDraft } from "../kind.ts";
import { int32Of, numberOf, wholeOf } from "../unwritable.ts";
import { cut, KEPT_BYTES_MAX, START_BYTES, store32 } from "../writer.ts";

const TWO_32 = 2 ** 32;
/** The longest tag, and the longest number. */
const TAG_BYTES = 5;
const VARINT_BYTES = 10;

const doubles = new Float64Array(1);
const words = new Int32Array(doubles.buffer);
/** Which of the two words of a double has its lower bits, on this machine. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

export class ProtobufWriter {
  #bytes = new Uint8Array(START_BYTES);
  #at = 0;
  gaveUp = false;

  /** Starts a frame with its four raw bytes of id. */
  open(rawId: number): void {
    this.#at = 8;
    this.gaveUp = false;
    store32(this.#bytes, 4, rawId);
  }

  /** The whole frame, in bytes of its own. Whether it is too long for a peer is for the caller to ask. */
  close(): Uint8Array {
    store32(this.#bytes, 0, this.#at - 4);
    const frame = cut(this.#bytes, this.#at);
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#bytes = new Uint8Array(START_BYTES);
    return frame;
  }

  giveUp(): void {
    this.gaveUp = true;
  }

  int32(tag: number, value: number): void {
    this.#tag(tag);
    if (int32Of(value) < 0) this.#long(value);
    else this.#varint(value);
  }

  int64(tag: number, value: number): void {
    this.#tag(tag);
    if (value === (value | 0) && value >= 0) this.#varint(value);
    else this.#long(wholeOf(value));
  }

  bool(tag: number, value: boolean): void {
    this.#tag(tag);
    this.#bytes[this.#at++] = value ? 1 : 0;
  }

  double(tag: number, value: number): void {
    this.#tag(tag);
    doubles[0] = numberOf(value);
    this.#word(words[LOW]!);
    this.#word(words[1 - LOW]!);
  }

  string(tag: number, text: string): void {
    const start = this.begin(tag);
    this.#room(text.length * 3);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.#at = writeUtf8(bytes, this.#at, text);
        return this.end(start);
      }
      bytes[at++] = code;
    }
    this.#at = at;
    this.end(start);
  }

  /** An entry of a map of text to text. */
  entry(tag: number, { tag: key = "", value = "" }: TagDraft): void {
    const start = this.begin(tag);
    this.string(10, key);
    this.string(18, value);
    this.end(start);
  }

  /** The bits of a mask as booleans, bit n as the one with the n-th of these numbers; nothing when none is set. */
  mask(tag: number, numbers: readonly number[], value: number): void {
    const start = this.begin(tag);
    int32Of(value);
    for (const number of numbers.toSorted((a, b) => a - b)) {
      if ((value & (1 << numbers.indexOf(number))) !== 0) this.bool(number << 3, true);
    }
    this.endFilled(start, tag);
  }

  /** Starts a message inside a message; answers where its fields begin. */
  begin(tag: number): number {
    this.#tag(tag);
    return ++this.#at;
  }

  end(start: number): void {
    const length = this.#at - start;
    if (length < 0x80) this.#bytes[start - 1] = length;
    else this.#lengthen(start, length);
  }

  /** The same; a message without fields is taken back. */
  endFilled(start: number, tag: number): void {
    if (this.#at > start) this.end(start);
    else this.#at = start - 1 - sizeOf(tag);
  }

  #lengthen(start: number, length: number): void {
    const more = sizeOf(length) - 1;
    this.#room(more);
    this.#bytes.copyWithin(start + more, start, this.#at);
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  #tag(tag: number): void {
    this.#room(TAG_BYTES + VARINT_BYTES);
    if (tag < 0x80) this.#bytes[this.#at++] = tag;
    else this.#varint(tag);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#at++] = rest;
  }

  /** Two's complement of 64 bits, in groups of seven. */
  #long(value: number): void {
    let low = value >>> 0;
    let high = Math.floor(value / TWO_32) >>> 0;
    while (high !== 0 || low >= 0x80) {
      this.#bytes[this.#at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#at++] = low;
  }

  #word(word: number): void {
    const bytes = this.#bytes;
    const at = this.#at;
    bytes[at] = word;
    bytes[at + 1] = word >>> 8;
    bytes[at + 2] = word >>> 16;
    bytes[at + 3] = word >>> 24;
    this.#at = at + 4;
  }

  #room(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = new Uint8Array((this.#at + length) * 2);
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}

function sizeOf(value: number): number {
  let size = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) size++;
  return size;
}
