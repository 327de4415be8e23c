/** The text primitives: exact numbers, one spelling out, many spellings in, and nothing read past the end. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { fromUtf8, utf8 } from "../base/bytes.ts";
import { decimal } from "../base/decimal.ts";
import { UNSET_DECIMALS } from "./canonical.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** What a reader makes of one field. */
function read<T>(text: string, how: (reader: Reader) => T): { value: T; fault: string | undefined } {
  const reader = new Reader();
  const bytes = utf8(`${text}\0`);
  reader.open(bytes, 0, bytes.length);
  return { value: how(reader), fault: reader.fault };
}

/** The text a writer makes of one value. */
function written(how: (writer: Writer) => void): string {
  const writer = new Writer();
  writer.open(1, false);
  how(writer);
  return fromUtf8(writer.close().subarray(6)).slice(0, -1);
}

const double = (text: string): number => {
  const { value, fault } = read(text, (r) => r.double());
  assert.equal(fault, undefined, text);
  return value;
};

test("a double is read exactly, in every spelling", () => {
  const spellings = (value: number): string[] => [
    String(value),
    value.toExponential(),
    value.toExponential().toUpperCase(),
  ];
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      for (const text of spellings(value)) assert.equal(double(text), Number(text));
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.stringMatching(/^-?\d{1,19}(\.\d{1,19})?$/), (text) => {
      assert(Object.is(double(text), Number(text)), text);
    }),
    { numRuns: 2_000 },
  );
});

test("a double is written so that it reads back as the same one, sign of zero and infinities included", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      assert(Object.is(double(written((w) => w.double(value))), value));
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.nat(3_000_000_000), fc.nat(8), (digits, places) => {
      const value = digits / 10 ** places;
      assert.equal(
        written((w) => w.double(value)),
        String(value),
      );
    }),
    { numRuns: 2_000 },
  );
  assert.equal(
    written((w) => w.double(-0)),
    "-0.0",
  );
  assert.equal(
    written((w) => w.double(187.52)),
    "187.52",
  );
});

test("what is no number is refused with its text", () => {
  for (const text of ["x", ".", "-", "1.2.3", "1e", "0x10", " 1", "1 ", "NaN", "1,5", "+", "--1", "1e99999"]) {
    assert.notEqual(read(text, (r) => r.double()).fault, undefined, text);
  }
  assert.equal(read("abc", (r) => r.int()).fault, '"abc" is not a whole number');
  assert.notEqual(read("1.0", (r) => r.int()).fault, undefined);
  assert.notEqual(read("2147483648", (r) => r.int()).fault, undefined);
  assert.notEqual(read("2", (r) => r.bool()).fault, undefined);
  for (const text of ["1.2.3", "5.5.0", "5..0", ".0.", "1e", "--1"]) {
    assert.notEqual(read(text, (r) => r.decimal()).fault, undefined, text);
  }
});

test("whole numbers beyond 32 bits are exact up to 2^53 and refused beyond", () => {
  assert.equal(read("9007199254740991", (r) => r.long()).value, 9_007_199_254_740_991);
  assert.notEqual(read("9007199254740992", (r) => r.long()).fault, undefined);
  assert.notEqual(read("99999999999999999999999", (r) => r.long()).fault, undefined);
  assert.equal(read("-2147483648", (r) => r.int()).value, -2_147_483_648);
});

test("empty is 0 or false where a value must be, and unset where it may be missing", () => {
  assert.equal(read("", (r) => r.int()).value, 0);
  assert.equal(read("", (r) => r.double()).value, 0);
  assert.equal(read("", (r) => r.bool()).value, false);
  assert.equal(read("", (r) => r.maybeInt()).value, undefined);
  assert.equal(read("", (r) => r.maybeDouble()).value, undefined);
  assert.equal(read("", (r) => r.decimal()).value, undefined);
});

test("the literal maxima are unset, in the spellings of Java and Python", () => {
  assert.equal(read("2147483647", (r) => r.maybeInt()).value, undefined);
  assert.equal(read("9223372036854775807", (r) => r.maybeLong()).value, undefined);
  for (const text of ["1.7976931348623157E308", "1.7976931348623157e+308"]) {
    assert.equal(read(text, (r) => r.maybeDouble()).value, undefined);
    assert.equal(read(text, (r) => r.decimal()).value, undefined);
    assert.equal(read(text, (r) => r.amount()).value, "");
  }
  assert.equal(read("-9223372036854775808", (r) => r.decimal()).value, undefined);
  assert.equal(read("2147483647", (r) => r.int()).value, 2_147_483_647);
});

test("a decimal comes out in one canonical spelling", () => {
  const canonical: readonly (readonly [string, string])[] = [
    ["100", "100"],
    ["96.90", "96.9"],
    ["0.0", "0"],
    ["12.00", "12"],
    ["-0", "0"],
    ["007", "7"],
    ["1E-4", "0.0001"],
    [".5", "0.5"],
    ["12345678901234567890.5", "12345678901234567890.5"],
  ];
  for (const [text, value] of canonical) assert.equal(read(text, (r) => r.decimal()).value, value);
});

test("the fast ways agree with the plain ones on whatever looks like a number", () => {
  const numeral = fc.oneof(
    fc.stringMatching(/^-?[0-9.]{0,24}$/),
    fc.stringMatching(/^[0-9]{1,17}(\.[0-9]{1,4}0{0,2})?$/),
  );
  const agree = <T>(text: string, how: (reader: Reader) => T, plain: T | undefined): void => {
    const { value, fault } = read(text, how);
    assert.equal(fault === undefined, plain !== undefined, text);
    if (plain !== undefined) assert(Object.is(value, plain), `${text}: ${String(value)} instead of ${String(plain)}`);
  };
  fc.assert(
    fc.property(numeral, (text) => {
      const whole = /^(-?\d+|)$/.test(text) && Math.abs(Number(text)) <= 2 ** 53 - 1 ? 0 + Number(text) : undefined;
      const double = /^(-?(\d+\.?\d*|\.\d+)|)$/.test(text) ? Number(text) : undefined;
      agree(text, (r) => r.long(), whole === 0 ? 0 : whole);
      agree(text, (r) => r.double(), double);
      if (text !== "" && !UNSET_DECIMALS.has(text)) agree(text, (r) => r.decimal(), decimal(text));
    }),
    { numRuns: 3_000 },
  );
});

test("escaped text is unescaped when read and escaped when written", () => {
  assert.equal(read("Z\\u00fcrich \\ud83d\\ude00 \\u", (r) => r.escaped()).value, "Zürich 😀 \\u");
  assert.equal(
    written((w) => w.escaped("Zürich 😀")),
    "Z\\u00fcrich \\ud83d\\ude00",
  );
});

test("text beyond ASCII is UTF-8, also where the string table keeps it", () => {
  for (const text of ["Zürich", "株式会社", "😀", "x".repeat(10_000), "é".repeat(5_000)]) {
    assert.equal(
      written((w) => w.string(text)),
      text,
    );
    assert.equal(read(text, (r) => r.string()).value, text);
    assert.equal(read(text, (r) => r.string()).value, text);
  }
});

test("a NUL in a text cannot open a new field", () => {
  assert.equal(
    written((w) => w.string("a\0b")),
    "a b",
  );
  assert.equal(
    written((w) => w.escaped("ä\0b")),
    "\\u00e4 b",
  );
});

test("reading past the end is a fault, not a value and not a loop", () => {
  const readers: readonly ((reader: Reader) => unknown)[] = [
    (r) => r.int(),
    (r) => r.long(),
    (r) => r.double(),
    (r) => r.maybeInt(),
    (r) => r.maybeLong(),
    (r) => r.maybeDouble(),
    (r) => r.bool(),
    (r) => r.string(),
    (r) => r.escaped(),
    (r) => r.amount(),
    (r) => r.decimal(),
    (r) => r.conjunction(),
    (r) => r.count(),
    (r) => r.skip(),
  ];
  for (const how of readers) {
    const reader = new Reader();
    reader.open(utf8("1\0"), 2, 2);
    how(reader);
    assert.equal(reader.fault, "the frame ends before this field", String(how));
  }
});

test("a count that the rest of the frame cannot hold is refused", () => {
  const reader = new Reader();
  reader.open(utf8("3\0a\0"), 0, 4);
  assert.equal(reader.count(), 0);
  assert.match(reader.fault ?? "", /count 3/);
  assert.match(read("-1", (r) => r.count()).fault ?? "", /count -1/);
});
