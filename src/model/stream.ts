/**
 * A stream of data of the login, as far as its flow is concerned: written by whoever hears it, read by the watch over
 * streams.
 *
 * On the tick path one field is written and nothing allocated, so moments are plain numbers from the beginning: `NEVER` is
 * none that was.
 */
import type { Instant } from "../base/time.ts";
import type { ConnId } from "./ids.ts";

/** What belongs to an image comes so soon after its beginning, and what was under way so soon after an interruption's, in ms. */
export const IMAGE_MS = 3_000;

export const NEVER = Number.NEGATIVE_INFINITY as Instant;

/** A time on the plain clock, both ends included. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

export interface Pulse {
  /** Data came last then, in whatever session. */
  lastAt: Instant;
  /** It was asked of the Gateway then, in this session and under its present request id; `NEVER` while it is not. */
  askedAt: Instant;
  /** The Gateway said then of the present request why nothing comes: a competing session. */
  excusedAt: Instant;
  /** Nothing need come: the present request was told that trading is halted, or that its quote is a frozen one. */
  halted: boolean;
  frozen: boolean;
  /** Asked anew because it was suspected: its image is held against what was told before. */
  comparing: boolean;
  /** The image began to come then; `NEVER` before. */
  answeredAt: Instant;
  /** The image differs: something was missed. */
  moved: boolean;
}

/** Who hears a stream, under the request id of their own. */
export interface StreamRider {
  readonly conn: ConnId;
  readonly reqId: number;
}

export interface Stream {
  readonly pulse: Pulse;
  /** Streams of one market open, close and fall quiet together. */
  readonly market: string;
  /** What it brings, for people. */
  readonly title: string;
  readonly riders: readonly StreamRider[];
}

export const newPulse = (): Pulse => ({
  lastAt: NEVER,
  askedAt: NEVER,
  excusedAt: NEVER,
  halted: false,
  frozen: false,
  comparing: false,
  answeredAt: NEVER,
  moved: false,
});

/** The image that is awaited now has not begun. */
export function awaitsImage(pulse: Pulse): void {
  pulse.answeredAt = NEVER;
  pulse.moved = false;
}

/**
 * What was said to a former request excuses no silence of this one: a halt may have ended where nobody was told. Nor is the
 * former one's image this one's: what comes first is an image again, and no flow.
 */
export function asksAnew(pulse: Pulse, askedAt: Instant): void {
  awaitsImage(pulse);
  pulse.askedAt = askedAt;
  pulse.excusedAt = NEVER;
  pulse.halted = false;
  pulse.frozen = false;
}

/** What a contract is called, as far as a request names it. */
interface Named {
  readonly conId: number;
  readonly symbol: string;
  readonly localSymbol: string;
  readonly secType: string;
  readonly exchange: string;
  readonly currency: string;
}

/** Contracts of one kind, place and currency; `also` tells hours apart. */
export const marketOf = ({ secType, exchange, currency }: Named, also: string): string =>
  [secType, exchange, currency, also].join(" ");

export const titleOf = ({ symbol, localSymbol, conId, secType, exchange }: Named): string =>
  [localSymbol || symbol || `conId ${conId}`, secType, exchange].filter((word) => word !== "").join(" ");
