/**
 * From the hours in which orders may be sent, such as `Mon-Fri 09:30-16:00 America/New_York`, to the windows that they are.
 *
 * Beginning and end are what the zone's clocks show, so a window keeps its hours when the clocks are changed. One that ends
 * at or before its beginning ends on the next day. Windows reach ten years ahead, as downtimes do.
 */
import { minutes, type WallMs } from "../base/time.ts";
import type { Window } from "../model/config.ts";
import { type AheadAt, type LocalMs, Zone } from "./calendarZone.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const DAY_MS = 24 * minutes(60);
const YEARS_AHEAD_MS = 3_653 * DAY_MS;

/** The parts of a text whose shape `limitOf` has checked. */
interface Hours {
  readonly days: ReadonlySet<number>;
  /** Minutes of the day. */
  readonly from: number;
  /** Minutes since the same midnight: beyond a day for what ends on the next one. */
  readonly to: number;
  readonly zone: string;
}

export const zoneOf = (text: string): string => hoursOf(text).zone;

/** Every window that is not over at `wall`, in order of their beginnings. */
export function windowsOf(text: string, aheadIn: (zone: string) => AheadAt, wall: WallMs): Window[] {
  const { days, from, to, zone: name } = hoursOf(text);
  const until = (wall + YEARS_AHEAD_MS) as WallMs;
  const zone = new Zone(aheadIn(name), (wall - 4 * DAY_MS) as WallMs, until);
  const found: Window[] = [];
  for (let day = Math.floor(wall / DAY_MS) - 3; day <= Math.floor(until / DAY_MS); day++) {
    if (!days.has((((day + 4) % 7) + 7) % 7)) continue;
    const at = (minute: number): WallMs => zone.momentOf((day * DAY_MS + minutes(minute)) as LocalMs);
    const window = { from: at(from), to: at(to) };
    if (window.to > wall && window.from < window.to) found.push(window);
  }
  return found;
}

function hoursOf(text: string): Hours {
  const [days = "", times = "", zone = ""] = text.split(" ");
  const [from, to] = times.split("-").map(minuteOf) as [number, number];
  return { days: daysOf(days), from, to: to <= from ? to + 24 * 60 : to, zone };
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(":").map(Number) as [number, number];
  return hour * 60 + minute;
}

/** `Fri-Mon` goes over the weekend. */
function daysOf(text: string): ReadonlySet<number> {
  const [first, last] = text.split("-").map((day) => DAYS.indexOf(day));
  const count = last === undefined ? 1 : ((last - first! + 7) % 7) + 1;
  return new Set(Array.from({ length: count }, (_, n) => (first! + n) % 7));
}
