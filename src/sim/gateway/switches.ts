/**
 * What the evidence leaves open about the Gateway itself, one switch each, with every value implemented. The broker's
 * own switches are included, so that a test sets all of them in one place.
 */
import { BROKER_SWITCHES, type ChosenFrom, defaultsOf } from "../broker/switches.ts";

export const SWITCHES = {
  ...BROKER_SWITCHES,
  /** A request before startApi (PROTOCOL 3.4: "may be dropped and can get the connection closed"). */
  beforeStartApi: ["dropped", "closed"],
  /** Old Gateways close on a client id in use without error 326 (SEQUENCES 2). */
  clientIdInUse: ["326", "silent"],
  /** managedAccounts ends in a comma (PROTOCOL 4: some do). */
  accountsTrailingComma: [false, true],
  /** What becomes of a message beyond the limit of 50 in a second (PROTOCOL 14 and 19: not established). */
  overRate: ["dropped", "processed"],
  /** A warning with code 0 before the limit is reached (PROTOCOL 14, one report). */
  rateWarning: [false, true],
  /** A request id that is still active (MUX 4: 102 in IB's table, 322 in newer builds). */
  duplicateTicker: [102, 322],
  /** What takes up a market data line: every request, or every contract once (PROTOCOL 14 does not say). */
  linesCount: ["requests", "contracts"],
  /** Sizes of US stocks in market data: lots of 100, as in the snapshot of AAPL captured in 2026, or shares. */
  stockSizes: ["lots", "shares"],
  /** Whether lists of positions name those that went to zero (SEQUENCES 11: "may be listed"). */
  zeroPositions: ["left-out", "listed"],
  /** clientId 0 in an execution filter: every client, or client 0 (PROTOCOL 11.4: not established). */
  filterClientZero: ["all", "client-0"],
  /** Whether a cancelled account summary frees its place among the two (reports say it does not). */
  cancelledSummary: ["frees", "counts"],
} as const;

export type Switches = ChosenFrom<typeof SWITCHES>;
export const DEFAULTS: Switches = defaultsOf(SWITCHES);
