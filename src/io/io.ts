/**
 * The ports: everything the outside world can do for holdfast, in five interfaces.
 *
 * There are two makers: `io/node` (a real host) and `sim/world` (virtual clock, network and disk on one event heap).
 * The daemon's loop, the simulated Gateway and the demo strategies are written against these interfaces only, and so
 * run unchanged on both. Nothing here returns a promise: answers arrive as calls on an owner, in order, never from
 * inside the call that asked for them.
 */
import type { Instant, WallMs } from "../base/time.ts";

export interface Io {
  readonly clock: Clock;
  readonly network: Network;
  readonly disk: Disk;
  readonly entropy: Entropy;
  readonly host: Host;
}

export interface Clock {
  now(): Instant;
  /** A label only. */
  wall(): WallMs;
  /** Calls `run` once, at `when` or as soon as possible after it. The answer forgets the timer. */
  at(when: Instant, run: () => void): () => void;
}

export interface Entropy {
  /** 32 unpredictable bits (a seed in simulation). */
  uint32(): number;
}

export interface Network {
  /** Starts a TCP connection (no delay). The owner hears `opened` or `closed`. */
  dial(host: string, port: number, owner: SocketOwner): Socket;
  /** Starts a listener; port 0 picks a free one. The owner hears `listening` or `failed`. */
  listen(host: string, port: number, owner: ListenerOwner): Listener;
}

export interface Socket {
  /** Queues bytes; they leave in order. Writing after the socket is closed does nothing. The bytes are not kept. */
  write(bytes: Uint8Array): void;
  /** Bytes queued here and not yet taken by the network. The owner hears `drained` when it reaches 0. */
  readonly unsent: number;
  /** Sends what is queued, then FIN. The owner hears `closed` once. */
  end(): void;
  /** Throws away what is queued and sends RST: nothing of it may arrive later. The owner hears `closed` once. */
  reset(): void;
  /** Stops (true) or resumes (false) reading: back-pressure on the peer. */
  pause(paused: boolean): void;
}

export interface SocketOwner {
  opened(): void;
  /** The bytes belong to the caller and are valid during the call only. */
  received(bytes: Uint8Array): void;
  drained(): void;
  /** Once, whoever closed it. `code` is "" for an orderly end, else a system code such as `ECONNREFUSED`. */
  closed(code: string): void;
}

export interface ListenerOwner {
  listening(port: number): void;
  /** `code` such as `EADDRINUSE`. */
  failed(code: string): void;
  /** A connection was accepted (it is open already: `opened` is not called). Answers who owns it. */
  accepted(socket: Socket, remote: string): SocketOwner;
}

export interface Listener {
  close(): void;
}

/** The state directory of one daemon. */
export interface Disk {
  /** Takes the directory's lock, or says who has it. Held until the process ends or `release` is called. */
  lock(answer: (result: { readonly release: () => void } | { readonly failed: string }) => void): void;
  /** The files in it. */
  list(answer: (result: readonly FileFacts[] | { readonly failed: string }) => void): void;
  /** Opens (creating it when absent) an append-only file and reads all of it. What is read is durable, and so is its name. */
  open(name: string, owner: LogFileOwner): void;
  /** Removes a file, durably; one that is not there is no failure. `failed` is a system code, "" when it is gone. */
  remove(name: string, done: (failed: string) => void): void;
  /**
   * Makes a file that really takes up so many bytes of the disk, durably, unless it is there; removing it gives them back.
   * `failed` is a system code such as `ENOSPC`, "" when it stands. What failed leaves nothing.
   */
  reserve(name: string, bytes: number, done: (failed: string) => void): void;
}

export interface FileFacts {
  readonly name: string;
  readonly bytes: number;
  /** When it was written last: a label. */
  readonly written: WallMs;
}

export interface LogFile {
  /**
   * Appends bytes and makes them durable. Appends that arrive while a sync is under way share the next one.
   * The owner hears `durable` with the number of appends (since opening) that are on disk now.
   */
  append(bytes: Uint8Array): void;
  /** Cuts the file to `length` bytes, durably; only before the first append. */
  cut(length: number, done: () => void): void;
  close(): void;
}

export interface LogFileOwner {
  opened(file: LogFile, content: Uint8Array): void;
  durable(appends: number): void;
  /**
   * There is no room for an append: nothing of it is in the file. An owner that can make room answers true and calls `again`
   * when it has; otherwise, and without this method, the file has failed.
   */
  full?(again: () => void): boolean;
  /** Any failure (open, read, write, sync). After a failed sync the file must not be used again. */
  failed(code: string, what: string): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface Host {
  /** One line per event. Never a secret. */
  log(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void;
  /** Ends the process (0 fine, 1 failure, 2 usage). Nothing is done after it. */
  exit(code: number): void;
}
