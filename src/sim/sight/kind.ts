/**
 * The kinds a field can have: what it is when absent, and how it reads from text and from protobuf.
 *
 * Written from the protocol's table of field types and not from our codec, of which this is the second opinion. Unset has many
 * spellings on the wire; none of them leaves this file.
 */
import { Fault } from "./fault.ts";

/** The protobuf wire types that carry fields of ours. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;

export interface Kind<T> {
  readonly absent: T;
  /** How protobuf carries it. */
  readonly wireType: typeof VARINT | typeof FIXED64 | typeof LENGTH;
  fromText(text: string): T | Fault;
  /** From a varint or a double; there is none of kinds that protobuf carries as text. */
  fromNumber?(value: number): T;
}

const odd = (text: string, what: string): Fault => new Fault(`${JSON.stringify(text.slice(0, 40))} is not ${what}`);

const WHOLE = /^-?\d{1,20}$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?$/;
/** The largest 64-bit number, as near as a double comes to it, stands for a permanent id that is not set. */
const LONG_UNSET = 2 ** 63;
/** Quantities that are none: the largest int, long and double. */
const UNSET_NUMBERS = new Set([2 ** 31 - 1, LONG_UNSET, Number.MAX_VALUE]);
/** ib_async writes `Infinite`. */
const INFINITIES = new Map([
  ["Infinity", Number.POSITIVE_INFINITY],
  ["Infinite", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

const long = (value: number): number => (value === LONG_UNSET ? 0 : value);

function number(text: string): number | Fault {
  if (NUMBER.test(text)) return Number(text);
  return INFINITIES.get(text) ?? odd(text, "a number");
}

/** A whole number; none is 0. */
export const int: Kind<number> = {
  absent: 0,
  wireType: VARINT,
  fromText: (text) => (text === "" ? 0 : WHOLE.test(text) ? long(Number(text)) : odd(text, "a whole number")),
  fromNumber: long,
};

/** The number of a request, where there is one. */
export const requestId: Kind<number | undefined> = {
  absent: undefined,
  wireType: VARINT,
  fromText: int.fromText,
  fromNumber: (value) => value,
};

export const flag: Kind<boolean> = {
  absent: false,
  wireType: VARINT,
  fromText: (text) => (text === "1" ? true : text === "" || text === "0" ? false : odd(text, "0 or 1")),
  fromNumber: (value) => value !== 0,
};

/** A number that is always there. */
export const double: Kind<number> = {
  absent: 0,
  wireType: FIXED64,
  fromText: (text) => (text === "" ? 0 : number(text)),
  fromNumber: (value) => value,
};

const set = (value: number): number | undefined => (value === Number.MAX_VALUE ? undefined : value);

export const price: Kind<number | undefined> = {
  absent: undefined,
  wireType: FIXED64,
  fromText: (text) => {
    const value = text === "" ? Number.MAX_VALUE : number(text);
    return value instanceof Fault ? value : set(value);
  },
  fromNumber: set,
};

export const string: Kind<string> = { absent: "", wireType: LENGTH, fromText: (text) => text };

/** Decimal text as it stands, "" where it is none. */
export const quantity: Kind<string> = {
  absent: "",
  wireType: LENGTH,
  fromText: (text) => {
    if (text === "") return "";
    return NUMBER.test(text) ? (UNSET_NUMBERS.has(Number(text)) ? "" : text) : odd(text, "a quantity");
  },
};

/** Text whose characters beyond ASCII are written \uXXXX. */
export const escaped: Kind<string> = {
  absent: "",
  wireType: LENGTH,
  fromText: (text) => text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
};

/** Names between commas; the last comma may have nothing behind it. */
export const names: Kind<readonly string[]> = {
  absent: [],
  wireType: LENGTH,
  fromText: (text) => text.split(",").filter((name) => name !== ""),
};
