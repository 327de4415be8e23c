/**
 * Two bots trade two accounts through one Gateway session, on a virtual clock, network and disk: the same run twice,
 * and every run with a crash at any effect of the daemon keeps its promises about orders.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Prng } from "../../src/base/prng.ts";
import type { CrashPoint } from "../../src/sim/world/world.ts";
import { CEILING } from "../../src/wire/versions.ts";
import {
  forgetsItsJournal,
  leavesEntriesNaked,
  leavesTheTornTail,
  liesAboutDurability,
  resendsAfterRestart,
  reusesOrderIds,
  sendsTwice,
  TEXT_VERSION,
} from "./two-clients/planted.ts";
import { ONE_LIFE, WHOLE } from "./two-clients/scripts.ts";
import { type Outcome, type Play, run } from "./two-clients/stage.ts";

const LOSES_ALL = { bytes: "none", disk: "none" } as const;
const KEEPS_ALL = { bytes: "all", disk: "all" } as const;

const statusOf = (outcome: Outcome, name: string): string | undefined =>
  outcome.clients.map(({ script }) => script.orders.get(name)?.status).find((status) => status !== undefined);

const numbersTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1);

/** How many effects a play has without a crash. */
const effectsOf = (play: Play): number => run(play).portCalls;

/** Plays it once per list of crashes; what was violated, where, and how many crashes there were. */
function campaign(play: Play, crashLists: readonly (readonly CrashPoint[])[]): { failures: string[]; crashes: number } {
  const failures: string[] = [];
  let crashes = 0;
  for (const each of crashLists) {
    const outcome = run({ ...play, crashes: each });
    crashes += outcome.incarnations - 1;
    failures.push(...outcome.violations.map((violation) => `${JSON.stringify(each)}: ${violation}`));
  }
  return { failures, crashes };
}

test("two clients do everything at once, each on its own account", () => {
  const outcome = run(WHOLE);
  assert.deepEqual(outcome.violations, []);
  for (const name of ["a", "b"]) {
    assert.equal(statusOf(outcome, `${name}-rest`), "Cancelled");
    assert.equal(statusOf(outcome, `${name}-market`), "Filled");
    assert.equal(statusOf(outcome, `${name}-bracket`), "Filled");
    assert.equal(statusOf(outcome, `${name}-bracket-sl`), "PreSubmitted");
  }
  assert.deepEqual(
    outcome.clients.map(({ nextValidIds }) => nextValidIds[0]),
    [1, 1],
  );
  assert.deepEqual(outcome.counts, { new: 10, modify: 2, cancel: 2 });
  assert.deepEqual(outcome.broker!.positions.map(({ contract, position }) => `${position} ${contract.symbol}`).sort(), [
    "-20 MSFT",
    "20 AAPL",
  ]);
  assert.equal(outcome.broker!.open.length, 4, "two children rest on each account");
  assert.ok(outcome.broker!.executions.length >= 4);
  assert.ok(outcome.seconds < 60, "nobody waited in vain");
});

test("one seed makes one run, and another seed another", () => {
  const { digest } = run(WHOLE);
  assert.equal(run(WHOLE).digest, digest);
  assert.notEqual(run({ ...WHOLE, seed: 2 }).digest, digest);
});

test("the run is the same in another process, another time zone and another language", () => {
  const script = fileURLToPath(new URL("two-clients/digest.ts", import.meta.url));
  const env = { ...process.env, TZ: "Asia/Kathmandu", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" };
  const printed = execFileSync(process.execPath, [script, "1"], { encoding: "utf8", env });
  assert.equal(printed.trim(), run(WHOLE).digest);
});

for (const [form, upstream] of [
  ["protobuf", CEILING],
  ["text", TEXT_VERSION],
] as const)
  test(`a crash at any effect of an order's life loses nothing, repeats nothing and sends nothing unrecorded, in ${form}`, () =>
    crashesEverywhere({ ...ONE_LIFE, versions: { upstream } }));

function crashesEverywhere(play: Play): void {
  const effects = effectsOf(play);
  const crashLists = numbersTo(effects).flatMap((call): CrashPoint[][] => [
    [{ call, when: "before" }],
    [{ call, when: "after", fate: LOSES_ALL }],
    [{ call, when: "after", fate: KEEPS_ALL }],
  ]);
  const { failures, crashes } = campaign(play, crashLists);
  assert.deepEqual(failures, []);
  assert.equal(crashes, effects * 3);
  assert.ok(effects >= 40, `only ${effects} effects`);
}

test("nor does a second crash inside the recovery from the first", () => {
  const prng = new Prng(1, "nested");
  const crashLists = numbersTo(effectsOf(ONE_LIFE)).flatMap((call): CrashPoint[][] =>
    [1, 2].map(() => [
      { call, when: "after" },
      { call: call + prng.between(1, 20), when: "before" },
    ]),
  );
  const { failures, crashes } = campaign(ONE_LIFE, crashLists);
  assert.deepEqual(failures, []);
  assert.ok(crashes > crashLists.length * 1.9, `${crashes} crashes in ${crashLists.length} runs`);
});

test("nor does a crash anywhere in the whole scenario, brackets included", () => {
  const effects = effectsOf(WHOLE);
  const { failures, crashes } = campaign(
    WHOLE,
    numbersTo(effects).map((call) => [{ call, when: "after" }]),
  );
  assert.deepEqual(failures, []);
  assert.equal(crashes, effects);
});

/** What the checks say of a planted bug. */
function verdict(planted: Play["planted"], crashes: readonly CrashPoint[] = []): string {
  return run({ ...ONE_LIFE, planted, crashes, versions: { upstream: TEXT_VERSION } }).violations.join("\n");
}

/** What they say over plays with one crash each, anywhere. */
const verdicts = (plant: () => Play["planted"]): string =>
  numbersTo(effectsOf(ONE_LIFE))
    .map((call) => verdict(plant(), [{ call, when: "after" }]))
    .join("\n");

test("the checks find a daemon that sends before its intent is durable", () => {
  assert.match(verdict(liesAboutDurability), /left before its intent was durable/);
});

test("the checks find an order frame that leaves twice", () => {
  assert.match(verdict(sendsTwice), /was sent twice as a new order/);
});

test("the checks find an order id that is used for two orders", () => {
  assert.match(verdict(reusesOrderIds()), /order id \d+ was used for /);
});

test("the checks find an order that is sent again after a restart", () => {
  assert.match(verdicts(resendsAfterRestart), /was sent twice as a new order/);
});

test("the checks find a filled entry whose stop never left", () => {
  const { violations } = run({ ...WHOLE, planted: leavesEntriesNaked, versions: { upstream: TEXT_VERSION } });
  assert.match(violations.join("\n"), /alpha's a-bracket is filled and has no stop/);
});

test("the checks find a daemon that forgets what it told its clients", () => {
  const found = verdicts(forgetsItsJournal);
  assert.match(found, /a-life \(Submitted\) is lost/);
  assert.match(found, /alpha was told nextValidId 1 after order 1/);
  assert.match(found, /the client's order a-life left as .* and as /);
});

test("the checks find a daemon that appends behind a torn tail", () => {
  const crashes = numbersTo(effectsOf(ONE_LIFE) - 10).map((call): CrashPoint[] => [
    { call, when: "after" },
    { call: call + 10, when: "after" },
  ]);
  const found = crashes.map((each) => verdict(leavesTheTornTail, each)).join("\n");
  assert.match(found, /daemon ended by itself with 1/);
});
