/**
 * Any client works with any Gateway: the two-client scenario at every pair of server versions at which the wire changes,
 * text and protobuf on either side, ends the same way and tells the clients the same.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { WHOLE } from "./two-clients/scripts.ts";
import { type Outcome, run, type Versions } from "./two-clients/stage.ts";

/** The first versions of layouts and of families of protobuf messages that the scenario touches, and both ends. */
const VERSIONS = [157, 163, 166, 178, 193, 194, 200, 201, 203, 204, 206, 207, 213, 225];

const spoken = ({ upstreamVersions, clients }: Outcome): readonly number[] => [
  ...upstreamVersions,
  ...clients.map(({ trader }) => trader.serverVersion),
];

const at = (versions: Partial<Versions>): Outcome => run({ ...WHOLE, versions });

/** What each client knows in the end, prices and times aside: they depend on how many bytes a message takes. */
const known = ({ clients }: Outcome): unknown =>
  clients.map(({ trader: { memory } }) => ({
    orders: [...memory.orders.values()].map(({ orderId, orderRef, status, filled, error }) => ({
      ...{ orderId, orderRef, status, filled, errorCode: error?.errorCode },
    })),
    executions: [...memory.fills.values()].map(({ orderId, symbol, side, shares }) => ({
      ...{ orderId, symbol, side, shares },
    })),
    commissions: memory.commissions.size,
    positions: [...memory.positions],
    quoted: [...memory.quotes].map(([symbol, { bid, ask }]) => [symbol, bid !== undefined && ask !== undefined]),
    described: [...memory.described],
  }));

const plain = at({ gateway: 178 });
const reference = known(plain);

test("there is something to compare: each client has orders, executions, commissions, positions, quotes and contracts", () => {
  for (const { trader } of plain.clients)
    for (const [what, { size }] of Object.entries(trader.memory)) assert.ok(size > 0, what);
});

for (const gateway of VERSIONS)
  test(`behind a Gateway of ${gateway} clients of every version do everything`, () => {
    for (const client of VERSIONS) {
      const outcome = at({ gateway, alpha: client, beta: client });
      assert.deepEqual(outcome.violations, [], `client ${client}`);
      assert.deepEqual(spoken(outcome), [gateway, client, client]);
      assert.deepEqual(known(outcome), reference, `client ${client}`);
    }
  });

test("two clients of different versions share one session", () => {
  for (const [alpha, beta] of [
    [157, 225],
    [225, 178],
    [200, 201],
  ] as const) {
    const outcome = at({ gateway: 213, alpha, beta });
    assert.deepEqual(outcome.violations, [], `${alpha} and ${beta}`);
    assert.deepEqual(spoken(outcome), [213, alpha, beta]);
    assert.deepEqual(known(outcome), reference, `${alpha} and ${beta}`);
  }
});

test("the door's and the session's own limits hold a newer peer down", () => {
  for (const [limit, versions] of [
    ["door", [225, 178, 178]],
    ["upstream", [178, 225, 225]],
  ] as const) {
    const outcome = at({ alpha: 225, beta: 225, [limit]: 178 });
    assert.deepEqual(outcome.violations, []);
    assert.deepEqual(spoken(outcome), versions);
    assert.deepEqual(known(outcome), reference);
  }
});
