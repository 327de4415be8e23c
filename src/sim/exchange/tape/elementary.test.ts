import assert from "node:assert/strict";
import test from "node:test";
import { exp, ln, normalBelow } from "./elementary.ts";

const near = (a: number, b: number, relative: number): void =>
  assert.ok(Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b), 1e-300), `${a} ${b}`);

test("the exponential and the logarithm agree with the host's to ten digits", () => {
  for (let x = -60; x <= 60; x += 0.37) near(exp(x), Math.exp(x), 1e-10);
  for (let x = 0.001; x < 5_000; x *= 1.13) assert.ok(Math.abs(ln(x) - Math.log(x)) < 1e-10, String(x));
});

test("the normal distribution has its published values", () => {
  for (const [x, p] of [
    [0, 0.5],
    [1, 0.8413447],
    [1.96, 0.9750021],
    [-1.6448536, 0.05],
    [3, 0.9986501],
  ] as const)
    assert.ok(Math.abs(normalBelow(x) - p) < 1e-7, `${x}`);
  assert.deepEqual([normalBelow(40), normalBelow(-40)], [1, 0]);
});
