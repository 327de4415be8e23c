import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import { Pacing, SLOW_MS, WAITING_PER_ASKER_MAX } from "./pacing.ts";

const at = (ms: number): Instant => ms as Instant;

/** Lets everything leave as early as it may; answers when each item left. */
function run(
  pacing: Pacing<string>,
  until: number,
  sizeOf: (item: string) => number = () => 1,
): { item: string; at: number }[] {
  const left: { item: string; at: number }[] = [];
  let now = at(0);
  while (now <= until) {
    for (let item = pacing.take(now); item !== undefined; item = pacing.take(now)) {
      pacing.left(now, sizeOf(item));
      left.push({ item, at: now });
    }
    const next = pacing.nextDeadline(now);
    if (next === undefined) break;
    assert.ok(next > now, "a deadline lies ahead of a queue that could not move");
    now = next;
  }
  return left;
}

test("no second ever sees more than 45 messages, nor a slice more than 5", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 200; i++) pacing.put("history", 1, 1, `h${i}`);
  const left = run(pacing, 10_000);
  assert.equal(left.length, 200);
  for (const first of left) {
    assert.ok(left.filter((m) => m.at >= first.at && m.at < first.at + 1_000).length <= 45);
    assert.ok(left.filter((m) => Math.floor(m.at / 100) === Math.floor(first.at / 100)).length <= 5);
  }
});

test("a cancel overtakes everything that waits", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 20; i++) pacing.put("order", 1, 1, `o${i}`);
  pacing.put("cancel", 2, 1, "cancel");
  assert.equal(pacing.take(at(0)), "cancel");
});

test("askers of one class take turns, each in its own order", () => {
  const pacing = new Pacing<string>(45);
  for (const item of ["a1", "a2", "a3"]) pacing.put("subscription", 1, 1, item);
  for (const item of ["b1", "b2"]) pacing.put("subscription", 2, 1, item);
  assert.deepEqual(
    run(pacing, 2_000).map((m) => m.item),
    ["a1", "b1", "a2", "b2", "a3"],
  );
});

test("a bracket's legs leave in one piece even when the slice is nearly used up", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 3; i++) pacing.put("order", 1, 1, `o${i}`);
  pacing.put("order", 1, 3, "bracket");
  pacing.put("order", 1, 60, "huge");
  const left = run(pacing, 5_000, (item) => ({ bracket: 3, huge: 60 })[item] ?? 1);
  assert.equal(left[3]!.item, "bracket");
  assert.ok(left[3]!.at >= 100);
  assert.equal(left.length, 5, "even an item above the limit leaves at last");
});

test("an asker's queue is bounded, cancels are not", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < WAITING_PER_ASKER_MAX; i++) pacing.put("history", 7, 1, "h");
  assert.ok(pacing.full(7));
  assert.ok(!pacing.full(8));
  pacing.take(at(0));
  assert.ok(!pacing.full(7));
});

test("an item that turns out to be nothing costs nothing", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 100; i++) pacing.put("account", 1, 1, "void");
  pacing.put("subscription", 2, 1, "quote");
  const left = run(pacing, 5_000, (item) => (item === "void" ? 0 : 1));
  assert.deepEqual(left.at(-1), { item: "quote", at: 0 });
});

test("a flood of orders leaves every ninth message to those who read, and none before a cancel", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 500; i++) pacing.put("order", 1, 1, "order");
  for (let i = 0; i < 3; i++) pacing.put("account", 2, 1, "account");
  pacing.put("history", 3, 1, "history");
  pacing.put("cancel", 1, 1, "cancel");
  const left = run(pacing, 30_000).map((m) => m.item);
  assert.equal(left[0], "cancel");
  assert.deepEqual(left.slice(1, 9), [...Array(7).fill("order"), "account"], "the cancel counts too");
  assert.ok(left.indexOf("history") < 40, `history is number ${left.indexOf("history")}`);
  assert.ok(left.lastIndexOf("account") < 40);
});

test("what waits for the disk for a moment, now longer and now shorter, is no more in any second when it leaves", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 300; i++) pacing.put("order", 1, 1, `o${i}`);
  const left: number[] = [];
  for (let ms = 0; ms < 5_000; ms += 10) {
    const taken = left.length;
    for (; pacing.take(at(ms)) !== undefined; left.push(ms + (ms % 2_000 < 500 ? 39 : 1))) pacing.left(at(ms), 1);
    if (left.length > taken) pacing.waited(at(ms), at(left.at(-1)!));
  }
  for (const first of left) assert.ok(left.filter((m) => m >= first && m < first + 1_000).length <= 45);
  assert.ok(left.length > 200);
});

test("what waited behind the disk counts when it leaves: nothing follows it in that slice, and its second begins anew", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 60; i++) pacing.put("order", 1, 1, `o${i}`);
  for (let item = pacing.take(at(0)); item !== undefined; item = pacing.take(at(0))) pacing.left(at(0), 1);
  pacing.delayed(at(0), at(5_000));
  assert.equal(pacing.take(at(5_099)), undefined);
  assert.equal(pacing.nextDeadline(at(5_050)), 5_100);
  let left = 4;
  for (let ms = 5_000; ms < 6_000; ms += 10)
    while (pacing.take(at(ms)) !== undefined) {
      pacing.left(at(ms), 1);
      left++;
    }
  assert.equal(left, 45);
});

test("what has left behind the disk once is not put off again by what is slow after it", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 60; i++) pacing.put("order", 1, 1, `o${i}`);
  for (let item = pacing.take(at(0)); item !== undefined; item = pacing.take(at(0))) pacing.left(at(0), 1);
  pacing.delayed(at(0), at(60));
  pacing.delayed(at(50), at(110));
  assert.equal(pacing.nextDeadline(at(110)), 160, "of what left at 60 nothing waited since 50");
  pacing.delayed(at(100), at(160));
  assert.notEqual(pacing.take(at(160)), undefined);
});

test("behind a 100 nothing but cancels leaves for a second, then half as much in any second; said again half of that, and twice as much after a while without", () => {
  const pacing = new Pacing<string>(45);
  for (let i = 0; i < 1_000; i++) pacing.put("history", 1, 1, "h");
  for (let item = pacing.take(at(0)); item !== undefined; item = pacing.take(at(0))) pacing.left(at(0), 1);
  pacing.tooFast(at(50));
  assert.equal(pacing.perSecond, 22);
  pacing.put("cancel", 2, 1, "cancel");
  assert.equal(pacing.nextDeadline(at(50)), 100, "the cancel waits for its slice only");
  assert.equal(pacing.take(at(100)), "cancel");
  pacing.left(at(100), 1);
  assert.equal(pacing.nextDeadline(at(100)), 1_050);
  assert.equal(countOf(pacing, 100, 1_050), 0);
  assert.equal(countOf(pacing, 1_050, 2_050), 22);
  pacing.tooFast(at(2_050));
  assert.equal(countOf(pacing, 2_050, 3_050), 0);
  assert.equal(countOf(pacing, 3_050, 4_050), 11);
  assert.equal(countOf(pacing, 4_050, 3_050 + SLOW_MS), 99);
  const eased = 3_050 + SLOW_MS;
  assert.equal(countOf(pacing, eased + 1_000, eased + 2_000), 22);
  const resumed = eased + SLOW_MS;
  assert.ok(countOf(pacing, resumed, resumed + 1_000) > 30);
  assert.equal(pacing.perSecond, 45);
});

test("a new session is no quicker than the one that was told 100, and slower than five in a second is none", () => {
  const pacing = new Pacing<string>(45);
  for (let times = 0; times < 10; times++) pacing.tooFast(at(0));
  pacing.clear();
  assert.equal(pacing.perSecond, 5);
  for (let i = 0; i < 100; i++) pacing.put("history", 1, 1, "h");
  assert.deepEqual([countOf(pacing, 0, 1_000), countOf(pacing, 1_000, 3_000)], [0, 10]);
});

/** How many leave from one moment until before another one. */
function countOf(pacing: Pacing<string>, from: number, until: number): number {
  let count = 0;
  for (let ms = from; ms < until; ms += 10)
    while (pacing.take(at(ms)) !== undefined) {
      pacing.left(at(ms), 1);
      count++;
    }
  return count;
}
