import assert from "node:assert/strict";
import { test } from "node:test";
import { versionOf } from "./execution.ts";

test("the last part of an execId counts the corrections of one trade", () => {
  assert.deepEqual(versionOf("0000e0d5.69dd7411.01.01"), { stem: "0000e0d5.69dd7411.01", version: 1 });
  assert.deepEqual(versionOf("0000e0d5.69dd7411.01.02"), { stem: "0000e0d5.69dd7411.01", version: 2 });
});

test("the tenth correction comes behind the ninth", () => {
  assert.ok(versionOf("a.10").version > versionOf("a.09").version);
});

test("an id of another form is a trade of its own", () => {
  for (const execId of ["", "F-12345", "a.b.c", "a.1.5x", `a.${"9".repeat(20)}`])
    assert.deepEqual(versionOf(execId), { stem: execId, version: 0 });
});
