/**
 * Reads the text form: fields, each closed by a NUL, in one Uint8Array with one offset.
 *
 * The caller has checked that the payload ends in NUL, so a scan that begins inside it ends inside it. What lies behind the
 * end may be looked at, by a method before it compares or by emitted code that never does; it is never trusted: the offset
 * then passes the end, and `emitted.ts` demands that it meets it. A field that does not hold what was asked for sets `fault`,
 * moves the offset to the end and yields a default: nothing throws, and the first fault is the one reported.
 */
import type { Decimal } from "../base/decimal.ts";
import { canonicalOf, isCanonical, readDecimal, trimmed, UNSET_DECIMALS } from "./canonical.ts";
import { fresh, MEDIUM_MAX, mediumText, SHORT_MAX, shortText, textOf, tokenOf } from "./strings.ts";

const MINUS = 45;
const DOT = 46;
const ZERO = 48;
/** Digits are told by `^ ZERO`, which makes them less than 10; of the NUL that closes a field it makes this, and of a point. */
const END = 0 ^ ZERO;
const POINT = DOT ^ ZERO;
const BACKSLASH = 92;
const LETTER_N = 78;
/** As a number, it is unset where a field can be. */
export const INT_MAX = 2_147_483_647;
const DOUBLE_UNSET = "1.7976931348623157E308";
const LONG_UNSET = "9223372036854775807";

/** 10^0 .. 10^22: the powers of ten a double holds exactly. */
export const POWERS = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));
/** No two parts can match the same digits: a long field that is no number takes no longer than one that is. */
const DOUBLE = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;
/** Matches no number and no name. */
const NOT_TEXT = "\ufffd";
/**
 * A frame of 16 MiB has no room for more bars, ticks or codes; elements of a byte or two each would fill the memory. Of
 * text and of protobuf, all lists of the frame together.
 */
export const ELEMENTS_MAX = 250_000;
/** `Infinite` is how ib_async spells it (PROTOCOL section 5). */
const INFINITIES = new Map([
  ["Infinity", Number.POSITIVE_INFINITY],
  ["Infinite", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

export class Reader {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  /** The first thing found wrong, in words; undefined while all is well. */
  fault: string | undefined = undefined;
  /** What was found instead of what should be there. */
  token: string | undefined = undefined;
  /** The Gateway wrote it: what is no number to it is not set, where a field can be. In a client's order it may be a mistake. */
  isFromGateway = false;
  #elements = 0;

  /** What lies behind `end` is another frame's: it may be looked at, never trusted. */
  open(bytes: Uint8Array, at: number, end: number): void {
    // Frames of one buffer follow one another: a reference that is there already need not be written again.
    if (this.bytes !== bytes) this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.fault = undefined;
    this.token = undefined;
    this.#elements = 0;
  }

  /** Up to nine digits stay within 32 bits; whatever else is there is `long`'s affair. */
  int(): number {
    const { bytes, at } = this;
    if (at >= this.end) return this.short();
    let value = 0;
    let stop = at;
    let digit = bytes[stop]! ^ ZERO;
    while (digit < 10) {
      value = (value * 10 + digit) | 0;
      digit = bytes[++stop]! ^ ZERO;
    }
    if (digit !== END || stop - at > 9) return this.#oddInt();
    this.at = stop + 1;
    return value;
  }

  #oddInt(): number {
    const value = this.long();
    if (value > INT_MAX || value < -INT_MAX - 1) return this.fail(`${value} exceeds 32 bits`, String(value));
    return value;
  }

  /** A whole number; empty is 0. Exact up to 2^53, refused beyond. Two runs of digits that fit 32 bits are most of them. */
  long(): number {
    const { bytes, at } = this;
    if (at >= this.end) return this.short();
    let high = 0;
    let stop = at;
    let digit = bytes[stop]! ^ ZERO;
    while (digit < 10 && stop - at < 9) {
      high = (high * 10 + digit) | 0;
      digit = bytes[++stop]! ^ ZERO;
    }
    let low = 0;
    const middle = stop;
    while (digit < 10 && stop - middle < 6) {
      low = (low * 10 + digit) | 0;
      digit = bytes[++stop]! ^ ZERO;
    }
    if (digit !== END) return this.#long();
    this.at = stop + 1;
    return stop === middle ? high : high * POWERS[stop - middle]! + low;
  }

  #long(): number {
    const bytes = this.bytes;
    let at = this.at;
    let code = bytes[at]!;
    const negative = code === MINUS;
    if (negative) code = bytes[++at]!;
    const first = at;
    let value = 0;
    while (code >= ZERO && code <= ZERO + 9) {
      value = value * 10 + (code - ZERO);
      code = bytes[++at]!;
    }
    if (code !== 0 || (negative && at === first)) return this.#refuse(this.at, "is not a whole number");
    if (value > Number.MAX_SAFE_INTEGER) return this.#refuse(this.at, "exceeds 2^53");
    this.at = at + 1;
    return negative ? 0 - value : value;
  }

  /** The reader, at the beginning of a field. */
  from(at: number): Reader {
    this.at = at;
    return this;
  }

  /** Whether the next field is there and empty. */
  isEmpty(): boolean {
    return this.bytes[this.at] === 0 && this.at < this.end;
  }

  /** Moves past an empty field, which means `value` here. */
  past<T>(value: T): T {
    this.at++;
    return value;
  }

  maybeBool(): boolean | undefined {
    return this.bytes[this.at] === 0 && this.at < this.end ? this.#unset() : this.bool();
  }

  maybeInt(): number | undefined {
    if (this.bytes[this.at] === 0 && this.at < this.end) return this.#unset();
    const value = this.int();
    return value === INT_MAX ? undefined : value;
  }

  /** A permanent id that is not set is spelled as the largest 64-bit number (recorded in completedOrder at 200). */
  maybeLong(): number | undefined {
    if (this.bytes[this.at] === 0 && this.at < this.end) return this.#unset();
    if (this.#peek() !== LONG_UNSET) return this.long();
    this.skip();
    return undefined;
  }

  /** Up to nine digits are a 32-bit number and one exact division; whatever else is there is `#double`'s affair. */
  double(): number {
    const { bytes, at } = this;
    if (at >= this.end) return this.short();
    let value = 0;
    let stop = at;
    let digit = bytes[stop]! ^ ZERO;
    while (digit < 10) {
      value = (value * 10 + digit) | 0;
      digit = bytes[++stop]! ^ ZERO;
    }
    if (digit === END && stop > at && stop - at < 10) {
      this.at = stop + 1;
      return value;
    }
    if (digit !== POINT || stop === at) return this.#double();
    const point = ++stop;
    digit = bytes[stop]! ^ ZERO;
    while (digit < 10) {
      value = (value * 10 + digit) | 0;
      digit = bytes[++stop]! ^ ZERO;
    }
    if (digit !== END || stop - at > 10) return this.#double();
    this.at = stop + 1;
    return value / POWERS[stop - point]!;
  }

  #double(): number {
    const bytes = this.bytes;
    let at = this.at;
    let code = bytes[at]!;
    const negative = code === MINUS;
    if (negative) code = bytes[++at]!;
    const first = at;
    let digits = 0;
    while (code >= ZERO && code <= ZERO + 9) {
      digits = digits * 10 + (code - ZERO);
      code = bytes[++at]!;
    }
    let scale = 0;
    if (code === DOT) {
      const point = at;
      code = bytes[++at]!;
      while (code >= ZERO && code <= ZERO + 9) {
        digits = digits * 10 + (code - ZERO);
        code = bytes[++at]!;
      }
      scale = at - point - 1;
    }
    // With up to 15 digits both numbers are exact, so one division rounds correctly.
    if (code !== 0 || at - first > 16 || at === first || (at - first === 1 && bytes[first] === DOT)) {
      return this.#oddDouble();
    }
    this.at = at + 1;
    const value = scale === 0 ? digits : digits / POWERS[scale]!;
    return negative ? -value : value;
  }

  maybeDouble(): number | undefined {
    if (this.bytes[this.at] === 0 && this.at < this.end) return this.#unset();
    if (this.#isUnsetLiteral()) {
      this.at += DOUBLE_UNSET.length + 1;
      return undefined;
    }
    if (this.isFromGateway && this.bytes[this.at] === LETTER_N && this.#peek() === "NaN") {
      this.skip();
      return undefined;
    }
    const value = this.double();
    return value === Number.MAX_VALUE ? undefined : value;
  }

  /** The literal fills real open orders; comparing its bytes spares the slow way through a string. */
  #isUnsetLiteral(): boolean {
    const { bytes, at } = this;
    if (at >= this.end || bytes[at + 1] !== DOT || bytes[at + DOUBLE_UNSET.length] !== 0) return false;
    for (let i = 0; i < DOUBLE_UNSET.length; i++) if (bytes[at + i] !== DOUBLE_UNSET.charCodeAt(i)) return false;
    return true;
  }

  /** Exponents, many digits, infinities, and what is no number at all. */
  #oddDouble(): number {
    const text = this.#peek();
    if (text === "") return this.#skipTo(0);
    const value = DOUBLE.test(text) ? Number(text) : INFINITIES.get(text);
    if (value === undefined) return this.#refuse(this.at, "is not a number");
    if (!Number.isFinite(value) && !INFINITIES.has(text)) return this.#refuse(this.at, "exceeds a double");
    return this.#skipTo(value);
  }

  bool(): boolean {
    const { bytes, at } = this;
    if (at >= this.end) return this.short() !== 0;
    const code = bytes[at];
    if (code === 0) this.at = at + 1;
    else if ((code === ZERO || code === ZERO + 1) && bytes[at + 1] === 0) this.at = at + 2;
    else return this.#oddBool();
    return code === ZERO + 1;
  }

  /** Java compares with `true` in the verify messages (PROTOCOL section 17). */
  #oddBool(): boolean {
    const text = this.#peek();
    if (text !== "true" && text !== "false") return this.#refuse(this.at, "is not 0 or 1") !== 0;
    return this.#skipTo(text === "true" ? 1 : 0) !== 0;
  }

  string(): string {
    const { bytes, at } = this;
    if (at >= this.end) return this.#noText();
    if (bytes[at] === 0) return this.past("");
    let low = 0;
    let high = 0;
    let stop = at;
    let code = bytes[stop]!;
    for (; code !== 0 && stop - at < SHORT_MAX; code = bytes[++stop]!) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | code;
    }
    const text = code === 0 ? shortText(low, high, bytes, at, stop) : this.#longer(low, high);
    if (code === 0) this.at = stop + 1;
    return text ?? this.#noUtf8(at);
  }

  /** Text whose first eight bytes stand in two words. */
  #longer(low: number, high: number): string | undefined {
    const { bytes, at } = this;
    const middle = at + SHORT_MAX;
    let nextLow = 0;
    let nextHigh = 0;
    let stop = middle;
    let code = bytes[stop]!;
    for (; code !== 0 && stop - at < MEDIUM_MAX; code = bytes[++stop]!) {
      nextHigh = (nextHigh << 8) | (nextLow >>> 24);
      nextLow = (nextLow << 8) | code;
    }
    if (code === 0) {
      this.at = stop + 1;
      return mediumText(low, high, nextLow, nextHigh, bytes, at, stop);
    }
    while (bytes[stop] !== 0) stop++;
    this.at = stop + 1;
    return fresh(bytes, at, stop);
  }

  #noText(): string {
    this.short();
    return "";
  }

  #noUtf8(at: number): string {
    this.#refuse(at, "is not UTF-8");
    return "";
  }

  amount(): string {
    if (this.#isUnsetLiteral()) {
      this.at += DOUBLE_UNSET.length + 1;
      return "";
    }
    const text = this.string();
    return text.length > 9 && UNSET_DECIMALS.has(text) ? "" : text;
  }

  escaped(): string {
    const from = this.at;
    const text = this.string();
    for (let i = from; i < this.at; i++) if (this.bytes[i] === BACKSLASH) return unescapeText(text);
    return text;
  }

  /** Canonical decimal text, undefined when empty or one of the unset literals. */
  decimal(): Decimal | undefined {
    const { bytes, at } = this;
    let low = 0;
    let high = 0;
    let stop = at;
    let point = 0;
    let code = at < this.end ? bytes[stop]! : 0;
    while ((code ^ ZERO) < 10 || (code === DOT && point === 0)) {
      if (code === DOT) point = stop + 1;
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | code;
      code = bytes[++stop]!;
    }
    if (code !== 0 || !isCanonical(bytes, at, stop, point)) return this.#oddDecimal();
    this.at = stop + 1;
    return canonicalOf(low, high, bytes, at, stop);
  }

  #oddDecimal(): Decimal | undefined {
    const from = this.at;
    const text = this.string();
    const value = readDecimal(text, trimmed(this.bytes, from, this.at - 1));
    if (value !== null) return value;
    this.#refuse(from, "is not a decimal number");
    return undefined;
  }

  conjunction(): "a" | "o" {
    const from = this.at;
    const text = this.string();
    if (text !== "a" && text !== "o" && this.fault === undefined) this.#refuse(from, "is not a or o");
    return text === "o" ? "o" : "a";
  }

  /** How many elements follow: every element takes at least one byte. */
  count(): number {
    const value = this.int();
    if (value >= 0 && value <= this.end - this.at) return this.elements(value);
    return this.fail(`count ${value} does not fit the rest of the frame`, String(value));
  }

  /** Counts elements that are about to be made; 0 when the frame would have too many. */
  elements(count: number): number {
    this.#elements += count;
    if (this.#elements <= ELEMENTS_MAX) return count;
    return this.fail(`more than ${ELEMENTS_MAX} elements`, String(count));
  }

  skip(): void {
    const { bytes, at } = this;
    if (at >= this.end) this.short();
    else if (bytes[at + 1] === 0 && bytes[at] !== 0) this.at = at + 2;
    else this.#skipTo(0);
  }

  /** Fields not yet read. */
  left(): number {
    let fields = 0;
    for (let i = this.at; i < this.end; i++) if (this.bytes[i] === 0) fields++;
    return fields;
  }

  fail(reason: string, token?: string): 0 {
    if (this.fault === undefined) {
      this.fault = reason;
      this.token = token;
    }
    this.at = this.end;
    return 0;
  }

  short(): 0 {
    return this.fail("the frame ends before this field");
  }

  #unset(): undefined {
    this.at++;
    return undefined;
  }

  /** The field at `at` is not what was asked for. */
  #refuse(at: number, problem: string): 0 {
    const token = tokenOf(this.bytes, at, this.#stop(at));
    return this.fail(`"${token}" ${problem}`, token);
  }

  /** The next field as text, without moving on. */
  #peek(): string {
    return textOf(this.bytes, this.at, this.#stop(this.at)) ?? NOT_TEXT;
  }

  /** Where the field at `at` ends. */
  #stop(at: number): number {
    let stop = at;
    while (stop < this.end && this.bytes[stop] !== 0) stop++;
    return stop;
  }

  #skipTo(value: number): number {
    while (this.bytes[this.at] !== 0) this.at++;
    this.at++;
    return value;
  }
}

/** A character beyond 16 bits is two escapes; half of one is no character, nor is a NUL: they stay the text they are. */
const ESCAPE = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4}/g;

export const unescapeText = (text: string): string =>
  text.replace(ESCAPE, (units) =>
    String.fromCharCode(
      ...units
        .split("\\u")
        .slice(1)
        .map((hex) => Number.parseInt(hex, 16)),
    ),
  );

/** Loads 32 bits, big-endian, as a signed number; the caller knows that they are there. */
export const load32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
