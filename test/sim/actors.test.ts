/**
 * Every kind of actor in a small world of its own, and all of them in one.
 *
 * An undisturbed daemon keeps its promises to each of them: nothing is violated, whoever waits is served when the run
 * ends, and every kind has done what it is there for.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { minutes } from "../../src/base/time.ts";
import { ACTORS } from "../../src/sim/actors/cast.ts";
import { type ActorKind, CARELESS_NAMES } from "../../src/sim/actors/kinds.ts";
import type { ActorSpec } from "../../src/sim/actors/spec.ts";
import { type Outcome, run } from "../../src/sim/campaign/run.ts";
import { SCENARIO_FORMAT, type Scenario } from "../../src/sim/campaign/scenario.ts";

interface Expected {
  /** What it must have done, by the words of its counts. */
  readonly did: readonly string[];
}

/** Draws a slow reader that is greedy. */
const GREEDY_SEED = 7;
const TRADES = ["connections", "orders", "fills", "cancels"];

/** A script does what its steps say and has tests of its own. */
const EXPECTED: Readonly<Record<Exclude<ActorKind, "script">, Expected>> = {
  trader: { did: [...TRADES, "modifies", "brackets", "whatIfs"] },
  resting: { did: [...TRADES, "modifies"] },
  bracket: { did: [...TRADES, "modifies", "brackets", "groups"] },
  crasher: { did: [...TRADES, "deaths"] },
  slowReader: { did: ["connections", "orders", "deafnesses"] },
  spammer: { did: ["connections", "orders", "cancels", "modifies", "bursts"] },
  observer: { did: ["connections"] },
  hostile: { did: ["connections", "attempts", "refusals", "canaries"] },
  pusher: { did: [...TRADES, "modifies", "brackets"] },
  riskOfficer: { did: ["halts", "resumes", "limits", "limitsReset"] },
  operator: { did: ["manualOrders", "manualCancels", "drains"] },
  supervisor: { did: ["restarts", "seconds", "standbys"] },
};
const KINDS = Object.keys(EXPECTED) as readonly (keyof typeof EXPECTED)[];

const VERSIONS = [157, 178, 201, 225];
const BESIDE: ReadonlySet<ActorKind> = new Set(["operator", "riskOfficer", "supervisor"]);

function spec(kind: ActorKind, i: number): ActorSpec {
  const common = { kind, host: `actor${i}`, symbols: ["AAPL", "MSFT", "KO"] };
  if (BESIDE.has(kind)) return { ...common, perHour: 200 };
  const version = VERSIONS[i % VERSIONS.length]!;
  return { ...common, strategy: i % 2 === 0 ? "alpha" : "beta", clientId: 10 + i, version, perHour: 700 };
}

const clientIds = (remainder: number): readonly number[] =>
  Array.from({ length: 10 }, (_, i) => 10 + 2 * i + remainder);

function scenario(kinds: readonly ActorKind[], seed: number, safetyMs: number): Scenario {
  return {
    ...{ format: SCENARIO_FORMAT, profile: "actors", seed, safetyMs, plan: [] },
    topology: {
      ...{ start: "2026-01-05T15:00:00Z", calendar: "always", tickMs: 1_000, latencyMs: 20 },
      versions: { gateway: 225, upstream: 225, door: 225 },
      accounts: ["DU1000001", "DU1000002"],
      strategies: [
        { name: "alpha", account: "DU1000001", clientIds: clientIds(0) },
        { name: "beta", account: "DU1000002", clientIds: clientIds(1) },
      ],
    },
    actors: kinds.map(spec),
  };
}

const sentences = ({ violations }: Outcome): readonly string[] =>
  violations.map(({ invariant, atMs, sentence }) => `${invariant} at ${atMs} ms: ${sentence}`);

test("every kind of the cast but the script is looked at here", () => {
  assert.deepEqual([...KINDS, "script"].sort(), Object.keys(ACTORS).sort());
});

for (const kind of KINDS) {
  const { did } = EXPECTED[kind];
  test(`a ${kind} does what it is there for and is content in the end`, () => {
    // Who ends the daemon needs somebody to start it again, and the other way round.
    const kinds = kind === "supervisor" ? (["supervisor", "operator"] as const) : [kind];
    const outcome = run(scenario(kinds, 1, minutes(8)));
    assert.deepEqual(sentences(outcome), []);
    assert.deepEqual(
      did.filter((word) => !((outcome.counts[word] ?? 0) > 0)),
      [],
      JSON.stringify(outcome.counts),
    );
  });
}

for (const name of CARELESS_NAMES)
  test(`a trader whose carelessness is ${name} breaks nothing and is content in the end`, () => {
    const plain = scenario(["trader", "trader"], 1, minutes(6));
    const [one, two] = plain.actors;
    const actors = [one!, two!].map((each) => ({ ...each, strategy: "alpha", careless: [name] }));
    const clientIds = actors.map(({ clientId }) => clientId!);
    const strategies = [{ name: "alpha", account: "DU1000001", clientIds }];
    const outcome = run({ ...plain, actors, topology: { ...plain.topology, strategies } });
    assert.deepEqual(sentences(outcome), []);
    assert.notEqual(outcome.digest, run({ ...plain, topology: { ...plain.topology, strategies } }).digest);
  });

test("clients that change the type and the hours of what rests break nothing, and are content in the end", () => {
  const plain = scenario(["trader", "resting", "bracket"], 1, minutes(4));
  const outcome = run({ ...plain, actors: plain.actors.map((actor) => ({ ...actor, recasts: true })) });
  assert.deepEqual(sentences(outcome), []);
  assert.ok((outcome.counts.recasts ?? 0) > 5, JSON.stringify(outcome.counts));
});

test("all of them together leave nobody waiting, and the same seed gives the same run", () => {
  const all = scenario(KINDS, 2, minutes(4));
  const [first, second] = [run(all), run(all)];
  assert.deepEqual(sentences(first), []);
  assert.equal(first.digest, second.digest);
  assert.notEqual(first.digest, run(scenario(KINDS, 3, minutes(1))).digest);
});

test("a crasher that comes back places what had no answer again, under the same number", () => {
  const { sometimes } = run(scenario(["crasher"], 1, minutes(8)));
  assert.ok((sometimes["order retried after reconnect"] ?? 0) > 0);
});

test("a second daemon is refused by the lock, and one on another machine by the Gateway", () => {
  const { sometimes } = run(scenario(["supervisor", "trader"], 4, minutes(8)));
  assert.ok((sometimes["second daemon refused by lock"] ?? 0) > 0, "lock");
  assert.ok((sometimes["second daemon refused by 326"] ?? 0) > 0, "326");
});

test("a slow reader that asked for more than can be kept for it is cut off", () => {
  const slow = scenario(["slowReader"], GREEDY_SEED, minutes(5));
  const actors = slow.actors.map((each) => ({ ...each, version: 225 }));
  const { sometimes, counts, violations } = run({ ...slow, actors });
  assert.deepEqual(violations, []);
  assert.ok(counts.months! > 4 && counts.months! < 15, `${counts.months}`);
  assert.equal(sometimes["client cut for slowness"], 1);
});

test("whoever is told that another session has the data polls for prices, and what the Gateway never ends is ended", () => {
  const ended = (plan: Scenario["plan"]): number => {
    const { violations, logged } = run({ ...scenario(["trader", "resting"], 3, minutes(5)), plan });
    assert.deepEqual(violations, []);
    return logged["snapshot-unended"] ?? 0;
  };
  assert.equal(ended([]), 0);
  const competing = ended([{ atMs: minutes(1), fault: "competing-session", values: { forMs: minutes(3) } }]);
  assert.ok(competing > 5, `${competing}`);
});
