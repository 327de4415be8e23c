/** Worths that are kept for a moment: of all contracts together, and of what a strategy may have lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decimal } from "../base/decimal.ts";
import type { Instant, WallMs } from "../base/time.ts";
import type { Entry } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import type { RiskAsk } from "./ask.ts";
import { dailyLoss } from "./lossGates.ts";
import { rehearsal } from "./rehearsal.ts";
import { Running } from "./running.ts";
import { RunningWorth } from "./runningWorth.ts";

/** Contracts worth what the test says, and how often they were looked at. */
function summing(worths: Map<number, number | undefined>) {
  const worth = new RunningWorth();
  const looked: number[] = [];
  const besides = (except: readonly number[], now: number): number | undefined => {
    looked.length = 0;
    const worthIn = (conId: number): number | undefined => {
      looked.push(conId);
      return worths.get(conId);
    };
    const sum = worth.besides(except, { now: now as Instant, contracts: () => worths.keys(), worthIn });
    return sum && Math.round(sum * 1_000) / 1_000;
  };
  return { worth, looked, besides };
}

test("within a second only what has moved is looked at, and after it everything", () => {
  const worths = new Map<number, number | undefined>([1, 2, 3].map((conId) => [conId, conId * 100]));
  const { worth, looked, besides } = summing(worths);
  assert.equal(besides([1], 0), 500);
  for (const conId of worths.keys()) worths.set(conId, 1_000);
  assert.equal(besides([1], 999), 500);
  assert.deepEqual(looked, []);
  worth.moved(2);
  assert.equal(besides([1], 999), 1_300);
  assert.deepEqual(looked, [2]);
  assert.equal(besides([], 999), 2_300, "the one that was asked for is looked at when it is not any more");
  assert.equal(besides([1], 1_000), 2_000);
  assert.deepEqual(looked, [2, 3]);
});

test("what nobody can know makes the sum unknown, unless it is asked for", () => {
  const worths = new Map<number, number | undefined>([
    [1, 100],
    [2, undefined],
  ]);
  const { worth, besides } = summing(worths);
  assert.equal(besides([], 0), undefined);
  assert.equal(besides([2], 0), 100);
  worths.set(2, 50);
  worth.moved(2);
  assert.equal(besides([], 0), 150);
});

/** A strategy that has paid 1,000 for what is worth what the test says, with a limit of 100. */
function losing() {
  const seen = { price: 100, now: 0, quotes: 0 };
  const running = new Running({ byKey: () => undefined, open: () => [] });
  const holding = { conId: 1, symbol: "S", secType: "STK", currency: "USD", multiplier: undefined };
  const view = {
    ...rehearsal({ mark: { day: "2026-01-05", dayStart: "0" as Decimal, high: "0" as Decimal, isHighOver: false } }),
    running,
    cash: () => new Map([["USD", "-1000" as Decimal]]),
    holdings: () => [{ ...holding, position: "10" as Decimal }],
    quote: () => {
      seen.quotes++;
      return { bid: seen.price, ask: seen.price, last: seen.price, at: seen.now as Instant, halted: false };
    },
  };
  const strategy = { name: "alpha" as StrategyName, account: "DU1" } as RiskAsk["strategy"];
  const refuses = (): string | undefined => {
    const moment = { now: seen.now as Instant, wall: Date.UTC(2026, 0, 5) as WallMs, hours: {}, state: undefined };
    const limit = (() => "100") as unknown as RiskAsk["limit"];
    return dailyLoss.refuses({ as: "strategy", strategy, legs: [], reduces: false, limit, view, ...moment });
  };
  return { seen, running, refuses };
}

test("a strategy that has lost little is worth what it was for a second, unless it has traded", () => {
  const { seen, running, refuses } = losing();
  assert.equal(refuses(), undefined);
  assert.equal(refuses(), undefined);
  assert.equal(seen.quotes, 1);
  Object.assign(seen, { price: 90, now: 1_000 });
  assert.match(refuses() ?? "", /^100\.00 lost/, "a second later");
  Object.assign(seen, { price: 100, now: 2_000 });
  assert.equal(refuses(), undefined);
  seen.price = 90;
  running.evolve({ kind: "commissionReported", execId: "e", commission: {} } satisfies Entry);
  assert.match(refuses() ?? "", /^100\.00 lost/, "at once behind whatever it has traded");
});

test("one that has lost half of what it may is looked at for every order", () => {
  const { seen, refuses } = losing();
  seen.price = 95;
  assert.equal(refuses(), undefined);
  seen.price = 90;
  assert.match(refuses() ?? "", /^100\.00 lost/);
});
