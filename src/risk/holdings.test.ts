/** What strategies hold and have paid, against a recomputation from the newest version of every execution. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decimal, decimal, minus, plus, times, ZERO } from "../base/decimal.ts";
import { Prng } from "../base/prng.ts";
import type { WallMs } from "../base/time.ts";
import type { Entry } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import { Holdings } from "./holdings.ts";

interface Traded {
  readonly trade: number;
  readonly version: number;
  readonly strategy: string;
  readonly conId: number;
  readonly shares: number;
  readonly price: number;
  readonly isBuy: boolean;
}

const CURRENCIES = ["USD", "USD", "EUR"];
const currencyOf = (conId: number): string => CURRENCIES[conId % 3]!;
const execIdOf = ({ trade, version }: Pick<Traded, "trade" | "version">): string => `e.${trade}.01.0${version}`;

const executed = (told: Traded): Entry => ({
  kind: "executed",
  key: `${told.strategy}-aaaa-1` as OrderKey,
  execution: {
    contract: { conId: told.conId, symbol: `S${told.conId}`, secType: "STK", currency: currencyOf(told.conId) },
    execution: {
      ...{ execId: execIdOf(told), acctNumber: "DU1", side: told.isBuy ? "BOT" : "SLD" },
      ...{ shares: decimal(told.shares)!, price: told.price },
    },
  },
});

const cost = (of: Pick<Traded, "trade" | "version">, commission: number, currency = "USD"): Entry => {
  const execId = execIdOf(of);
  return { kind: "commissionReported", execId, commission: { execId, commission, currency } };
};

const fresh = (): Holdings => new Holdings((key) => key.split("-")[0] as StrategyName);
const fold = (holdings: Holdings, entries: readonly Entry[]): Holdings => {
  for (const entry of entries) holdings.evolve(entry, 0 as WallMs);
  return holdings;
};

const ALPHA = "alpha" as StrategyName;
const one = { trade: 1, version: 1, strategy: "alpha", conId: 1, shares: 10, price: 100.1, isBuy: true };
const cashOf = (holdings: Holdings, currency = "USD"): string => holdings.cash(ALPHA, "DU1").get(currency) ?? "0";

test("what is bought and sold again leaves a profit, exactly, and no holding", () => {
  const sold = { ...one, trade: 2, price: 100.4, isBuy: false };
  const holdings = fold(fresh(), [executed({ ...one, conId: 3 }), executed({ ...sold, conId: 3 })]);
  assert.equal(holdings.position(ALPHA, "DU1", 3), "0");
  assert.equal(cashOf(holdings), "3");
});

test("a correction replaces what it corrects, one of no shares takes it back, and neither counts twice", () => {
  const holdings = fold(fresh(), [executed(one), executed({ ...one, version: 2, shares: 8 }), executed(one)]);
  assert.equal(holdings.position(ALPHA, "DU1", 1), "8");
  fold(holdings, [executed({ ...one, version: 3, shares: 0 })]);
  assert.equal(holdings.position(ALPHA, "DU1", 1), "0");
  assert.equal(cashOf(holdings), "0");
});

test("a correction is whose trade it corrects, also when its order is forgotten and its key names another one", () => {
  const holdings = fold(fresh(), [executed(one), executed({ ...one, version: 2, strategy: "operator", shares: 0 })]);
  assert.equal(holdings.position(ALPHA, "DU1", 1), "0");
  assert.equal(holdings.position("operator" as StrategyName, "DU1", 1), "0");
});

test("what a trade costs is paid once, told before it or after, and a correction's cost replaces it", () => {
  for (const entries of [
    [executed(one), cost(one, 1.5)],
    [cost(one, 1.5), executed(one), cost(one, 1.5)],
  ]) {
    const holdings = fold(fresh(), entries);
    assert.deepEqual([...holdings.commissions(ALPHA, "DU1")], [["USD", "1.5"]]);
    assert.equal(cashOf(holdings), "-1002.5");
    fold(holdings, [executed({ ...one, version: 2 }), cost({ trade: 1, version: 2 }, 2)]);
    assert.deepEqual([...holdings.commissions(ALPHA, "DU1")], [["USD", "2"]]);
  }
});

test("a report that says otherwise than the one before it counts in its place, in another currency, too", () => {
  const holdings = fold(fresh(), [executed(one), cost(one, 1), cost(one, 2.5)]);
  assert.deepEqual([[...holdings.commissions(ALPHA, "DU1")], cashOf(holdings)], [[["USD", "2.5"]], "-1003.5"]);
  fold(holdings, [cost(one, 2, "EUR")]);
  assert.deepEqual([...holdings.commissions(ALPHA, "DU1")], [["EUR", "2"]]);
  assert.deepEqual([cashOf(holdings), cashOf(holdings, "EUR")], ["-1001", "-2"]);
});

test("a cost that is not set is none, and a combination's own line moves nothing", () => {
  const line = executed(one) as Extract<Entry, { kind: "executed" }>;
  const bag = { ...line, execution: { ...line.execution, contract: { conId: 28812380, secType: "BAG" } } };
  const holdings = fold(fresh(), [
    executed({ ...one, trade: 2 }),
    cost({ trade: 2, version: 1 }, Number.MAX_VALUE),
    bag,
  ]);
  assert.deepEqual(
    [...holdings.of(ALPHA, "DU1")].map(({ conId }) => conId),
    [1],
  );
  assert.equal(holdings.commissions(ALPHA, "DU1").size, 0);
});

/** A history with corrections, repetitions, late versions and costs in any order. */
function drawn(seed: number): {
  readonly entries: readonly Entry[];
  readonly newest: readonly (Traded & { cost: Decimal })[];
} {
  const prng = new Prng(seed, "holdings");
  const told: Entry[] = [];
  const newest: (Traded & { cost: Decimal })[] = [];
  for (let trade = 1; trade <= prng.between(1, 25); trade++) {
    const versions = prng.chance(0.3) ? prng.between(2, 3) : 1;
    const whose = { trade, strategy: prng.pick(["alpha", "beta"]), conId: prng.between(1, 4), isBuy: prng.chance(0.5) };
    let last: Traded | undefined;
    for (let version = 1; version <= versions; version++) {
      const shares = prng.chance(0.2) ? 0 : prng.between(1, 1_000) / 10;
      last = { ...whose, version, shares, price: prng.between(1, 20_000) / 100 };
      told.push(executed(last));
    }
    const commission = prng.between(0, 500) / 100;
    if (prng.chance(0.8)) told.push(cost(last!, commission));
    newest.push({ ...last!, cost: told.at(-1)!.kind === "commissionReported" ? decimal(commission)! : ZERO });
  }
  const entries = told.flatMap((entry) => (prng.chance(0.2) ? [entry, entry] : [entry]));
  for (let n = entries.length - 1; n > 0; n--) {
    const other = prng.between(0, n);
    [entries[n], entries[other]] = [entries[other]!, entries[n]!];
  }
  return { entries, newest };
}

const sums = (pairs: readonly (readonly [string | number, Decimal])[]): object => {
  const all = new Map<string | number, Decimal>();
  for (const [name, amount] of pairs) all.set(name, plus(all.get(name) ?? ZERO, amount));
  return Object.fromEntries([...all].filter(([, amount]) => amount !== "0"));
};

test("drawn histories come to the sum of the newest versions, in any order, and over the cut of a snapshot", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { entries, newest } = drawn(seed);
    const cut = new Prng(seed, "cut").between(0, entries.length);
    const before = fold(fresh(), entries.slice(0, cut));
    const resumed = fresh();
    resumed.resume(JSON.parse(JSON.stringify(before.carry())));
    fold(resumed, entries.slice(cut));
    assert.equal(JSON.stringify(resumed.carry()), JSON.stringify(fold(before, entries.slice(cut)).carry()));
    for (const strategy of ["alpha", "beta"]) {
      const mine = newest.filter((trade) => trade.strategy === strategy);
      const signed = ({ shares, isBuy }: Traded): Decimal => (isBuy ? decimal(shares)! : minus(ZERO, decimal(shares)!));
      const held = [...resumed.of(strategy as StrategyName, "DU1")].map(({ conId, position }) => [conId, position]);
      assert.deepEqual(
        Object.fromEntries(held),
        sums(mine.map((trade) => [trade.conId, signed(trade)])),
        `seed ${seed}`,
      );
      const paid = mine.flatMap((trade) => [
        [currencyOf(trade.conId), minus(ZERO, times(signed(trade), decimal(trade.price)!))] as const,
        ["USD", minus(ZERO, trade.cost)] as const,
      ]);
      assert.deepEqual(Object.fromEntries(resumed.cash(strategy as StrategyName, "DU1")), sums(paid), `seed ${seed}`);
    }
  }
});

test("an execution that is taken back, the only one of its trade, was no trade: what is left is what it cost", () => {
  const day = 0 as WallMs;
  const holdings = fold(fresh(), [
    executed({ ...one, conId: 3 }),
    cost(one, 1),
    executed({ ...one, conId: 3, version: 2, shares: 0 }),
  ]);
  const told = holdings.described(ALPHA, "DU1", day) as Record<string, unknown> & { currencies: { profit: number }[] };
  const { trades, wins, losses, open, currencies } = told;
  assert.deepEqual([trades, wins, losses, open, currencies[0]!.profit], [0, 0, 0, 0, -1]);
});
