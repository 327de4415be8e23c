/**
 * Random bodies of any message, drawn from its declaration, for the property tests of the codec.
 *
 * Values are those the wire can carry: whole numbers of their width, decimals in canonical spelling, text without NUL and
 * without what an escape could be taken for, numbers where protobuf has a number for our text. Flags, counts and cases follow from the values.
 */
import fc from "fast-check";
import { decimal } from "../../src/base/decimal.ts";
import type { AnyKind, AnyRecord, AnyScalar } from "../../src/wire/declare.ts";

type Body = Record<string, unknown>;

const INT_MAX = 2_147_483_646;

const text = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[ -<>-[\]-~]{0,12}$/) },
  { weight: 1, arbitrary: fc.constantFrom("", "BAG", "PEG BENCH", "IBKRATS", "äöü", "株式", "😀", "a\nb") },
);
const whole = fc.integer({ min: -INT_MAX, max: INT_MAX });
const long = fc.maxSafeNat();
const number = fc.double({ noNaN: true }).filter((value) => Math.abs(value) !== Number.MAX_VALUE);
const exact = fc
  .tuple(fc.maxSafeNat(), fc.integer({ min: 0, max: 12 }), fc.boolean())
  .map(([digits, scale, negative]) => decimal(`${negative ? "-" : ""}${digits}e-${scale}`)!)
  .filter((value) => value !== "2147483647");
const tags = fc.array(
  fc.record({ tag: fc.stringMatching(/^[a-z]{1,6}$/), value: fc.stringMatching(/^[a-z0-9. ]{0,6}$/) }),
  {
    maxLength: 3,
  },
);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  int: whole,
  long,
  double: number,
  bool: fc.boolean(),
  string: text,
  escaped: text,
  amount: text,
  maybeBool: maybe(fc.boolean()),
  maybeInt: maybe(whole),
  maybeLong: maybe(long),
  maybeDouble: maybe(number),
  decimal: maybe(exact),
  tagValues: tags,
  conjunction: fc.constantFrom("a", "o"),
};

/** Text that protobuf carries as a number: no words, and "" for none. */
const numeric = fc.oneof(fc.constant(""), number.map(String));

function arbitraryOf(kind: AnyKind, type: unknown): fc.Arbitrary<unknown> {
  if (type === "double" && kind.shape === "scalar" && kind.protobuf === "string") return numeric;
  if (kind.shape === "scalar") return scalarOf(kind);
  if (kind.shape === "record") return bodyOf(kind);
  if (kind.shape === "optional") return maybe(bodyOf(kind.of));
  return fc.array(kind.of.shape === "scalar" ? scalarOf(kind.of) : bodyOf(kind.of), { maxLength: 3 });
}

function scalarOf(kind: AnyScalar): fc.Arbitrary<unknown> {
  const arbitrary = SCALARS[kind.name];
  if (arbitrary === undefined) throw new Error(`no arbitrary for kind ${kind.name}`);
  return arbitrary;
}

/** Bodies of a record; of each case, when it has cases. */
export function bodyOf(record: AnyRecord): fc.Arbitrary<Body> {
  const fields = fieldsOf(record.fields as Fields);
  const on = record.on;
  if (on === undefined) return fc.record(fields);
  const cases = Object.entries(record.cases).map(([key, extra]) =>
    fc.record({ ...fields, ...fieldsOf(extra as Fields), [on]: fc.constant(Number(key)) }),
  );
  return fc.oneof(...cases);
}

type Fields = Readonly<Record<string, readonly [unknown, AnyKind, unknown?]>>;

const fieldsOf = (fields: Fields): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(Object.entries(fields).map(([name, [, kind, type]]) => [name, arbitraryOf(kind, type)]));
