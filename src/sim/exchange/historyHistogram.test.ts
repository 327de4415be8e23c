import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../../base/time.ts";
import { dayNumber, easternWall } from "./calendar/calendar.ts";
import { Exchange } from "./exchange.ts";
import { histogram, parsePeriod } from "./historyHistogram.ts";

const AAPL = 265598;
const END = easternWall(dayNumber("20260407"), 15 * 60);

test("periods are read in singular and plural, those within a day as seconds", () => {
  assert.deepEqual(parsePeriod("3 days"), { count: 3, unit: "D" });
  assert.deepEqual(parsePeriod("1 Week"), { count: 1, unit: "W" });
  assert.deepEqual(parsePeriod("2 hours"), { count: 7_200, unit: "S" });
  for (const text of ["", "3", "days", "0 days", "3 D", "three days", "-1 day"])
    assert.equal(parsePeriod(text), undefined, text);
});

test("a longer period holds what a shorter one holds, and a year costs no more stretches than a month", () => {
  const past = new Exchange({ seed: 1, calendar: "real", startWall: END }).past(AAPL);
  const shares = (text: string): number => {
    const period = parsePeriod(text);
    assert.ok(period !== undefined);
    return histogram(past, period, END as WallMs, true).reduce((sum, { size }) => sum + size, 0);
  };
  const [hour, day, week, month] = ["1 hour", "1 day", "1 week", "1 month"].map(shares) as [
    number,
    number,
    number,
    number,
  ];
  assert.ok(hour > 0 && hour < day && day < week && week < month);
  assert.ok(shares("1 year") > 11 * month * 0.7);
});
