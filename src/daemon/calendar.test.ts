import assert from "node:assert/strict";
import test from "node:test";
import { Prng } from "../base/prng.ts";
import { minutes, type WallMs, wallOf } from "../base/time.ts";
import type { Downtime } from "../model/config.ts";
import { LIMIT_NAMES, LIMITS } from "../model/limits.ts";
import { REGIONS } from "./calendar.ts";
import { ConfigError, parseConfig } from "./config.ts";

const DAY_MS = 24 * minutes(60);

/** What a configuration with these lines about restarts expects from `wall` on. */
function expected(lines: string, wall: WallMs): readonly Downtime[] {
  const text = `mode = "paper"\nlimits = "off"\naccount-limits = "off"\n[gateway.main.restart]\n${lines}\n[strategies.a]\naccount = "DU1000"\nclient-ids = [1]`;
  const settings = parseConfig(text, "holdfast.toml", {}, wall);
  if (settings instanceof ConfigError) assert.fail(settings.message);
  return settings.engine.gateway.downtimes;
}

const only = (at: string, zone: string): string =>
  `region = "none"\nrelogin = "off"\nat = "${at}"\nzone = "${zone}"\nminutes = 10`;

const iso = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

/** The beginnings of the first `count` restarts. */
const restarts = (at: string, zone: string, wall: WallMs, count: number): string[] =>
  expected(only(at, zone), wall)
    .slice(0, count)
    .map(({ from }) => iso(from));

/** [zone, time of day, begin of the list, what follows] over the nights in which clocks change. */
const CHANGES: readonly (readonly [title: string, zone: string, at: string, wall: WallMs, from: string[]])[] = [
  [
    "New York in spring: 02:30 is not there on 8 March, it is 03:30",
    "America/New_York",
    "02:30",
    wallOf(2026, 3, 7),
    ["2026-03-07T07:30", "2026-03-08T07:30", "2026-03-09T06:30"],
  ],
  [
    "New York in autumn: the first of the two 01:30 of 1 November",
    "America/New_York",
    "01:30",
    wallOf(2026, 10, 31),
    ["2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30"],
  ],
  [
    "Berlin in spring: 02:00 is not there on 29 March, it is 03:00",
    "Europe/Berlin",
    "02:00",
    wallOf(2026, 3, 28),
    ["2026-03-28T01:00", "2026-03-29T01:00", "2026-03-30T00:00"],
  ],
  [
    "Berlin in autumn: the first of the two 02:59 of 25 October",
    "Europe/Berlin",
    "02:59",
    wallOf(2026, 10, 24),
    ["2026-10-24T00:59", "2026-10-25T00:59", "2026-10-26T01:59"],
  ],
  [
    "Sydney in its autumn: the first of the two 02:30 of 5 April",
    "Australia/Sydney",
    "02:30",
    wallOf(2026, 4, 3),
    ["2026-04-03T15:30", "2026-04-04T15:30", "2026-04-05T16:30"],
  ],
  [
    "Sydney in its spring: 02:30 is not there on 4 October, it is 03:30",
    "Australia/Sydney",
    "02:30",
    wallOf(2026, 10, 2),
    ["2026-10-02T16:30", "2026-10-03T16:30", "2026-10-04T15:30"],
  ],
  [
    "Hong Kong has no summer time",
    "Asia/Hong_Kong",
    "04:45",
    wallOf(2026, 3, 28),
    ["2026-03-28T20:45", "2026-03-29T20:45", "2026-03-30T20:45"],
  ],
  [
    "midnight itself is not there in Santiago on 6 September, it is one",
    "America/Santiago",
    "00:00",
    wallOf(2026, 9, 5),
    ["2026-09-05T04:00", "2026-09-06T04:00", "2026-09-07T03:00"],
  ],
];

for (const [title, zone, at, wall, from] of CHANGES)
  test(`a daily restart: ${title}`, () => assert.deepEqual(restarts(at, zone, wall, from.length), from));

test("the resets of North America keep their hours of New York when its clocks change", () => {
  const resets = expected('region = "america"\nrelogin = "off"', wallOf(2026, 3, 6, 12)).slice(0, 3);
  assert.deepEqual(
    resets.map(({ from, to }) => `${iso(from)}/${iso(to)}`),
    // Friday night and the weekend, Sunday still in winter time, Monday in summer time.
    ["2026-03-07T04:00/2026-03-07T08:00", "2026-03-08T05:15/2026-03-08T06:45", "2026-03-09T04:15/2026-03-09T05:45"],
  );
});

test("the resets of Asia-Pacific come twice a day from Sunday to Friday, and Europe's once", () => {
  const week = (region: string): readonly Downtime[] =>
    expected(`region = "${region}"\nrelogin = "off"`, wallOf(2026, 6, 7)).filter(
      ({ from }) => from < wallOf(2026, 6, 14),
    );
  assert.equal(week("asia").length, 12 + 1);
  assert.equal(week("europe").length, 6 + 1);
  assert.deepEqual(iso(week("europe")[0]!.from), "2026-06-07T04:25");
});

test("the weekly login is due for twelve hours, and until the Gateway has restarted once if that is later", () => {
  const due = (at: string): string => {
    const all = expected(`region = "none"\n${at}`, wallOf(2026, 3, 7));
    const login = all.find(({ kind }) => kind === "relogin")!;
    return `${iso(login.from)}/${iso(login.to)}`;
  };
  assert.equal(due(""), "2026-03-08T06:00/2026-03-08T18:00");
  assert.equal(due('at = "05:00"'), "2026-03-08T06:00/2026-03-08T18:00");
  assert.equal(due('at = "23:45"'), "2026-03-08T06:00/2026-03-09T03:55");
  const [still] = expected('region = "none"\nat = "23:45"', wallOf(2026, 3, 9, 3, 54));
  assert.equal(still?.kind, "relogin");
});

test("what began before the list and is not over stands in it", () => {
  const [first] = expected(only("23:45", "America/New_York"), wallOf(2026, 3, 5, 4, 54));
  assert.equal(iso(first!.from), "2026-03-05T04:45");
  const [next] = expected(only("23:45", "America/New_York"), wallOf(2026, 3, 5, 4, 55));
  assert.equal(iso(next!.from), "2026-03-06T04:45");
});

test("a clock that was some days ahead at the start, and is set right, finds the restart of tonight and the hours of today", () => {
  const limits = `sessions = ["Mon-Sun 00:00-00:00 UTC"]`;
  const rest = LIMIT_NAMES.filter((name) => name !== "sessions" && LIMITS[name].of.includes("strategy"));
  const off = rest.map((name) => `${name} = "off"`).join("\n");
  const text = `mode = "paper"\naccount-limits = "off"\n[limits]\n${limits}\n${off}\n[gateway.main.restart]\nat = "23:45"\n[strategies.a]\naccount = "DU1000"\nclient-ids = [1]`;
  const settings = parseConfig(text, "holdfast.toml");
  if (settings instanceof ConfigError) assert.fail(settings.message);
  const { gateway, hours } = settings.engine;
  const days = (from: number): number => (Date.now() - from) / DAY_MS;
  const restart = gateway.downtimes.find(({ kind }) => kind === "restart");
  for (const first of [restart, hours!["Mon-Sun 00:00-00:00 UTC"]![0]]) assert.ok(days(first!.from) > 7);
});

test("every day of ten years has its restart, whatever the zone, the time of day and the beginning", () => {
  const prng = new Prng(20_260_304, "calendar");
  const zones = ["America/New_York", "Europe/Berlin", "Asia/Hong_Kong", "Australia/Sydney", "Africa/Casablanca"];
  for (const zone of [...zones, "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Auckland", "UTC"]) {
    const wall = (wallOf(2026, 1, 1) + prng.between(0, 400 - 1) * DAY_MS + prng.between(0, DAY_MS - 1)) as WallMs;
    const minute = prng.between(0, 24 * 60 - 1);
    const at = [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, "0")).join(":");
    const all = expected(only(at, zone), wall);
    assert.ok(all.length >= 3_652, `${zone} ${at} from ${iso(wall)}: ${all.length} restarts`);
    const gaps = new Set(all.slice(1).map(({ from }, n) => (from - all[n]!.from) / minutes(30) - 48));
    // A day is as long as a day, but for those on which clocks change, by half an hour or an hour.
    assert.ok(
      [...gaps].every((half) => Number.isInteger(half) && Math.abs(half) <= 2),
      `${zone} ${at}: ${[...gaps]}`,
    );
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
    const other = all.filter(({ from }) => clock.format(from) !== at).length;
    assert.ok(other <= 22, `${zone}: ${other} restarts are not at ${at}`);
  }
});

test("lists are in order, and the same for the same moment", () => {
  for (const region of REGIONS) {
    const lines = `region = "${region}"\nat = "23:45"`;
    const all = expected(lines, wallOf(2026, 5, 5));
    assert.ok(all.every(({ from, to }, n) => from < to && (n === 0 || from >= all[n - 1]!.from)));
    assert.deepEqual(expected(lines, wallOf(2026, 5, 5)), all);
  }
});
