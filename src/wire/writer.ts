/**
 * Writes the text form: one frame with its length and id, each field closed by a NUL, into one buffer that grows and is
 * used again for the next frame.
 */
import { writeUtf8 } from "../base/bytes.ts";
import { INT_MAX } from "./reader.ts";
import { int32Of, numberOf, wholeOf } from "./unwritable.ts";

const ZERO = 48;
const POINT = 46;
/** Beyond six places a double may be spelled with an exponent. */
const PLACES_MAX = 6;
/** What the buffer may keep between frames; a longer frame is rare and gets one of its own. */
export const KEPT_BYTES_MAX = 1 << 20;
export const START_BYTES = 1_024;

/** What is not ASCII, and a backslash that would be taken for the beginning of an escape. */
const TO_ESCAPE = /[^\0-\x7f]|\\(?=u[0-9a-fA-F]{4})/g;

/** Writes one frame: length, id, fields. */
export class Writer {
  #bytes = new Uint8Array(START_BYTES);
  #at = 0;

  /** Starts a frame; from server version 201 on the id is four raw bytes (PROTOCOL section 6). */
  open(id: number, rawId: boolean): void {
    this.#at = 4;
    if (rawId) this.raw32(id);
    else this.int(id);
  }

  raw32(value: number): void {
    this.#room(4);
    store32(this.#bytes, this.#at, value);
    this.#at += 4;
  }

  /** The whole frame, in bytes of its own. Whether it is too long for a peer is for the caller to ask. */
  close(): Uint8Array {
    store32(this.#bytes, 0, this.#at - 4);
    const frame = cut(this.#bytes, this.#at);
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#bytes = new Uint8Array(START_BYTES);
    return frame;
  }

  empty(): void {
    this.#room(1);
    this.#bytes[this.#at++] = 0;
  }

  /** A number of 32 bits. */
  int(value: number): void {
    if (int32Of(value) >= 0) this.#digits(value);
    else this.#ascii(String(value));
  }

  /** A whole number of up to 53 bits. */
  long(value: number): void {
    if (value === (value | 0) && value >= 0) this.#digits(value);
    else this.#ascii(String(wholeOf(value)));
  }

  bool(value: boolean): void {
    this.#room(2);
    this.#bytes[this.#at++] = value ? ZERO + 1 : ZERO;
    this.#bytes[this.#at++] = 0;
  }

  #digits(value: number): void {
    this.#room(11);
    const bytes = this.#bytes;
    let length = 1;
    for (let rest = (value / 10) | 0; rest > 0; rest = (rest / 10) | 0) length++;
    let rest = value | 0;
    for (let i = this.#at + length - 1; i >= this.#at; i--) {
      const quotient = (rest / 10) | 0;
      bytes[i] = ZERO + rest - quotient * 10;
      rest = quotient;
    }
    this.#at += length;
    bytes[this.#at++] = 0;
  }

  /** The shortest text that reads back as the same double; -0 keeps its sign. */
  double(value: number): void {
    if (Object.is(numberOf(value), -0)) this.#ascii("-0.0");
    else if (Number.isSafeInteger(value)) this.long(value);
    else if (value < 0 || !this.#fraction(value)) this.#ascii(String(value));
  }

  /**
   * Few places suffice for prices: a 32-bit number that divided by a power of ten is the value spells it, as shortly as can be,
   * because no two numbers of up to fifteen digits are the same double.
   */
  #fraction(value: number): boolean {
    let power = 10;
    for (let places = 1; places <= PLACES_MAX; places++) {
      const digits = Math.round(value * power);
      if (digits > INT_MAX) return false;
      if (digits / power === value) {
        this.#point(digits, places, power);
        return true;
      }
      power *= 10;
    }
    return false;
  }

  /** Digits from behind, at least one before the point. */
  #point(digits: number, places: number, power: number): void {
    this.#room(13);
    const bytes = this.#bytes;
    let length = places + 2;
    for (let rest = Math.floor(digits / (power * 10)); rest > 0; rest = (rest / 10) | 0) length++;
    let rest = digits | 0;
    for (let i = length - 1; i >= 0; i--) {
      if (i === length - 1 - places) {
        bytes[this.#at + i] = POINT;
        continue;
      }
      const quotient = (rest / 10) | 0;
      bytes[this.#at + i] = ZERO + rest - quotient * 10;
      rest = quotient;
    }
    this.#at += length;
    bytes[this.#at++] = 0;
  }

  /** UTF-8. A NUL would end the field early and let its rest pass for the next fields, so it becomes a blank. */
  string(text: string): void {
    this.#room(text.length * 3 + 1);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 0 || code >= 128) {
        this.#wide(text);
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = 0;
    this.#at = at;
  }

  /** ASCII with \uXXXX for all else (PROTOCOL section 5). */
  escaped(text: string): void {
    this.string(text.replace(TO_ESCAPE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`));
  }

  #wide(text: string): void {
    this.#at = writeUtf8(this.#bytes, this.#at, text.replaceAll("\0", " "));
    this.#bytes[this.#at++] = 0;
  }

  #ascii(text: string): void {
    this.#room(text.length + 1);
    for (let i = 0; i < text.length; i++) this.#bytes[this.#at++] = text.charCodeAt(i);
    this.#bytes[this.#at++] = 0;
  }

  #room(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = new Uint8Array((this.#at + length) * 2);
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}

/** A copy of the first bytes. A short one takes less time than the view that a copy in one go needs. */
export function cut(bytes: Uint8Array, length: number): Uint8Array {
  if (length > SHORT_MAX) return bytes.slice(0, length);
  const copy = new Uint8Array(length);
  for (let i = 0; i < length; i++) copy[i] = bytes[i]!;
  return copy;
}

const SHORT_MAX = 64;

/** Stores 32 bits, big-endian. */
export function store32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
