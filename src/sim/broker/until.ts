/**
 * Reads the dates of orders and filters: `20260105 15:59:00 US/Eastern`, `20260105-20:59:00` (UTC), `20260105` and,
 * without a zone, the time of New York, where the simulated Gateway lives. IB's codes 337 and 10330 name the forms.
 */
import type { WallMs } from "../../base/time.ts";
import { dayNumber, easternWall } from "../exchange/calendar/calendar.ts";

const FORM = /^(\d{8})(?:( +|-)(\d{1,2}):(\d{2})(?::(\d{2}))?(?: (\S+))?)?$/;
const UTC = ["UTC", "GMT"];
const EASTERN = ["US/Eastern", "America/New_York", "EST", "EDT"];
const DAY_MS = 86_400_000;

/** The moment a text names; a bare date means the end of that day. `undefined` when it is none of the forms. */
export function readDate(text: string): WallMs | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, date = "", separator, hour, minute, second = "0", zone] = match;
  const day = dayNumber(date);
  if (!realDate(date) || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second) > 59) return undefined;
  if (separator === undefined) return easternWall(day, 24 * 60);
  const utc = separator === "-" ? zone === undefined : UTC.includes(zone ?? "");
  if (!utc && zone !== undefined && !EASTERN.includes(zone)) return undefined;
  const minutes = Number(hour) * 60 + Number(minute);
  const at = utc ? day * DAY_MS + minutes * 60_000 : easternWall(day, minutes);
  return (at + Number(second) * 1_000) as WallMs;
}

function realDate(date: string): boolean {
  const month = Number(date.slice(4, 6));
  const day = Number(date.slice(6, 8));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
