/**
 * Two clients trade two accounts through one Gateway session: everything at once, each on its own account, and with a crash
 * of the daemon at any of its effects nothing is lost, repeated or left unrecorded.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { isZero } from "../../src/base/decimal.ts";
import { withoutAmbience } from "../../src/cli/sim/ambience.ts";
import { run } from "../../src/sim/campaign/run.ts";
import type { Scenario } from "../../src/sim/campaign/scenario.ts";
import type { CrashPoint } from "../../src/sim/world/world.ts";
import { Listener } from "./two-clients/listener.ts";
import { everything, oneLife } from "./two-clients/scenes.ts";

const LOSES_ALL = { bytes: "none", disk: "none" } as const;
const KEEPS_ALL = { bytes: "all", disk: "all" } as const;
/** The newest server version whose orders are text. */
const TEXT = 178;

test("two clients do everything at once, each on its own account", () => {
  const listener = new Listener();
  const { violations, counts } = withoutAmbience(() => run(everything(), { onlooker: listener }));
  assert.deepEqual(violations, []);
  assert.deepEqual([counts.alerts, counts.restarts, listener.unexpected], [0, 0, []]);
  for (const [host, name] of [
    ["alpha", "a"],
    ["beta", "b"],
  ] as const) {
    const orders = [...listener.memories[host]!.orders.values()];
    assert.deepEqual(
      orders.map(({ orderRef, status }) => `${orderRef} ${status}`),
      [
        `${name}-rest Cancelled`,
        `${name}-market Filled`,
        `${name}-bracket Filled`,
        `${name}-bracket-tp Submitted`,
        `${name}-bracket-sl PreSubmitted`,
      ],
    );
  }
  assert.deepEqual(listener.firstIds, { alpha: 1, beta: 1 });
  assert.deepEqual(listener.sent, { new: 10, modify: 2, cancel: 2 });
  const { broker, exchange } = listener.stage!.gateway;
  const held = broker.positions().filter(({ quantity }) => !isZero(quantity));
  assert.deepEqual(held.map(({ quantity, conId }) => `${quantity} ${exchange.byConId(conId)?.symbol}`).sort(), [
    "-20 MSFT",
    "20 AAPL",
  ]);
  assert.equal(broker.openOrders().length, 4, "two children rest on each account");
});

/** Plays it once per list of crashes; what went wrong, by the crashes that led to it. */
function campaign(scenario: Scenario, crashLists: readonly (readonly CrashPoint[])[]): readonly string[] {
  return crashLists.flatMap((crashes) => {
    const listener = new Listener({ deaf: true });
    const { violations } = withoutAmbience(() => run({ ...scenario, crashes }, { onlooker: listener }));
    const said = [...violations.map(({ invariant, sentence }) => `${invariant}: ${sentence}`), ...listener.unexpected];
    if (listener.kills !== crashes.length) said.push(`${listener.kills} crashes`);
    return said.map((each) => `${JSON.stringify(crashes)}: ${each}`);
  });
}

/** How many effects it has without a crash. */
function effectsOf(scenario: Scenario): readonly number[] {
  const effects = run(scenario).portCalls;
  assert.ok(effects >= 40, `only ${effects} effects`);
  return Array.from({ length: effects }, (_, i) => i + 1);
}

test("a crash at any effect of an order's life loses nothing, repeats nothing and sends nothing unrecorded, in text", () => {
  const scenario = oneLife({ upstream: TEXT });
  const crashLists = effectsOf(scenario).flatMap((call): CrashPoint[][] => [
    [{ call, when: "before" }],
    [{ call, when: "after", fate: LOSES_ALL }],
    [{ call, when: "after", fate: KEEPS_ALL }],
  ]);
  assert.deepEqual(campaign(scenario, crashLists), []);
});

test("nor does a crash anywhere in the whole scenario, brackets included", () => {
  const crashLists = effectsOf(everything()).map((call): CrashPoint[] => [{ call, when: "after" }]);
  assert.deepEqual(campaign(everything(), crashLists), []);
});
