/**
 * Any client works with any Gateway: the two-client scenario at every pair of server versions at which the wire changes,
 * text and protobuf on either side, ends the same way and tells the clients the same.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { withoutAmbience } from "../../src/cli/sim/ambience.ts";
import { run } from "../../src/sim/campaign/run.ts";
import type { Violation } from "../../src/sim/checkers/checker.ts";
import { Listener } from "./two-clients/listener.ts";
import { everything, type Versions } from "./two-clients/scenes.ts";

/** The first versions of layouts and of families of protobuf messages that the scenario touches, and both ends. */
const VERSIONS = [157, 163, 166, 178, 193, 194, 200, 201, 203, 204, 206, 207, 213, 225];

interface Played {
  readonly violations: readonly Violation[];
  readonly alerts: number;
  /** What the daemon and the two clients agreed on, one for each session. */
  readonly spoken: readonly number[];
  readonly known: unknown;
}

function at(versions: Partial<Versions>): Played {
  const listener = new Listener();
  const { violations, counts } = withoutAmbience(() => run(everything(versions), { onlooker: listener }));
  const { daemon = [], alpha = [], beta = [] } = listener.versions;
  return { violations, alerts: counts.alerts!, spoken: [...daemon, ...alpha, ...beta], known: known(listener) };
}

/** What each client knows in the end, prices and times aside: they depend on how many bytes a message takes. */
const known = ({ memories }: Listener): unknown =>
  Object.values(memories).map((memory) => ({
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

/** Goes well, as these versions, and all clients know the same. */
function goesWell(versions: Partial<Versions>, spoken: readonly number[]): void {
  const played = at(versions);
  assert.deepEqual([played.violations, played.alerts], [[], 0], JSON.stringify(versions));
  assert.deepEqual(played.spoken, spoken);
  assert.deepEqual(played.known, reference, JSON.stringify(versions));
}

const reference = at({ gateway: 178 }).known;

test("there is something to compare: each client has orders, executions, commissions, positions, quotes and contracts", () => {
  for (const client of reference as readonly Readonly<Record<string, readonly unknown[] | number>>[])
    for (const [what, list] of Object.entries(client))
      assert.ok((typeof list === "number" ? list : list.length) > 0, what);
});

for (const gateway of VERSIONS)
  test(`behind a Gateway of ${gateway} clients of every version do everything`, () => {
    for (const client of VERSIONS) goesWell({ gateway, alpha: client, beta: client }, [gateway, client, client]);
  });

test("two clients of different versions share one session", () => {
  for (const [alpha, beta] of [
    [157, 225],
    [225, 178],
    [200, 201],
  ] as const)
    goesWell({ gateway: 213, alpha, beta }, [213, alpha, beta]);
});

test("the door's and the session's own limits hold a newer peer down", () => {
  goesWell({ alpha: 225, beta: 225, door: 178 }, [225, 178, 178]);
  goesWell({ alpha: 225, beta: 225, upstream: 178 }, [178, 225, 225]);
});
