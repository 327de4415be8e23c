/**
 * The host port of one life: log lines go to the world's collection, `exit` ends the life.
 *
 * Field values are taken as JSON at once, so that a line cannot change after it was logged and enters the trace.
 */
import type { Host, LogLevel } from "../../io/io.ts";
import type { Incarnation } from "./incarnation.ts";

export interface HostOwner {
  logged(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void;
  exited(code: number): void;
}

export function virtualHost(life: Incarnation, owner: HostOwner): Host {
  return {
    log(level, event, fields) {
      if (life.alive) owner.logged(level, event, JSON.parse(JSON.stringify(fields)));
    },
    exit(code) {
      if (life.alive) owner.exited(code);
    },
  };
}
