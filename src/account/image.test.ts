import assert from "node:assert/strict";
import test from "node:test";
import { Image } from "./image.ts";

test("a repeated row is no news, a changed one is, however deep the change", () => {
  const image = new Image<object>(10, () => {});
  assert.equal(image.put("a", { contract: { conId: 1 }, position: "1" }), true);
  assert.equal(image.put("a", { contract: { conId: 1 }, position: "1" }), false);
  assert.equal(image.put("a", { contract: { conId: 2 }, position: "1" }), true);
});

test("beyond its limit an image passes rows on without keeping them, and says so once", () => {
  let said = 0;
  const image = new Image<number>(2, () => said++);
  for (const key of ["a", "b", "c", "d"]) assert.equal(image.put(key, 1), true);
  assert.deepEqual([...image.rows()], [1, 1]);
  assert.equal(image.put("a", 2), true);
  assert.deepEqual([...image.rows()], [2, 1]);
  assert.equal(said, 1);
});

test("an end without a beginning proves nothing", () => {
  const image = new Image<number>(2, () => {});
  image.put("a", 1);
  assert.deepEqual(image.loaded(), []);
  assert.deepEqual(image.loaded(), []);
});
