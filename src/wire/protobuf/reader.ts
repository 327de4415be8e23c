/**
 * Reads the protobuf form where it lies, for emitted code.
 *
 * It only knows whether all is well. Damage, and whatever is rare enough not to be worth a fast way (unknown fields, negative
 * 64-bit numbers, fields of other wire types), makes it fail: it stands far behind every end then, so that loops stop, and
 * the interpreter reads the message again. A one-byte tag, length or number is read in a method small enough to be inlined.
 */
import type { Decimal } from "../../base/decimal.ts";
import { canonicalText, readDecimal } from "../canonical.ts";
import type { TagValue } from "../kind.ts";
import { ELEMENTS_MAX, INT_MAX } from "../reader.ts";
import { fresh, MEDIUM_MAX, SHORT_MAX, shortText, textOf } from "../strings.ts";
import { type Conversion, REFUSED } from "./value.ts";

/** Behind every frame. */
const FAR = 2 ** 30;
/** Below the interpreter's limit, however it counts. */
const MOST = ELEMENTS_MAX / 2;

const doubles = new Float64Array(1);
const words = new Int32Array(doubles.buffer);
/** Which of the two words of a double has its lower bits, on this machine. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

export class ProtobufReader {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  failed = false;
  #end = 0;
  #elements = 0;

  open(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.failed = false;
    this.#end = end;
    this.#elements = 0;
  }

  fail(): 0 {
    this.failed = true;
    this.at = FAR;
    return 0;
  }

  /** The message that ended here must end at `end`. */
  close(end: number): void {
    if (this.at !== end) this.fail();
  }

  /** Number and wire type together. */
  tag(): number {
    const byte = this.bytes[this.at]!;
    if (byte >= 0x80) return this.#short();
    this.at++;
    return byte;
  }

  /** Where the message, text or packed list ends that begins here: as far as we stand, when it is behind our end. */
  length(): number {
    const byte = this.bytes[this.at]!;
    const length = byte < 0x80 ? byte : this.#short();
    if (byte < 0x80) this.at++;
    const end = this.at + length;
    if (end <= this.#end) return end;
    this.fail();
    return FAR;
  }

  int32(): number {
    const byte = this.bytes[this.at]!;
    if (byte >= 0x80) return this.#varint();
    this.at++;
    return byte;
  }

  /** A tag or a length of up to 28 bits: no frame needs more, and what is longer may be read in two ways. */
  #short(): number {
    const { bytes, at } = this;
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const byte = bytes[at + i]!;
      value |= (byte & 0x7f) << (7 * i);
      if (byte < 0x80) {
        this.at = at + i + 1;
        return value;
      }
    }
    return this.fail();
  }

  /** A negative number has ten bytes, of which the lower 32 bits count. */
  #varint(): number {
    const { bytes, at } = this;
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = bytes[at + i]!;
      if (i < 5) value |= (byte & 0x7f) << (7 * i);
      if (byte < 0x80) {
        this.at = at + i + 1;
        return value;
      }
    }
    return this.fail();
  }

  maybeInt32(): number | undefined {
    const value = this.int32();
    return value === INT_MAX ? undefined : value;
  }

  /** Zero or more, exact up to 2^53. */
  int64(): number {
    const { bytes, at } = this;
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 8; i++) {
      const byte = bytes[at + i]!;
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
      if (byte < 0x80) {
        this.at = at + i + 1;
        return value <= Number.MAX_SAFE_INTEGER ? value : this.fail();
      }
    }
    return this.fail();
  }

  /** A 64-bit number where we, like text, have 32 bits and their maximum means unset. */
  narrow(): number | undefined {
    const value = this.int64();
    if (value === INT_MAX) return undefined;
    return value < INT_MAX ? value : this.fail();
  }

  double(): number {
    const value = this.float();
    return Number.isNaN(value) ? this.fail() : value;
  }

  maybeDouble(): number | undefined {
    const value = this.double();
    return value === Number.MAX_VALUE ? undefined : value;
  }

  /** Any double, NaN included. */
  float(): number {
    const { bytes, at } = this;
    if (at + 8 > this.#end) return this.fail();
    words[LOW] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    words[HIGH] = bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
    this.at = at + 8;
    return doubles[0]!;
  }

  bool(): boolean {
    const byte = this.bytes[this.at]!;
    if (byte >= 0x80) return this.fail() !== 0;
    this.at++;
    return byte !== 0;
  }

  string(): string {
    const end = this.length();
    const { bytes, at } = this;
    if (end - at > SHORT_MAX) return this.#text(end);
    let low = 0;
    let high = 0;
    for (let i = at; i < end; i++) {
      const code = bytes[i]!;
      if (code === 0) return this.#text(end);
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | code;
    }
    this.at = end;
    return shortText(low, high, bytes, at, end) ?? this.#noText();
  }

  #text(end: number): string {
    const { bytes, at } = this;
    const text = isMade(bytes, at, end) ? fresh(bytes, at, end) : textOf(bytes, at, end);
    this.at = end;
    return text ?? this.#noText();
  }

  #noText(): string {
    this.fail();
    return "";
  }

  decimal(): Decimal | undefined {
    const end = this.length();
    const { bytes, at } = this;
    const plain = canonicalText(bytes, at, end);
    if (plain === undefined) return this.#oddDecimal(end);
    this.at = end;
    return plain;
  }

  #oddDecimal(end: number): Decimal | undefined {
    const value = readDecimal(this.#text(end));
    if (value !== null) return value;
    this.fail();
    return undefined;
  }

  /** What a field of another type makes of a value. */
  parsed(change: Conversion, raw: unknown): never {
    const value = change.parse(raw);
    if (value === REFUSED) this.fail();
    return value as never;
  }

  /** The list with room for another element; one of its own, as empty lists are shared. */
  grown(list: readonly unknown[]): unknown[] {
    if (++this.#elements > MOST) this.fail();
    return list.length === 0 ? [] : (list as unknown[]);
  }

  /** An entry of a map of text to text. */
  entry(): TagValue {
    const end = this.length();
    let tag = "";
    let value = "";
    while (this.at < end) {
      const field = this.tag();
      if (field === 10) tag = this.string();
      else if (field === 18) value = this.string();
      else this.fail();
    }
    this.close(end);
    return { tag, value };
  }

  /** The mask with what a message of booleans says of its bits: bit n is the boolean with the n-th of these numbers. */
  mask(numbers: readonly number[], before: number): number {
    const end = this.length();
    let mask = before;
    while (this.at < end) {
      const tag = this.tag();
      const bit = numbers.indexOf(tag >>> 3);
      if (bit < 0 || (tag & 7) !== 0) return this.fail();
      mask = this.bool() ? mask | (1 << bit) : mask & ~(1 << bit);
    }
    this.close(end);
    return mask;
  }
}

/** Whether text is made anew in any case: it is long, or it has a NUL, which the tables of strings cannot tell from none. */
function isMade(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MEDIUM_MAX) return true;
  for (let i = start; i < end; i++) if (bytes[i] === 0) return true;
  return false;
}
