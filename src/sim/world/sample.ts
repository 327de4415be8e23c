/** What can be counted about a running process from outside: read and never changed by it. */
import type { Instant } from "../../base/time.ts";
import type { Wire } from "./tap.ts";

export interface Sample {
  readonly host: string;
  readonly at: Instant;
  /** Timers that it has set and that have not fired. */
  readonly timers: number;
  /** Answers of disk and network that are on their way to it. */
  readonly answers: number;
  /** It stands still. */
  readonly frozen: boolean;
  /** Connections that are open at its end. */
  readonly ends: readonly SampledEnd[];
}

export interface SampledEnd {
  readonly wire: Wire;
  /** Bytes that it wrote and that the network has not taken. */
  readonly unsent: number;
}
