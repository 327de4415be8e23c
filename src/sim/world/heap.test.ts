/** The event heap against a sorted list. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Heap, type HeapEvent } from "./heap.ts";

const step = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), at: fc.nat(20), tie: fc.nat(3) }),
  fc.record({ kind: fc.constant("pop" as const) }),
  fc.record({ kind: fc.constant("forget" as const), which: fc.nat(500) }),
);

test("events surface by time, tie and order of pushing, and forgotten ones never", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const heap = new Heap();
      const pushed: HeapEvent[] = [];
      let living: HeapEvent[] = [];
      for (const each of steps) {
        if (each.kind === "push") {
          const event = heap.push(each.at, each.tie, () => {});
          pushed.push(event);
          living.push(event);
        } else if (each.kind === "forget" && pushed.length > 0) {
          const event = pushed[each.which % pushed.length]!;
          heap.forget(event);
          living = living.filter((other) => other !== event);
        } else if (each.kind === "pop") {
          living.sort((a, b) => a.at - b.at || a.tie - b.tie || a.sequence - b.sequence);
          assert.equal(heap.pop()?.at, living.shift()?.at);
        }
        assert.equal(heap.size, living.length);
      }
    }),
  );
});

test("a deadline that is moved a hundred thousand times does not fill the heap", () => {
  const heap = new Heap();
  heap.push(0, 0, () => {});
  let deadline = heap.push(1, 0, () => {});
  for (let i = 0; i < 100_000; i++) {
    heap.forget(deadline);
    deadline = heap.push(i + 2, 0, () => {});
  }
  assert.equal(heap.size, 2);
  assert.equal(heap.pop()?.at, 0);
  assert.equal(heap.pop()?.at, 100_001);
  assert.equal(heap.pop(), undefined);
});
