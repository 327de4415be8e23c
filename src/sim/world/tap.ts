/**
 * Where checkers listen: on bytes handed to a socket and read from one, on bytes that became durable, on log
 * lines, on births and deaths.
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
  /** Bytes reached `to` and are about to be read. */
  delivered?(wire: Wire, to: "client" | "server", bytes: Uint8Array): void;
  /** `side` closed its end by its own will: in good order, or by a reset that throws away what has not arrived. */
  closed?(wire: Wire, side: "client" | "server", how: "end" | "reset"): void;
  /** `side` was told that its connection is over, by its peer or by the network. */
  lost?(wire: Wire, side: "client" | "server"): void;
  /** Bytes were appended to the durable content of a file. */
  durable?(host: string, file: string, bytes: Uint8Array): void;
  logged?(line: LogLine): void;
  /** A process began: the `number`-th life of its host. */
  started?(host: string, number: number): void;
  /** A process ended: by a kill, or by itself with an exit code. */
  ended?(host: string, code: number | "killed"): void;
  /** The clocks of a host jumped so many milliseconds forward, wall and monotonic. */
  leapt?(host: string, ms: number): void;
}
