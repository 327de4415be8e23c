/** Shows that a decimal has one spelling, that arithmetic on it is exact, and what is not a number. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  compare,
  type Decimal,
  decimal,
  isNegative,
  isZero,
  least,
  minus,
  negate,
  plus,
  times,
  toNumber,
  ZERO,
} from "./decimal.ts";

const d = (text: string): Decimal => decimal(text)!;

test("every spelling of a value is the same text", () => {
  const spellings: [string, readonly (string | number)[]][] = [
    ["0", ["0", "-0", "+0", "0.0", "00", ".0", "0.", "0e5", 0, -0]],
    ["100", ["100", "100.0", "1e2", "1E+2", "+100", "0100", 100]],
    ["0.5", ["0.5", ".5", "0.50", "5e-1", 0.5]],
    ["-3", ["-3", "-3.000", "-03", -3]],
    ["0.0000001", ["1e-7", 1e-7]],
    ["1000000000000000000000", ["1e21", 1e21]],
    ["9007199254740993", ["9007199254740993", "9007199254740993.0"]],
  ];
  for (const [canonical, same] of spellings)
    for (const text of same) assert.equal(decimal(text), canonical, String(text));
});

test("what is no finite number is no decimal", () => {
  for (const bad of ["", " ", "1 ", "abc", "1,5", "--1", "1e", "0x10", "Infinity", "NaN", "1e99999", ".", "-"])
    assert.equal(decimal(bad), undefined, JSON.stringify(bad));
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    assert.equal(decimal(bad), undefined);
});

test("arithmetic is exact where doubles are not", () => {
  assert.equal(plus(d("0.1"), d("0.2")), "0.3");
  assert.equal(minus(d("0.3"), d("0.1")), "0.2");
  assert.equal(times(d("1.1"), d("1.1")), "1.21");
  assert.equal(plus(d("9007199254740993"), d("0.00000001")), "9007199254740993.00000001");
});

test("zero has no sign", () => {
  assert.equal(minus(d("2.50"), d("2.5")), ZERO);
  assert.equal(negate(ZERO), ZERO);
  assert.equal(times(d("-1"), ZERO), ZERO);
  assert.ok(isZero(d("-0.000")));
  assert.ok(!isNegative(d("-0")));
});

const amounts = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, scale]) => ({ units, scale, value: decimal(`${units}e-${scale}`)! }));

/** The same sum, in whole units of 10^-12. */
const units = ({ units, scale }: { units: bigint; scale: number }): bigint => units * 10n ** BigInt(12 - scale);

test("sums, products and order agree with whole numbers of small units", () => {
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      assert.equal(plus(a.value, b.value), decimal(`${units(a) + units(b)}e-12`));
      assert.equal(minus(a.value, b.value), decimal(`${units(a) - units(b)}e-12`));
      assert.equal(times(a.value, b.value), decimal(`${units(a) * units(b)}e-24`));
      assert.equal(compare(a.value, b.value), Number(units(a) > units(b)) - Number(units(a) < units(b)));
      assert.equal(least(a.value, b.value), units(a) <= units(b) ? a.value : b.value);
      assert.equal(isNegative(a.value), units(a) < 0n);
    }),
  );
});

/** Where short whole numbers end and where doubles can no longer tell: the borders of every shortcut. */
const borders = fc
  .tuple(
    fc.constantFrom(0n, 1n, 10n ** 7n, 10n ** 14n, 10n ** 15n, 2n ** 53n, 10n ** 16n, 10n ** 20n),
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(1n, -1n),
    fc.constantFrom("", ".5", ".000000000001"),
  )
  .map(([near, by, sign, rest]) => decimal(`${(near + BigInt(by)) * sign}${rest}`)!);

test("shortcuts agree with exact arithmetic at their borders", () => {
  const exact = (value: Decimal): bigint => {
    const [whole = "0", places = ""] = value.split(".");
    return BigInt(whole.replace("-", "") + places.padEnd(12, "0")) * (isNegative(value) ? -1n : 1n);
  };
  fc.assert(
    fc.property(borders, borders, (a, b) => {
      const [x, y] = [exact(a), exact(b)];
      assert.equal(plus(a, b), decimal(`${x + y}e-12`));
      assert.equal(minus(a, b), decimal(`${x - y}e-12`));
      assert.equal(times(a, b), decimal(`${x * y}e-24`));
      assert.equal(negate(a), decimal(`${-x}e-12`));
      assert.equal(compare(a, b), Number(x > y) - Number(x < y));
    }),
    { numRuns: 1_000 },
  );
});

test("equal values are equal texts, and a decimal is its own decimal", () => {
  fc.assert(
    fc.property(amounts, ({ value }) => {
      assert.equal(decimal(value), value);
      assert.equal(plus(minus(value, d("0.1")), d("0.1")), value);
    }),
  );
});

test("a double survives the way through its decimal", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => toNumber(decimal(value)!) === value),
  );
});

test("a number of thousands of digits is refused, however short its text", () => {
  for (const text of ["1e9999", "1e-9999", "1e41", `1${"0".repeat(200)}`, `0.${"1".repeat(200)}`])
    assert.equal(decimal(text), undefined);
  assert.equal(decimal("1e40"), `1${"0".repeat(40)}`);
});

test("what a decimal makes of its text is a decimal again, however long its exponent would make it", () => {
  assert.equal(decimal(`${"9".repeat(110)}e20`), undefined);
  const long = decimal(`${"9".repeat(80)}e40`);
  assert(long !== undefined);
  assert.equal(decimal(long), long);
});
