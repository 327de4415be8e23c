/**
 * One way from bytes to typed messages, and the parts of it that are timed apart.
 *
 * Every lane of a run has a path of its own, because a path remembers the frame that a chunk left open.
 */

/** What is timed: cutting frames only, reading payloads cut beforehand, both, and two ways of not decoding at all. */
export const STAGES = ["split", "read", "whole", "route", "relay"] as const;
export type Stage = (typeof STAGES)[number];

export interface Path {
  /** Cuts a chunk into frames and decodes none. */
  split(chunk: Buffer): void;
  /** A payload to what a user of the decoder gets. */
  read(payload: Buffer): unknown;
  /** A chunk to what a user of the decoder gets, frame by frame. */
  whole(chunk: Buffer): void;
  /** Cuts a chunk and finds each frame's request id. */
  route?(chunk: Buffer): void;
  /** Cuts a chunk and makes each frame again with another request id. */
  relay?(chunk: Buffer): void;
}

const RING = 1_024;
const ring: unknown[] = new Array(RING).fill(undefined);
let at = 0;

/** Lets a result escape, as it does to a user, so that no compiler leaves out the making of it. */
export function keep(result: unknown): void {
  ring[at] = result;
  at = (at + 1) & (RING - 1);
}
