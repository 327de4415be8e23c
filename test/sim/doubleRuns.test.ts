/**
 * The same run is the same in another process, another time zone and another language, to the last byte: twenty drawn
 * seeds over all profiles, and a scene by hand.
 *
 * Where two runs part, the seed is named and the first simulated second that is another.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { after, type Instant } from "../../src/base/time.ts";
import type { Io } from "../../src/io/io.ts";
import { type Marks, marksOf, SEEDS, scenarioOf } from "./doubleRuns/marks.ts";

const PROGRAM = fileURLToPath(new URL("doubleRuns/marks.ts", import.meta.url));
const SCENE = "scene";
const PLACES = [
  { TZ: "UTC", LC_ALL: "C", LANG: "C" },
  { TZ: "Asia/Kathmandu", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" },
] as const;

/** What becomes of runs in a process at such a place. */
async function elsewhere(place: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<readonly Marks[]> {
  const env = { ...process.env, ...place };
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], { env, maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as readonly Marks[];
}

/** The first minute, or second, in which two runs are not the same; undefined when they are one. */
function parting(one: Marks, other: Marks): number | undefined {
  if (one.digest === other.digest) return undefined;
  const at = one.marks.findIndex(([, digest], i) => digest !== other.marks[i]?.[1]);
  return one.marks.at(at)![0];
}

/** The first second that is another, of runs that part in such a minute; they are run again to look closer. */
async function second(which: string, minute: number): Promise<number> {
  const closer = await Promise.all(PLACES.map((place) => elsewhere(place, which, String(minute))));
  const [one, other] = closer.map(([marks]) => marks!) as [Marks, Marks];
  return parting(one, other) ?? minute * 60;
}

test("twenty seeds and a scene are the same runs in two processes, two zones and two languages", async () => {
  const names = [...SEEDS.map(String), SCENE];
  const [here, there] = await Promise.all(PLACES.map((place) => elsewhere(place, names.join(","))));
  assert.deepEqual(
    [here!.length, here!.every(({ marks }) => marks.length > 0), new Set(here!.map(({ digest }) => digest)).size],
    [21, true, 21],
  );
  for (const [i, name] of names.entries()) {
    const minute = parting(here![i]!, there![i]!);
    if (minute !== undefined)
      assert.fail(`${name} runs another way elsewhere, first in its second ${await second(name, minute)}`);
  }
});

test("a run that parts from itself is found out, and where", () => {
  const scenario = { ...scenarioOf(SCENE), safetyMs: 150_000 };
  const wavers = (io: Io): Io => ({
    ...io,
    clock: { ...io.clock, at: (when, call) => io.clock.at(later(when), call) },
  });
  const later = (when: Instant): Instant => (when > 90_000 ? after(when, 1) : when);
  assert.equal(parting(marksOf(scenario), marksOf(scenario)), undefined);
  assert.equal(parting(marksOf(scenario), marksOf(scenario, { between: wavers })), 1);
  const at = parting(marksOf(scenario, {}, 1), marksOf(scenario, { between: wavers }, 1))!;
  assert.ok(at >= 90 && at < 120, `second ${at}`);
});
