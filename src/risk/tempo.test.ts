/** How orders follow each other: what is alike, what is in a second, and clocks that jump. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decimal } from "../base/decimal.ts";
import { Prng } from "../base/prng.ts";
import { type Instant, minutes, seconds, type WallMs } from "../base/time.ts";
import type { Entry, PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { ClientId, ClientOrderId, OrderKey, StrategyName } from "../model/ids.ts";
import type { Exposed } from "./bookView.ts";
import { Tempo } from "./tempo.ts";

const AAPL = { conId: 1, symbol: "AAPL", secType: "STK", currency: "USD" };
const BUY = { action: "BUY", orderType: "LMT", totalQuantity: "5" as Decimal, lmtPrice: 10 };
const ALPHA = "alpha" as StrategyName;

interface Told {
  readonly strategy?: string;
  readonly contract?: PlacedContract;
  readonly order?: PlacedOrder;
  readonly parent?: OrderKey;
  readonly legs?: number;
}

let numbers = 0;
function intended({ strategy = "alpha", contract = AAPL, order = BUY, parent, legs = 1 }: Told = {}): Entry {
  const leg = {
    ...{ strategy: strategy as StrategyName, account: "DU1", contract, order, ...(parent && { parent }) },
    ...{ clientId: 1 as ClientId, clientOrderId: 1 as ClientOrderId },
  };
  return {
    kind: "orderIntended",
    legs: Array.from({ length: legs }, () => ({ ...leg, key: `alpha-aaaa-${++numbers}` as OrderKey })),
  };
}

const changed: Entry = { kind: "modifyIntended", key: "k" as OrderKey, contract: AAPL, order: BUY };
const known = { strategy: ALPHA, account: "DU1" } as Exposed;

/** Both clocks run together from here on unless a test sets one of them. */
const START = 1_767_600_000_000;

class Clocks {
  readonly tempo = new Tempo(() => known);
  now = 0;
  wall = START;

  pass(ms: number): this {
    this.now += ms;
    this.wall += ms;
    return this;
  }

  take(entry: Entry): this {
    this.tempo.look(this.now as Instant, this.wall as WallMs);
    this.tempo.evolve(entry, this.wall as WallMs);
    return this;
  }

  look(): Tempo {
    this.tempo.look(this.now as Instant, this.wall as WallMs);
    return this.tempo;
  }

  alike(ms: number, { contract = AAPL, order = BUY }: Told = {}, strategy: StrategyName | undefined = ALPHA) {
    return this.look().alike("DU1", strategy, { contract, order }, ms);
  }
}

test("an order is like another one in account, contract, side, quantity, type and prices", () => {
  const clocks = new Clocks().take(intended()).pass(500);
  assert.equal(clocks.alike(seconds(1)), 500);
  assert.equal(clocks.alike(500), undefined, "not younger than that");
  for (const order of [
    { ...BUY, action: "SELL" },
    { ...BUY, totalQuantity: "6" as Decimal },
    { ...BUY, orderType: "MKT" },
    { ...BUY, lmtPrice: 10.01 },
    { ...BUY, auxPrice: 9 },
  ])
    assert.equal(clocks.alike(seconds(1), { order }), undefined, JSON.stringify(order));
  assert.equal(clocks.alike(seconds(1), { contract: { ...AAPL, conId: 2 } }), undefined);
});

test("a contract is the same one by number, and by name where one of them has no number", () => {
  const clocks = new Clocks().take(intended()).pass(1);
  assert.equal(clocks.alike(seconds(1), { contract: { symbol: "AAPL", secType: "STK" } }), 1);
  assert.equal(clocks.alike(seconds(1), { contract: { symbol: "MSFT", secType: "STK" } }), undefined);
  assert.equal(clocks.alike(seconds(1), { contract: { conId: 1 } }), 1);
});

test("a spelling of the type makes no other order, and another strategy's is like it for the account alone", () => {
  const stop = { ...BUY, orderType: "STP LMT" };
  const clocks = new Clocks().take(intended({ order: stop, strategy: "beta" })).pass(1);
  const respelt = { order: { ...stop, orderType: "STPLMT" } };
  assert.equal(clocks.look().alike("DU1", undefined, { contract: AAPL, ...respelt }, seconds(1)), 1);
  assert.equal(clocks.alike(seconds(1), respelt), undefined);
});

test("children look like nobody, but count in their second", () => {
  const clocks = new Clocks().take(intended({ parent: "p" as OrderKey })).take(changed);
  assert.equal(clocks.alike(seconds(1)), undefined);
  assert.equal(clocks.look().inSecond("strategy alpha"), 2);
});

test("a wall clock that jumps ahead makes no order older", () => {
  const clocks = new Clocks().take(intended({ legs: 3 }));
  clocks.wall += minutes(90);
  assert.equal(clocks.pass(10).alike(seconds(1)), 10);
  assert.equal(clocks.look().inSecond("account DU1"), 3);
});

test("a wall clock that was set back refuses after a restart, rather than letting pass, and no longer than if they were of that moment", () => {
  const clocks = new Clocks().take(intended({ legs: 3 }));
  const restarted = new Clocks();
  restarted.tempo.resume(JSON.parse(JSON.stringify(clocks.tempo.carry())));
  restarted.wall -= minutes(9 * 60);
  assert.equal(restarted.alike(seconds(1)), 0);
  assert.equal(restarted.look().inSecond("strategy alpha"), 3);
  restarted.pass(seconds(1) - 1);
  assert.equal(restarted.look().inSecond("strategy alpha"), 3);
  restarted.pass(1);
  assert.equal(restarted.alike(seconds(1)), undefined);
  assert.equal(restarted.look().inSecond("strategy alpha"), 0);
});

test("a bot that repeats itself is remembered by its youngest order", () => {
  const clocks = new Clocks();
  for (let n = 0; n < 100; n++) clocks.take(intended()).pass(seconds(2));
  assert.equal(clocks.tempo.carry().alike.length, 1);
  assert.equal(clocks.alike(seconds(3)), seconds(2));
});

test("a bot that sends for hours is remembered for one of them", () => {
  const clocks = new Clocks();
  for (let n = 0; n < 500; n++) clocks.take(intended({ order: { ...BUY, lmtPrice: n } })).pass(minutes(1));
  assert.ok(clocks.tempo.carry().alike.length <= 62, `${clocks.tempo.carry().alike.length}`);
});

test("drawn orders are counted as going through all of them would, over restarts too", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const prng = new Prng(seed, "tempo");
    let clocks = new Clocks();
    const taken: { at: number; price: number; count: number; strategy: string }[] = [];
    for (let n = 0; n < 60; n++) {
      clocks.pass(prng.pick([0, 1, 50, 400, 1_000, 5_000]));
      const [price, strategy, legs] = [prng.between(1, 3), prng.pick(["alpha", "beta"]), prng.between(1, 3)];
      const ms = prng.pick([300, 1_000, 4_000]);
      const ages = taken.flatMap((one) =>
        one.price === price && one.strategy === "alpha" ? [clocks.wall - one.at] : [],
      );
      const youngest = Math.min(...ages);
      const found = clocks.alike(ms, { order: { ...BUY, lmtPrice: price } });
      assert.equal(found, youngest < ms ? youngest : undefined, `seed ${seed}`);
      const recent = taken.filter(({ at }) => clocks.wall - at < 1_000);
      const sum = recent.reduce((all, { count }) => all + count, 0);
      assert.equal(clocks.look().inSecond("account DU1"), Math.min(sum, 64), `seed ${seed}`);
      clocks.take(intended({ strategy, legs, order: { ...BUY, lmtPrice: price } }));
      taken.push({ at: clocks.wall, price, count: legs, strategy });
      if (prng.chance(0.1)) {
        const again = new Clocks();
        again.tempo.resume(JSON.parse(JSON.stringify(clocks.tempo.carry())));
        Object.assign(again, { wall: clocks.wall, now: prng.between(0, 1_000) });
        clocks = again;
      }
    }
  }
});
