/**
 * The kinds a field can have: one row each, with its TypeScript type, its text spelling both ways, its default and its
 * protobuf type.
 *
 * Sentinel numbers stop here: what the wire calls 2147483647 or 1.7976931348623157E308 is `undefined` in a record
 * (PROTOCOL section 5). A plain kind reads an empty field as 0, false or "" and writes an absent value so; a `maybe` kind
 * keeps "unset" apart from 0. Decimals are always nullable: no message of the protocol demands one.
 */
import { decimal as canonicalDecimal, type Decimal } from "../base/decimal.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** How a value travels in protobuf; `map` is map<string, string>. */
export type ProtobufType = "int32" | "int64" | "double" | "bool" | "string" | "map";

export interface Scalar<T> {
  readonly shape: "scalar";
  readonly name: string;
  /** What an absent field means, in a draft as on the wire. */
  readonly default: T;
  readonly protobuf: ProtobufType;
  /** The literal maximum official clients send for unset (PROTOCOL section 5, `literalUnset`). */
  readonly unsetLiteral?: string;
  /** Whether a value that came from outside, as JSON, is one of this kind. */
  accepts(value: unknown): boolean;
  read(reader: Reader): T;
  write(writer: Writer, value: T): void;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);
const isInt32 = (value: unknown): boolean => isWhole(value) && (value as number) === ((value as number) | 0);
const isNumber = (value: unknown): boolean => typeof value === "number" && !Number.isNaN(value);
const isDecimal = (value: unknown): boolean => typeof value === "string" && canonicalDecimal(value) === value;
const isConjunction = (value: unknown): boolean => value === "a" || value === "o";
const isTag = (value: unknown): boolean =>
  typeof value === "object" && value !== null && isText((value as TagValue).tag) && isText((value as TagValue).value);
const isTagList = (value: unknown): boolean => Array.isArray(value) && value.every(isTag);
const isFlag = (value: unknown): boolean => typeof value === "boolean";

/** A named parameter, of an algorithm for example; both sides are text, numbers too. */
export interface TagValue {
  readonly tag: string;
  readonly value: string;
}
/** As a draft may have it: what is absent is empty. The journal leaves out what is empty. */
export type TagDraft = Partial<TagValue>;

const scalar = <T>(row: Omit<Scalar<T>, "shape">): Scalar<T> => ({ shape: "scalar", ...row });

export const int = scalar<number>({
  name: "int",
  default: 0,
  protobuf: "int32",
  accepts: isInt32,
  read: (r) => r.int(),
  write: (w, v) => w.int(v),
});

/** Whole numbers beyond 32 bits: permanent ids and times; exact up to 2^53. */
export const long = scalar<number>({
  name: "long",
  default: 0,
  protobuf: "int64",
  accepts: isWhole,
  read: (r) => r.long(),
  write: (w, v) => w.long(v),
});

export const maybeLong = scalar<number | undefined>({
  name: "maybeLong",
  default: undefined,
  protobuf: "int64",
  unsetLiteral: "9223372036854775807",
  accepts: isWhole,
  read: (r) => r.maybeLong(),
  write: (w, v) => (v === undefined ? w.empty() : w.long(v)),
});

export const double = scalar<number>({
  name: "double",
  default: 0,
  protobuf: "double",
  accepts: isNumber,
  read: (r) => r.double(),
  write: (w, v) => w.double(v),
});

export const bool = scalar<boolean>({
  name: "bool",
  default: false,
  protobuf: "bool",
  accepts: isFlag,
  read: (r) => r.bool(),
  write: (w, v) => w.bool(v),
});

export const string = scalar<string>({
  name: "string",
  default: "",
  protobuf: "string",
  accepts: isText,
  read: (r) => r.string(),
  write: (w, v) => w.string(v),
});

/** An amount that messages carry as text; the literal maximum means that there is none, and so does "". */
export const amount = scalar<string>({
  name: "amount",
  default: "",
  protobuf: "string",
  unsetLiteral: "1.7976931348623157E308",
  accepts: isText,
  read: (r) => r.amount(),
  write: (w, v) => w.string(v),
});

/** Text that travels as ASCII with \uXXXX escapes (PROTOCOL section 5; from server version 153 on). */
export const escaped = scalar<string>({
  name: "escaped",
  default: "",
  protobuf: "string",
  accepts: isText,
  read: (r) => r.escaped(),
  write: (w, v) => w.escaped(v),
});

/** A switch that may be left as it is: in protobuf, off and absent are two things (updateConfig). */
export const maybeBool = scalar<boolean | undefined>({
  name: "maybeBool",
  default: undefined,
  protobuf: "bool",
  accepts: isFlag,
  read: (r) => r.maybeBool(),
  write: (w, v) => (v === undefined ? w.empty() : w.bool(v)),
});

export const maybeInt = scalar<number | undefined>({
  name: "maybeInt",
  default: undefined,
  protobuf: "int32",
  unsetLiteral: "2147483647",
  accepts: isInt32,
  read: (r) => r.maybeInt(),
  write: (w, v) => (v === undefined ? w.empty() : w.int(v)),
});

export const maybeDouble = scalar<number | undefined>({
  name: "maybeDouble",
  default: undefined,
  protobuf: "double",
  unsetLiteral: "1.7976931348623157E308",
  accepts: isNumber,
  read: (r) => r.maybeDouble(),
  write: (w, v) => (v === undefined ? w.empty() : w.double(v)),
});

export const decimal = scalar<Decimal | undefined>({
  name: "decimal",
  default: undefined,
  protobuf: "string",
  accepts: isDecimal,
  read: (r) => r.decimal(),
  write: (w, v) => (v === undefined ? w.empty() : w.string(v)),
});

/** The list without elements, and the record without fields: frozen and shared, so that absence costs nothing. */
export const NONE: readonly never[] = Object.freeze([]);
export const NOTHING: Readonly<Record<string, never>> = Object.freeze({});

/** One field of the form `tag=value;tag=value;`. */
export const tagValues = scalar<readonly TagValue[]>({
  name: "tagValues",
  default: NONE,
  protobuf: "map",
  accepts: isTagList,
  read: parseTagValues,
  write: (w, v) => w.string(printTagValues(v)),
});

function parseTagValues(reader: Reader): readonly TagValue[] {
  const text = reader.string();
  return text === "" || reader.elements(semicolons(text) + 1) === 0 ? NONE : tagValuesOf(text);
}

/** The items of a text that is not empty; the last semicolon and an empty value's equals sign may be missing. */
export function tagValuesOf(text: string): readonly TagValue[] {
  const items = text.endsWith(";") ? text.slice(0, -1).split(";") : text.split(";");
  return items.map((item) => {
    const at = item.indexOf("=");
    return at < 0 ? { tag: item, value: "" } : { tag: item.slice(0, at), value: item.slice(at + 1) };
  });
}

function semicolons(text: string): number {
  let count = 0;
  for (let at = text.indexOf(";"); at >= 0; at = text.indexOf(";", at + 1)) count++;
  return count;
}

export const printTagValues = (list: readonly TagDraft[]): string =>
  list.map(({ tag = "", value = "" }) => `${tag}=${value};`).join("");

/** How a condition joins the next one: `a` and, `o` or. In protobuf a boolean, true for and. */
export const conjunction = scalar<"a" | "o">({
  name: "conjunction",
  default: "a",
  protobuf: "bool",
  accepts: isConjunction,
  read: (r) => r.conjunction(),
  write: (w, v) => w.string(v),
});
