/** Bytes and text without the host's encoders: the core compiles without `TextEncoder` and `Buffer`. */

/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
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

/** Text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD. */
export function fromUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  for (let i = start; i < end; ) {
    const a = bytes[i++]!;
    if (a < 0x80) {
      text += String.fromCharCode(a);
      continue;
    }
    const more = a >= 0xf0 && a < 0xf5 ? 3 : a >= 0xe0 ? 2 : a >= 0xc2 ? 1 : 0;
    let code = more === 3 ? a & 0x07 : more === 2 ? a & 0x0f : a & 0x1f;
    let read = 0;
    while (read < more && i < end && (bytes[i]! & 0xc0) === 0x80) {
      code = (code << 6) | (bytes[i++]! & 0x3f);
      read++;
    }
    const least = more === 3 ? 0x10000 : more === 2 ? 0x800 : 0x80;
    const good =
      more > 0 && a < 0xf5 && read === more && code >= least && code <= 0x10ffff && (code & 0x1ff800) !== 0xd800;
    text += good ? String.fromCodePoint(code) : "\ufffd";
  }
  return text;
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
