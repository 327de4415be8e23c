/** What the options come to, with everything said and every file read, before anything is opened. */
import { readFileSync } from "node:fs";
import type { WallMs } from "../base/time.ts";
import type { CalendarKind } from "../sim/exchange/calendar/calendar.ts";
import { Directory } from "../sim/exchange/directory/directory.ts";
import { type PricePath, PricePathError, parsePricePath } from "../sim/exchange/tape/pricePath.ts";
import { DEFAULT_MIX, type FaultMix } from "../sim/faults/random.ts";
import { parseSchedule, type Scheduled, ScheduleRefused } from "../sim/faults/schedule.ts";
import { checked, FaultRefused, type Setting } from "../sim/faults/setting.ts";
import type { Limits } from "../sim/gateway/limits.ts";
import { unreadable } from "./files.ts";
import { checkForm } from "./form.ts";
import { type FaultValues, type PriceRow, type SimOptions, SimOptionsError } from "./options.ts";
import { startWall, USUAL_START } from "./startTime.ts";

/** Time that stands still makes any burst of messages one second's: their rate means nothing then. */
const RATE_WITHOUT_TIME = 1_000_000;
const DEFAULT_HOST = "127.0.0.1";

export interface Resolved {
  readonly host: string;
  readonly speed: number;
  readonly startWall: WallMs;
  readonly settleMs: number;
  readonly pricePath: PricePath | undefined;
  readonly limits: Partial<Limits>;
  readonly faults: readonly Setting[];
  readonly schedule: readonly Scheduled[];
  readonly mix: FaultMix | undefined;
  /** Undefined means no control door. */
  readonly control: number | undefined;
}

/** Throws a SimOptionsError at the first thing that cannot be; `now` is the host's time. */
export function resolved(options: SimOptions, now: WallMs): Resolved {
  checkForm(options);
  const { speed = 1, calendar = "always", control } = options;
  if (options.baseCurrency !== undefined) checkCurrency(options.baseCurrency, new Directory(calendar));
  return {
    ...{ host: options.host ?? DEFAULT_HOST, speed, settleMs: options.settleMs ?? 0 },
    startWall: startOf(options.start, speed, now),
    pricePath: options.prices === undefined ? undefined : pathOf(options.prices, calendar),
    limits: speed === 0 ? { messagesPerSecond: RATE_WITHOUT_TIME, ...options.limits } : { ...options.limits },
    faults: Object.entries(options.faults ?? {}).map(([name, values]) => settingOf(name, values)),
    schedule: options.faultFile === undefined ? [] : scheduleOf(options.faultFile),
    mix: options.faultRate === undefined ? undefined : { ...DEFAULT_MIX, ratePerHour: options.faultRate },
    control: control === undefined || control === false ? undefined : Number(control === true ? 0 : control),
  };
}

/** An account can be kept in what a listed currency pair has a rate for. */
function checkCurrency(currency: string, { standing }: Directory): void {
  const pairs = standing.filter(({ secType }) => secType === "CASH");
  const known = new Set(["USD", ...pairs.flatMap((pair) => [pair.symbol, pair.currency])]);
  if (!known.has(currency))
    throw new SimOptionsError(`baseCurrency: there is no rate for "${currency}"; there are ${[...known].join(", ")}`);
}

function settingOf(name: string, values: FaultValues): Setting {
  const setting = checked(name, values);
  if (setting instanceof FaultRefused) throw new SimOptionsError(`faults: ${setting.reason}`);
  return setting;
}

function scheduleOf(file: string): readonly Scheduled[] {
  const schedule = parseSchedule(textOf("faultFile", file));
  if (schedule instanceof ScheduleRefused)
    throw new SimOptionsError(`faultFile: ${file}, line ${schedule.line}: ${schedule.reason}`);
  return schedule;
}

function startOf(start: string | Date | undefined, speed: number, now: WallMs): WallMs {
  if (start === undefined) return speed === 0 ? USUAL_START : now;
  const wall = start instanceof Date ? (start.getTime() as WallMs) : startWall(start);
  if (wall !== undefined && Number.isFinite(wall)) return wall;
  throw new SimOptionsError(
    `start: ${String(start)} is no time; write "2026-01-05 10:00" for New York's, "2026-01-05T15:00:00Z" for UTC`,
  );
}

function pathOf(prices: string | readonly PriceRow[], calendar: CalendarKind): PricePath {
  const text =
    typeof prices === "string" ? textOf("prices", prices) : prices.map((row) => JSON.stringify(row)).join("\n");
  const path = parsePricePath(text, new Directory(calendar));
  if (path instanceof PricePathError)
    throw new SimOptionsError(`prices: ${typeof prices === "string" ? prices : "rows"}: ${path}`);
  return path;
}

function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new SimOptionsError(`${option}: ${file} cannot be read: ${unreadable(error)}`);
  }
}
