/**
 * From what the configuration says about restarts to the moments at which the session is expected to be away.
 *
 * IB resets its servers at the hours of its own table (https://www.interactivebrokers.com/en/software/systemStatus.php, read
 * in 2026): daily from Sunday to Friday, in North America 00:15-01:45 ET, in Europe 06:25-07:45 CET, in Asia-Pacific
 * 04:45-06:05 and 20:15-21:15 HKT; at the weekend Friday 23:00 ET to Saturday 03:00 ET everywhere. Those are hours within
 * which a session may be away for some seconds or minutes; no reset takes all of them. Each Sunday at 01:00 ET IB invalidates
 * the tokens that let a Gateway restart without a login (https://ibkrguides.com/traderworkstation/auto-restart-considerations.htm).
 *
 * The list reaches ten years ahead, which costs a few milliseconds, so that no daemon outlives it and nobody has to bring a
 * new one. All of it is arithmetic but what the zones' clocks show, which is asked of the host (`calendarZone.ts`).
 */
import { minutes, type WallMs } from "../base/time.ts";
import type { Downtime } from "../model/config.ts";
import { type AheadAt, type LocalMs, Zone } from "./calendarZone.ts";

export const REGIONS = ["america", "europe", "asia", "none"] as const;
export type Region = (typeof REGIONS)[number];

export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** A time of day is a text such as `23:45`, on the clocks of a zone such as `America/New_York`. */
export interface DowntimeRules {
  /** Whose resets are expected. */
  readonly region: Region;
  /** The Gateway's own daily restart. */
  readonly restart: { readonly at: string; readonly zone: string; readonly minutes: number } | undefined;
  /** When IB wants the second factor again: a weekday and a time of day, such as `Sunday 01:00`. */
  readonly relogin: { readonly at: string; readonly zone: string } | undefined;
}

/**
 * The weekly login is due until the Gateway has restarted once, for only then is it asked for; and nobody is alarmed in the
 * night: until the afternoon, which is hours before the futures of Sunday evening open.
 */
const RELOGIN_MINUTES_MIN = 12 * 60;
const DAY_MS = 24 * minutes(60);
const YEARS_AHEAD_MS = 3_653 * DAY_MS;

/** Something that comes back on some days of the week. */
interface Row {
  readonly kind: Downtime["kind"];
  readonly zone: string;
  /** 0 = Sunday. */
  readonly days: readonly number[];
  readonly at: string;
  readonly lastsMinutes: number;
}

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const SUNDAY_TO_FRIDAY = [0, 1, 2, 3, 4, 5];
const FRIDAY = [5];

const reset = (zone: string, days: readonly number[], at: string, lastsMinutes: number): Row => ({
  ...{ kind: "reset", zone, days, at, lastsMinutes },
});
const WEEKEND = reset("America/New_York", FRIDAY, "23:00", 240);

const RESETS: Readonly<Record<Region, readonly Row[]>> = {
  america: [reset("America/New_York", SUNDAY_TO_FRIDAY, "00:15", 90), WEEKEND],
  europe: [reset("Europe/Berlin", SUNDAY_TO_FRIDAY, "06:25", 80), WEEKEND],
  asia: [
    reset("Asia/Hong_Kong", SUNDAY_TO_FRIDAY, "04:45", 80),
    reset("Asia/Hong_Kong", SUNDAY_TO_FRIDAY, "20:15", 60),
    WEEKEND,
  ],
  none: [],
};

/** All that is not over at `wall`, for ten years from then, in order of their beginnings. */
export function downtimesOf(rules: DowntimeRules, aheadIn: (zone: string) => AheadAt, wall: WallMs): Downtime[] {
  const until = (wall + YEARS_AHEAD_MS) as WallMs;
  const zones = new Map<string, Zone>();
  const zoneOf = (name: string): Zone => {
    const zone = zones.get(name) ?? new Zone(aheadIn(name), (wall - 4 * DAY_MS) as WallMs, until);
    zones.set(name, zone);
    return zone;
  };
  const all = rowsOf(rules).flatMap((row) => occurrences(row, zoneOf(row.zone), wall, until));
  const sorted = all.sort((a, b) => a.from - b.from || a.to - b.to);
  return untilRestarted(sorted).filter(({ to }) => to > wall);
}

/** `sorted` with each weekly login due until the end of the first restart after it. */
function untilRestarted(sorted: readonly Downtime[]): Downtime[] {
  return sorted.map((downtime, n) => {
    if (downtime.kind !== "relogin") return downtime;
    let later = n + 1;
    while (later < sorted.length && sorted[later]!.kind !== "restart") later++;
    return { ...downtime, to: Math.max(downtime.to, sorted[later]?.to ?? 0) as WallMs };
  });
}

function rowsOf({ region, restart, relogin }: DowntimeRules): Row[] {
  const rows = [...RESETS[region]];
  if (restart !== undefined)
    rows.push({ kind: "restart", zone: restart.zone, days: EVERY_DAY, at: restart.at, lastsMinutes: restart.minutes });
  if (relogin === undefined) return rows;
  const [day, at] = relogin.at.split(" ") as [(typeof WEEKDAYS)[number], string];
  const days = [WEEKDAYS.indexOf(day)];
  return [...rows, { kind: "relogin", zone: relogin.zone, days, at, lastsMinutes: RELOGIN_MINUTES_MIN }];
}

/** From three days before: a zone may have tomorrow's date, and what began the day before yesterday may not be over. */
function occurrences({ kind, days, at, lastsMinutes }: Row, zone: Zone, wall: WallMs, until: WallMs): Downtime[] {
  const found: Downtime[] = [];
  const [hour, minute] = at.split(":").map(Number) as [number, number];
  for (let day = Math.floor(wall / DAY_MS) - 3; day <= Math.floor(until / DAY_MS); day++) {
    if (!days.includes(weekdayOf(day))) continue;
    const from = zone.momentOf((day * DAY_MS + minutes(hour * 60 + minute)) as LocalMs);
    found.push({ kind, from, to: (from + minutes(lastsMinutes)) as WallMs });
  }
  return found;
}

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (day + 4) % 7;
