/**
 * Within what time a silent stream is found, as formulas for the watch, its checkers and the documentation.
 *
 * While others of its market flow: `max(SILENT_MS_MIN, PACE_FACTOR x longest silence so far) + LOOK_MS`, for streams whose
 * bound is at most `SILENT_MS_MAX`; slower ones are not judged. After an interruption, for streams that flowed before it:
 * `max(SILENT_MS_MIN, PACE_FACTOR x usual pause) + LOOK_MS`, which is at most two minutes for a stream that says something
 * twice a minute; the image of a new subscription is no flow. A stream that does not even answer is announced `ANSWER_MS_MAX + LOOK_MS` later.
 *
 * When its whole market falls silent, or it is the only one: `max(SILENT_MS_MIN, PACE_FACTOR x usual pause of the quickest
 * stream) + LOOK_MS` until the canary is asked for anew, its next tick and a look more until it has proved something (where
 * images alone come: as long again), and for one that is not answered `retryMs(1) + ANSWER_MS_MAX + LOOK_MS`. The others follow at once, or, where the allowance of
 * renewals is used up, after `max(SILENT_MS_MIN, PACE_FACTOR x usual pause) + LOOK_MS` as after an interruption.
 */
import { minutes, seconds } from "../base/time.ts";
import type { Pace } from "./pace.ts";

/** How often streams are looked at. */
export const LOOK_MS = seconds(5);
/** Nothing is suspected earlier. */
export const SILENT_MS_MIN = seconds(60);
export const PACE_FACTOR = 4;
/** A stream that may be silent for longer is too slow to be judged. */
export const SILENT_MS_MAX = minutes(30);
/** A Gateway that has taken a subscription says something about it by then. */
export const ANSWER_MS_MAX = seconds(30);

/** So long the Gateway's word that another session has the data is believed: nobody says when that is over. */
export const EXCUSED_MS_MAX = minutes(5);

/** The silence that is too long while others of its market flow; undefined for a stream too slow to be judged. */
export function silenceMsMax({ longestMs, isKnown }: Pace): number | undefined {
  const bound = Math.max(SILENT_MS_MIN, PACE_FACTOR * longestMs);
  return isKnown && bound <= SILENT_MS_MAX ? bound : undefined;
}

/** The pause that is too long on the plain clock: after an interruption, and where nobody is a witness. */
export const pauseMsMax = ({ usualMs }: Pace): number => Math.max(SILENT_MS_MIN, PACE_FACTOR * usualMs);

const RETRY_MS_MAX = minutes(15);
/** The pause before the next attempt, after so many of them. */
export const retryMs = (tries: number): number => Math.min(RETRY_MS_MAX, SILENT_MS_MIN * 2 ** (tries - 1));
