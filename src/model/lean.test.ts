import assert from "node:assert/strict";
import test from "node:test";
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
