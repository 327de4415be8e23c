import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Minute, type MinutePlan } from "./minute.ts";

const plans: fc.Arbitrary<MinutePlan> = fc.record({
  minute: fc.integer({ min: 26_000_000, max: 31_000_000 }),
  open: fc.integer({ min: 1, max: 80_000 }),
  close: fc.integer({ min: 1, max: 80_000 }),
  deviation: fc.double({ min: 0, max: 200, noNaN: true }),
  spread: fc.integer({ min: 1, max: 20 }),
  volume: fc.double({ min: 0, max: 500_000, noNaN: true }),
  events: fc.double({ min: 0, max: 220, noNaN: true }),
  shownSize: fc.integer({ min: 1, max: 300 }).map((lots) => lots * 100),
  lot: fc.constantFrom(1, 100),
});

function drawn(plan: MinutePlan, key = 5): Minute {
  const minute = new Minute(key);
  minute.draw(plan);
  return minute;
}

const eventsOf = (minute: Minute): number[] => Array.from({ length: minute.events }, (_, event) => event);

test("the events of a minute make up exactly the minute: prices, shares and trades", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const minute = drawn(plan);
      const events = eventsOf(minute);
      const trades = events.filter((event) => minute.isTrade(event));
      const bids = events.map((event) => minute.bid(event));
      const prices = trades.map((event) => minute.tradePrice(event));
      const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
      assert.deepEqual([bids[0], bids.at(-1)], [plan.open, plan.close]);
      assert.deepEqual([Math.max(...bids), Math.min(...bids)], [minute.high, minute.low]);
      assert.deepEqual([Math.max(...prices), Math.min(...prices)], [minute.high + minute.spread, minute.low]);
      assert.equal(sum(trades.map((event) => minute.tradeSize(event))), minute.volume);
      assert.equal(sum(trades.map((event) => minute.tradeCount(event))), minute.count);
    }),
  );
});

test("every trade lies between bid and ask, and no size is below one share", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const minute = drawn(plan);
      assert.ok(minute.low >= 1 && minute.spread >= 1);
      for (const event of eventsOf(minute)) {
        const bid = minute.bid(event);
        assert.ok(minute.bidSize(event) >= plan.lot && minute.askSize(event) >= plan.lot);
        if (!minute.isTrade(event)) continue;
        assert.ok(minute.tradePrice(event) >= bid && minute.tradePrice(event) <= bid + minute.spread);
        assert.ok(minute.tradeSize(event) >= 1);
      }
    }),
  );
});

test("events follow one another in time, and each moment knows the last one before it", () => {
  fc.assert(
    fc.property(plans, fc.integer({ min: 0, max: 59_999 }), (plan, ms) => {
      const minute = drawn(plan);
      const times = eventsOf(minute).map((event) => minute.timeOf(event));
      for (let i = 1; i < times.length; i++) assert.ok((times[i] as number) >= (times[i - 1] as number));
      assert.ok(times[0] === 0 && (times.at(-1) as number) < 60_000);
      const event = minute.eventAt(ms);
      assert.ok((times[event] as number) <= ms && (times[event + 1] ?? 60_000) > ms);
    }),
  );
});
