/**
 * Why a request is turned down, and how its client is told.
 *
 * What several families say in the same words is here. A request id that is still active draws 102 `Duplicate ticker id`
 * or 322, by a switch (MUX 4); a cancel that finds nothing draws 300 (PROTOCOL 12).
 */
import type { WallMs } from "../../base/time.ts";
import type { Switches } from "./switches.ts";
import { processing } from "./texts.ts";

export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** Whoever can be told of an error. */
interface Asking {
  error(id: number, code: number, text: string, wall: WallMs): void;
}

/** `context` says what time it is. */
export function refuse(context: { wall(): WallMs }, asking: Asking, reqId: number, { code, text }: Refusal): void {
  asking.error(reqId, code, text, context.wall());
}

/** A request with an id that is still active. */
export function duplicate({ switches }: { readonly switches: Switches }): Refusal {
  if (switches.duplicateTicker === 102) return { code: 102, text: "Duplicate ticker ID." };
  return { code: 322, text: processing("Duplicate ticker id") };
}

export const unknownTicker = (reqId: number): Refusal => ({
  code: 300,
  text: `Can't find EId with tickerId:${reqId}`,
});

/** The login has no market data line left. */
export const NO_LINE: Refusal = { code: 101, text: "Max number of tickers has been reached" };
