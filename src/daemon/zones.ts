/** What this host knows of time zones: whether there is one of a name, and what its clocks show. */
import { type WallMs, wallOf } from "../base/time.ts";
import type { AheadAt } from "./calendarZone.ts";

export function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone }) !== undefined;
  } catch {
    return false;
  }
}

/** What the clocks of a zone show, taken as if it were UTC, is as far from the moment as they are ahead of UTC. */
export function aheadIn(timeZone: string): AheadAt {
  const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const clock = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...fields });
  return (wall: WallMs) => {
    const minute = Math.floor(wall / 60_000) * 60_000;
    const shown = Object.fromEntries(clock.formatToParts(minute).map(({ type, value }) => [type, Number(value)]));
    return wallOf(shown.year!, shown.month!, shown.day!, shown.hour, shown.minute) - minute;
  };
}
