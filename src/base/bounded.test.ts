import assert from "node:assert/strict";
import { test } from "node:test";
import { dropOldest } from "./bounded.ts";

test("beyond the bound the oldest one goes, and none at it", () => {
  const kept = new Map([
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ]);
  dropOldest(kept, 3);
  assert.deepEqual([...kept.keys()], ["a", "b", "c"]);
  dropOldest(kept, 2);
  assert.deepEqual([...kept.keys()], ["b", "c"]);
});

test("a key that is set again keeps its place", () => {
  const kept = new Set(["a", "b"]);
  kept.add("a");
  dropOldest(kept, 1);
  assert.deepEqual([...kept], ["b"]);
});
