/** The Gateway's limits (PROTOCOL 14), each with what happens at it, and the times after which it acts by itself. */
import { minutes, seconds } from "../../base/time.ts";

export interface Limits {
  /** API clients at once; the next one is told so and closed. */
  readonly clientsMax: number;
  /** A connection that sends no version range in this time is closed. */
  readonly helloMs: number;
  /** Messages of one connection in a second: beyond it error 100, and at the third time the connection ends. */
  readonly messagesPerSecond: number;
  /** Seconds with too many messages: at this one the connection ends. */
  readonly rateViolationsMax: number;
  /** Bytes waiting for one client; at more its connection is reset. */
  readonly backlogBytesMax: number;
  /** Market data lines of the login: error 101 beyond. */
  readonly linesMax: number;
  /** Books of the login: error 309 beyond. */
  readonly depthsMax: number;
  /** Tick-by-tick streams of the login: error 10190 beyond. */
  readonly ticksByTickMax: number;
  /** Account summaries of one connection: error 322 beyond. */
  readonly summariesMax: number;
  /** Historical requests under way in the login; one more waits for a place, or is refused by a switch. */
  readonly historiesMax: number;
  /** Requests for bars of 30 seconds and less in ten minutes; BID_ASK counts twice: 162 beyond, or silence by a switch. */
  readonly smallBarRequestsMax: number;
  /** Scans under way in the login: refused with 322 beyond. */
  readonly scannersMax: number;
  /** Open orders of one side of one contract in one account: refused with 201 beyond. */
  readonly openOrdersPerSideMax: number;
  /** How long an answer of the history service takes. */
  readonly historyMs: number;
  /** A scan tells its list again so often. */
  readonly scannerCycleMs: number;
  /** Account values and summaries are repeated so often (PROTOCOL 10). */
  readonly accountCycleMs: number;
  /** Profit and loss streams speak at most so often. */
  readonly pnlCycleMs: number;
}

export const LIMITS: Limits = {
  clientsMax: 32,
  helloMs: seconds(15),
  messagesPerSecond: 50,
  rateViolationsMax: 3,
  backlogBytesMax: 8 * 1_024 * 1_024,
  linesMax: 100,
  depthsMax: 3,
  ticksByTickMax: 3,
  summariesMax: 2,
  historiesMax: 50,
  smallBarRequestsMax: 60,
  scannersMax: 10,
  openOrdersPerSideMax: 20,
  historyMs: 20,
  scannerCycleMs: seconds(30),
  accountCycleMs: minutes(3),
  pnlCycleMs: seconds(1),
};
