/**
 * What a checker is: one invariant of RELIABILITY section 1, as a row of code that hears everything at the instant.
 *
 * The oracle (`oracle.ts`) turns taps into these calls. A checker knows frames, journal lines and the broker's truth, and
 * nothing of holdfast's own modules; it answers with sentences. It hears of a thing before anybody can react to it.
 */
import type { BrokerEvent } from "../broker/event.ts";
import type { Frame } from "../sight/frame.ts";
import type { Sample } from "../world/sample.ts";
import type { LogLine, Wire } from "../world/tap.ts";
import type { AlertRow, Belief, BookRow } from "./book.ts";
import type { Facts } from "./facts.ts";
import type { Line } from "./line.ts";

/** A promise that was broken. */
export interface Violation {
  readonly invariant: string;
  /** Simulated milliseconds. */
  readonly atMs: number;
  readonly sentence: string;
}

/** A connection between a daemon and a Gateway. */
export interface Upstream {
  readonly wire: Wire;
  /** The host of the daemon. */
  readonly daemon: string;
}

/** A connection of a client to a daemon's door. */
export interface Guest {
  readonly wire: Wire;
  /** The client's host. */
  readonly host: string;
  readonly daemon: string;
  /** Who it is by the configuration and by its startApi; undefined before, and for strangers. */
  readonly strategy: GuestStrategy | undefined;
  readonly clientId: number | undefined;
}

export interface GuestStrategy {
  readonly name: string;
  readonly account: string;
}

export interface Heard {
  /** The first byte of a frame of the daemon to the Gateway leaves. `bytes` is its payload, valid during the call. */
  sent?(frame: Frame, on: Upstream, bytes: Uint8Array): void;
  /** Bytes of the daemon, of whatever frames, reached the Gateway. */
  arrived?(on: Upstream): void;
  /** A frame of the Gateway reached the daemon. */
  heard?(frame: Frame, on: Upstream): void;
  /** A frame of a client reached the daemon. */
  asked?(frame: Frame, guest: Guest, bytes: Uint8Array): void;
  /** A frame to a client leaves the daemon. */
  told?(frame: Frame, guest: Guest, bytes: Uint8Array): void;
  /** What stands on a wire cannot be read. */
  unreadable?(fault: string, wire: Wire, from: "client" | "server"): void;
  /** A line of a journal became durable. */
  journaled?(line: Line, daemon: string): void;
  /** The broker did something, whoever hears of it. */
  truth?(event: BrokerEvent): void;
  started?(host: string, number: number): void;
  ended?(host: string, code: number | "killed"): void;
  logged?(line: LogLine): void;
  closed?(wire: Wire, side: "client" | "server", how: "end" | "reset"): void;
  /** That side heard that its connection is over by somebody else's doing. */
  lost?(wire: Wire, side: "client" | "server"): void;
  /** What a daemon answers to `holdfast orders`; asked right after each recovery and at the end. */
  book?(rows: readonly BookRow[], daemon: string): void;
  /** What a daemon answers when it is asked whether it is ready; asked every few seconds while its process runs. */
  readiness?(ready: boolean, daemon: string): void;
  /** What a daemon answers to `holdfast alerts`, at the instant it is asked. */
  alerts?(rows: readonly AlertRow[], daemon: string): void;
  /** What a daemon believes of orders and positions, at the instant it is asked; every half minute. */
  believes?(belief: Belief, daemon: string): void;
  /** Faults that hold, or have struck since the last look; heard every few seconds while there are any. */
  troubled?(faults: readonly string[]): void;
  /** The clocks of a host jumped so many milliseconds forward: it has slept. */
  leapt?(host: string, ms: number): void;
  /** A daemon was compared with a replay of its durable journal: what differs, or undefined. */
  compared?(difference: string | undefined): void;
  /** What can be counted about the process of a daemon, now and then. */
  sampled?(sample: Sample): void;
  /** Which symbols' quotes at the exchange are not what they were some seconds ago, and in which trading is halted. */
  quoted?(moved: ReadonlySet<string>, halted: ReadonlySet<string>): void;
  /** Faults have stopped, everything is healed and has had its time. */
  quiet?(): void;
}

export interface CheckerRow {
  /** As in RELIABILITY: `I1`. */
  readonly id: string;
  /** What it promises, in one sentence. */
  readonly says: string;
  /** One checker for one run. */
  readonly make: (facts: Facts, violated: (sentence: string) => void) => Heard;
}
