/** Single events of a tape: none is lost, none comes twice, and together they are the bar. */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../../../base/time.ts";
import { Calendar } from "../calendar/calendar.ts";
import { stocks } from "../directory/stocks.ts";
import { eventsBefore, eventsBetween } from "./events.ts";
import { SeededTape } from "./seededTape.ts";

const calendar = new Calendar("always");
const apple = stocks(calendar).find(({ symbol }) => symbol === "AAPL");
ok(apple !== undefined);
const tape = new SeededTape(7, apple, calendar, 250);
const START = Date.UTC(2026, 0, 5, 15, 0, 0) as WallMs;
const at = (ms: number): WallMs => (START + ms) as WallMs;

test("the events of two minutes are in order and add up to their bar", () => {
  const events = eventsBetween(tape, START, at(120_000));
  const bar = tape.candle(START, at(120_000));
  ok(events.length > 12);
  ok(events.every((event, i) => i === 0 || event.at > (events[i - 1]?.at ?? 0)));
  const trades = events.flatMap(({ trade }) => trade ?? []);
  equal(
    trades.reduce((sum, { size }) => sum + size, 0),
    bar.volume,
  );
  equal(Math.max(...trades.map(({ price }) => price)), bar.trades.high);
  equal(Math.min(...events.map(({ moment }) => moment.bid)), bar.bid.low);
});

test("however a stretch is cut, every event comes once", () => {
  const whole = eventsBetween(tape, START, at(30_000));
  const cut: (typeof whole)[number][] = [];
  for (let ms = 0; ms < 30_000; ms += 250) cut.push(...eventsBetween(tape, at(ms), at(ms + 250)));
  deepEqual(cut, whole);
});

test("the last trades before a moment are as many as asked for, and the last ones", () => {
  const trades = eventsBefore(tape, at(60_000), 150, ({ trade }) => trade !== undefined);
  equal(trades.length, 150);
  const last = eventsBetween(tape, START, at(60_000)).filter(({ trade }) => trade !== undefined);
  deepEqual(trades.slice(-last.length), last);
  deepEqual(
    eventsBefore(tape, at(60_000), 0, () => true),
    [],
  );
});
