/** What an execution says of itself: which trade it is, in which version, which way it went, and when it was made. */
import { type Decimal, negate } from "../base/decimal.ts";
import { wallOf } from "../base/time.ts";

/**
 * The trade is what stands before the last dot of its execId, and the number behind it counts the corrections (PROTOCOL 11.4,
 * SEQUENCES 3). All versions of a trade have one stem, and the highest one counts.
 */
export interface ExecVersion {
  readonly stem: string;
  readonly version: number;
}

/** `0000e0d5.69dd7411.01.02` is version 2 of `0000e0d5.69dd7411.01`; an id of any other form has no corrections. */
export function versionOf(execId: string): ExecVersion {
  const dot = execId.lastIndexOf(".");
  const version = Number(execId.slice(dot + 1));
  return dot < 0 || !Number.isSafeInteger(version)
    ? { stem: execId, version: 0 }
    : { stem: execId.slice(0, dot), version };
}

/** The version that a trade is told in first is 1, so what bears a higher number corrects one, whether that was told or not. */
const FIRST = 1;
export const corrects = (execId: string): boolean => versionOf(execId).version > FIRST;

/** `SLD` has sold, and any other word bought. */
export const hasSold = (side: string | null | undefined): boolean => side === "SLD";

/** Bought is positive, sold negative. */
export const signedBy = (side: string | null | undefined, shares: Decimal): Decimal =>
  hasSold(side) ? negate(shares) : shares;

/**
 * `20260105 10:11:12 US/Eastern`, `20260105-10:11:12`: in whole seconds and without its zone, for one Gateway tells all of them
 * in one. Undefined where it cannot be read.
 */
export function madeAt(text = ""): number | undefined {
  const read = /^(\d{4})(\d\d)(\d\d)[ -]+(\d\d):(\d\d):(\d\d)/.exec(text)?.slice(1).map(Number);
  return read === undefined ? undefined : wallOf(...(read as Parameters<typeof wallOf>));
}
