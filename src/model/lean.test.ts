import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { fromJson, lean, sameContent, toJson } from "./lean.ts";

test("JSON keeps infinities and texts that look like them", () => {
  const value = { a: Infinity, b: -Infinity, c: "∞", d: "∞-x", e: ["∞∞"] };
  assert.deepEqual(fromJson(toJson(value)), value);
});

test("lean bodies drop defaults but never a zero", () => {
  assert.deepEqual(lean({ lmtPrice: 0, tif: "", hidden: false, conditions: [], contract: { symbol: "" } }), {
    lmtPrice: 0,
  });
  assert.ok(sameContent({ tif: "", lmtPrice: 5 }, { lmtPrice: 5 }));
  assert.ok(!sameContent({ lmtPrice: 0 }, {}));
});

test("an infinity is kept when nothing else is written otherwise, and texts that quote null or its sign are kept too", () => {
  for (const value of [{ a: 1, b: Infinity }, { a: "null" }, { a: "x∞" }, { a: "\\u221e" }, { "∞": "∞" }, { a: null }])
    assert.deepEqual(fromJson(toJson(value)), value);
});

test("two bodies say the same exactly when their lean forms are equal", () => {
  const leaf = fc.oneof(
    fc.constantFrom("", "x", "∞", false, true, 0, -0, 1, Infinity, NaN, undefined, null),
    fc.constant([]),
  );
  const body = fc.letrec((tie) => ({
    body: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("field"), { maxKeys: 3, noNullPrototype: true }),
    field: fc.oneof({ maxDepth: 3 }, leaf, tie("body"), fc.array(tie("field"), { maxLength: 2 })),
  })).body;
  const inOrder = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value === 0 ? 0 : value;
    if (Array.isArray(value)) return value.map(inOrder);
    return Object.fromEntries(
      Object.entries(value)
        .sort()
        .map(([name, field]) => [name, inOrder(field)]),
    );
  };
  const text = (value: unknown): string => toJson(inOrder(lean(value)));
  fc.assert(
    fc.property(body, body, (a, b) => assert.equal(sameContent(a, b), text(a) === text(b))),
    { numRuns: 5_000 },
  );
});
