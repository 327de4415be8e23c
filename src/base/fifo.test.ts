import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Fifo } from "./fifo.ts";

test("what went in first comes out first, however pushes and shifts follow one another", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3_000, max: 3_000 }), { maxLength: 30 }), (moves) => {
      const fifo = new Fifo<number>();
      const plain: number[] = [];
      let next = 0;
      for (const move of moves)
        for (let i = 0; i < Math.abs(move); i++) {
          if (move > 0) {
            fifo.push(next);
            plain.push(next++);
          } else assert.equal(fifo.shift(), plain.shift());
          assert.equal(fifo.length, plain.length);
          assert.equal(fifo.first, plain[0]);
        }
    }),
    { numRuns: 30 },
  );
});
