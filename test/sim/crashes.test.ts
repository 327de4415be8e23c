/**
 * Twenty scenes with a crash at every effect of the daemon: nothing is lost, nothing is repeated, and the daemon comes back.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { Prng } from "../../src/base/prng.ts";
import { run } from "../../src/sim/campaign/run.ts";
import type { Scenario } from "../../src/sim/campaign/scenario.ts";
import type { CrashPoint } from "../../src/sim/world/world.ts";
import { scenarios } from "./crashes/scenes.ts";

const LOSES_ALL = { bytes: "none", disk: "none" } as const;
const KEEPS_ALL = { bytes: "all", disk: "all" } as const;
const numbersTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1);

/** What was violated, by the crashes that led to it; a crash that never came is said too. */
function played(scenario: Scenario, crashLists: readonly (readonly CrashPoint[])[]): readonly string[] {
  return crashLists.flatMap((crashes) => {
    const ends: (number | "killed")[] = [];
    const { violations } = run({ ...scenario, crashes }, { onlooker: { ended: (_, code) => ends.push(code) } });
    const said = violations.map(({ invariant, sentence }) => `${invariant}: ${sentence}`);
    const kills = ends.filter((end) => end === "killed").length;
    if (kills !== crashes.length) said.push(`${kills} crashes`);
    return said.map((each) => `${JSON.stringify(crashes)}: ${each}`);
  });
}

test("there are twenty scenes, and each goes through without a crash", () => {
  assert.equal(scenarios.length, 20);
  for (const scenario of scenarios) assert.deepEqual(played(scenario, [[]]), [], scenario.says);
});

for (const scenario of scenarios)
  test(`a crash at any effect: ${scenario.says}`, () => {
    const effects = run(scenario).portCalls;
    assert.ok(effects > 25, `only ${effects} effects`);
    const crashLists = numbersTo(effects).flatMap((call): CrashPoint[][] => [
      [{ call, when: "before" }],
      [{ call, when: "after", fate: LOSES_ALL }],
      [{ call, when: "after", fate: KEEPS_ALL }],
    ]);
    assert.deepEqual(played(scenario, crashLists), []);
  });

test("nor does a second crash inside the recovery from the first do any harm", () => {
  const prng = new Prng(1, "nested");
  for (const scenario of scenarios) {
    const crashLists = numbersTo(run(scenario).portCalls).map((call): CrashPoint[] => [
      { call, when: "after" },
      { call: call + prng.between(1, 20), when: "before" },
    ]);
    assert.deepEqual(played(scenario, crashLists), [], scenario.says);
  }
});
