/**
 * Makes strings of bytes, and the same string for the same bytes where they repeat.
 *
 * Statuses, symbols and sizes come again and again; a direct-mapped table of fixed size gives them back without a new
 * string. A slot keeps its bytes and compares them: a hash alone never decides. Bytes of 128 and more are UTF-8, strictly:
 * what is not has no text, so nothing is traded under a name with a hole in it.
 */
import { strictUtf8 } from "../base/bytes.ts";

const SLOTS = 2_048;
const LENGTH_MAX = 24;
const LINEAR_MAX = 4_096;

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
  const slot = (hash ^ (hash >>> 11)) & (SLOTS - 1);
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

/** Spreading a short run of codes into one call is the fastest way to a string without the host's decoder. */
function fresh(bytes: Uint8Array, start: number, end: number): string | undefined {
  let bits = 0;
  for (let i = start; i < end; i++) bits |= bytes[i]!;
  if (bits >= 128) return strictUtf8(bytes, start, end);
  if (end - start <= LINEAR_MAX) return String.fromCharCode(...bytes.subarray(start, end));
  let text = "";
  for (let i = start; i < end; i += LINEAR_MAX) {
    text += String.fromCharCode(...bytes.subarray(i, Math.min(end, i + LINEAR_MAX)));
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
