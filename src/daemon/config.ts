/**
 * The configuration: `holdfast.toml` and the command line in, plain data for the engine and the shell out.
 *
 * Everything wrong is one sentence that names the file, the line and the key; nothing unknown is passed over in
 * silence, because a misspelt `read-only` must not trade. Relative paths count from the file's own directory, so that
 * the daemon finds its state from wherever it is started.
 */
import { readFileSync, type Stats, stat, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { minutes, seconds, type WallMs, wallOf } from "../base/time.ts";
import { type Read, readWhole, readWholeNow } from "../io/node/wholeFile.ts";
import type { DoorConfig, EngineConfig, GatewayConfig, JournalConfig, StrategyConfig } from "../model/config.ts";
import type { StrategyName } from "../model/ids.ts";
import type { Limits } from "../model/limits.ts";
import { type Disagreement, disagreement, type Flags } from "./agree.ts";
import { type DowntimeRules, downtimesOf } from "./calendar.ts";
import type { AheadAt } from "./calendarZone.ts";
import { type CodesFile, parseCodes } from "./codesFile.ts";
import type { CodesSource } from "./codesWatch.ts";
import type { Credential } from "./credential.ts";
import { ConfigError, explain, misconfigured } from "./explain.ts";
import { windowsOf } from "./hours.ts";
import { limitsDisagree } from "./limitsAgree.ts";
import { limitedBy, limitsIn } from "./limitTables.ts";
import { lineOf } from "./locate.ts";
import { type File, type StrategyTable, schema } from "./schema.ts";
import type { StateFilesSettings } from "./stateFiles.ts";
import { parseToml } from "./toml.ts";
import { version } from "./version.ts";

export { ConfigError } from "./explain.ts";

/** What the shell around the engine is told. */
export interface Settings {
  readonly engine: EngineConfig;
  /** Absolute. */
  readonly stateDir: string;
  /** Absolute path of the control socket. */
  readonly socket: string;
  readonly log: File["log"];
  /** Where holdfast says whether it is alive and ready; undefined when it shall not. */
  readonly native: { readonly host: string; readonly port: number } | undefined;
  /** How the files that other programs read are written; undefined when they shall not be. */
  readonly files: StateFilesSettings | undefined;
  /** The trade vault is written. */
  readonly vault: boolean;
  /** Absolute path of the operator's file of message codes. */
  readonly codesFile: string | undefined;
  /** What restarts the Gateway: a program and its arguments. */
  readonly restartCommand: readonly string[] | undefined;
  /** Who may have a halt taken back and limits raised. */
  readonly credentials: readonly Credential[];
}

/** What the command line says over the file. */
export interface Overrides {
  readonly twsPort?: number;
  readonly gatewayPort?: number;
  readonly nativePort?: number;
  readonly readOnly?: boolean;
}

/** Ports of a Gateway on the same host, by mode (PROTOCOL section 3). */
const GATEWAY_PORT = { paper: 4002, live: 4001 } as const;
/** The zone of IB's own hours. */
const IB_ZONE = "America/New_York";
const MB = 2 ** 20;
/** No clock that a host starts with is set back by more: one that takes local time for UTC is hours ahead, others some days. */
const CLOCK_AHEAD_MS_MAX = minutes(31 * 24 * 60);
/** So long a restart of the Gateway may take before somebody is told. */
const RESTART_MINUTES = 10;

export function readConfig(file: string, overrides: Overrides = {}): Settings | ConfigError {
  const text = contentOf(file);
  return text instanceof ConfigError ? text : parseConfig(text, file, overrides);
}

/**
 * The configuration a text describes; `file` names it in sentences and anchors relative paths. Expected downtimes and hours are
 * those from `wall` on: some time ago, for a clock that is ahead at the start may be set right later.
 */
export function parseConfig(
  text: string,
  file: string,
  overrides: Overrides = {},
  wall = (Date.now() - CLOCK_AHEAD_MS_MAX) as WallMs,
): Settings | ConfigError {
  const data = parseToml(text, file);
  if (data instanceof ConfigError) return data;
  const read = schema.safeParse(data);
  if (!read.success) return explain(file, text, data, read.error.issues);
  const final = overridden(read.data, overrides);
  const wrong = disagreement(final, flagsGiven(overrides)) ?? unknownZone(final) ?? limitsDisagree(final, isZone);
  if (wrong === undefined) return settings(final, dirname(resolve(file)), wall);
  return wrong.path === undefined
    ? new ConfigError(wrong.what)
    : misconfigured(file, lineOf(text, wrong.path), wrong.what);
}

const flagsGiven = ({ twsPort, gatewayPort, nativePort }: Overrides): Flags => ({
  ...(twsPort === undefined ? {} : { "door.port": "--tws-port" }),
  ...(gatewayPort === undefined ? {} : { "gateway.main.port": "--gateway-port" }),
  ...(nativePort === undefined ? {} : { "native.port": "--native-port" }),
});

/** Why these settings must not run: live trading is asked for twice, so that no copied file trades real money alone. */
export function liveRefusal({ engine }: Settings, file: string, live: boolean): ConfigError | undefined {
  if (engine.mode === "live" && !live)
    return new ConfigError(`${file} says mode = "live": add --live to the command to trade real money`);
  if (engine.mode === "paper" && live)
    return new ConfigError(`--live was given, but ${file} says mode = "paper": change one of the two`);
  return undefined;
}

function contentOf(file: string): string | ConfigError {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT")
      return new ConfigError(`there is no ${file}: copy holdfast.example.toml, or name another file with --config`);
    if (code === "EISDIR") return new ConfigError(`${file} is a directory where the configuration file belongs`);
    return new ConfigError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** The file of codes as the host has it. */
export const codesSource = (file: string): CodesSource => ({
  file,
  stamp: () => stampOf(file),
  read: () => codesIn(readWholeNow(file, CODES_BYTES_MAX), file),
  stampLater: (done) => stat(file, (error, found) => done(error === null ? stampIn(found) : codeIn(error))),
  readLater: (done) => readWhole(file, CODES_BYTES_MAX, (read) => done(codesIn(read, file))),
});

/** Larger than any file of codes. */
const CODES_BYTES_MAX = 1024 * 1024;

function codesIn(read: Read, file: string): CodesFile | ConfigError {
  switch (read.is) {
    case "file":
      return parseCodes(read.text, file);
    case "too-large":
      return new ConfigError(`${file} is larger than 1 MiB: it is no file of codes`);
    case "absent":
      return unread(file, "there is no such file; docs/codes.md shows one");
    case "failed":
      return unread(file, read.code);
    default:
      return new ConfigError(`${file} is not a file, but codes.file names it`);
  }
}

const unread = (file: string, why: string): ConfigError =>
  new ConfigError(`${file}, which codes.file names, cannot be read: ${why}`);

function stampOf(file: string): string {
  try {
    return stampIn(statSync(file));
  } catch (error) {
    return codeIn(error as NodeJS.ErrnoException);
  }
}

const stampIn = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => [ino, size, mtimeMs, ctimeMs].join(" ");
const codeIn = (error: NodeJS.ErrnoException): string => error.code ?? String(error);

function overridden(file: File, overrides: Overrides): File {
  const { main } = file.gateway;
  const port = overrides.gatewayPort ?? main.port ?? GATEWAY_PORT[file.mode];
  return {
    ...file,
    "read-only": overrides.readOnly === true || file["read-only"],
    gateway: { main: { ...main, port } },
    door: { ...file.door, port: overrides.twsPort ?? file.door.port },
    native: { ...file.native, port: overrides.nativePort ?? file.native.port },
  };
}

function settings(file: File, directory: string, wall: WallMs): Settings {
  const stateDir = resolve(directory, file["state-dir"]);
  const { enabled, host, port } = file.native;
  return {
    engine: engineConfig(file, wall),
    stateDir,
    socket:
      file.control.socket === undefined ? resolve(stateDir, "control.sock") : resolve(directory, file.control.socket),
    log: file.log,
    native: enabled ? { host, port } : undefined,
    files: filesSettings(file, directory, stateDir),
    vault: file.vault.enabled,
    codesFile: file.codes.file === undefined ? undefined : resolve(directory, file.codes.file),
    restartCommand: file.gateway.main["restart-command"],
    credentials: Object.entries(file.credentials).map(([name, credential]) => ({ name, ...credential })),
  };
}

function filesSettings(file: File, directory: string, stateDir: string): StateFilesSettings | undefined {
  const { enabled, directory: chosen, "every-seconds": every } = file.files;
  if (!enabled) return undefined;
  return {
    directory: chosen === undefined ? stateDir : resolve(directory, chosen),
    everyMs: seconds(every),
    strategies: Object.keys(file.strategies),
  };
}

function engineConfig(file: File, wall: WallMs): EngineConfig {
  const limited = limitedBy(file).map((whose) => ({ ...whose, limits: limitsIn(whose) }));
  const of = (kind: "strategy" | "account"): (readonly [string, Limits])[] =>
    limited.flatMap((whose) => (whose.kind === kind ? [[whose.name, whose.limits] as const] : []));
  const byStrategy = new Map(of("strategy"));
  return {
    mode: file.mode,
    readOnly: file["read-only"],
    gateway: gatewayConfig(file, wall),
    strategies: Object.entries(file.strategies).map(([name, table]) =>
      strategyConfig(name, table, byStrategy.get(name)),
    ),
    doors: doors(file),
    accounts: Object.fromEntries(of("account")),
    hours: hoursIn(limited, wall),
    messagesPerSecond: file.pacing["messages-per-second"],
    journal: journalConfig(file.journal),
    build: version(),
  };
}

/** The windows of every text that a limit names. */
function hoursIn(limited: readonly { readonly limits: Limits }[], wall: WallMs): EngineConfig["hours"] {
  const texts = new Set(limited.flatMap(({ limits: { sessions } }) => (sessions === "off" ? [] : sessions)));
  return Object.fromEntries([...texts].map((text) => [text, windowsOf(text, aheadIn, wall)]));
}

const journalConfig = (table: File["journal"]): JournalConfig => ({
  segmentBytes: table["file-mb"] * MB,
  keepDays: table["keep-days"],
  reserveBytes: table["reserve-mb"] * MB,
});

function gatewayConfig({ mode, gateway: { main } }: File, wall: WallMs): GatewayConfig {
  const ibcPort = main["ibc-command-port"];
  return {
    name: "main",
    host: main.host,
    port: main.port ?? GATEWAY_PORT[mode],
    clientId: main["client-id"],
    maxServerVersion: main["max-server-version"],
    backoff: { pausesMs: main["backoff-seconds"].map(seconds), alertAfter: main["alert-after-failures"] },
    downtimes: downtimesOf(rulesOf(main.restart), aheadIn, wall),
    gateMs: seconds(main.restart["gate-seconds"]),
    ibc: ibcPort === undefined ? undefined : { host: main["ibc-command-host"] ?? main.host, port: ibcPort },
    canRestart: main["restart-command"] !== undefined,
  };
}

function rulesOf(restart: File["gateway"]["main"]["restart"]): DowntimeRules {
  const { region, at, zone = IB_ZONE, relogin } = restart;
  return {
    region,
    restart: at === undefined ? undefined : { at, zone, minutes: restart.minutes ?? RESTART_MINUTES },
    relogin: relogin === "off" ? undefined : { at: relogin, zone: restart["relogin-zone"] ?? IB_ZONE },
  };
}

/** Zones are the host's knowledge, and it may lack the one that is named. */
function unknownZone({ gateway: { main } }: File): Disagreement | undefined {
  for (const key of ["zone", "relogin-zone"] as const) {
    const zone = main.restart[key];
    if (zone === undefined || isZone(zone)) continue;
    const what = `gateway.main.restart.${key} "${zone}" is not a time zone: write a name such as "America/New_York", "Europe/Berlin" or "UTC"`;
    return { path: ["gateway", "main", "restart", key], what };
  }
  return undefined;
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone }) !== undefined;
  } catch {
    return false;
  }
}

/** What the clocks of a zone show, taken as if it were UTC, is as far from the moment as they are ahead of UTC. */
function aheadIn(timeZone: string): AheadAt {
  const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const clock = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...fields });
  return (wall) => {
    const minute = Math.floor(wall / 60_000) * 60_000;
    const shown = Object.fromEntries(clock.formatToParts(minute).map(({ type, value }) => [type, Number(value)]));
    return wallOf(shown.year!, shown.month!, shown.day!, shown.hour, shown.minute) - minute;
  };
}

function strategyConfig(name: string, table: StrategyTable, limits: Limits | undefined): StrategyConfig {
  const deadMan = table["dead-man-seconds"];
  return {
    name: name as StrategyName,
    account: table.account,
    clientIds: table["client-ids"],
    masterClientId: table["master-client-id"],
    readOnly: table["read-only"],
    privateOrders: table["private-orders"],
    exerciseOptions: table["exercise-options"],
    holdMs: table["before-restart"] === "hold" ? minutes(table["hold-minutes"]) : undefined,
    brackets: table.brackets,
    limits,
    deadManMs: deadMan === undefined ? undefined : seconds(deadMan),
  };
}

/** The shared door, unless no client id leads anywhere behind it, and one for each strategy that has its own. */
function doors(file: File): DoorConfig[] {
  const { host, port, "max-server-version": maxServerVersion } = file.door;
  const tables = Object.entries(file.strategies);
  const shared: DoorConfig = { id: "shared", host, port, strategy: undefined, maxServerVersion };
  const own = tables.flatMap(([name, table]) => {
    if (table.port === undefined) return [];
    const strategy = name as StrategyName;
    return [
      {
        ...shared,
        id: name,
        port: table.port,
        strategy,
        maxServerVersion: table["max-server-version"] ?? maxServerVersion,
      },
    ];
  });
  return tables.some(([, table]) => table["client-ids"].length > 0) ? [shared, ...own] : own;
}
