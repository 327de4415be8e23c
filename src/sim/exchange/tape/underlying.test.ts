/** What is remembered of an underlying is what is past for good, and it is worked out once. */
import { deepEqual, equal } from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../../../base/time.ts";
import { Candle, type Tape } from "./tape.ts";
import { Underlying } from "./underlying.ts";

const wall = (ms: number): WallMs => ms as WallMs;

/** A tape whose price can be changed afterwards, which no real one does, to show what was looked up anew. */
function stage() {
  const asked: string[] = [];
  const shown = { price: 10 };
  const tape: Tape = {
    at: (at) => {
      asked.push(`at ${at}`);
      const { price } = shown;
      return { bid: price - 1, ask: price + 1, last: price, bidSize: 1, askSize: 1, lastSize: 1, lastTime: at };
    },
    candle: (from, to) => {
      asked.push(`${from} to ${to}`);
      return new Candle();
    },
    next: () => undefined,
  };
  return { underlying: new Underlying(tape), asked, shown };
}

test("a second of a minute that is over is looked up once, for whoever asks", () => {
  const { underlying, asked } = stage();
  const prices = [1, 2, 3].map(() => underlying.pastPrice(wall(61_000), wall(120_001)));
  deepEqual(prices, [10, 10, 10]);
  deepEqual(asked, ["at 61000"]);
});

test("what something may still be dictated in is looked up each time", () => {
  const { underlying, shown } = stage();
  equal(underlying.pastPrice(wall(61_000), wall(120_000)), 10);
  shown.price = 20;
  equal(underlying.pastPrice(wall(61_000), wall(120_000)), 20);
  equal(underlying.pastPrice(wall(61_500), wall(180_000)), 20);
  shown.price = 30;
  equal(underlying.pastPrice(wall(61_500), wall(180_000)), 30);
});

test("a stretch is added up once when it is past for good, and each time otherwise", () => {
  const { underlying, asked } = stage();
  for (const until of [7_200_000, 7_200_001, 9_000_000])
    underlying.candle(wall(3_600_000), wall(7_200_000), wall(until));
  for (let i = 0; i < 2; i++) underlying.candle(wall(3_600_001), wall(7_200_000), wall(9_000_000));
  deepEqual(asked, ["3600000 to 7200000", "3600000 to 7200000", "3600001 to 7200000", "3600001 to 7200000"]);
});
