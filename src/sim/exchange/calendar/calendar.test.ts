import assert from "node:assert/strict";
import test from "node:test";
import { isoTime, type WallMs, wallOf } from "../../../base/time.ts";
import { Calendar, dateText, dayNumber, easternBehindMs, easternDay, easternText, easternWall } from "./calendar.ts";
import { MARKETS, type MarketKind } from "./hours.ts";

const real = new Calendar("real");
const HOUR_MS = 3_600_000;

test("summer time begins and ends in New York at the two published moments of 2026", () => {
  const hoursBehind = (wall: number): number => easternBehindMs(wall as WallMs) / HOUR_MS;
  const summer = wallOf(2026, 3, 8, 7);
  const winter = wallOf(2026, 11, 1, 6);
  assert.deepEqual([summer - 1, summer, winter - 1, winter].map(hoursBehind), [5, 4, 4, 5]);
});

test("a local time is found again from the moment it names, through every hour of four years", () => {
  for (let wall = wallOf(2024, 1, 1) as number; wall < wallOf(2028, 1, 1); wall += HOUR_MS) {
    const day = easternDay(wall as WallMs);
    const minute = (wall - easternBehindMs(wall as WallMs) - day * 24 * HOUR_MS) / 60_000;
    const again = easternWall(day, minute);
    // The hour that clocks show twice is taken as its first showing.
    const shownTwice = again === wall - HOUR_MS && easternText(again) === easternText(wall as WallMs);
    assert.ok(again === wall || shownTwice, isoTime(wall as WallMs));
  }
});

test("2025 has 250 trading days, 2026 and 2027 have 251", () => {
  const tradingDays = (year: number): number => {
    let count = 0;
    for (let day = dayNumber(`${year}0101`); day < dayNumber(`${year + 1}0101`); day++)
      if (real.segments(day).length > 0) count++;
    return count;
  };
  assert.deepEqual([2025, 2026, 2027].map(tradingDays), [250, 251, 251]);
});

test("the hours of AAPL on 2025-12-14 are spelled as a real Gateway spelled them", () => {
  const wall = wallOf(2025, 12, 14, 16, 12, 15);
  const days = [15, 16, 17, 18, 19].map((day) => `202512${day}`);
  const hours = (from: string, to: string): string =>
    ["20251214:CLOSED", ...days.map((day) => `${day}:${from}-${day}:${to}`)].join(";");
  assert.equal(real.tradingHours(wall), hours("0400", "2000"));
  assert.equal(real.liquidHours(wall), hours("0930", "1600"));
});

test("on the day after Thanksgiving the regular session ends at 13:00 and late trading at 17:00", () => {
  const at = (hour: number, minute = 0): string =>
    real.session(easternWall(dayNumber("20261127"), hour * 60 + minute) as WallMs);
  assert.deepEqual(
    [at(3, 59), at(4), at(9, 29), at(9, 30), at(12, 59), at(13), at(16, 59), at(17)],
    ["closed", "extended", "extended", "regular", "regular", "extended", "extended", "closed"],
  );
});

test("Good Friday and the weekend after it are one closed stretch", () => {
  const thursdayEnd = easternWall(dayNumber("20260402"), 20 * 60);
  assert.equal(real.session(thursdayEnd), "closed");
  assert.equal(isoTime(real.nextBoundary(thursdayEnd)), "2026-04-06T08:00:00.000Z");
  assert.equal(dateText(real.latest(wallOf(2026, 4, 5, 12)).day), "20260402");
});

test("the always open calendar never closes, also through both changes of the clocks", () => {
  const always = new Calendar("always");
  for (const [month, day] of [
    [3, 7],
    [3, 8],
    [10, 31],
    [11, 1],
    [12, 25],
  ] as const)
    for (let hour = 0; hour < 48; hour++)
      assert.equal(always.session((wallOf(2026, month, day) + hour * HOUR_MS) as WallMs), "regular");
});

const futures = new Calendar("real", "futures");
const forex = new Calendar("real", "forex");

test("the hours of ES on Sunday 2026-04-05 and of EUR.USD on Sunday 2023-12-03 are spelled as real Gateways spelled them", () => {
  const sunday = wallOf(2026, 4, 5, 21, 50);
  assert.equal(
    futures.tradingHours(sunday),
    ";20260405:1700-20260406:1600;20260406:1700-20260407:1600;20260407:1700-20260408:1600;20260408:1700-20260409:1600;20260409:1700-20260410:1600",
  );
  assert.equal(
    futures.liquidHours(sunday),
    "20260405:CLOSED;20260406:0830-20260406:1600;20260407:0830-20260407:1600;20260408:0830-20260408:1600;20260409:0830-20260409:1600;20260410:0830-20260410:1600",
  );
  const spelled =
    ";20231203:1715-20231204:1700;20231204:1715-20231205:1700;20231205:1715-20231206:1700;20231206:1715-20231207:1700;20231207:1715-20231208:1700";
  assert.equal(forex.tradingHours(wallOf(2023, 12, 3, 15)), spelled);
  assert.equal(forex.liquidHours(wallOf(2023, 12, 3, 15)), spelled);
});

test("on Memorial Day futures end at noon in Chicago, and the weekend before has one CLOSED", () => {
  const text = futures.tradingHours(wallOf(2025, 5, 22, 12));
  assert.match(
    text,
    /^20250521:1700-20250522:1600;20250522:1700-20250523:1600;20250524:CLOSED;20250525:1700-20250526:1200;2025052/,
  );
  assert.equal(text.split(";").length, 6);
});

test("futures pause from 17:00 to 18:00 in New York, and rest from Friday to Sunday evening", () => {
  const at = (date: string, hour: number, minute = 0): string =>
    futures.session(easternWall(dayNumber(date), hour * 60 + minute));
  assert.deepEqual(
    [at("20260407", 9, 29), at("20260407", 9, 30), at("20260407", 16, 59), at("20260407", 17), at("20260407", 18)],
    ["extended", "regular", "regular", "closed", "extended"],
  );
  const weekend = [at("20260410", 16, 59), at("20260410", 17), at("20260412", 17, 59), at("20260412", 18)];
  assert.deepEqual(weekend, ["regular", "closed", "closed", "extended"]);
  assert.equal(futures.latest(easternWall(dayNumber("20260412"), 18 * 60)).day, dayNumber("20260413"));
});

test("a boundary is told from inside, from a pause and from the weekend", () => {
  const at = (date: string, hour: number, minute = 0): WallMs => easternWall(dayNumber(date), hour * 60 + minute);
  assert.equal(futures.nextBoundary(at("20260407", 17, 30)), at("20260407", 18));
  assert.equal(futures.nextBoundary(at("20260407", 18)), at("20260408", 9, 30));
  assert.equal(forex.nextBoundary(at("20260410", 17)), at("20260412", 17, 15));
  assert.equal(forex.nextBoundary(at("20260412", 20)), at("20260413", 17));
});

/** The stretches of a market over some days, and what lies between them, found by walking from boundary to boundary. */
function walked(calendar: Calendar, from: string, to: string) {
  const stretches: { readonly session: string; readonly from: number; readonly to: number }[] = [];
  let wall = easternWall(dayNumber(from), 0);
  while (wall < easternWall(dayNumber(to), 0)) {
    const next = calendar.nextBoundary(wall);
    assert.ok(next > wall);
    stretches.push({ session: calendar.session(wall), from: wall, to: next });
    wall = next;
  }
  return stretches;
}

test("in every market a session lasts from boundary to boundary, through three years of weekends, holidays and changed clocks", () => {
  for (const market of Object.keys(MARKETS) as MarketKind[]) {
    const [calendar, other] = [new Calendar("real", market), new Calendar("real", market)];
    const stretches = walked(calendar, "20250101", "20280101");
    for (const { session, from, to } of stretches)
      for (const wall of [to - 1, from, (from + to) / 2]) assert.equal(other.session(wall as WallMs), session, market);
    for (const [i, { session, from }] of stretches.entries()) {
      const before = stretches[i - 1];
      if (before === undefined) continue;
      assert.ok(session !== before.session, `${market} ${easternText(from as WallMs)}`);
    }
  }
});

test("when the clocks change, regular hours stay where they are on the clock, and Sunday's futures evening moves an hour", () => {
  const hours = (market: MarketKind, from: string, to: string): number[] =>
    walked(new Calendar("real", market), from, to)
      .filter(({ session }) => session === "closed")
      .map((stretch) => (stretch.to - stretch.from) / HOUR_MS);
  // Friday 17:00 to Sunday 18:00 and Friday 20:00 to Monday 04:00 in New York: an hour less in March, an hour more in November.
  assert.deepEqual([Math.max(...hours("futures", "20260304", "20260311"))], [48]);
  assert.deepEqual([Math.max(...hours("futures", "20261028", "20261104"))], [50]);
  assert.deepEqual([Math.max(...hours("stocks", "20260304", "20260311"))], [55]);
  assert.deepEqual([Math.max(...hours("stocks", "20261028", "20261104"))], [57]);
  for (const market of Object.keys(MARKETS) as MarketKind[])
    for (const day of ["20260306", "20260309", "20261030", "20261102"]) {
      const open = new Calendar("real", market).segments(dayNumber(day)).find(({ kind }) => kind === "regular");
      assert.equal(easternText(open?.from ?? (0 as WallMs)).slice(9, 17), market === "forex" ? "17:15:00" : "09:30:00");
    }
});

test("on the day after Thanksgiving every market that keeps half days ends early", () => {
  const ends = (market: MarketKind): string => {
    const last = new Calendar("real", market).segments(dayNumber("20261127")).at(-1);
    return easternText(last?.to ?? (0 as WallMs)).slice(9, 14);
  };
  assert.deepEqual((["stocks", "options", "fund options", "index", "futures", "forex"] as const).map(ends), [
    "17:00",
    "13:00",
    "13:15",
    "13:00",
    "13:15",
    "17:00",
  ]);
});
