/** I8: what is known of one stream of one client between two looks, and what begins its counts anew (`silence.ts`). */
import type { Instant } from "../../base/time.ts";
import type { Guest } from "./checker.ts";
import { GapTold } from "./gapTold.ts";

export interface Pace {
  /** The longest silence while others flowed. */
  longestMs: number;
  /** The longest pause on the plain clock, those that an interruption made not counted. */
  pauseMs: number;
}

export interface Stream extends Pace {
  readonly guest: Guest;
  readonly reqId: number;
  readonly symbol: string;
  /** It was asked for then. */
  readonly since: Instant;
  /** The first tick since its client was told of an outage. */
  imageAt: Instant | undefined;
  tickAt: Instant | undefined;
  /** It ticked since the last look. */
  ticked: boolean;
  samples: number;
  /** How long it has been silent while others flowed, and the part of that in which its market moved. */
  silentMs: number;
  missedMs: number;
  heardAt: Instant | undefined;
  /** It flowed before an interruption; since the end of that it owes ticks, and its market has moved for so long. */
  flowed: boolean;
  owedSince: Instant | undefined;
  owedMs: number;
  /** Its client was told of a gap that is not over. */
  announced: boolean;
  /** Asked for a second time under its number: what was told of the first is not known of this one. */
  again: boolean;
  /** It was told then that another session has the data; and that may be over, for somebody has shown it. */
  competingAt: Instant | undefined;
  competingOver: boolean;
  /** Trading in its contract was halted since it ticked last: that may be all that its client knows. */
  halted: boolean;
  readonly told: GapTold;
}

/** A sign of life ends whatever was missed. */
export function hear(stream: Stream, pace: Pace, now: Instant): void {
  if (stream.heardAt !== undefined) {
    stream.pauseMs = Math.max(stream.pauseMs, now - stream.heardAt);
    stream.samples++;
  }
  stream.heardAt = now;
  stream.ticked = false;
  stream.longestMs = Math.max(stream.longestMs, stream.silentMs);
  stream.silentMs = 0;
  stream.missedMs = 0;
  pace.longestMs = Math.max(pace.longestMs, stream.longestMs);
  pace.pauseMs = Math.max(pace.pauseMs, stream.pauseMs);
}

/** What it has missed counts from now on. */
export function begins(stream: Stream): void {
  stream.silentMs = 0;
  stream.missedMs = 0;
  stream.owedMs = 0;
  stream.owedSince = undefined;
  stream.heardAt = undefined;
}

/** What was said to the former request excuses nothing of the next one, which may be answered before its client is told that it was made. */
export function askedAnew(stream: Stream, askedSince: Instant): void {
  stream.owedMs = 0;
  stream.competingOver ||= (stream.competingAt ?? askedSince) <= askedSince;
  stream.halted = false;
}

export const newStream = (
  guest: Guest,
  reqId: number,
  symbol: string,
  pace: Pace,
  again: boolean,
  since: Instant,
): Stream => ({
  ...{ since, imageAt: undefined },
  ...{ guest, reqId, symbol, tickAt: undefined, ticked: false, samples: 0, silentMs: 0, missedMs: 0 },
  ...{ longestMs: pace.longestMs, pauseMs: pace.pauseMs, heardAt: undefined },
  ...{ flowed: false, owedSince: undefined, owedMs: 0, announced: false, again },
  ...{ competingAt: undefined, competingOver: false, halted: false, told: new GapTold() },
});
