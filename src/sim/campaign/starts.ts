/**
 * When a run may begin: moments after which the calendar does something, by name.
 *
 * All are New York trading days written in UTC; a seed adds some minutes. Night is before the Gateway's restart at 23:45
 * New York (04:45 UTC in winter).
 */
import { assert } from "../../base/assert.ts";
import type { Prng } from "../../base/prng.ts";

interface Start {
  /** The day, and the earliest hour and minute of it. */
  readonly from: readonly string[];
  /** So many minutes later at most. */
  readonly within: number;
}

export const STARTS = {
  morning: { from: ["2026-01-05 15:00", "2026-02-11 15:30", "2026-06-16 14:00"], within: 90 },
  afternoon: { from: ["2026-01-07 17:30", "2026-09-22 17:00"], within: 60 },
  open: { from: ["2026-01-05 14:10", "2026-07-07 13:10"], within: 15 },
  close: { from: ["2026-01-06 20:20", "2026-08-05 19:20"], within: 30 },
  /** Before 23:45 of an evening in New York. */
  night: { from: ["2026-01-06 04:10", "2026-03-12 03:10"], within: 30 },
  /** Friday afternoon. */
  weekend: { from: ["2026-01-09 20:10", "2026-05-22 19:10"], within: 45 },
  /** Sunday evening, before futures open. */
  sunday: { from: ["2026-01-11 22:20"], within: 30 },
  /** Before the clocks of New York go forward. */
  "dst-spring": { from: ["2026-03-08 06:00"], within: 55 },
  "dst-autumn": { from: ["2026-11-01 05:00"], within: 55 },
  /** The day after Thanksgiving: regular trading ends at 13:00. */
  "half-day": { from: ["2026-11-27 16:45"], within: 60 },
} as const satisfies Readonly<Record<string, Start>>;

export type StartName = keyof typeof STARTS;

/** `2026-01-05T15:00:00Z`. */
export function startAt(name: StartName, prng: Prng): string {
  const { from, within } = STARTS[name];
  const [day, time] = prng.pick<string>(from).split(" ") as [string, string];
  const [hour, minute] = time.split(":").map(Number) as [number, number];
  const second = prng.between(0, within * 60 - 1) + (hour * 60 + minute) * 60;
  assert(second < 86_400, `${name} begins after the end of its day`);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${day}T${two(second / 3_600)}:${two((second / 60) % 60)}:${two(second % 60)}Z`;
}
