/** The log a daemon writes to standard error, in the form its configuration asks for. */
import type { Host } from "../io/io.ts";
import { nodeHost } from "../io/node/host.ts";
import type { Settings } from "./config.ts";

export interface Log {
  readonly host: Host;
  /** People read it as it is written. */
  readonly forPeople: boolean;
}

/** `auto` is text on a terminal and JSON lines elsewhere. */
export function openLog(log: Settings["log"], isTerminal: boolean): Log {
  const format = log.format === "auto" ? (isTerminal ? "text" : "json") : log.format;
  return { host: nodeHost({ level: log.level, format }), forPeople: format === "text" };
}
