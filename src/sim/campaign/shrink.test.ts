/** Shrinking against rules of failure that are known, so that the smallest scenario is known as well. */
import assert from "node:assert/strict";
import test from "node:test";
import { BUYER, SMALL } from "../../../test/rig/scenario.ts";
import { decimal } from "../../base/decimal.ts";
import { CARELESS_NAMES } from "../actors/kinds.ts";
import { eventsOf } from "./cuts.ts";
import type { SomeLimits } from "./limits.ts";
import type { Scenario } from "./scenario.ts";
import { type Fails, type Progress, shrink } from "./shrink.ts";

const KINDS = ["order-lost", "link-lost", "disk-slow", "gateway-restart", "process-killed"];
const HOUR_MS = 3_600_000;

/** Two hundred faults, five actors, ten crashes in two hours. */
const LARGE: Scenario = {
  ...SMALL,
  safetyMs: 2 * HOUR_MS,
  topology: {
    ...SMALL.topology,
    calendar: "real",
    network: { latencyMsMax: 50 },
    switches: { overRate: "processed" },
    operating: { commandPort: true },
  },
  actors: ["alpha", "beta", "gamma", "delta", "epsilon"].map((host, i) => ({
    ...BUYER,
    ...{ host, strategy: i === 3 ? "two" : "one", clientId: i, symbols: ["AAPL", "MSFT"] },
  })),
  plan: Array.from({ length: 200 }, (_, i) => ({
    ...{ atMs: i * 36_000, fault: KINDS[i % KINDS.length]! },
    values: { forMs: 1_000, times: 3 },
  })),
  crashes: Array.from({ length: 10 }, (_, i) => ({ call: i + 1, when: "before" as const })),
};

const has = ({ plan }: Scenario, fault: string, fromMs = 0): boolean =>
  plan.some((planned) => planned.fault === fault && planned.atMs >= fromMs);

/** Fails when a loss of the link meets a crash of the daemon's in one hour, while delta trades. */
const needsTwoKinds: Fails = (scenario) =>
  has(scenario, "link-lost", 30 * 60_000) &&
  has(scenario, "process-killed") &&
  scenario.actors.some(({ host }) => host === "delta") &&
  scenario.safetyMs >= 40 * 60_000
    ? 40 * 60_000
    : undefined;

test("what is left is what the failure needs: two faults, one actor, no later than it", () => {
  const shrunk = shrink(LARGE, needsTwoKinds);
  assert.ok(shrunk);
  const { plan, crashes, actors, topology, safetyMs } = shrunk.scenario;
  assert.deepEqual(plan.map(({ fault }) => fault).sort(), ["link-lost", "process-killed"]);
  assert.deepEqual([actors.length, actors[0]?.host, crashes?.length ?? 0], [1, "delta", 0]);
  assert.equal(safetyMs, 40 * 60_000 + 1);
  assert.deepEqual(actors[0]?.steps, []);
  assert.ok(plan.every(({ values }) => values === undefined));
  assert.deepEqual([topology.calendar, topology.switches, topology.operating], ["always", undefined, undefined]);
  assert.deepEqual(topology.accounts, ["DU1000001", "DU1000002"], "delta's, and that of the first strategy");
  assert.equal(eventsOf(shrunk.scenario), 3);
  assert.ok(shrunk.runs < 150, `${shrunk.runs} runs`);
});

test("single crashes and steps are found among many", () => {
  const fails: Fails = ({ crashes, actors }) => {
    const steps = actors.flatMap((actor) => actor.steps?.map(({ step }) => step) ?? []);
    return crashes?.some(({ call }) => call === 7) && steps.includes("place") ? 5 : undefined;
  };
  const { crashes, actors, plan } = shrink(LARGE, fails)!.scenario;
  assert.deepEqual(crashes, [{ call: 7, when: "before" }]);
  assert.deepEqual(
    actors.map(({ steps }) => steps?.map(({ step }) => step)),
    [["place"]],
  );
  assert.deepEqual(plan, []);
});

test("of what clients are careless about only that is left which the failure needs", () => {
  const careless: Scenario = {
    ...LARGE,
    actors: LARGE.actors.map((actor) => ({ ...actor, careless: CARELESS_NAMES })),
  };
  const fails: Fails = ({ actors }) =>
    actors.some(({ careless = [] }) => careless.includes("closes-others")) ? 5 : undefined;
  const { actors } = shrink(careless, fails)!.scenario;
  assert.deepEqual(
    actors.map((actor) => actor.careless),
    [["closes-others"]],
  );
});

test("limits go row by row, whosever they are, and hours with the last limit that speaks of them", () => {
  const { topology } = LARGE;
  const rows: SomeLimits = { "max-quantity": decimal(10)!, "look-alike": 5, sessions: ["day"] };
  const limited: Scenario = {
    ...LARGE,
    topology: {
      ...topology,
      strategies: topology.strategies.map((strategy) => ({ ...strategy, limits: rows, deadManMs: 1_000 })),
      accountLimits: Object.fromEntries(topology.accounts.map((account) => [account, rows])),
      hours: { day: [{ atMs: 0, forMs: 1_000 }] },
    },
  };
  const isNeeded: Fails = ({ topology: { strategies, accountLimits } }) =>
    strategies.some(({ limits }) => limits?.["look-alike"] === 5) &&
    accountLimits?.[topology.accounts[0]!]?.["max-quantity"] === "10"
      ? 5
      : undefined;
  const left = shrink(limited, isNeeded)!.scenario.topology;
  assert.deepEqual(
    left.strategies.flatMap(({ limits = {} }) => Object.keys(limits)),
    ["look-alike"],
  );
  assert.deepEqual(left.accountLimits, { [topology.accounts[0]!]: { "max-quantity": "10" } });
  assert.equal(left.hours, undefined);
  assert.ok(left.strategies.every(({ deadManMs }) => deadManMs === undefined));
});

test("what does not fail is not shrunk, and what fails always becomes nothing", () => {
  assert.equal(
    shrink(LARGE, () => undefined),
    undefined,
  );
  const { scenario } = shrink(LARGE, () => 3)!;
  assert.deepEqual([eventsOf(scenario), scenario.safetyMs], [0, 4]);
});

test("runs are bounded, each is told, and equal scenarios shrink alike", () => {
  const told: Progress[] = [];
  const bounded = shrink(LARGE, needsTwoKinds, { runsMax: 12, progress: (progress) => told.push(progress) });
  assert.equal(bounded?.runs, 12);
  assert.deepEqual(
    told.map(({ runs }) => runs),
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
  assert.ok(needsTwoKinds(bounded!.scenario) !== undefined, "what is handed back fails");
  assert.deepEqual(shrink(LARGE, needsTwoKinds), shrink(LARGE, needsTwoKinds));
});

test("a large scenario that one seed holds together falls apart under others", () => {
  // Under the seed it was found with, all of it is needed; under the next one nothing is.
  const fails: Fails = ({ seed, plan }) => (seed !== LARGE.seed || plan.length === LARGE.plan.length ? 1e9 : undefined);
  const { scenario } = shrink(LARGE, fails)!;
  assert.equal(scenario.plan.length, 0);
  assert.notEqual(scenario.seed, LARGE.seed);
});
