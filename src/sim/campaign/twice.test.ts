/** Two runs that must be one are one, and are found out when they are not. */
import assert from "node:assert/strict";
import test from "node:test";
import { after, minutes } from "../../base/time.ts";
import type { Io } from "../../io/io.ts";
import { draw } from "./draw.ts";
import type { Scenario } from "./scenario.ts";
import { movedByTheWall, unequalRuns } from "./twice.ts";

/** The first ten minutes of a seed. */
function brief(seed: number): Scenario {
  const scenario = draw(seed);
  return { ...scenario, safetyMs: minutes(10), plan: scenario.plan.filter(({ atMs }) => atMs < minutes(10)) };
}

const goesOn = { goesOn: true };

test("a scenario that runs twice runs the same", () => {
  for (const seed of [1, 4]) assert.equal(unequalRuns(brief(seed), goesOn), undefined);
});

test("a daemon whose randomness is not the seed's is found out", () => {
  let lives = 0;
  const between = (io: Io): Io => {
    const drawn = ++lives;
    return { ...io, entropy: { uint32: () => io.entropy.uint32() ^ drawn } };
  };
  assert.match(unequalRuns(brief(1), { ...goesOn, between }) ?? "", /^seed 1 ran twice and ended at \w+ and at \w+$/);
});

test("a wall clock that jumps moves nothing but labels", () => {
  for (const seed of [1, 4, 6]) assert.equal(movedByTheWall(brief(seed), goesOn), undefined);
});

test("a daemon that decides by the wall clock is found out", () => {
  const between = (io: Io): Io => {
    const { clock } = io;
    const isOddHour = (): boolean => Math.floor(clock.wall() / 3_600_000) % 2 === 1;
    const at: Io["clock"]["at"] = (when, run) => clock.at(after(when, isOddHour() ? 7 : 0), run);
    return { ...io, clock: { ...clock, at } };
  };
  const moved = movedByTheWall(brief(4), { ...goesOn, between });
  assert.match(moved ?? "", /write \d+ of the daemon is .* when its wall clock jumps/);
});
