/**
 * Time as data. `Instant` orders events and carries deadlines; `WallMs` is only ever a label for people and for the
 * wire (RELIABILITY I24: no decision is taken from differences of wall clock times).
 */
import type { Brand } from "./brand.ts";

/** Milliseconds on a clock that never goes back; its zero means nothing. */
export type Instant = Brand<number, "Instant">;
/** Milliseconds since 1970-01-01 UTC. */
export type WallMs = Brand<number, "WallMs">;

export const after = (now: Instant, ms: number): Instant => (now + ms) as Instant;
export const seconds = (n: number): number => n * 1_000;
export const minutes = (n: number): number => n * 60_000;

/** The earliest of some deadlines; `undefined` when none is set. */
export function earliest(...deadlines: readonly (Instant | undefined)[]): Instant | undefined {
  let first: Instant | undefined;
  for (const at of deadlines) if (at !== undefined && (first === undefined || at < first)) first = at;
  return first;
}

/** A calendar date and time of day in UTC, without any help of the host's zone tables. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  /** 0 = Sunday. */
  readonly weekday: number;
}

export const DAY_MS = 86_400_000;

/** Which day in UTC, counted from 1970-01-01. */
export const dayNumber = (wall: WallMs): number => Math.floor(wall / DAY_MS);

/** UTC fields of a wall clock label (days-from-civil arithmetic, proleptic Gregorian calendar). */
export function civil(wall: WallMs): CivilTime {
  const days = dayNumber(wall);
  const inDay = wall - days * DAY_MS;
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
    hour: Math.floor(inDay / 3_600_000),
    minute: Math.floor(inDay / 60_000) % 60,
    second: Math.floor(inDay / 1_000) % 60,
    ms: Math.floor(inDay % 1_000),
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

/** The wall clock label of a UTC date and time: the inverse of `civil`. */
export function wallOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): WallMs {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  return (days * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1_000) as WallMs;
}

export const pad = (n: number, width = 2): string => String(n).padStart(width, "0");

/** `20260105 10:11:12 UTC`: the time in the version reply. Rust refuses unknown zones, so it is always UTC (PROTOCOL 3.2). */
export function wireTime(wall: WallMs): string {
  const t = civil(wall);
  return `${t.year}${pad(t.month)}${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)} UTC`;
}

/** The inverse of `isoTime`; NaN for a text of another form. */
export function fromIsoTime(text: string): WallMs {
  const part = (from: number, to: number): number => Number(text.slice(from, to));
  const wall = wallOf(part(0, 4), part(5, 7), part(8, 10), part(11, 13), part(14, 16), part(17, 19));
  return (wall + part(20, 23)) as WallMs;
}

/** The same day as text: `2026-01-05`. */
export const isoDay = (wall: WallMs): string => isoTime(wall).slice(0, 10);

/** `2026-01-05T10:11:12.345Z`, for logs and people. */
export function isoTime(wall: WallMs): string {
  const t = civil(wall);
  return `${t.year}-${pad(t.month)}-${pad(t.day)}T${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}.${pad(t.ms, 3)}Z`;
}
