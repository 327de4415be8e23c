/**
 * Single values in protobuf: how each type lies on the wire, and what a field of another kind makes of it.
 *
 * Where protobuf has another type than text (PROTOCOL section 6.2) the value is converted here; a literal maximum that means
 * unset becomes undefined, as in text. What a field cannot hold is `REFUSED`.
 */
import { type BinaryReader, type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { readDecimal } from "../canonical.ts";
import type { AnyScalar } from "../declare.ts";
import type { ProtobufType } from "../kind.ts";
import { INT_MAX } from "../reader.ts";
import { checkOf, int32Of, numberOf, wholeOf } from "../unwritable.ts";

export type SingleType = Exclude<ProtobufType, "map">;

/** One protobuf type. */
export interface Row {
  readonly wireType: WireType;
  read(reader: BinaryReader): unknown;
  write(writer: BinaryWriter, value: never): void;
}

export const ROWS: Readonly<Record<SingleType, Row>> = {
  int32: { wireType: WireType.Varint, read: (r) => r.int32(), write: (w, v: number) => w.int32(int32Of(v)) },
  int64: { wireType: WireType.Varint, read: (r) => BigInt(r.int64()), write: (w, v: number) => w.int64(wholeOf(v)) },
  double: { wireType: WireType.Bit64, read: (r) => r.double(), write: (w, v: number) => w.double(numberOf(v)) },
  bool: { wireType: WireType.Varint, read: (r) => r.bool(), write: (w, v: boolean) => w.bool(v) },
  string: { wireType: WireType.LengthDelimited, read: (r) => r.string(), write: (w, v: string) => w.string(v) },
};

/** Stands for a value that the field cannot hold. */
export const REFUSED = Symbol("refused");

export interface Conversion {
  /** The value of our record; `REFUSED` when the field cannot hold it. */
  parse(value: unknown): unknown;
  /** The value of protobuf; undefined when it is unset; `REFUSED` when protobuf cannot hold it. */
  print(value: unknown): unknown;
}

/**
 * What is written of a drafted value; undefined when nothing is: it is unset, or empty, or protobuf cannot hold it. Zeros
 * are written.
 */
export function printed(change: Conversion, drafted: unknown, initial: unknown): never | undefined {
  const value = drafted ?? initial;
  if (value === undefined) return undefined;
  const print = change.print(value);
  if (print === undefined || print === REFUSED) return undefined;
  return value === initial && (isEmpty(value) || isEmpty(print)) ? undefined : (print as never);
}

const isEmpty = (value: unknown): boolean => value === "" || value === false;

const same = (value: unknown): unknown => value;

/** Between a field of ours and protobuf's type of it. */
export function conversion(kind: AnyScalar, type: SingleType): Conversion {
  const { parse, print } = unchecked(kind, type);
  const check = checkOf(kind.protobuf);
  // What a type has room for the row of the type asks; a type that is not the kind's own would hide it.
  if (check === undefined || kind.protobuf === type) return { parse, print };
  return { parse, print: (value) => print(check(value as number)) };
}

function unchecked(kind: AnyScalar, type: SingleType): Conversion {
  if (kind.name === "decimal") return { parse: parsedDecimal, print: same };
  if (kind.name === "conjunction") return { parse: (and) => (and ? "a" : "o"), print: (value) => value !== "o" };
  if (kind.protobuf === type) return { parse: PARSERS[type](kind), print: same };
  if (type === "int64") return { parse: (value) => narrowed(value as bigint, isNullable(kind)), print: same };
  if (kind.protobuf === "string") return { parse: printedNumber, print: parsedNumber };
  if (kind.protobuf === "bool") return { parse: (value) => value !== 0, print: (value) => (value ? 1 : 0) };
  if (type === "bool") return { parse: (value) => (value ? 1 : 0), print: Boolean };
  return { parse: (text) => fitting(kind, parsedNumber(text) ?? 0), print: (value) => (value ? String(value) : "") };
}

const isNullable = (kind: AnyScalar): boolean => kind.unsetLiteral !== undefined && kind.default === undefined;

const PARSERS: Readonly<Record<SingleType, (kind: AnyScalar) => (value: unknown) => unknown>> = {
  int32: (kind) => (isNullable(kind) ? (value) => (value === INT_MAX ? undefined : value) : same),
  int64: (kind) => (value) => wholeNumber(value as bigint, isNullable(kind)),
  double: (kind) => (value) => finite(value as number, isNullable(kind)),
  bool: () => same,
  string: () => same,
};

const LONG_MAX = 2n ** 63n - 1n;

/** Ids and times beyond 2^53 would lose digits. */
function wholeNumber(value: bigint, nullable: boolean): unknown {
  if (nullable && value === LONG_MAX) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : REFUSED;
}

/** A 64-bit number where we, like text, have 32 bits, and the maximum of either means unset. */
function narrowed(value: bigint, nullable: boolean): unknown {
  const number = wholeNumber(value, nullable);
  if (typeof number !== "number") return number;
  if (nullable && number === INT_MAX) return undefined;
  return number === (number | 0) ? number : REFUSED;
}

function finite(value: number, nullable: boolean): unknown {
  if (Number.isNaN(value)) return REFUSED;
  return nullable && value === Number.MAX_VALUE ? undefined : value;
}

function parsedDecimal(text: unknown): unknown {
  const value = readDecimal(text as string);
  return value === null ? REFUSED : value;
}

/** A number where we have text: a multiplier, a margin. */
function printedNumber(value: unknown): unknown {
  if (Number.isNaN(value)) return REFUSED;
  return value === Number.MAX_VALUE ? "" : String(value);
}

/** A number of that kind; its zero has no sign, which the text that it came from and goes to would lose. */
const fitting = (kind: AnyScalar, value: unknown): unknown => (kind.accepts(value) ? (value as number) + 0 : REFUSED);

function parsedNumber(text: unknown): unknown {
  if (text === "" || text === undefined) return undefined;
  return NUMBER.test(text as string) ? Number(text) : REFUSED;
}

const NUMBER = /^[+-]?((\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?|Infinity)$/;
