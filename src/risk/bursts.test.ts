/** Executions that repeat themselves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isoTime, seconds, type WallMs } from "../base/time.ts";
import type { Entry } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { Scope } from "../model/trading.ts";
import { Bursts } from "./bursts.ts";

const START = 1_767_600_000_000;
const ALPHA: Scope = { strategy: "alpha" as StrategyName };
const place = { scope: ALPHA, conId: 1, isBuy: true };

/** As a Gateway says it, in the zone of its login. */
const timeOf = (ms: number): string =>
  `${isoTime((START + ms) as WallMs)
    .slice(0, 19)
    .replaceAll("-", "")
    .replace("T", " ")} US/Eastern`;

const executed = (n: number, made: number, { side = "BOT", conId = 1, version = 1, secType = "STK" } = {}): Entry => ({
  kind: "executed",
  key: "alpha-aaaa-1" as OrderKey,
  execution: {
    contract: { conId, symbol: "AAPL", secType },
    execution: { execId: `e.${n}.01.0${version}`, acctNumber: "DU1", side, time: timeOf(made) },
  },
});

const said = (scope: Scope): Entry => ({ kind: "tradingStateSet", scope, state: "active", by: "ann", why: "seen" });

const fresh = (): Bursts => new Bursts((key) => key.split("-")[0] as StrategyName);
/** Made and heard at the same time, unless it is said otherwise. */
function told(bursts: Bursts, entries: readonly (readonly [Entry, number])[]): Bursts {
  for (const [entry, at] of entries) bursts.evolve(entry, (START + at) as WallMs);
  return bursts;
}

test("trades on one side of one contract count together, each once, for the strategy and for its account", () => {
  const bursts = told(fresh(), [
    [executed(1, 0), 0],
    [executed(1, 0, { version: 2 }), 10],
    [executed(2, 1_000), 1_000],
    [executed(3, 1_000, { side: "SLD" }), 1_000],
    [executed(4, 1_000, { conId: 2 }), 1_000],
    [executed(5, 1_000, { secType: "BAG" }), 1_000],
  ]);
  assert.equal(bursts.nearNewest(place, 10), 2);
  assert.equal(bursts.nearNewest({ ...place, isBuy: false }, 10), 1);
  assert.equal(bursts.nearNewest({ ...place, scope: { account: "DU1" } }, 10), 2);
  assert.equal(bursts.nearNewest({ ...place, scope: { account: "DU2" } }, 10), 0);
});

test("what is further from the newest than the time of the limit counts no more", () => {
  const bursts = told(
    fresh(),
    [0, 5_000, 9_999, 14_999].map((at, n) => [executed(n, at), at] as const),
  );
  assert.equal(bursts.nearNewest(place, 10), 3);
});

test("what an outage kept back and tells all at once is no burst", () => {
  const bursts = told(
    fresh(),
    [0, 60_000, 120_000].map((made, n) => [executed(n, made), 500_000] as const),
  );
  assert.equal(bursts.nearNewest(place, 10), 1);
});

test("a word on the state of the scope, or of all, begins the count anew", () => {
  for (const scope of [ALPHA, { all: true } as const]) {
    const bursts = told(fresh(), [
      [executed(1, 0), 0],
      [said(scope), 1],
      [executed(2, 2), 2],
    ]);
    assert.equal(bursts.nearNewest(place, 10), 1);
  }
  const other = told(fresh(), [
    [executed(1, 0), 0],
    [said({ account: "DU2" }), 1],
  ]);
  assert.equal(other.nearNewest(place, 10), 1);
});

test("what is said of this limit is judged at once by the last minute, and by nothing older", () => {
  const trades = [0, 1_000, 30_000].map((made, n) => [executed(n, made), made] as const);
  const said = (limit: string, scope: Scope): Entry =>
    ({ kind: "limitSet", scope, limit, value: { executions: 2, seconds: 60 }, by: "ann", why: "tests" }) as never;
  const ended = { kind: "limitEnded", scope: ALPHA, limit: "repeated-executions", reason: "its time is over" } as const;
  const after = (entry: Entry, at: number): Bursts => {
    const bursts = told(fresh(), trades);
    bursts.takeTouched();
    return told(bursts, [[entry, at]]);
  };
  const mine = said("repeated-executions", ALPHA);
  for (const entry of [mine, ended])
    assert.deepEqual(
      [59_999, 60_500, 61_500, 90_000].map((at) => after(entry, at).nearNewest(place, 60)),
      [3, 2, 1, 0],
    );
  assert.deepEqual(
    [...after(mine, 59_999).takeTouched()].map(({ scope }) => scope),
    [ALPHA],
  );
  for (const entry of [said("max-value", ALPHA), said("repeated-executions", { account: "DU1" })])
    assert.equal(after(entry, 90_000).nearNewest(place, 60), 3);
});

test("over the cut of a snapshot nothing is counted twice and nothing is lost", () => {
  const entries = Array.from({ length: 6 }, (_, n) => [executed(n, seconds(n)), seconds(n)] as const);
  for (let cut = 0; cut <= entries.length; cut++) {
    const resumed = fresh();
    resumed.resume(JSON.parse(JSON.stringify(told(fresh(), entries.slice(0, cut)).carry())));
    told(resumed, [...entries.slice(cut), ...entries.slice(0, 1)]);
    assert.equal(resumed.nearNewest(place, 60), 6, `cut ${cut}`);
    assert.deepEqual([...resumed.takeTouched()].length, 2);
    assert.deepEqual([...resumed.takeTouched()], []);
  }
});

test("what the operator closes is nobody's burst", () => {
  const close = (n: number): Entry => ({ ...executed(n, n), key: "operator-aaaa-1" as OrderKey }) as Entry;
  const bursts = told(fresh(), [
    [close(1), 0],
    [close(2), 10],
  ]);
  assert.deepEqual([...bursts.takeTouched()], []);
});
