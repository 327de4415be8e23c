import assert from "node:assert/strict";
import test from "node:test";
import { typed } from "./typed.ts";

test("in a checkout the program is bin/holdfast, as seen from where the reader stands", () => {
  const module = "file:///home/me/holdfast/src/cli/typed.ts";
  assert.equal(typed(module, "/home/me/holdfast"), "bin/holdfast");
  assert.equal(typed(module, "/home/me"), "holdfast/bin/holdfast");
  assert.equal(typed(module, "/home/me/holdfast/bin"), "./holdfast");
  assert.equal(typed(module, "/tmp"), "/home/me/holdfast/bin/holdfast");
});

test("installed, the program is holdfast", () => {
  assert.equal(typed("file:///usr/lib/node_modules/holdfast/dist/cli/typed.js", "/tmp"), "holdfast");
});
