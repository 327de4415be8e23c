/**
 * Fault files: what is to go wrong, and when, one JSON object a line.
 *
 *     # the night of a paper account
 *     {"at": "23:45:00", "fault": "gateway-restart", "gapMs": 90000}
 *     {"at": "+90s", "fault": "commission-late", "delayMs": 5000, "times": 3}
 *     {"at": "2026-01-06T00:15:00", "fault": "link-lost", "forMs": 60000}
 *     {"at": "2026-01-06T00:30:00Z", "clear": "commission-late"}
 *
 * Times are those of New York, where the simulated Gateway lives, unless they end in Z. A time of day means the next
 * time it is that late; `+` counts from the start. A line that cannot be is refused with its number and the reason.
 */
import { after, type WallMs } from "../../base/time.ts";
import type { Clock } from "../../io/io.ts";
import { readDate } from "../broker/until.ts";
import { dateText, easternDay } from "../exchange/calendar/calendar.ts";
import type { Faults } from "./faults.ts";
import { checked, checkedName, FaultRefused, type Setting } from "./setting.ts";
import type { FaultName } from "./table.ts";

/** When, as it was written. */
export type Due =
  | { readonly kind: "after"; readonly ms: number }
  | { readonly kind: "daytime"; readonly time: string }
  | { readonly kind: "wall"; readonly wall: WallMs };

export interface Scheduled {
  readonly line: number;
  readonly at: Due;
  readonly act: { readonly set: Setting } | { readonly clear: FaultName | "all" };
}

/** The first line that cannot be, and why. */
export class ScheduleRefused {
  readonly line: number;
  readonly reason: string;

  constructor(line: number, reason: string) {
    this.line = line;
    this.reason = reason;
  }
}

export function parseSchedule(text: string): readonly Scheduled[] | ScheduleRefused {
  const all: Scheduled[] = [];
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|\/\/|$)/.test(written)) continue;
    const read = readLine(written, index + 1);
    if (typeof read === "string") return new ScheduleRefused(index + 1, read);
    all.push(read);
  }
  return all;
}

function readLine(written: string, line: number): Scheduled | string {
  const entry = readObject(written);
  if (typeof entry === "string") return entry;
  const { at: when, ...what } = entry;
  const at = readDue(when);
  if (typeof at === "string") return at;
  const act = readAct(what);
  return act instanceof FaultRefused ? act.reason : { line, at, act };
}

function readObject(written: string): Readonly<Record<string, unknown>> | string {
  try {
    const entry: unknown = JSON.parse(written);
    if (typeof entry === "object" && entry !== null && !Array.isArray(entry)) return { ...entry };
  } catch {
    // Said below, like every other line that is no object.
  }
  return `a line is one JSON object, such as {"at": "+90s", "fault": "link-lost"}`;
}

function readAct(what: Readonly<Record<string, unknown>>): Scheduled["act"] | FaultRefused {
  const { fault, clear, ...values } = what;
  if (typeof clear === "string" && fault === undefined) return readClear(clear, values);
  if (typeof fault !== "string") return new FaultRefused(`a line has "fault" or "clear", with the name of a fault`);
  const set = checked(fault, values);
  return set instanceof FaultRefused ? set : { set };
}

function readClear(clear: string, values: object): Scheduled["act"] | FaultRefused {
  const [stray] = Object.keys(values);
  if (stray !== undefined) return new FaultRefused(`"clear" takes nothing but a name, not ${JSON.stringify(stray)}`);
  if (clear === "all") return { clear };
  const name = checkedName(clear);
  return name instanceof FaultRefused ? name : { clear: name };
}

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function readDue(when: unknown): Due | string {
  const text = typeof when === "string" ? when.trim() : "";
  const [, count, unit] = /^\+(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return { kind: "after", ms: Number(count) * (UNITS[unit] ?? 1) };
  const [, time] = /^((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)$/.exec(text) ?? [];
  if (time !== undefined) return { kind: "daytime", time };
  const wall = readMoment(text);
  return wall === undefined
    ? `"at" is "23:45:00", "2026-01-05T23:45:00", the same with Z for UTC, or "+90s", not ${JSON.stringify(when)}`
    : { kind: "wall", wall };
}

function readMoment(text: string): WallMs | undefined {
  const [, year, month, day, time, zone] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}(?::\d{2})?)(Z?)$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  return readDate(`${year}${month}${day} ${time} ${zone === "Z" ? "UTC" : "US/Eastern"}`);
}

/** Puts everything on the clock; what is past happens at once. The answer takes the rest off again. */
export function runSchedule(faults: Faults, clock: Clock, schedule: readonly Scheduled[]): () => void {
  const [now, wall] = [clock.now(), clock.wall()];
  const cancels = schedule.map(({ at, act }) =>
    clock.at(after(now, Math.max(0, delayMs(at, wall))), () => {
      if ("set" in act) faults.apply(act.set);
      else if (act.clear === "all") faults.clearAll();
      else faults.clear(act.clear);
    }),
  );
  return () => {
    for (const cancel of cancels) cancel();
  };
}

function delayMs(at: Due, wall: WallMs): number {
  if (at.kind === "after") return at.ms;
  return (at.kind === "wall" ? at.wall : nextDaytime(at.time, wall)) - wall;
}

/** The next moment at which it is so late in New York: now, later today, or tomorrow. */
export function nextDaytime(time: string, wall: WallMs): WallMs {
  const on = (day: number): WallMs => readDate(`${dateText(day)} ${time} US/Eastern`) ?? wall;
  const today = easternDay(wall);
  return on(today) >= wall ? on(today) : on(today + 1);
}
