/**
 * Makes strings of bytes, and the same string for the same bytes where they repeat.
 *
 * Statuses, symbols and sizes come again and again; direct-mapped tables of fixed size give them back without a new string.
 * Up to sixteen bytes are words, put together while the reader looks for the end of the field: a slot keeps the words and
 * compares them, and a hash alone never decides. Longer text hardly repeats and is made anew. Bytes of 128 and more are UTF-8,
 * strictly: what is not has no text, so nothing is traded under a name with a hole in it.
 */
import { strictUtf8 } from "../base/bytes.ts";
import { ASCII_MAX, asciiOf } from "./compiled/ascii.ts";

const SLOTS_BITS = 11;
const SLOTS = 2 ** SLOTS_BITS;
/** Up to here text is made of pieces of a few bytes, beyond it is copied in one go. */
const LINEAR_MAX = 4 * ASCII_MAX;
const ARGUMENTS_MAX = 4_096;

/** What fits the words of `shortText`, and of `mediumText`. */
export const SHORT_MAX = 8;
export const MEDIUM_MAX = 16;

/** Low word and high word of each slot. */
const words = new Int32Array(2 * SLOTS);
const shorts: string[] = new Array<string>(SLOTS).fill("");

/**
 * The text of `bytes[start..end)`, up to eight of them, which also stand in two words, the last byte lowest; undefined when they
 * are not UTF-8. No byte is 0, so the words alone say which text it is; none at all is the empty one, as every slot at first.
 */
export function shortText(
  low: number,
  high: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const slot = (Math.imul(low, 0x9e3779b1) + Math.imul(high, 0x85ebca6b)) >>> (32 - SLOTS_BITS);
  if (words[2 * slot] === low && words[2 * slot + 1] === high) return shorts[slot];
  const text = fresh(bytes, start, end);
  if (text !== undefined) rememberShort(slot, low, high, text);
  return text;
}

function rememberShort(slot: number, low: number, high: number, text: string): void {
  words[2 * slot] = low;
  words[2 * slot + 1] = high;
  shorts[slot] = text;
}

/** Four words of each slot: the first eight bytes, then the others. */
const quads = new Int32Array(4 * SLOTS);
const mediums: string[] = new Array<string>(SLOTS).fill("");

/** The text of nine to sixteen bytes: the first eight in two words, the others in the next two. */
export function mediumText(
  low: number,
  high: number,
  nextLow: number,
  nextHigh: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const hash = Math.imul(low ^ nextHigh, 0x9e3779b1) + Math.imul(high ^ nextLow, 0x85ebca6b);
  const slot = (hash + Math.imul(nextLow, 0xc2b2ae35)) >>> (32 - SLOTS_BITS);
  const at = 4 * slot;
  const isFirst = quads[at] === low && quads[at + 1] === high;
  if (isFirst && quads[at + 2] === nextLow && quads[at + 3] === nextHigh) return mediums[slot];
  const text = fresh(bytes, start, end);
  if (text === undefined) return undefined;
  quads.set([low, high, nextLow, nextHigh], at);
  mediums[slot] = text;
  return text;
}

/** The text of `bytes[start..end)`, none of which is 0; undefined when they are not UTF-8. */
export function textOf(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  if (length > MEDIUM_MAX) return fresh(bytes, start, end);
  const middle = Math.min(end, start + SHORT_MAX);
  const [low, high] = [lowWord(bytes, start, middle), highWord(bytes, start, middle)];
  if (length <= SHORT_MAX) return shortText(low, high, bytes, start, end);
  return mediumText(low, high, lowWord(bytes, middle, end), highWord(bytes, middle, end), bytes, start, end);
}

/** The last four bytes, and the four before them, the last one lowest. */
const lowWord = (bytes: Uint8Array, start: number, end: number): number => word(bytes, Math.max(start, end - 4), end);
const highWord = (bytes: Uint8Array, start: number, end: number): number => word(bytes, start, end - 4);

function word(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = (value << 8) | bytes[i]!;
  return value;
}

/** A new string: text of which no table remembers anything. */
export function fresh(bytes: Uint8Array, start: number, end: number): string | undefined {
  let bits = 0;
  for (let i = start; i < end; i++) bits |= bytes[i]!;
  return bits >= 128 ? strictUtf8(bytes, start, end) : freshAscii(bytes, start, end);
}

/** A new string of bytes below 128, for what hardly repeats. A few pieces that hang together cost less than one long copy. */
export function freshAscii(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > LINEAR_MAX) return long(bytes, start, end);
  let text = "";
  for (let at = start; at < end; at += ASCII_MAX) text += asciiOf(bytes, at, Math.min(ASCII_MAX, end - at));
  return text;
}

/** An array of numbers is taken in by one call much faster than a typed one. */
function long(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let from = start; from < end; from += ARGUMENTS_MAX) {
    const codes: number[] = new Array(Math.min(ARGUMENTS_MAX, end - from));
    for (let i = 0; i < codes.length; i++) codes[i] = bytes[from + i]!;
    text += String.fromCharCode.apply(undefined, codes);
  }
  return text;
}

/** What a token shows of the bytes that were refused. */
const TOKEN_MAX = 40;

/**
 * `bytes[start..end)` for an error text or a log: printable ASCII as it is, every other byte as `\xNN`, at most 40
 * characters, a cut one ending in `...`.
 */
export function tokenOf(bytes: Uint8Array, start: number, end: number): string {
  let token = "";
  for (let i = start; i < end && token.length <= TOKEN_MAX; i++) token += printable(bytes[i]!);
  return token.length > TOKEN_MAX ? `${token.slice(0, TOKEN_MAX - 3)}...` : token;
}

const printable = (byte: number): string =>
  byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
