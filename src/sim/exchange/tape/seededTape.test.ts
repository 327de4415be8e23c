import assert from "node:assert/strict";
import test from "node:test";
import { type WallMs, wallOf } from "../../../base/time.ts";
import { Calendar, dayNumber, easternWall } from "../calendar/calendar.ts";
import { stocks } from "../directory/stocks.ts";
import { SeededTape } from "./seededTape.ts";

const calendar = new Calendar("real");
const all = stocks(calendar);
const tapes = (seed: number, tickMs = 250): SeededTape[] =>
  all.map((listing) => new SeededTape(seed, listing, calendar, tickMs));
const at = (date: string, hour: number, minute = 0): WallMs => easternWall(dayNumber(date), hour * 60 + minute);
const onCent = (price: number): boolean => Math.round(price * 100) / 100 === price;

test("bid, ask and last are whole cents, bid below ask, for every contract at any time of the day", () => {
  for (const tape of tapes(3))
    for (let wall = at("20260406", 4) as number; wall < at("20260407", 4); wall += 7 * 60_013) {
      const { bid, ask, last } = tape.at(wall as WallMs);
      assert.ok(onCent(bid) && onCent(ask) && onCent(last) && bid < ask, `${bid} ${ask} ${last}`);
    }
});

test("while the market is closed everything stands still, and it opens elsewhere", () => {
  for (const tape of tapes(3).slice(0, 5)) {
    const evening = tape.at((at("20260402", 20) - 1) as WallMs);
    assert.deepEqual(tape.at(at("20260404", 12)), evening);
    assert.deepEqual(tape.at((at("20260406", 4) - 1) as WallMs), evening);
    assert.notEqual(tape.at(at("20260406", 4)).bid, evening.bid);
  }
});

test("outside the regular session there are fewer quotes, fewer shares and wider spreads", () => {
  for (const tape of tapes(5)) {
    const regular = tape.candle(at("20260407", 11), at("20260407", 12));
    const early = tape.candle(at("20260407", 7), at("20260407", 8));
    assert.ok(early.weight < regular.weight / 5);
    assert.ok(early.volume < regular.volume / 5);
    assert.ok(
      early.askSum / early.weight - early.bidSum / early.weight >
        regular.askSum / regular.weight - regular.bidSum / regular.weight,
    );
  }
});

test("over six years no price leaves the band from half to one and a half times its start", () => {
  for (const [i, tape] of tapes(11).entries()) {
    const { price } = all[i]?.character ?? { price: 0 };
    for (let day = dayNumber("20200102"); day < dayNumber("20260101"); day += 3) {
      const { last } = tape.at(easternWall(day, 12 * 60));
      assert.ok(last > price * 0.5 && last < price * 1.5, `${all[i]?.symbol} ${last}`);
    }
  }
});

test("a day's shares and a day's change are of the size that the contract's character says", () => {
  for (const [i, tape] of tapes(2).entries()) {
    const { dailyVolume, dailyDeviation } = all[i]?.character ?? { dailyVolume: 0, dailyDeviation: 0 };
    let volume = 0;
    let square = 0;
    const days = 20;
    for (let week = 0; week < days; week++) {
      const day = dayNumber("20250303") + 7 * week;
      volume += tape.candle(easternWall(day, 570), easternWall(day, 960)).volume / days;
      const change = tape.at(easternWall(day + 1, 959)).last / tape.at(easternWall(day, 959)).last - 1;
      square += change ** 2 / days;
    }
    assert.ok(volume > dailyVolume * 0.85 && volume < dailyVolume * 1.15, `${all[i]?.symbol} ${volume}`);
    const ratio = Math.sqrt(square) / dailyDeviation;
    assert.ok(ratio > 0.5 && ratio < 1.7, `${all[i]?.symbol} ${ratio}`);
  }
});

test("the same seed gives the same tape, another seed another one, and no two contracts move alike", () => {
  const shape = (tape: SeededTape): string => JSON.stringify(tape.candle(at("20260407", 10), at("20260407", 10, 3)));
  assert.deepEqual(tapes(1).map(shape), tapes(1).map(shape));
  assert.equal(new Set([...tapes(1), ...tapes(2)].map(shape)).size, 60);
});

test("a candle is the sum of its parts, wherever it is cut", () => {
  const [tape] = tapes(8) as [SeededTape];
  const [from, to] = [wallOf(2026, 4, 7, 13, 28), wallOf(2026, 4, 7, 13, 36)];
  const whole = tape.candle(from, to);
  for (const cut of [from + 1, from + 59_999, from + 60_000, from + 60_001, from + 123_456, to - 1]) {
    const parts = [tape.candle(from, cut as WallMs), tape.candle(cut as WallMs, to)].filter(
      ({ trades }) => !trades.empty,
    );
    assert.equal(
      parts.reduce((sum, { volume }) => sum + volume, 0),
      whole.volume,
    );
    assert.equal(
      parts.reduce((sum, { count }) => sum + count, 0),
      whole.count,
    );
    assert.equal(Math.max(...parts.map(({ trades }) => trades.high)), whole.trades.high);
    assert.equal(Math.min(...parts.map(({ bid }) => bid.low)), whole.bid.low);
    assert.deepEqual([parts[0]?.trades.open, parts.at(-1)?.trades.close], [whole.trades.open, whole.trades.close]);
  }
});

test("looking more often than every 250 ms finds more quotes and the same minutes", () => {
  const minutes = (tickMs: number) => {
    const [tape] = tapes(4, tickMs) as [SeededTape];
    const { bid, ask } = tape.candle(at("20260407", 10), at("20260407", 11));
    const { weight } = tape.candle((at("20260407", 10) + 1) as WallMs, at("20260407", 10, 1));
    return { prices: [bid, ask], weight };
  };
  assert.deepEqual(minutes(10).prices, minutes(250).prices);
  assert.ok(minutes(10).weight > 20 * minutes(250).weight);
});
