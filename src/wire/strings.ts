/**
 * Makes strings of bytes, and the same string for the same bytes where they repeat.
 *
 * Statuses, symbols and sizes come again and again; direct-mapped tables of fixed size give them back without a new string.
 * A slot keeps its bytes and compares them: a hash alone never decides. Up to eight bytes are two words, put together while
 * the reader looks for the end of the field, so most fields are looked at once. Bytes of 128 and more are UTF-8, strictly:
 * what is not has no text, so nothing is traded under a name with a hole in it.
 */
import { strictUtf8 } from "../base/bytes.ts";
import { ASCII_MAX, asciiOf } from "./compiled/ascii.ts";

const SLOTS_BITS = 11;
const SLOTS = 2 ** SLOTS_BITS;
const LENGTH_MAX = 24;
/** Up to here text is made of pieces of a few bytes, beyond it is copied in one go. */
const LINEAR_MAX = 4 * ASCII_MAX;
const ARGUMENTS_MAX = 4_096;

// ---------------------------------------------------------------- up to eight bytes

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

// ---------------------------------------------------------------- longer ones

const kept = new Uint8Array(SLOTS * LENGTH_MAX);
const lengths = new Uint8Array(SLOTS);
const texts: string[] = new Array<string>(SLOTS).fill("");

/** The text of `bytes[start..end)`; undefined when they are not UTF-8. */
export function textOf(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  if (length === 0) return "";
  if (length > LENGTH_MAX) return fresh(bytes, start, end);
  let hash = length;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  const slot = (hash ^ (hash >>> SLOTS_BITS)) & (SLOTS - 1);
  if (lengths[slot] === length && same(bytes, start, slot * LENGTH_MAX, length)) return texts[slot]!;
  return remember(bytes, start, end, slot);
}

function same(bytes: Uint8Array, start: number, at: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[start + i] !== kept[at + i]) return false;
  return true;
}

function remember(bytes: Uint8Array, start: number, end: number, slot: number): string | undefined {
  const text = fresh(bytes, start, end);
  if (text === undefined) return undefined;
  const at = slot * LENGTH_MAX;
  for (let i = start; i < end; i++) kept[at + i - start] = bytes[i]!;
  lengths[slot] = end - start;
  texts[slot] = text;
  return text;
}

/** A new string: text of which no table remembers anything. */
function fresh(bytes: Uint8Array, start: number, end: number): string | undefined {
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
