/**
 * Decimals of both forms. Most are spelled canonically already: told by their bytes, and made text without arithmetic.
 *
 * Whatever else a decimal may look like goes through `base/decimal.ts`; both ways give the same text for the same number.
 * `readDecimal` also tells which spellings mean none, for both forms.
 */
import { type Decimal, decimal } from "../base/decimal.ts";
import { freshAscii, shortText } from "./strings.ts";

const DOT = 46;
const ZERO = 48;
/** Sizes repeat; decimals that are longer are volumes and averages, which would only drive sizes out of the table. */
const SIZE_MAX = 5;
/** A decimal that long is of a sane length. */
const FRACTION_MAX = 40;

/** Every spelling of an unset decimal seen or read in a client (PROTOCOL section 5). */
export const UNSET_DECIMALS: ReadonlySet<string> = new Set([
  "2147483647",
  "9223372036854775807",
  "-9223372036854775808",
  "1.7976931348623157E308",
  "1.7976931348623157E+308",
  "1.7976931348623157e+308",
  "1.7976931348623157e308",
]);

/**
 * The decimal of a field's text: undefined when it is empty or one of the unset literals, null when it is no decimal. Who
 * knows the canonical spelling already gives it.
 */
export function readDecimal(text: string, known?: Decimal): Decimal | undefined | null {
  if (text === "" || UNSET_DECIMALS.has(text)) return undefined;
  const value = known ?? decimal(text);
  if (value === undefined) return null;
  // Unset in another spelling, `2147483647.0`: as a number it would be written as unset.
  return UNSET_DECIMALS.has(value) ? undefined : value;
}

/** The canonical spelling of a fraction that only has zeros too many at its end; undefined for all else. */
export function trimmed(bytes: Uint8Array, start: number, end: number): Decimal | undefined {
  let point = start;
  while (point < end && bytes[point] !== DOT) point++;
  let stop = end;
  while (stop > point && bytes[stop - 1] === ZERO) stop--;
  if (point === end || stop === end) return undefined;
  return canonicalText(bytes, start, stop === point + 1 ? point : stop);
}

/** The text of `bytes[start..end)` when it is a decimal in canonical spelling and can be nothing else. */
export function canonicalText(bytes: Uint8Array, start: number, end: number): Decimal | undefined {
  let low = 0;
  let high = 0;
  let point = 0;
  for (let i = start; i < end; i++) {
    const code = bytes[i]!;
    if (code === DOT && point === 0) point = i + 1;
    else if (code < ZERO || code > ZERO + 9) return undefined;
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | code;
  }
  if (!isCanonical(bytes, start, end, point)) return undefined;
  return canonicalOf(low, high, bytes, start, end);
}

/** The text of bytes that were found canonical; up to eight of them stand in two words. */
export function canonicalOf(low: number, high: number, bytes: Uint8Array, start: number, end: number): Decimal {
  return (end - start > SIZE_MAX ? freshAscii(bytes, start, end) : shortText(low, high, bytes, start, end)) as Decimal;
}

/**
 * Whether digits, with the fraction at `point` where it is not 0, are the canonical spelling of a decimal: no leading zero, no
 * fraction that ends in 0, and neither so long that it might be one of the unset literals nor of an insane length.
 */
export function isCanonical(bytes: Uint8Array, start: number, stop: number, point: number): boolean {
  const length = stop - start;
  if (point === 0) return length > 0 && length < 10 && (length === 1 || bytes[start] !== ZERO);
  if (point === start + 1 || length > FRACTION_MAX) return false;
  return bytes[stop - 1]! > ZERO && (bytes[start] !== ZERO || point === start + 2);
}
