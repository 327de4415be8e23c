/**
 * The dates of requests about the past: `20260105 15:59:00 US/Eastern`, `20260105-20:59:00` (UTC, from server version
 * 214 with a `Z` behind it), without a zone the time of New York, where the simulated Gateway lives, and without a date
 * that of today.
 *
 * The forms are those that error 10314 names (its text as logged in atreyuxtrading/atreyu-backtrader-api #6); which
 * texts of a form are refused is listed in `deepentropy/ibx` (`src/control/historical.rs`), and so is warning 2174 for
 * a date without a zone.
 */
import { civil, pad, type WallMs, wallOf } from "../../../base/time.ts";
import { behindMs, easternDay, easternWall, type Zone } from "../../exchange/calendar/days.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";

export interface Named {
  readonly at: WallMs;
  /** Whether the text says in which zone its clock is. */
  readonly zoned: boolean;
}

const UTC_FORM = /^(\d{8})-(\d{1,2}):(\d{1,2}):(\d{1,2})Z?$/;
const LOCAL_FORM = /^(?:(\d{8}) +)?(\d{1,2}):(\d{1,2}):(\d{1,2})(?: +(\S+))?$/;

/** Hours that a zone's clocks are behind those of New York. */
const BEHIND_NEW_YORK: ReadonlyMap<string, number> = new Map([
  ...["US/EASTERN", "AMERICA/NEW_YORK", "EST", "EDT", "EST5EDT"].map((name) => [name, 0] as const),
  ...["US/CENTRAL", "AMERICA/CHICAGO", "CST", "CDT", "CST6CDT"].map((name) => [name, 1] as const),
  ...["US/MOUNTAIN", "AMERICA/DENVER", "MST", "MDT", "MST7MDT"].map((name) => [name, 2] as const),
  ...["US/PACIFIC", "AMERICA/LOS_ANGELES", "PST", "PDT", "PST8PDT"].map((name) => [name, 3] as const),
]);
const UTC: ReadonlySet<string> = new Set(["UTC", "GMT", "Z"]);

/** The moment a text names; `undefined` when no Gateway reads it so. `wall` is now. */
export function readMoment(text: string, wall: WallMs): Named | undefined {
  const utc = UTC_FORM.exec(text);
  if (utc !== null) return named(utc[1], utc.slice(2, 5), "UTC", wall);
  const local = LOCAL_FORM.exec(text);
  return local === null ? undefined : named(local[1], local.slice(2, 5), local[5], wall);
}

function named(date: string | undefined, clock: readonly string[], zone: string | undefined, wall: WallMs) {
  const [hour = 0, minute = 0, second = 0] = clock.map(Number);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const utc = UTC.has(zone?.toUpperCase() ?? "");
  const behind = BEHIND_NEW_YORK.get(zone?.toUpperCase() ?? "EST");
  const day = date === undefined ? dayOf(wall, utc) : dayNumber(date);
  if (day === undefined || (!utc && behind === undefined)) return undefined;
  const minutes = hour * 60 + minute;
  const at = utc ? day * 86_400_000 + minutes * 60_000 : easternWall(day, minutes + 60 * (behind ?? 0));
  return { at: (at + second * 1_000) as WallMs, zoned: zone !== undefined };
}

const dayOf = (wall: WallMs, utc: boolean): number => (utc ? Math.floor(wall / 86_400_000) : easternDay(wall));

function dayNumber(date: string): number | undefined {
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(4, 6)), Number(date.slice(6, 8))];
  if (year < 1978 || year > 3000 || month < 1 || month > 12 || day > 31) return undefined;
  return wallOf(year, month, day) / 86_400_000;
}

/** Code 10314; `which` is `Start` or `End`. */
export const notADate = (which: "Start" | "End"): string =>
  `${which} Date/Time: The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xx/xxxx where yyyymmdd and xx/xxxx are optional. E.g.: 20031126 15:59:00 US/Eastern  Note that there is a space between the date and time, and between the time and time-zone.  If no date is specified, current date is assumed. If no time-zone is specified, local time-zone is assumed(deprecated).  You can also provide yyyymmddd-hh:mm:ss time is in UTC. Note that there is a dash between the date and time in UTC notation.`;

const IMPLIED_ZONE =
  "Warning: You submitted request with date-time attributes without explicit time zone. Please switch to use yyyymmdd-hh:mm:ss in UTC or use instrument time zone, like US/Eastern. Implied time zone functionality will be removed in the next API release";

/** A date without a zone is read, with a warning from newer Gateways. */
export function warnOfZone(context: Context, session: Session, reqId: number): void {
  if (context.switches.impliedZone === "2174") session.error(reqId, 2174, IMPLIED_ZONE, context.wall());
}

/** `20260312-09:30:00`: the spelling of schedules (in the zone they name) and, in UTC, of head timestamps. */
export function dashed(wall: WallMs, zone: "UTC" | Zone): string {
  const behind = zone === "UTC" ? 0 : behindMs(zone, wall);
  const t = civil((wall - behind) as WallMs);
  return `${t.year}${pad(t.month)}${pad(t.day)}-${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}`;
}
