/**
 * Where checkers listen: on bytes handed to a socket, on bytes that became durable, on log lines, on deaths.
 *
 * A tap hears of a thing at the very instant it happens, before anybody else can react to it; it must not call back
 * into the world except to read, and must copy bytes that it wants to keep.
 */
import type { Instant } from "../../base/time.ts";
import type { LogLevel } from "../../io/io.ts";

/** One connection: who dialled, who listened, and where. `server` is "" while nobody has accepted. */
export interface Wire {
  readonly id: number;
  readonly client: string;
  readonly server: string;
  readonly address: string;
}

export interface LogLine {
  readonly at: Instant;
  readonly host: string;
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Tap {
  /** `from` wrote bytes to a socket. They have not left the host yet, and may never. */
  wrote?(wire: Wire, from: "client" | "server", bytes: Uint8Array): void;
  /** Bytes were appended to the durable content of a file. */
  durable?(host: string, file: string, bytes: Uint8Array): void;
  logged?(line: LogLine): void;
  /** A process ended: by a kill, or by itself with an exit code. */
  ended?(host: string, code: number | "killed"): void;
}
