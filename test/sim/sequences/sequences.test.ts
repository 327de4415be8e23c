/**
 * Recorded sessions, replayed: for every one of which the client's side is known, the simulated Gateway says what the real
 * one said (SEQUENCES).
 */
import { deepEqual, ok } from "node:assert/strict";
import test from "node:test";
import { absent, sessionsOfBothSides } from "./recorded.ts";
import { play } from "./replay.ts";
import { REPLAYED, SECTIONS } from "./replayed.ts";

for (const playing of REPLAYED)
  test(`SEQUENCES ${playing.section}, ${playing.session}: the client meets the recorded answers`, {
    skip: absent,
  }, () => {
    const { real, simulated } = play(playing);
    ok(real.some(({ lines }) => lines.length > 0));
    deepEqual(simulated, real);
  });

test("no recorded session of both sides is left aside", { skip: absent }, () => {
  const replayed = new Set(REPLAYED.map(({ session }) => session));
  deepEqual(
    sessionsOfBothSides().filter((name) => !replayed.has(name)),
    [],
  );
});

test("each of the twelve scenarios is replayed, or tested in the order that is stated", () => {
  const bare = SECTIONS.flatMap(({ title, stated }, i) =>
    stated === undefined && !REPLAYED.some(({ section }) => section === i + 1) ? [title] : [],
  );
  deepEqual([SECTIONS.length, bare], [12, []]);
});
