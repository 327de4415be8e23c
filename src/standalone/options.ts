/**
 * What somebody may say about a simulated Gateway at its start, and what it comes to.
 *
 * Everything has a default. What cannot be is refused with one sentence that names the option, before anything is opened.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { nearest } from "../base/nearest.ts";
import type { WallMs } from "../base/time.ts";
import type { AccountKind } from "../sim/broker/money/margin.ts";
import type { CalendarKind } from "../sim/exchange/calendar/calendar.ts";
import { Directory } from "../sim/exchange/directory/directory.ts";
import { type PricePath, PricePathError, parsePricePath } from "../sim/exchange/tape/pricePath.ts";
import { DEFAULT_MIX, type FaultMix } from "../sim/faults/random.ts";
import { parseSchedule, type Scheduled, ScheduleRefused } from "../sim/faults/schedule.ts";
import { checked, FaultRefused, type Setting } from "../sim/faults/setting.ts";
import type { FaultName } from "../sim/faults/table.ts";
import type { MarketData } from "../sim/gateway/data/entitlement.ts";
import { LIMITS, type Limits } from "../sim/gateway/limits.ts";
import { SWITCHES, type Switches } from "../sim/gateway/switches.ts";
import { CEILING, FLOOR } from "../wire/versions.ts";
import type { SimEvent } from "./happening.ts";
import { startWall, USUAL_START } from "./startTime.ts";

/** One row of a price path: what the market shows of a symbol from a moment on. */
export interface PriceRow {
  /** Milliseconds after the start. */
  readonly timeOffsetMs: number;
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly bidSize?: number | undefined;
  readonly askSize?: number | undefined;
  readonly lastSize?: number | undefined;
}

/** Parameters of a fault, with `client`, `account`, `symbol`, `times`, `rate` and `forMs` where it takes them. */
export type FaultValues = Readonly<Record<string, string | number>>;

export interface SimOptions {
  /** TCP port; 0, the default, takes any free one. */
  readonly port?: number | undefined;
  /** The address to listen on: 127.0.0.1 unless said otherwise. There is no password: whoever reaches the port is a client. */
  readonly host?: string | undefined;
  /** The accounts of the login; three when absent, DU1000001 to DU1000003. With more than one, every order names its account. */
  readonly accounts?: readonly string[] | undefined;
  /** In each account at the start, in its base currency; a million when absent. */
  readonly cash?: number | undefined;
  /** `USD` when absent. */
  readonly baseCurrency?: string | undefined;
  /** A financial advisor's login: a master account above the others. */
  readonly advisor?: boolean | undefined;
  /** `cash`, the default, pays positions in full; `margin` lends. */
  readonly accountKind?: AccountKind | undefined;
  /** What the login may see: `live`, the default, `delayed`, `none`, or `competing` with another session of the user. */
  readonly marketData?: MarketData | undefined;
  /** Equal seeds make equal prices and equal faults; 1 when absent. */
  readonly seed?: number | string | undefined;
  /** `always`, the default, trades at every hour; `real` keeps the hours of US markets. */
  readonly calendar?: CalendarKind | undefined;
  /**
   * Where the clock begins: `2026-01-05 10:00` in New York, or `2026-01-05T15:00:00Z`. Absent, it is now; with speed 0 Monday
   * 2026-01-05, 10:00 in New York.
   */
  readonly start?: string | Date | undefined;
  /** 1, the default, is real time; 60 lets an hour pass in a minute; with 0 time stands still until `advance`. */
  readonly speed?: number | undefined;
  /** The prices in place of the seed's: the path of a file, or its rows. */
  readonly prices?: string | readonly PriceRow[] | undefined;
  /** The distance of two looks at the market in milliseconds, a divisor of a minute; 250 when absent. */
  readonly tickMs?: number | undefined;
  /** Milliseconds that an order takes to the market; 10 when absent. */
  readonly latencyMs?: number | undefined;
  /** Behaviour on which real Gateways differ; docs/simulated-gateway.md lists the switches. */
  readonly switches?: Partial<Switches> | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** What goes wrong from the start: parameters by the fault's name. */
  readonly faults?: Readonly<Partial<Record<FaultName, FaultValues>>> | undefined;
  /** The path of a file that says what goes wrong, and when. */
  readonly faultFile?: string | undefined;
  /** How many faults in an hour happen at random, drawn from the seed; none when absent. */
  readonly faultRate?: number | undefined;
  /** The highest server version it offers; the newest known one when absent. */
  readonly serverVersion?: number | undefined;
  /** The lowest server version it serves. */
  readonly serverVersionMin?: number | undefined;
  /** The client that hears the orders of all. */
  readonly masterClientId?: number | undefined;
  /** The control door's port; true or 0 takes any free one. Absent, there is none. */
  readonly control?: number | boolean | undefined;
  /** The file that the wire is written to, as JSON lines. It must not exist. */
  readonly record?: string | undefined;
  /**
   * With speed 0, for clients in processes of their own: how many milliseconds of the host all must have been quiet before
   * time goes on. 0, the default, is enough for clients in this process.
   */
  readonly settleMs?: number | undefined;
  /** Hears what happens: clients, orders, fills, faults. Not called from inside your own calls of clients. */
  readonly onEvent?: ((event: SimEvent) => void) | undefined;
}

/** The options make no sense; `message` says which and why. */
export class SimOptionsError extends Error {
  override readonly name = "SimOptionsError";
}

export const ACCOUNT_FORM = /^[A-Z]{1,4}\d{4,9}$/;
/** Time that stands still makes any burst of messages one second's: their rate means nothing then. */
const RATE_WITHOUT_TIME = 1_000_000;
const DEFAULT_HOST = "127.0.0.1";

const port = z.int().min(0).max(65_535);
const ms = z.number().min(0).max(86_400_000);

const FORM = z.strictObject({
  port: port.optional(),
  host: z.string().min(1).optional(),
  accounts: z.array(z.string().regex(ACCOUNT_FORM, "must look like DU1000001")).min(1).optional(),
  cash: z.number().min(0).optional(),
  baseCurrency: z.string().optional(),
  advisor: z.boolean().optional(),
  accountKind: z.enum(["cash", "margin"]).optional(),
  marketData: z.enum(["live", "delayed", "none", "competing"]).optional(),
  seed: z.union([z.number(), z.string()]).optional(),
  calendar: z.enum(["always", "real"]).optional(),
  start: z.union([z.string(), z.date()]).optional(),
  speed: z.number().min(0).max(1_000_000).optional(),
  prices: z.union([z.string(), z.array(z.looseObject({}))]).optional(),
  tickMs: z
    .int()
    .min(1)
    .max(60_000)
    .refine((n) => 60_000 % n === 0, "must divide a minute, such as 50, 250 or 1000")
    .optional(),
  latencyMs: ms.optional(),
  switches: z.record(z.string(), z.unknown()).optional(),
  faults: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number()]))).optional(),
  faultFile: z.string().optional(),
  faultRate: z.number().min(0).max(100_000).optional(),
  limits: z.record(z.string(), z.number().min(0)).optional(),
  serverVersion: z.int().min(FLOOR).max(CEILING).optional(),
  serverVersionMin: z.int().min(FLOOR).max(CEILING).optional(),
  masterClientId: z.int().min(0).optional(),
  control: z.union([port, z.boolean()]).optional(),
  record: z.string().min(1).optional(),
  settleMs: z.number().min(0).max(1_000).optional(),
  onEvent: z.unknown().optional(),
});

/** The options with everything said and read. */
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

export function resolved(options: SimOptions, now: WallMs): Resolved {
  const read = FORM.safeParse(options);
  if (!read.success) throw new SimOptionsError(faultOf(read.error.issues[0]!));
  const { accounts = [], speed = 1, calendar = "always", control } = options;
  if (new Set(accounts).size < accounts.length) throw new SimOptionsError("accounts: an account is named twice");
  checkSwitches(options.switches ?? {});
  checkNames("limits", options.limits ?? {}, Object.keys(LIMITS));
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

type Issue = z.core.$ZodIssue;

function faultOf(issue: Issue): string {
  if (issue.code !== "unrecognized_keys") return `${issue.path.join(".") || "options"}: ${issue.message}`;
  const [key = ""] = issue.keys;
  return unknownName("option", key, Object.keys(FORM.shape));
}

/** One sentence on a name that does not exist, with the nearest one that does. */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `there is no ${kind} "${name}"${near === undefined ? `; there are ${known.join(", ")}` : `; did you mean ${near}?`}`;
}

function checkNames(option: string, given: object, known: readonly string[]): void {
  const odd = Object.keys(given).find((name) => !known.includes(name));
  if (odd !== undefined)
    throw new SimOptionsError(`${option}: ${unknownName(option.slice(0, -1).replace(/e$/, ""), odd, known)}`);
}

function checkSwitches(given: Partial<Switches>): void {
  for (const [name, value] of Object.entries(given)) {
    const values: readonly unknown[] | undefined = Object.hasOwn(SWITCHES, name)
      ? SWITCHES[name as keyof Switches]
      : undefined;
    if (values === undefined)
      throw new SimOptionsError(`switches: ${unknownName("switch", name, Object.keys(SWITCHES))}`);
    if (!values.includes(value))
      throw new SimOptionsError(`switches: ${name} is one of ${values.map((one) => JSON.stringify(one)).join(", ")}`);
  }
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
    throw new SimOptionsError(`${option}: ${file} cannot be read: ${(error as Error).message}`);
  }
}
