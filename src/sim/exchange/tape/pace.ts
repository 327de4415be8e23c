/**
 * How fast a market lives: a clock on which the regular session runs fastest, and what part of a day's volume falls on a
 * minute.
 *
 * Nights and weekends pass quickly on it. A market that is always open has one pace for all hours.
 */
import { type Calendar, type Segment, weekday } from "../calendar/calendar.ts";

const MINUTE_MS = 60_000;
const REGULAR_MINUTES = 390;
/** How fast prices move outside the regular session, as a fraction of the pace inside. */
const NIGHT_PACE = 0.15;
/** Length of a weekday and of a weekend day in minutes of the regular session's pace. */
export const WEEKDAY_UNITS = REGULAR_MINUTES + (1_440 - REGULAR_MINUTES) * NIGHT_PACE;
const WEEKEND_UNITS = 50;
/** With the market always open, as for currencies, a day is as long as a weekday of the real calendar. */
const ALWAYS_PACE = WEEKDAY_UNITS / 1_440;
const OPEN_MINUTE = 570;
/** Share of an ordinary day's volume per minute that trades outside the regular session. */
const EXTENDED_VOLUME = 0.04;

export class Pace {
  readonly #kind: Calendar["kind"];
  /** Whether all hours are alike. */
  readonly #uniform: boolean;

  constructor({ kind, market }: Calendar) {
    this.#kind = kind;
    this.#uniform = kind === "always" || market === "forex";
  }

  /** How far the clock goes in a minute of a segment. */
  of({ kind }: Segment): number {
    return this.#uniform ? ALWAYS_PACE : kind === "regular" ? 1 : NIGHT_PACE;
  }

  /** The walk's time at a minute, in minutes of the regular session's pace. */
  clock(segment: Segment, at: number): number {
    if (this.#kind === "always") return at * ALWAYS_PACE;
    const minute = segment.minute + at - segment.from / MINUTE_MS;
    const regular = Math.min(Math.max(minute - OPEN_MINUTE, 0), REGULAR_MINUTES);
    const weeks = Math.floor((segment.day + 3) / 7);
    const begun = weeks * (5 * WEEKDAY_UNITS + 2 * WEEKEND_UNITS) + weekday(segment.day) * WEEKDAY_UNITS;
    if (this.#uniform) return begun + minute * ALWAYS_PACE;
    return begun + regular + (minute - regular) * NIGHT_PACE;
  }

  /** Shares expected in a minute of an ordinary day: most just after the open and just before the close. */
  volume(segment: Segment, at: number, dailyVolume: number): number {
    if (this.#uniform) return dailyVolume / 1_440;
    const perMinute = dailyVolume / REGULAR_MINUTES;
    if (segment.kind === "extended") return perMinute * EXTENDED_VOLUME;
    const sinceOpen = at - segment.from / MINUTE_MS;
    const untilClose = segment.to / MINUTE_MS - at;
    return perMinute * (0.7 + 1.6 / (1 + sinceOpen / 15) + 1 / (1 + untilClose / 10));
  }
}
