import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { ManualClock } from "../../../test/sim/manualClock.ts";
import { Prng } from "../../base/prng.ts";
import { isoTime } from "../../base/time.ts";
import { Faults } from "./faults.ts";
import { DEFAULT_MIX, draw, runMix } from "./random.ts";
import { nextDaytime, parseSchedule, runSchedule, ScheduleRefused } from "./schedule.ts";
import { FAULT_NAMES, type FaultName } from "./table.ts";

/** Runs a file from 10:00 in New York; answers the names that are set, after each of these times. */
function run(text: string, ...afterMs: readonly number[]): readonly string[][] {
  const clock = new ManualClock();
  const faults = new Faults(1, clock);
  const schedule = parseSchedule(text);
  ok(!(schedule instanceof ScheduleRefused), schedule instanceof ScheduleRefused ? schedule.reason : "");
  runSchedule(faults, clock, schedule);
  return afterMs.map((ms) => {
    clock.advance(ms);
    return faults.list().flatMap(({ name, setting }) => (setting === undefined ? [] : [name]));
  });
}

function refused(text: string): string {
  const answer = parseSchedule(text);
  ok(answer instanceof ScheduleRefused, "it was taken");
  return `${answer.line}: ${answer.reason}`;
}

test("a fault file sets, narrows and clears faults at its times, past comments and blank lines", () => {
  const text = [
    "# a comment",
    "",
    '{"at": "+1s", "fault": "order-lost", "client": 3}',
    '// another {"at": "+1s"}',
    '{"at": "10:00:02", "fault": "link-lost", "forMs": 5000}',
    '{"at": "2026-01-05T10:00:03", "fault": "cancel-lost"}',
    '{"at": "2026-01-05T15:00:04Z", "clear": "order-lost"}',
    '{"at": "+0.5m", "clear": "all"}',
  ].join("\n");
  deepEqual(run(text, 1_000, 1_000, 1_000, 1_000, 3_000, 60_000), [
    ["order-lost"],
    ["order-lost", "link-lost"],
    ["order-lost", "cancel-lost", "link-lost"],
    ["cancel-lost", "link-lost"],
    ["cancel-lost"],
    [],
  ]);
});

test("a time of day that has passed means tomorrow, also over a change of the clocks", () => {
  const clock = new ManualClock();
  equal(isoTime(nextDaytime("23:45:00", clock.wall())), "2026-01-06T04:45:00.000Z");
  equal(isoTime(nextDaytime("09:59", clock.wall())), "2026-01-06T14:59:00.000Z");
  equal(isoTime(nextDaytime("10:00:00", clock.wall())), "2026-01-05T15:00:00.000Z");
});

test("what is wrong in a fault file is named with its line", () => {
  match(refused('\n{"at": "+1s", "fault": "link-lots"}'), /^2: there is no fault "link-lots": did you mean link-lost/);
  match(refused('{"at": "soon", "fault": "link-lost"}'), /^1: "at" is "23:45:00".*not "soon"/);
  match(refused('{"at": "2026-13-05T10:00:00", "fault": "link-lost"}'), /^1: "at" is/);
  match(
    refused('{"at": "+1s", "fault": "link-lost", "reapeatMs": 1}'),
    /no parameter "reapeatMs": did you mean repeatMs/,
  );
  match(refused("link-lost"), /^1: a line is one JSON object/);
  match(refused('{"at": "+1s"}'), /"fault" or "clear"/);
  match(refused('{"at": "+1s", "clear": "link-lots"}'), /did you mean link-lost/);
  match(refused('{"at": "+1s", "clear": "all", "forMs": 3}'), /nothing but a name, not "forMs"/);
});

test("every fault can be drawn with parameters that its row takes", () => {
  for (const name of FAULT_NAMES)
    for (let seed = 0; seed < 20; seed++) equal(draw(name, new Prng(seed, "test")).name, name);
});

test("a mix happens as often as its rate says, the same for the same seed, only what it may, and nothing lasts", () => {
  const happened = (seed: number, only?: readonly FaultName[]): readonly [name: string, times: number][] => {
    const clock = new ManualClock();
    const faults = new Faults(seed, clock);
    const stop = runMix(faults, clock, seed, { ...DEFAULT_MIX, ...(only === undefined ? {} : { only }) });
    clock.advance(24 * 3_600_000);
    stop();
    clock.advance(4 * 60_000);
    ok(faults.quiet);
    return faults.list().flatMap(({ name, set }) => (set === 0 ? [] : [[name, set] as [string, number]]));
  };
  const count = happened(3).reduce((sum, [, times]) => sum + times, 0);
  ok(count > 230 && count < 350, `${count} faults in a day`);
  deepEqual(happened(3), happened(3));
  ok(JSON.stringify(happened(3)) !== JSON.stringify(happened(4)));
  deepEqual(
    happened(3, ["link-lost", "frame-damaged"]).map(([name]) => name),
    ["link-lost"],
  );
});
