/** Words that several answers share, and the Gateway's spellings of times. */
import type { WallMs } from "../../base/time.ts";
import { easternText } from "../exchange/calendar/calendar.ts";

/** SEQUENCES 8, captured; also the answer to an order for an unknown contract. */
export const NO_SECURITY = "No security definition has been found for the request";

/** The letters between the quotes vary per build (SEQUENCES 8). */
export const validating = (cause: string): string => `Error validating request.-'bF' : cause - ${cause}`;
export const processing = (cause: string): string => `Error processing request.-'b1' : cause - ${cause}`;

/** What the history service says, scanners included: an error (162) or a remark (165). */
export const HISTORY_SERVICE = "Historical Market Data Service error message:";
export const HISTORY_QUERY = "Historical Market Data Service query message:";

/** Nothing is ever left unanswered: what the simulator lacks says so by name. */
export const notSupported = (what: string): string => validating(`${what} is not supported by the simulated Gateway`);

/** The last server version whose captured executions carry no zone and two blanks (SEQUENCES 3: ~164 without, 176 with). */
export const ZONELESS_UNTIL = 164;

/** `20260413 15:27:04 US/Eastern`, at old versions `20260413  15:27:04`. */
export function timeText(wall: WallMs, serverVersion: number): string {
  const text = easternText(wall);
  return serverVersion > ZONELESS_UNTIL ? text : `${text.slice(0, 8)}  ${text.slice(9, 17)}`;
}

/** Errors on orders carry whole seconds, errors on requests the exact time (SEQUENCES 4). */
export const wholeSecond = (wall: WallMs): WallMs => (Math.floor(wall / 1_000) * 1_000) as WallMs;
