import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { ContractName } from "../model/limitValues.ts";
import { DynamicPairs, type Locks } from "./pairs.ts";

const strategy = (name: string): StrategyConfig =>
  ({ name, account: "DU1", clientIds: [], masterClientId: undefined, readOnly: false, privateOrders: false }) as never;
const symbol = (text: string): ContractName => ({ symbol: text });
const at = (ms: number): Instant => ms as Instant;

/** Locks that ban what they are told to. */
class Banned implements Locks {
  readonly banned = new Set<string>();
  asked = 0;
  rows = (): number => 9;
  allowed = (): readonly ContractName[] => [symbol("SPY")];
  refusal(_: StrategyConfig, contract: ContractName) {
    this.asked++;
    const name = "symbol" in contract ? contract.symbol : "";
    return this.banned.has(name) ? { gate: "banned", detail: `${name} against the list` } : undefined;
  }
}

test("what is banned is scrubbed however often it is added, and told with the gate and its reason", () => {
  const locks = new Banned();
  locks.banned.add("GME");
  const pairs = new DynamicPairs([strategy("alpha"), strategy("beta")], locks);
  pairs.load({ alpha: [symbol("AAPL"), symbol("GME"), symbol("SPY"), symbol("GME")] });
  assert.deepEqual(pairs.merged(at(0)), [
    {
      strategy: "alpha",
      account: "DU1",
      contracts: [symbol("SPY"), symbol("AAPL")],
      scrubbed: [{ contract: symbol("GME"), gate: "banned", detail: "GME against the list" }],
    },
    { strategy: "beta", account: "DU1", contracts: [symbol("SPY")], scrubbed: [] },
  ]);
});

test("a ban that comes later scrubs within half a minute, and nobody is judged anew in each cycle", () => {
  const locks = new Banned();
  const pairs = new DynamicPairs([strategy("alpha")], locks);
  pairs.load({ alpha: [symbol("GME")] });
  pairs.merged(at(0));
  const { asked } = locks;
  locks.banned.add("GME");
  pairs.merged(at(5_000));
  assert.equal(locks.asked, asked);
  assert.equal(pairs.merged(at(30_000))[0]!.scrubbed.length, 1);
});

test("what is added anew takes the place of what was", () => {
  const pairs = new DynamicPairs([strategy("alpha")], new Banned());
  pairs.load({ alpha: [symbol("AAPL")] });
  pairs.merged(at(0));
  pairs.load({});
  assert.deepEqual(pairs.merged(at(1))[0]!.contracts, [symbol("SPY")]);
});

test("thousands of contracts are judged over many looks, and the list before stays until all are", () => {
  const locks = new Banned();
  const pairs = new DynamicPairs([strategy("alpha")], locks);
  pairs.load({ alpha: [symbol("AAPL")] });
  pairs.merged(at(0));
  pairs.load({ alpha: Array.from({ length: 9_000 }, (_, i) => symbol(`S${i}`)) });
  const looks = [1, 2, 3, 4].map((ms) => {
    const before = locks.asked;
    const { contracts } = pairs.merged(at(ms))[0]!;
    return [contracts.length, locks.asked - before];
  });
  assert.deepEqual(looks, [
    [2, 3_000],
    [2, 3_000],
    [2, 3_000],
    [9_001, 1],
  ]);
});

test("a list that is new in every look is judged all the same, and the newest comes behind the one that is being judged", () => {
  const pairs = new DynamicPairs([strategy("alpha")], new Banned());
  const wide = (n: number): readonly ContractName[] => Array.from({ length: 4_000 }, (_, i) => symbol(`S${n}-${i}`));
  const told = [1, 2, 3, 4].map((n) => {
    pairs.load({ alpha: wide(n) });
    return pairs.merged(at(n))[0]?.contracts.at(-1);
  });
  assert.deepEqual(told, [undefined, symbol("S1-3999"), symbol("S1-3999"), symbol("S3-3999")]);
});
