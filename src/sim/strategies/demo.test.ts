/** The demo's strategies against the simulated Gateway, in a virtual world. */
import assert from "node:assert/strict";
import test from "node:test";
import { startGateway } from "../gateway/gateway.ts";
import type { Fate } from "../world/fate.ts";
import { World } from "../world/world.ts";
import { type DemoEvent, type Running, startDemoStrategy } from "./demo.ts";
import { type PositionRow, readPositions } from "./positions.ts";
import type { Style } from "./scenes.ts";

const ADDRESS = { host: "127.0.0.1", port: 4102 };
const ACCOUNT = "DU1000001";
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const LOST: Fate = { bytes: "none", disk: "none" };

interface Act {
  readonly world: World;
  readonly strategy: Running;
  readonly events: readonly DemoEvent[];
}

function begin(style: Style, seed: number): Act {
  const world = new World({ seed });
  startGateway(world.host("gateway"), { ...ADDRESS, accounts: [ACCOUNT], seed });
  const events: DemoEvent[] = [];
  const strategy = startDemoStrategy(world.host("strategy"), {
    ...ADDRESS,
    clientId: 1,
    account: ACCOUNT,
    symbols: ["AAPL", "MSFT"],
    style,
    seed,
    onEvent: (event) => events.push(event),
  });
  return { world, strategy, events };
}

function positionsAtBroker({ world }: Act): readonly PositionRow[] {
  let rows: readonly PositionRow[] | undefined;
  readPositions(world.host("reader"), { ...ADDRESS, clientId: 9 }, (answer) => {
    assert.ok(!("failed" in answer), JSON.stringify(answer));
    rows = answer;
  });
  assert.ok(world.runUntil(() => rows !== undefined, 5_000));
  return rows!;
}

for (const style of ["maker", "taker"] as const) {
  test(`a ${style} places five orders and has two fills within twenty seconds, whatever the seed`, () => {
    for (const seed of SEEDS) {
      const act = begin(style, seed);
      act.world.runFor(20_000);
      const { orders, fills } = act.strategy.stats();
      assert.ok(orders >= 5 && fills >= 2, `seed ${seed}: ${orders} orders, ${fills} fills`);
      const kinds = new Set(act.events.map(({ kind }) => kind));
      for (const kind of ["connected", "placed", "modified", "cancelled", "filled"] as const)
        assert.ok(kinds.has(kind), kind);
    }
  });

  test(`a ${style} keeps its positions bounded for a quarter of an hour and is never cut off`, () => {
    const act = begin(style, 1);
    for (let minute = 0; minute < 15; minute++) {
      act.world.runFor(60_000);
      for (const { position } of act.strategy.stats().traded) assert.ok(Math.abs(Number(position)) <= 150, position);
    }
    assert.ok(act.strategy.stats().orders > 300);
    assert.deepEqual(
      act.events.filter(({ kind }) => kind === "lost"),
      [],
    );
  });

  test(`a stopped ${style} leaves nothing working and knows its positions as the broker does`, () => {
    for (const seed of SEEDS) {
      const act = begin(style, seed);
      act.world.runFor(9_000 + 700 * seed);
      let settled = false;
      act.strategy.stop(() => {
        settled = true;
      });
      assert.ok(act.world.runUntil(() => settled, 6_000));
      act.world.runFor(500);
      const { working, positions, traded } = act.strategy.stats();
      assert.equal(working, 0);
      const broker = positionsAtBroker(act).map(({ symbol, position }) => `${position} ${symbol}`);
      assert.deepEqual(positions.map(({ symbol, position }) => `${position} ${symbol}`).sort(), [...broker].sort());
      assert.deepEqual(traded.map(({ symbol, position }) => `${position} ${symbol}`).sort(), [...broker].sort());
    }
  });
}

test("a strategy whose connection is lost comes back and goes on", () => {
  const act = begin("taker", 3);
  act.world.runFor(8_000);
  const before = act.strategy.stats();
  act.world.kill("gateway", LOST);
  act.world.runFor(1_000);
  assert.equal(act.strategy.stats().connected, false);
  startGateway(act.world.host("gateway"), { ...ADDRESS, accounts: [ACCOUNT], seed: 3 });
  act.world.runFor(30_000);
  const { connected, orders } = act.strategy.stats();
  assert.ok(connected && orders > before.orders);
  assert.equal(act.events.filter(({ kind }) => kind === "lost").length >= 1, true);
});

test("a position reader that reaches nobody says so once", () => {
  const world = new World({ seed: 1 });
  const answers: unknown[] = [];
  readPositions(world.host("reader"), { ...ADDRESS, clientId: 9 }, (answer) => answers.push(answer));
  world.runFor(5_000);
  assert.deepEqual(answers, [{ failed: "ECONNREFUSED" }]);
});
