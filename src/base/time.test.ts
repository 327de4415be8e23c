/** Shows that calendar arithmetic without the host's tables agrees with the host's, and how deadlines are ordered. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  after,
  civil,
  earliest,
  type Instant,
  isoTime,
  minutes,
  seconds,
  type WallMs,
  wallOf,
  wireTime,
} from "./time.ts";

const at = (ms: number): Instant => ms as Instant;

/** Every millisecond of the years 1970 to 2100. */
const moments = fc.integer({ min: 0, max: Date.UTC(2101, 0, 1) - 1 }).map((ms) => ms as WallMs);

test("civil and wallOf are inverses and agree with the host over 1970 to 2100", () => {
  fc.assert(
    fc.property(moments, (wall) => {
      const [t, host] = [civil(wall), new Date(wall)];
      assert.equal(wallOf(t.year, t.month, t.day, t.hour, t.minute, t.second) + t.ms, wall);
      assert.equal(t.weekday, host.getUTCDay());
      assert.equal(isoTime(wall), host.toISOString());
    }),
    { numRuns: 1_000 },
  );
});

test("every day of 1970 to 2100 is the day after the one before", () => {
  for (let year = 1970; year <= 2100; year++)
    for (let month = 1; month <= 12; month++) {
      const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
      assert.equal(wallOf(year, month, 1), Date.UTC(year, month - 1, 1));
      assert.equal(wallOf(year, month, days), Date.UTC(year, month - 1, days));
      assert.deepEqual(dateOf(wallOf(year, month, days)), [year, month, days]);
    }
});

const dateOf = (wall: WallMs): number[] => [civil(wall).year, civil(wall).month, civil(wall).day];

test("2000 and 2096 have a 29 February, 2100 has none", () => {
  assert.deepEqual(dateOf((wallOf(2000, 2, 28) + 86_400_000) as WallMs), [2000, 2, 29]);
  assert.deepEqual(dateOf((wallOf(2096, 2, 28) + 86_400_000) as WallMs), [2096, 2, 29]);
  assert.deepEqual(dateOf((wallOf(2100, 2, 28) + 86_400_000) as WallMs), [2100, 3, 1]);
});

test("a moment before 1970 still has a calendar date", () => {
  assert.equal(isoTime(-1 as WallMs), "1969-12-31T23:59:59.999Z");
  assert.equal(civil(-1 as WallMs).weekday, 3);
});

test("the wire's spelling names its zone and drops the milliseconds", () => {
  assert.equal(wireTime((wallOf(2026, 1, 5, 10, 11, 12) + 999) as WallMs), "20260105 10:11:12 UTC");
});

test("the earliest deadline wins, and none set is none", () => {
  assert.equal(earliest(), undefined);
  assert.equal(earliest(undefined, undefined), undefined);
  assert.equal(earliest(at(5), undefined, at(3), at(4)), 3);
  assert.equal(earliest(at(0), at(1)), 0);
});

test("durations are in milliseconds", () => {
  assert.equal(after(at(10), seconds(1.5)), 1_510);
  assert.equal(after(at(0), minutes(2)), 120_000);
});
