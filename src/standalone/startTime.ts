/**
 * Where the Gateway's clock begins, as people write it: `2026-01-05 10:00` is New York's time, `2026-01-05T15:00:00Z` is UTC.
 */
import { civil, type WallMs, wallOf } from "../base/time.ts";
import { dayNumber, easternWall } from "../sim/exchange/calendar/calendar.ts";

/** Monday 2026-01-05, 10:00 in New York: half an hour into an ordinary session. */
export const USUAL_START = easternWall(dayNumber("20260105"), 600);

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?(Z|[+-]\d\d:\d\d)?$/;

/** Undefined for what is no date, or a day that no calendar has. */
export function startWall(text: string): WallMs | undefined {
  const parts = FORM.exec(text.trim());
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as Six;
  const utc = wallOf(year, month, day, hour, minute, second);
  const read = civil(utc);
  if (read.month !== month || read.day !== day || hour > 23 || minute > 59 || second > 59) return undefined;
  if (parts[7] !== undefined) return (utc - offsetMs(parts[7])) as WallMs;
  const date = `${parts[1]}${parts[2]}${parts[3]}`;
  return (easternWall(dayNumber(date), hour * 60 + minute) + second * 1_000) as WallMs;
}

type Six = [number, number, number, number, number, number];

function offsetMs(zone: string): number {
  if (zone === "Z") return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(":").map(Number);
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
