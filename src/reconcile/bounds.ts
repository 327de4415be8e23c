/**
 * How soon a difference between us and the broker is found: every bound is a formula over what stands here.
 *
 * An order's difference is found within `ORDERS_EVERY_MS + SETTLE_MS + 4 * ANSWER_MS_MAX` (what differs in the list of open
 * orders is held against that of completed ones), a position's within
 * `POSITIONS_EVERY_MS + SETTLE_MS + 2 * ANSWER_MS_MAX`. A session that has just become ready is compared at once, by the
 * lists of its recovery, so what it left behind is found within `SETTLE_MS + ANSWER_MS_MAX` (RELIABILITY I11: 30 s). A list
 * that fails adds `ANSWER_MS_MAX` each time, and the pause behind it (`pauseAfter`).
 */
import { minutes, seconds } from "../base/time.ts";

export const POSITIONS_EVERY_MS = seconds(30);
export const ORDERS_EVERY_MS = seconds(60);
export const EXECUTIONS_EVERY_MS = minutes(5);
/** So long a list may take; later it counts for nothing. */
export const ANSWER_MS_MAX = seconds(15);
/** So long a difference must last: fills, statuses and positions of one event come in any order. */
export const SETTLE_MS = seconds(10);
/** Between two looks while somebody waits for them: an order's fate is open. */
export const HURRY_MS = seconds(20);
/** A first start takes over an account in a quiet moment, and after so many looks without one all the same. */
export const QUIET_LOOKS_MAX = 10;
/** A wish of an operator is answered within so long, complete or not. */
export const FORCED_MS_MAX = seconds(25);

/** Open orders in one list; a longer one counts for nothing. */
export const LISTED_MAX = 20_000;
/** Differences that hold at one time; further ones are logged and not recorded. */
export const DRIFTS_MAX = 1_000;
/** Differences of the past that are shown. */
export const LATELY_MAX = 100;
/** Executions remembered, the newest ones: a busy account's for the 7 days that a Gateway may repeat. */
export const EXECUTIONS_MAX = 50_000;

/** After a look that came to nothing the next one is sooner, but not for ever: a Gateway may never give a list. */
export const pauseAfter = (failures: number, periodMs: number): number =>
  Math.min(periodMs, SETTLE_MS * 2 ** Math.min(failures - 1, 10));
