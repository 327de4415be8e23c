/**
 * The process itself: structured log lines and the exit.
 *
 * One line per event, written off the event loop and flushed before the process ends. A reader that does not keep up
 * costs log lines, never memory: beyond 16 MiB waiting, new lines are dropped.
 */
import pino from "pino";
import type { Host, LogLevel } from "../io.ts";
import { endAnyhow } from "./endAnyhow.ts";

export interface LogSettings {
  readonly level: LogLevel;
  /** `json`: one object per line, for machines. `text`: time, level, event and key=value pairs, for people. */
  readonly format: "json" | "text";
  /** A path or a file descriptor; 2 (standard error) by default. */
  readonly to?: string | number;
}

const WAITING_BYTES_MAX = 16_777_216;

export function nodeHost(settings: LogSettings): Host {
  const destination = pino.destination({
    dest: settings.to ?? 2,
    sync: false,
    minLength: 0,
    maxLength: WAITING_BYTES_MAX,
  });
  const flush = (): void => {
    try {
      destination.flushSync();
    } catch {
      // The place where failures are told is the one that failed.
    }
  };
  // A log that cannot be written (a closed pipe, a full disk) must not end the daemon.
  destination.on("error", () => {});
  process.on("exit", flush);
  return {
    log: settings.format === "json" ? jsonLines(settings, destination) : textLines(settings, destination),
    exit,
  };
}

/** How long an orderly end leaves to the last bytes and FINs. */
const FAREWELL_MS = 100;

/** An orderly end lets what was written reach the peers; after a failure not another byte may leave. */
function exit(code: number): void {
  endAnyhow();
  if (code === 0) setTimeout(() => process.exit(0), FAREWELL_MS);
  else process.exit(code);
}

function jsonLines(settings: LogSettings, destination: pino.DestinationStream): Host["log"] {
  const logger = pino(
    {
      level: settings.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
  return (level, event, fields) => logger[level]({ event, ...fields });
}

const RANK = { debug: 0, info: 1, warn: 2, error: 3 } as const satisfies Record<LogLevel, number>;

function textLines(settings: LogSettings, destination: pino.DestinationStream): Host["log"] {
  return (level, event, fields) => {
    if (RANK[level] >= RANK[settings.level]) destination.write(textLine(new Date(), level, event, fields));
  };
}

/** `2026-01-05T10:11:12.345Z info  clientStarted strategy=alpha clientId=7`. */
export function textLine(at: Date, level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${plain(value)}`);
  return `${at.toISOString()} ${level.padEnd(5)} ${event}${pairs.join("")}\n`;
}

/** Text without spaces, quotes or control characters stands as it is; everything else as JSON, which escapes them. */
function plain(value: unknown): string {
  if (typeof value === "string" && /^[\w.,:;/@+*()-]+$/.test(value)) return value;
  return (JSON.stringify(value) ?? "").replace(BEYOND_JSON, escaped);
}

/** Control characters that JSON leaves as they are; some terminals obey them. */
const BEYOND_JSON = /[\u007f-\u009f]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
