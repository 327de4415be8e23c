/** Open orders by contract, against going through all of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../base/prng.ts";
import type { OrderKey } from "../model/ids.ts";
import { OpenByContract } from "./openByContract.ts";
import type { Order } from "./order.ts";

interface Told {
  readonly key: OrderKey;
  conId: number;
  contract: { readonly secType: string };
}

const mayBeOf = (order: Told, conId: number): boolean =>
  order.contract.secType === "BAG" || order.conId === 0 || order.conId === conId;

test("drawn orders that come, get their numbers and end are found as a look at each of them would find them", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const prng = new Prng(seed, "open");
    const index = new OpenByContract<Order>();
    const open = new Map<OrderKey, Told>();
    for (let n = 0; n < 80; n++) {
      const key = `k${prng.between(1, 12)}` as OrderKey;
      const known = open.get(key);
      const before = [1, 2, 3].map((conId) => index.version(conId));
      if (known === undefined) {
        const told = { key, conId: prng.between(0, 3), contract: { secType: prng.pick(["STK", "STK", "BAG"]) } };
        open.set(key, told);
        index.put(told as unknown as Order);
      } else if (prng.chance(0.5)) {
        if (known.conId === 0) known.conId = prng.between(1, 3);
        index.put(known as unknown as Order);
      } else {
        open.delete(key);
        index.drop(known as unknown as Order);
      }
      const touched = known ?? open.get(key)!;
      for (const conId of [1, 2, 3]) {
        const found = [...index.of(conId)].map((order) => order.key).sort();
        const expected = [...open.values()].filter((order) => mayBeOf(order, conId)).map((order) => order.key);
        assert.deepEqual(found, expected.sort(), `seed ${seed}`);
        if (mayBeOf(touched, conId)) assert.ok(index.version(conId) > before[conId - 1]!, `seed ${seed}`);
      }
    }
  }
});
