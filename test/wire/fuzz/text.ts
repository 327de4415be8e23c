/** Mutations of the text form: its fields as a list, and the tokens that its readers might trip over. */
import { concat, utf8 } from "../../../src/base/bytes.ts";
import type { Prng } from "../../../src/base/prng.ts";
import { type Mutation, NOTHING, type Tools, tailOf, withTail } from "./frame.ts";

/** Values at the ends of ranges, spellings of unset, and what is no value at all. */
const TOKENS: readonly string[] = [
  ...[
    "",
    "0",
    "1",
    "-1",
    "2",
    "3",
    "7",
    "00",
    "007",
    "-0",
    "0.0",
    "-0.0",
    "+1",
    ".5",
    "5.",
    "-",
    ".",
    "-.",
    "--1",
    "1.2.3",
  ],
  ...["1e5", "1e-5", "1E-7", "1e22", "1e23", "1e40", "1e41", "1e308", "1e999", "-1e999", "1e", "e5", "0x10", "1_000"],
  ...["NaN", "Infinity", "-Infinity", "Infinite", "infinity", "true", "false", "True", "a", "o", "b", "x", " 1", "1 "],
  ...["2147483646", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967296", "4294967301"],
  ...["9007199254740991", "9007199254740992", "9007199254740993", "9223372036854775807", "-9223372036854775808"],
  ...["18446744073709551616", "1.7976931348623157E308", "1.7976931348623157e+308", "5e-324", "1e-400"],
  ...["0.1234567890123456789", "123456789012345678.9", "99999999999999999999999999999999999999999", "1000000000"],
  ...["\\u12", "\\u", "\\u0041", "\\u0000", "\\ud83d", "\\ud83d\\ude00", "\\ude00\\ud83d", "\\\\u0041", "\\"],
  ...[
    "a=1;b=2;",
    "a=1;;",
    ";",
    "=",
    "=;=",
    "a",
    "a=b=c",
    "BAG",
    "PEG BENCH",
    "PEGBENCH",
    "None",
    "D",
    "IBALGO",
    "PEG BEST",
  ],
  ...["__proto__", "constructor", "toString", "\u0001\u001b[2J", "\u2028", "\ufeff", "😀", "株式", "%s%n"],
];

/** What is not UTF-8: cut, overlong, a surrogate, beyond the last character, a lone continuation, Latin-1. */
const NOT_UTF8: readonly (readonly number[])[] = [
  [0xc3],
  [0xc0, 0x80],
  [0xe0, 0x80, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5],
  [0x80],
  [0xff],
  [0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68],
  [0xf0, 0x9f, 0x98],
];

export const TEXT: readonly Mutation[] = [
  { name: "replace by a token", apply: edited((fields, at, { prng }) => fields.with(at, token(prng))) },
  { name: "replace twice", apply: edited((fields, at, { prng }) => twice(fields, at, prng)) },
  {
    name: "a neighbour of a number",
    apply: edited((fields, at, { prng }) => fields.with(at, neighbour(fields[at]!, prng))),
  },
  { name: "delete a field", apply: edited((fields, at) => fields.toSpliced(at, 1)) },
  { name: "duplicate a field", apply: edited((fields, at) => fields.toSpliced(at, 0, fields[at]!)) },
  { name: "insert a field", apply: edited((fields, at, { prng }) => fields.toSpliced(at, 0, token(prng))) },
  { name: "swap fields", apply: edited((fields, at, { prng }) => swapped(fields, at, prng)) },
  { name: "repeat a run", apply: edited((fields, at, { prng }) => repeated(fields, at, prng)) },
  { name: "drop the rest", apply: edited((fields, at) => fields.slice(0, at)) },
  { name: "append fields", apply: edited((fields, _, { prng }) => [...fields, ...tokens(prng, 6)]) },
  { name: "splice another frame", apply: edited(spliced) },
  { name: "not UTF-8", apply: edited((fields, at, { prng }) => fields.with(at, broken(fields[at]!, prng))) },
  { name: "a long field", apply: edited((fields, at, { prng }) => fields.with(at, long(prng))) },
  { name: "many empty fields", apply: edited((fields, at, { prng }) => padded(fields, at, prng)) },
  { name: "no NUL at the end", apply: (frame) => ({ ...frame, payload: frame.payload.slice(0, -1) }) },
];

type Edit = (fields: readonly Uint8Array[], at: number, tools: Tools) => readonly Uint8Array[];

const NUL = new Uint8Array(1);

/** A mutation of the list of fields, of which there is at least one. */
function edited(edit: Edit): Mutation["apply"] {
  return (frame, tools) => {
    const fields = fieldsIn(tailOf(frame));
    if (fields.length === 0) return frame;
    const changed = edit(fields, tools.prng.between(0, fields.length - 1), tools);
    return withTail(
      frame,
      changed.flatMap((field) => [field, NUL]),
    );
  };
}

function fieldsIn(bytes: Uint8Array): readonly Uint8Array[] {
  const fields: Uint8Array[] = [];
  for (let at = 0, end = bytes.indexOf(0); end >= 0; at = end + 1, end = bytes.indexOf(0, at)) {
    fields.push(bytes.subarray(at, end));
  }
  return fields;
}

export const token = (prng: Prng): Uint8Array =>
  prng.chance(0.9) ? utf8(prng.pick(TOKENS)) : Uint8Array.from(prng.pick(NOT_UTF8));
const tokens = (prng: Prng, most: number): readonly Uint8Array[] =>
  Array.from({ length: prng.between(1, most) }, () => token(prng));

const twice = (fields: readonly Uint8Array[], at: number, prng: Prng): readonly Uint8Array[] =>
  fields.with(at, token(prng)).with(prng.between(0, fields.length - 1), token(prng));

/** A count or a choice off by one, or the same value with other digits around it. */
function neighbour(field: Uint8Array, prng: Prng): Uint8Array {
  const text = Buffer.from(field).toString("latin1");
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) return token(prng);
  return utf8(
    prng.pick([`${value + 1}`, `${value - 1}`, `-${text}`, `0${text}`, `${text}0`, `${text}.0`, `${text}e0`]),
  );
}

function swapped(fields: readonly Uint8Array[], at: number, prng: Prng): readonly Uint8Array[] {
  const to = prng.between(0, fields.length - 1);
  return fields.with(at, fields[to]!).with(to, fields[at]!);
}

function repeated(fields: readonly Uint8Array[], at: number, prng: Prng): readonly Uint8Array[] {
  const run = fields.slice(at, at + prng.between(1, 12));
  const times = prng.chance(0.02) ? prng.between(1, 2_000) : prng.between(1, 4);
  return [...fields.slice(0, at), ...Array.from({ length: times }, () => run).flat(), ...fields.slice(at)];
}

function spliced(fields: readonly Uint8Array[], at: number, { prng, other }: Tools): readonly Uint8Array[] {
  const theirs = fieldsIn(tailOf(other(prng)));
  const from = prng.between(0, Math.max(0, theirs.length - 1));
  const run = theirs.slice(from, from + prng.between(1, 20));
  return fields.toSpliced(at, prng.chance(0.5) ? run.length : 0, ...run);
}

function broken(field: Uint8Array, prng: Prng): Uint8Array {
  const at = prng.between(0, field.length);
  return concat([field.subarray(0, at), Uint8Array.from(prng.pick(NOT_UTF8)), field.subarray(at)]);
}

/** Rarely as long as it takes to notice a reader whose time grows faster than the frame. */
function long(prng: Prng): Uint8Array {
  const length = prng.chance(0.01) ? prng.between(20_000, 60_000) : prng.between(20, 400);
  const unit = prng.pick(["9", "0", "1.", "-", "é", "\\u00e9", ";", "a=1;", "1e", "\\ud83d", "x"]);
  const tail = prng.pick(["", "x", ".5", "e9", "=", "\\"]);
  return utf8(unit.repeat(Math.ceil(length / unit.length)) + tail);
}

/** A count that fits because of them would make as many elements. */
function padded(fields: readonly Uint8Array[], at: number, prng: Prng): readonly Uint8Array[] {
  const count = prng.chance(0.01) ? prng.between(1_000, 20_000) : prng.between(5, 200);
  const padding = Array.from({ length: count }, () => NOTHING);
  return [...fields.with(at, utf8(String(prng.pick([count, 1_000_000_000, prng.between(0, count)])))), ...padding];
}
