/**
 * Dates and the clocks of New York and Chicago, without any zone table of the host.
 *
 * A date is a number of days since 1970-01-01. Daylight saving follows the rule in force since 2007 (Energy Policy Act of
 * 2005): from the second Sunday of March to the first of November, at two in the morning of each zone.
 */
import { civil, pad, type WallMs, wallOf } from "../../../base/time.ts";

export type Zone = "US/Eastern" | "US/Central";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** `20260105` as days since 1970-01-01. */
export function dayNumber(date: string): number {
  return wallOf(Number(date.slice(0, 4)), Number(date.slice(4, 6)), Number(date.slice(6, 8))) / DAY_MS;
}

/** Days since 1970-01-01 as `20260105`. */
export function dateText(day: number): string {
  const t = civil((day * DAY_MS) as WallMs);
  return `${t.year}${pad(t.month)}${pad(t.day)}`;
}

/** 0 = Monday. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** Milliseconds that New York is behind UTC: 4 h from the second Sunday of March to the first of November, else 5 h. */
export function easternBehindMs(wall: WallMs): number {
  if (wall < period.from || wall >= period.to) period = periodOf(wall);
  return period.behindMs;
}

/** Milliseconds that a zone is behind UTC: Chicago does everything one hour after New York. */
export const behindMs = (zone: Zone, wall: WallMs): number =>
  zone === "US/Eastern" ? easternBehindMs(wall) : easternBehindMs((wall - HOUR_MS) as WallMs) + HOUR_MS;

interface Period {
  readonly from: number;
  readonly to: number;
  readonly behindMs: number;
}

/** The period last asked for; only a memory, never an influence. */
let period: Period = { from: 0, to: 0, behindMs: 0 };

function periodOf(wall: WallMs): Period {
  const { year } = civil(wall);
  const summer = wallOf(year, 3, sundayFrom(year, 3, 8), 7);
  const winter = wallOf(year, 11, sundayFrom(year, 11, 1), 6);
  if (wall < summer) return { from: wallOf(year, 1, 1), to: summer, behindMs: 5 * HOUR_MS };
  if (wall < winter) return { from: summer, to: winter, behindMs: 4 * HOUR_MS };
  return { from: winter, to: wallOf(year + 1, 1, 1), behindMs: 5 * HOUR_MS };
}

/** The day of the month of the first Sunday on or after `day`. */
function sundayFrom(year: number, month: number, day: number): number {
  return day + ((7 - civil(wallOf(year, month, day)).weekday) % 7);
}

/** The local date in New York. */
export const easternDay = (wall: WallMs): number => Math.floor((wall - easternBehindMs(wall)) / DAY_MS);

/** The local date in a zone. */
export const localDay = (zone: Zone, wall: WallMs): number => Math.floor((wall - behindMs(zone, wall)) / DAY_MS);

/** The moment at which New York's clocks show `minute` on `day` (the first one, where they show it twice). */
export function easternWall(day: number, minute: number): WallMs {
  const local = day * DAY_MS + minute * MINUTE_MS;
  const ifSummer = (local + 4 * HOUR_MS) as WallMs;
  return (local + easternBehindMs(ifSummer)) as WallMs;
}

/** `20260402 09:30:00 US/Eastern`, the spelling of historical bars (recorded at server version 200). */
export const easternText = (wall: WallMs): string => zoneText("US/Eastern", wall);

/** `20261218 08:30:00 US/Central` */
export function zoneText(zone: Zone, wall: WallMs): string {
  const t = civil((wall - behindMs(zone, wall)) as WallMs);
  return `${t.year}${pad(t.month)}${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)} ${zone}`;
}

/** The third Friday of a month: monthly options and index futures expire then. */
export function thirdFriday(year: number, month: number): number {
  const first = wallOf(year, month, 1) / DAY_MS;
  return first + ((4 - weekday(first) + 7) % 7) + 14;
}
