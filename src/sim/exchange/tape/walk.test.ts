import assert from "node:assert/strict";
import test from "node:test";
import { Prng } from "../../../base/prng.ts";
import { bell, Walk } from "./walk.ts";

test("the walk has the same value at a time whatever was asked before", () => {
  const times = Array.from({ length: 2_000 }, (_, i) => 11_000_000 + i * 37.125);
  const inOrder = new Walk(42, 0.001);
  const expected = times.map((time) => inOrder.at(time));
  const shuffled = new Walk(42, 0.001);
  const draw = new Prng(1, "order");
  for (let i = 0; i < 5_000; i++) {
    const pick = draw.between(0, times.length - 1);
    assert.equal(shuffled.at(times[pick] as number), expected[pick]);
  }
});

test("changes over a span of time deviate as the square root of the span says", () => {
  const walk = new Walk(7, 1);
  for (const span of [1, 64, 547]) {
    let sum = 0;
    const samples = 4_000;
    for (let i = 0; i < samples; i++) sum += (walk.at(i * 601.5 + span) - walk.at(i * 601.5)) ** 2;
    const deviation = Math.sqrt(sum / samples / span);
    assert.ok(deviation > 0.75 && deviation < 1.25, `${deviation} over ${span}`);
  }
});

test("the walk is continuous and stays within four months' worth of deviation for centuries", () => {
  const walk = new Walk(9, 1);
  for (let i = 0; i < 20_000; i++) {
    const time = i * 4_801.3;
    assert.ok(Math.abs(walk.at(time) - walk.at(time + 1e-6)) < 1e-3);
    assert.ok(Math.abs(walk.at(time)) < Math.sqrt(4 * 22 * 547) * 2);
  }
});

test("a bell never leaves its bounds and is centred", () => {
  let sum = 0;
  for (let i = 0; i < 20_000; i++) {
    const value = bell(3, i, 1);
    assert.ok(Math.abs(value) < 3.46);
    sum += value;
  }
  assert.ok(Math.abs(sum / 20_000) < 0.03);
});
