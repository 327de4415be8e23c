/**
 * Exact decimal numbers as canonical text: `"100"`, `"0.5"`, `"-3"`.
 *
 * Quantities and money cross holdfast as the text the broker sent, brought into one canonical spelling, so that equal
 * values are equal strings, JSON carries them exactly, and only arithmetic pays for a big number.
 */
import Big from "big.js";
import type { Brand } from "./brand.ts";

/** A decimal number as text, canonical: made by `decimal` or read from a frame, never by hand. */
export type Decimal = Brand<string, "Decimal">;

export const ZERO = "0" as Decimal;

/** Beyond so many characters or places a text is no quantity, but an attempt to fill our memory. */
const TEXT_MAX = 120;
const EXPONENT_MAX = 40;

/** Canonical decimal of a text or number; `undefined` when it is not a finite number of a sane length. */
export function decimal(value: string | number): Decimal | undefined {
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return (value === 0 ? "0" : String(value)) as Decimal;
    if (!Number.isFinite(value)) return undefined;
    return canonical(new Big(value));
  }
  if (/^(0|-?[1-9][0-9]{0,40})$/.test(value)) return value as Decimal;
  if (value.length > TEXT_MAX) return undefined;
  const exponent = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,4}))?$/.exec(value);
  if (exponent === null || Math.abs(Number(exponent[1] ?? 0)) > EXPONENT_MAX) return undefined;
  const plain = canonical(new Big(value.startsWith("+") ? value.slice(1) : value));
  return plain.length > TEXT_MAX ? undefined : plain;
}

const canonical = (value: Big): Decimal => (value.eq(0) ? ZERO : (value.toFixed() as Decimal));

/** So long a whole number, its sign included, is exact as a double, and so is the sum of two. */
const WHOLE_LENGTH_MAX = 15;

/** The value of a short whole number, which most quantities are; NaN for any other. */
function whole(a: Decimal): number {
  const value = a.length > WHOLE_LENGTH_MAX ? Number.NaN : Number(a);
  return Number.isInteger(value) ? value : Number.NaN;
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const sum = whole(a) + whole(b);
  return Number.isNaN(sum) ? canonical(new Big(a).plus(b)) : (String(sum) as Decimal);
}

export function minus(a: Decimal, b: Decimal): Decimal {
  const difference = whole(a) - whole(b);
  return Number.isNaN(difference) ? canonical(new Big(a).minus(b)) : (String(difference) as Decimal);
}

export function times(a: Decimal, b: Decimal): Decimal {
  const product = whole(a) * whole(b);
  return Number.isSafeInteger(product) ? (String(product) as Decimal) : canonical(new Big(a).times(b));
}

export const negate = (a: Decimal): Decimal => (a.startsWith("-") ? (a.slice(1) as Decimal) : minus(ZERO, a));

/** -1, 0 or 1. The nearest double never goes down where a value goes up, so doubles that differ tell; equal ones do not. */
export function compare(a: Decimal, b: Decimal): number {
  if (a === b) return 0;
  const [x, y] = [Number(a), Number(b)];
  if (x < y) return -1;
  return x > y ? 1 : new Big(a).cmp(b);
}
export const isZero = (a: Decimal): boolean => a === ZERO;
export const isNegative = (a: Decimal): boolean => a.startsWith("-");
export const least = (a: Decimal, b: Decimal): Decimal => (compare(a, b) <= 0 ? a : b);
export const greatest = (a: Decimal, b: Decimal): Decimal => (compare(a, b) >= 0 ? a : b);
/** Without its sign. */
export const sizeOf = (a: Decimal): Decimal => (isNegative(a) ? negate(a) : a);
/** The nearest double: for prices and display, never for bookkeeping. */
export const toNumber = (a: Decimal): number => Number(a);
