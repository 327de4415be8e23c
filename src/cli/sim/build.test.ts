/** Whether what was recorded belongs to these sources, and how a seed says where it comes from. */
import assert from "node:assert/strict";
import test from "node:test";
import { build, isOf } from "./build.ts";
import { seedIn } from "./options.ts";

test("a checkout names its commit, and a shorter or longer spelling of it is the same", () => {
  assert.match(build(), /^([0-9a-f]{12}(\+changes)?|v\d+\.\d+\.\d+)$/);
  assert.ok(isOf("5a748b4e12ab", "5a748b4e12ab"));
  assert.ok(isOf("5a748b4", "5a748b4e12ab"));
  assert.ok(isOf("5a748b4e12abcdef0123", "5a748b4e12ab"));
});

test("another commit is another, and so is one with changes", () => {
  assert.ok(!isOf("5a748b5", "5a748b4e12ab"));
  assert.ok(!isOf("5a748b4e12ab", "5a748b4e12ab+changes"));
  assert.ok(!isOf("5a748b4e12ab+changes", "5a748b4e12ab"));
  assert.ok(!isOf("v0.1.0", "v0.2.0"));
});

test("a seed may carry its commit, and what else looks like one is a file", () => {
  assert.deepEqual(seedIn("123"), { seed: 123, commit: undefined });
  assert.deepEqual(seedIn("123@5a748b4e12ab+changes"), { seed: 123, commit: "5a748b4e12ab+changes" });
  for (const file of ["123.json", "12x", "", "-1", "123@", "1@a/b"]) assert.equal(seedIn(file), undefined, file);
});
