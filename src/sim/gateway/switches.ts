/**
 * What the evidence leaves open about the Gateway itself, one switch each, with every value implemented. The broker's
 * own switches are included, so that a test sets all of them in one place.
 */
import { BROKER_DEFAULTS, type BrokerSwitches } from "../broker/switches.ts";

export interface Switches extends BrokerSwitches {
  /** A request before startApi (PROTOCOL 3.4: "may be dropped and can get the connection closed"). */
  readonly beforeStartApi: "dropped" | "closed";
  /** Old Gateways close on a client id in use without error 326 (SEQUENCES 2). */
  readonly clientIdInUse: "326" | "silent";
  /** managedAccounts ends in a comma (PROTOCOL 4: some do). */
  readonly accountsTrailingComma: boolean;
  /** What becomes of a message beyond the limit of 50 in a second (PROTOCOL 14 and 19: not established). */
  readonly overRate: "dropped" | "processed";
  /** A warning with code 0 before the limit is reached (PROTOCOL 14, one report). */
  readonly rateWarning: boolean;
  /** A request id that is still active (MUX 4: 102 in IB's table, 322 in newer builds). */
  readonly duplicateTicker: 102 | 322;
  /** What takes up a market data line: every request, or every contract once (PROTOCOL 14 does not say). */
  readonly linesCount: "requests" | "contracts";
  /** Sizes of US stocks in market data: lots of 100, IB's default setting (SEQUENCES 3 capture), or shares. */
  readonly stockSizes: "lots" | "shares";
  /** Whether lists of positions name those that went to zero (SEQUENCES 11: "may be listed"). */
  readonly zeroPositions: "listed" | "left-out";
  /** clientId 0 in an execution filter: every client, or client 0 (PROTOCOL 11.4: not established). */
  readonly filterClientZero: "all" | "client-0";
  /** Whether a cancelled account summary frees its place among the two (reports say it does not). */
  readonly cancelledSummary: "frees" | "counts";
}

export const DEFAULTS: Switches = {
  ...BROKER_DEFAULTS,
  beforeStartApi: "dropped",
  clientIdInUse: "326",
  accountsTrailingComma: false,
  overRate: "dropped",
  rateWarning: false,
  duplicateTicker: 102,
  linesCount: "requests",
  stockSizes: "lots",
  zeroPositions: "left-out",
  filterClientZero: "all",
  cancelledSummary: "frees",
};
