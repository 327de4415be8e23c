/** What a client is told about a request, and how we word our own refusals like a Gateway's. */

export interface Complaint {
  readonly errorCode: number;
  readonly errorMsg: string;
}

/**
 * "Server error validating" (PROTOCOL section 15). ib_async takes it for a warning and waits on: of our own refusals only those
 * bear it that a Gateway words so, and those that no request waits for (decision 0010).
 */
export const NOT_VALID = 321;
/** "Server error processing": it ends a request in every library (decision 0010). */
export const NOT_PROCESSED = 322;

/** A refusal of our own on a request id. */
export const holdfastRefuses = (why: string): Complaint => ({ errorCode: NOT_PROCESSED, errorMsg: `holdfast ${why}` });
/** A refusal of what carries no request id, told with id -1: there is nothing it could leave open. */
export const holdfastRefusesUnnumbered = (why: string): Complaint => ({
  errorCode: NOT_VALID,
  errorMsg: `holdfast ${why}`,
});

/** Why a request without an answer is over, for all that have asked it. */
export const noAnswer = (name: string, withinMs: number): string =>
  `${name}: no answer from the Gateway within ${withinMs / 1_000} s; it is given up, ask again`;
/** The Gateway has not answered: of history it says so with 162, of anything else we do with 322. */
export const unanswered = (name: string, withinMs: number): Complaint => ({
  ...holdfastRefuses(noAnswer(name, withinMs)),
  ...(name === "reqHistoricalData" && { errorCode: 162 }),
});

/** The text with every whole number `upstreamId` replaced: `query cancelled: 900001` becomes `query cancelled: 5`. */
export const quoting = (text: string, upstreamId: number, reqId: number): string =>
  text.replace(/\d+/g, (digits) => (digits === String(upstreamId) ? String(reqId) : digits));
