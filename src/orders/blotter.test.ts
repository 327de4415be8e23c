/** What is forgotten of finished orders, what is not, and that a snapshot forgets neither more nor less. */
import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { Entry } from "../model/entry.ts";
import type { OrderId, OrderKey, PermId } from "../model/ids.ts";
import { fromJson, toJson } from "../model/lean.ts";
import { Blotter } from "./blotter.ts";

const key = (n: number): OrderKey => `alpha-x7k2-${n}` as OrderKey;
const client = { strategy: "alpha", clientId: 1, account: "DU1", conn: 1 } as unknown as Client;
const leg = (n: number, parent?: number) => ({
  ...{ key: key(n), strategy: "alpha", clientId: 1, clientOrderId: n, account: "DU1" },
  ...{ contract: { symbol: "AAPL" }, order: { action: "BUY" }, ...(parent !== undefined && { parent: key(parent) }) },
});

const placed = (n: number, parent?: number): Entry =>
  ({ kind: "orderIntended", legs: [leg(n, parent)] }) as unknown as Entry;
const traded = (n: number): Entry =>
  ({
    kind: "executed",
    key: key(n),
    execution: { contract: {}, execution: { execId: `e${n}.01`, shares: "1", cumQty: "1", permId: 100 + n } },
  }) as unknown as Entry;
const life = (n: number): readonly Entry[] =>
  [
    placed(n),
    { kind: "orderSending", key: key(n), orderId: (10 + n) as OrderId, frame: "new" },
    traded(n),
    { kind: "commissionReported", execId: `e${n}.01`, commission: {} },
    { kind: "statusReported", key: key(n), report: { status: "Cancelled", permId: 100 + n } },
  ] as Entry[];

function blotterOf(entries: readonly Entry[], max = 3): Blotter {
  const blotter = new Blotter(max);
  for (const entry of entries) blotter.evolve(entry, 0 as WallMs);
  return blotter;
}

const six = [1, 2, 3, 4, 5, 6].flatMap(life);
const keysOf = (blotter: Blotter): readonly string[] => [...blotter.orders].map((order) => order.key);

test("of finished orders the newest are remembered, of older ones only that their numbers are used up", () => {
  const blotter = blotterOf(six);
  assert.deepEqual(keysOf(blotter), [4, 5, 6].map(key));
  assert.deepEqual(
    [blotter.own(client, 3 as never), blotter.byOrderId(13 as OrderId), blotter.byPermId(103 as PermId)],
    [undefined, undefined, undefined],
  );
  assert.deepEqual(
    [blotter.keyOfExecution("e3.01"), blotter.commission("e3.01"), blotter.executionCount],
    [undefined, undefined, 3],
  );
  assert.deepEqual(
    [blotter.own(client, 4 as never)?.key, blotter.byPermId(104 as PermId)?.key, blotter.keyOfExecution("e4.01")],
    [key(4), key(4), key(4)],
  );
  assert.deepEqual([blotter.nextOrderId, blotter.nextKeyNumber], [17, 7]);
  assert.equal(blotter.highestClientOrderId(client.strategy, client.clientId), 6);
});

test("a finished parent is remembered as long as a child of it is open, and goes when that has ended", () => {
  const entries = [...life(1), placed(2, 1), ...[3, 4, 5, 6].flatMap(life)];
  assert.deepEqual(keysOf(blotterOf(entries)), [1, 2, 5, 6].map(key));
  const ended: Entry = { kind: "orderDiscarded", key: key(2), reason: "no more" };
  assert.deepEqual(keysOf(blotterOf([...entries, ended])), [2, 5, 6].map(key));
});

test("an entry of an order that is forgotten changes nothing", () => {
  const blotter = blotterOf([...six, traded(1)]);
  assert.deepEqual(blotter.carry(), blotterOf(six).carry());
});

test("a snapshot after any entry forgets in the same order as the blotter that it was taken of", () => {
  const entries = [...life(1), placed(2, 1), ...[3, 4, 5, 6, 7].flatMap(life)];
  for (let n = 0; n <= entries.length; n++) {
    const resumed = new Blotter(3);
    resumed.resume(fromJson(toJson(blotterOf(entries.slice(0, n)).carry())));
    for (const entry of entries.slice(n)) resumed.evolve(entry, 0 as WallMs);
    assert.equal(toJson(resumed.carry()), toJson(blotterOf(entries).carry()), `after ${n} entries`);
  }
});

test("of an order that a build without that memory has carried it is not known that no change of it has left", () => {
  const changeLeft = (carried: unknown): boolean | undefined => {
    const resumed = new Blotter();
    resumed.resume(carried);
    return resumed.byKey(key(1))?.changeLeft;
  };
  const carried = blotterOf(life(1)).carry();
  assert.equal(changeLeft(carried), false);
  assert.equal(changeLeft({ ...carried, orders: carried.orders.map(({ changeLeft: _, ...order }) => order) }), true);
});

test("a held leg that becomes one of another contract is of that one, or of none that has a number", () => {
  const held = (contract: object): Entry => ({ kind: "orderHeld", ...leg(1), contract }) as unknown as Entry;
  const conIdAfter = (...contracts: object[]): number | undefined =>
    blotterOf(contracts.map(held)).byKey(key(1))?.conId;
  assert.equal(conIdAfter({ conId: 1 }, { conId: 2 }), 2);
  assert.equal(conIdAfter({ conId: 1 }, { symbol: "GME" }), 0);
  assert.deepEqual(
    [...blotterOf([{ conId: 1 }, { conId: 2 }].map(held)).openOf(1)].map((order) => order.conId),
    [],
  );
});
