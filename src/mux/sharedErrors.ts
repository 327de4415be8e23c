/**
 * The errors of data requests: which end a request, what they quote, and how a Gateway words them.
 *
 * A code and its text reach a client as they came, except that a number which names our upstream request becomes the
 * client's own (`quoting`; upstream request ids come from a range so high that no other number of a text is meant).
 */
import { type Complaint, NOT_PROCESSED, quoting } from "../model/complaint.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { IncomingBody } from "../wire/codec.ts";

export type ErrorBody = IncomingBody<"error">;

/** Sent where a real Gateway answers so; `'bX'` differs per build (stoqey/ib #240, ib_insync #677). */
export const DUPLICATE_TICKER: Complaint = {
  errorCode: NOT_PROCESSED,
  errorMsg: "Error processing request.-'bO' : cause - Duplicate ticker id",
};
export const DUPLICATE_HISTORICAL: Complaint = {
  errorCode: NOT_PROCESSED,
  errorMsg: "Error processing request.-'bX' : cause - Duplicate ticker ID for API historical data query",
};
export const noHistoricalQuery = (reqId: number): Complaint => ({
  errorCode: 366,
  errorMsg: `No historical data query found for ticker id:${reqId}`,
});
/** The last word on a cancelled historical request (SEQUENCES section 11). */
export const historicalCancelled = (reqId: number): Complaint => ({
  errorCode: 162,
  errorMsg: `Historical Market Data Service error message:API historical data query cancelled: ${reqId}`,
});
export const noTicker = (reqId: number): Complaint => ({
  errorCode: 300,
  errorMsg: `Can't find EId with tickerId:${reqId}`,
});
export const TOO_MANY_TICKERS: Complaint = { errorCode: 101, errorMsg: "Max number of tickers has been reached" };
/** The session was lost whenever the Gateway answered it. */
export const lostWithIt = (name: string, sessions: number): Complaint => ({
  errorCode: 162,
  errorMsg: `holdfast ${name}: the session with the Gateway was lost ${sessions} times while it was answered; it is given up, ask for less`,
});

export function complain(out: Out, conn: ConnId, reqId: number, complaint: Complaint): void {
  out.tell(conn, "error", { id: reqId, ...complaint });
}

/** Passes an error on under the client's own id. */
export function passOn(out: Out, conn: ConnId, reqId: number, error: ErrorBody): void {
  out.tell(conn, "error", { ...error, id: reqId, errorMsg: quoting(error.errorMsg, error.id, reqId) });
}
