import assert from "node:assert/strict";
import test from "node:test";
import { type WallMs, wallOf } from "../../../base/time.ts";
import { dashed, readMoment } from "./dates.ts";

const NOW = wallOf(2026, 7, 1, 2);

test("a moment is read in UTC, in the zone it names, or in New York", () => {
  const at = (text: string): [number | undefined, boolean | undefined] => {
    const named = readMoment(text, NOW);
    return [named?.at, named?.zoned];
  };
  const noon = wallOf(2026, 1, 2, 17);
  assert.deepEqual(at("20260102-17:00:00"), [noon, true]);
  assert.deepEqual(at("20260102-17:00:00Z"), [noon, true]);
  assert.deepEqual(at("20260102 17:00:00 GMT"), [noon, true]);
  assert.deepEqual(at("20260102  12:00:00 America/New_York"), [noon, true]);
  assert.deepEqual(at("20260102 09:00:00 us/pacific"), [noon, true]);
  assert.deepEqual(at("20260102 12:00:00"), [noon, false]);
});

test("a time without a date is today's in its zone", () => {
  assert.equal(readMoment("01:00:00 UTC", NOW)?.at, wallOf(2026, 7, 1, 1));
  assert.equal(readMoment("21:00:00 US/Eastern", NOW)?.at, wallOf(2026, 7, 1, 1));
});

test("what no Gateway reads is no moment", () => {
  for (const text of [
    ...["", "20260102", "2026-01-02", "20261302 10:00:00", "20260102 25:00:00", "20260102 10:00"],
    ...["19770102 10:00:00", "yesterday", "20260102 10:00:00 20260103", "20260102 10:00:00 Mars/Base"],
  ])
    assert.equal(readMoment(text, NOW), undefined, text);
});

test("a moment with a dash is spelled in the zone asked for", () => {
  const wall = wallOf(2026, 3, 12, 13, 30) as WallMs;
  assert.equal(dashed(wall, "UTC"), "20260312-13:30:00");
  assert.equal(dashed(wall, "US/Eastern"), "20260312-09:30:00");
  assert.equal(dashed(wall, "US/Central"), "20260312-08:30:00");
});
