/** Bytes and text without the host's encoders: the core compiles without `TextEncoder` and `Buffer`. */

/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return utf8Beyond(text);
    bytes[i] = unit;
  }
  return bytes;
}

function utf8Beyond(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3);
  const length = writeUtf8(out, 0, text);
  return out.subarray(0, length);
}

/** Writes UTF-8 at `at` (the caller has made room for 3 bytes per code unit); returns the offset behind it. */
export function writeUtf8(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x80) {
      out[at++] = c;
      continue;
    }
    if (c >= 0xd800 && c <= 0xdfff) {
      const low = text.charCodeAt(i + 1);
      if (c < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        i++;
      } else c = 0xfffd;
    }
    if (c < 0x800) out[at++] = 0xc0 | (c >> 6);
    else {
      if (c < 0x10000) out[at++] = 0xe0 | (c >> 12);
      else {
        out[at++] = 0xf0 | (c >> 18);
        out[at++] = 0x80 | ((c >> 12) & 0x3f);
      }
      out[at++] = 0x80 | ((c >> 6) & 0x3f);
    }
    out[at++] = 0x80 | (c & 0x3f);
  }
  return at;
}

/** Stands for what is not UTF-8. */
const HOLE = "\ufffd";
/** So many code units become text at once: one by one they would be a rope of as many pieces. */
const UNITS_MAX = 4_096;

/** Text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD. */
export const fromUtf8 = (bytes: Uint8Array, start = 0, end = bytes.length): string =>
  ascii(bytes, start, end) ?? (decoded(bytes, start, end, false) as string);

/** Text of UTF-8 bytes; undefined when any of them are not UTF-8. */
export const strictUtf8 = (bytes: Uint8Array, start = 0, end = bytes.length): string | undefined =>
  ascii(bytes, start, end) ?? decoded(bytes, start, end, true);

/** Most text is ASCII and short; undefined for any other. */
function ascii(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  if (length > UNITS_MAX || length < 0) return undefined;
  const units = new Array<number>(length);
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i]!;
    if (byte >= 0x80) return undefined;
    units[i] = byte;
  }
  return String.fromCharCode.apply(null, units);
}

function decoded(bytes: Uint8Array, start: number, end: number, isStrict: boolean): string | undefined {
  let text = "";
  let units: number[] = [];
  for (let i = start; i < end; ) {
    const length = sequenceLength(bytes, i, end);
    if (length === 0 && isStrict) return undefined;
    if (length === 0) units.push(HOLE.charCodeAt(0));
    else pushUnits(units, codePoint(bytes, i, length));
    i += length === 0 ? damagedLength(bytes, i, end) : length;
    if (units.length < UNITS_MAX) continue;
    text += String.fromCharCode(...units);
    units = [];
  }
  return text + String.fromCharCode(...units);
}

/** The lead byte's promise of bytes; 0 when none of UTF-8 begins so. */
function promised(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** How many bytes the character at `at` has; 0 when it is none: cut, overlong, a surrogate, or beyond U+10FFFF. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const length = promised(bytes[at]!);
  if (length < 2) return length;
  if (at + length > end) return 0;
  for (let i = 1; i < length; i++) if (!isContinuation(bytes[at + i])) return 0;
  if (length === 2) return 2;
  const code = codePoint(bytes, at, length);
  const isGood = length === 3 ? code >= 0x800 && (code & 0x1ff800) !== 0xd800 : code >= 0x10000 && code <= 0x10ffff;
  return isGood ? length : 0;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at]!;
  let code = bytes[at]! & (0x7f >> length);
  for (let i = 1; i < length; i++) code = (code << 6) | (bytes[at + i]! & 0x3f);
  return code;
}

function pushUnits(units: number[], code: number): void {
  if (code < 0x10000) units.push(code);
  else units.push(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
}

/** How many bytes one hole covers: the lead with as many continuations as follow, at most those it promised. */
function damagedLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  const most = lead >= 0xe0 && promised(lead) === 0 ? 3 : Math.max(1, promised(lead));
  let length = 1;
  while (length < most && at + length < end && isContinuation(bytes[at + length])) length++;
  return length;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
