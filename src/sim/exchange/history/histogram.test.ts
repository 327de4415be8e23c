import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../../../base/time.ts";
import { dayNumber, easternWall } from "../calendar/calendar.ts";
import { onStep, rulesOf } from "../directory/rules.ts";
import { Exchange } from "../exchange.ts";
import { Histogram, parsePeriod } from "./histogram.ts";

const AAPL = 265598;
const END = easternWall(dayNumber("20260407"), 15 * 60);

test("periods are read in singular and plural, those within a day as seconds", () => {
  assert.deepEqual(parsePeriod("3 days"), { count: 3, unit: "D" });
  assert.deepEqual(parsePeriod("1 Week"), { count: 1, unit: "W" });
  assert.deepEqual(parsePeriod("2 hours"), { count: 7_200, unit: "S" });
  for (const text of ["", "3", "days", "0 days", "3 D", "three days", "-1 day"])
    assert.equal(parsePeriod(text), undefined, text);
});

test("a longer period holds what a shorter one holds, and years are counted in turns", () => {
  const past = new Exchange({ seed: 1, calendar: "real", startWall: END }).past(AAPL);
  let turns = 0;
  const shares = (text: string): number => {
    const duration = parsePeriod(text);
    assert.ok(duration !== undefined);
    const histogram = new Histogram(past, { duration, end: END as WallMs, useRth: true });
    turns = [...histogram.addUp()].length;
    return histogram.items().reduce((sum, { size }) => sum + size, 0);
  };
  const [hour, day, week, month] = ["1 hour", "1 day", "1 week", "1 month"].map(shares) as [
    number,
    number,
    number,
    number,
  ];
  assert.ok(hour > 0 && hour < day && day < week && week < month);
  assert.equal(turns, 0, "a month is counted at once");
  assert.ok(shares("4 years") > 40 * month * 0.7);
  assert.ok(turns >= 4, `${turns} pauses in four years`);
});

test("an option's trades are told at prices on its steps, also above 3 dollars", () => {
  const exchange = new Exchange({ seed: 1, calendar: "real", startWall: END });
  const options = exchange.find({ symbol: "AAPL", secType: "OPT", right: "C", strike: 250 });
  const prices = options.slice(0, 2).flatMap((option) => {
    const duration = parsePeriod("2 hours");
    assert.ok(duration !== undefined);
    const histogram = new Histogram(exchange.past(option.conId), { duration, end: END, useRth: true });
    assert.equal([...histogram.addUp()].length, 0);
    const found = histogram.items().map(({ price }) => price);
    assert.ok(found.every((price) => onStep(rulesOf(option), price)));
    return found;
  });
  assert.ok(prices.some((price) => price > 3));
});
