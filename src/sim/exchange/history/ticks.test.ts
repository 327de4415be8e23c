import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../../../base/time.ts";
import { dayNumber, easternWall } from "../calendar/calendar.ts";
import { Exchange } from "../exchange.ts";
import { type TickQuery, ticks } from "./ticks.ts";

const AAPL = 265598;
const at = (date: string, hour: number, minute = 0): WallMs => easternWall(dayNumber(date), hour * 60 + minute);
const NOW = at("20260406", 12);
const past = new Exchange({ seed: 1, calendar: "real", startWall: NOW }).past(AAPL);
const QUERY: TickQuery = { start: undefined, end: NOW, count: 50, kind: "TRADES", useRth: true, ignoreSize: false };

test("ticks before the open of a Monday after a holiday are those of the last session's end", () => {
  const found = ticks(past, { ...QUERY, end: at("20260406", 9, 30) });
  const close = at("20260402", 16);
  assert.ok(found.length >= 50 && found.every(({ at }) => at < close && at > close - 120_000));
});

test("ticks from a weekend on begin with the next session, with or without the early hours", () => {
  const first = (useRth: boolean): WallMs | undefined =>
    ticks(past, { ...QUERY, start: at("20260404", 12), useRth })[0]?.at;
  assert.equal(first(true), at("20260406", 9, 30));
  assert.equal(first(false), at("20260406", 4));
});

test("forward and backward ticks of the same stretch are the same", () => {
  const backward = ticks(past, { ...QUERY, end: at("20260406", 11) });
  const start = Math.floor((backward[0]?.at ?? 0) / 1_000) * 1_000;
  const forward = ticks(past, { ...QUERY, start: start as WallMs, end: at("20260406", 11), count: 1_000 });
  assert.deepEqual(forward, backward);
});

test("nothing is told from the end on, and midpoints are told only when they move", () => {
  const quotes = ticks(past, { ...QUERY, kind: "BID_ASK" });
  const middles = ticks(past, { ...QUERY, kind: "MIDPOINT" });
  for (const found of [quotes, middles]) assert.ok(found.length >= 50 && found.every(({ at }) => at < NOW));
  const values = middles.map(({ moment: { bid, ask } }) => bid + ask);
  assert.ok(values.every((value, i) => i === 0 || value !== values[i - 1]));
});

test("a contract has no ticks from before its first day, and those from 1970 on are its first ones", () => {
  assert.deepEqual(ticks(past, { ...QUERY, end: at("20190605", 12) }), []);
  assert.equal(ticks(past, { ...QUERY, start: 0 as WallMs })[0]?.at, at("20200101", 9, 30));
});
