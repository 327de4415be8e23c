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
  /** A client id whose connection was reset: free at once, or taken for 45 seconds (SEQUENCES 2: logs name 30 to 60). */
  uncleanEnd: ["frees", "holds"],
  /** How 1100, 1101 and 1102 spell the broker: newer builds write IBKR, older ones IB (SEQUENCES 9; IBC #251). */
  brokerName: ["IBKR", "IB"],
  /** managedAccounts ends in a comma (PROTOCOL 4: some do). */
  accountsTrailingComma: [false, true],
  /** What becomes of a message beyond the limit of 50 in a second (PROTOCOL 14 and 19: not established). */
  overRate: ["dropped", "processed"],
  /** A warning with code 0 before the limit is reached (PROTOCOL 14, one report). */
  rateWarning: [false, true],
  /** What was asked while the link was lost (PROTOCOL 13.1: "unanswered"): answered when it is back, or never. */
  askedInOutage: ["answered-later", "never"],
  /**
   * Lists of orders, executions and positions while the link is lost: no record shows one. A Gateway keeps them itself, so
   * it tells what it knew at the loss; or it must ask IB, and then `askedInOutage` says what becomes of it.
   */
  listsInOutage: ["as-known", "asks"],
  /** Whether a read-only Gateway gives the list of all open orders: IB says that order information is withheld (PROTOCOL 10). */
  readOnlyOrders: ["listed", "withheld"],
  /** Whether a client that connects while the link is lost is told 1100 or 2110, which others have heard (not established). */
  greetedInOutage: ["untold", "told"],
  /** A request id that is still active (MUX 4: 102 in IB's table, 322 in newer builds). */
  duplicateTicker: [102, 322],
  /** What takes up a market data line: every request, or every contract once (PROTOCOL 14 does not say). */
  linesCount: ["requests", "contracts"],
  /** Which generic ticks are legal: as builds of 2026 list them, or as those of 2022 (ibx #450, deephaven-ib #46). */
  legalGenericTicks: ["2026", "2022"],
  /** Generic tick 104 is in IB's documentation; the lists of legal ticks lack it. */
  genericTick104: ["served", "refused"],
  /** Type 1 without a subscription where delayed data is there: 10089 (captured), 354 (before), 10168, 10186 (IB's table). */
  notSubscribed: [10089, 354, 10168, 10186],
  /** Behind 10089: nothing within the tenth of a second that was captured; PROTOCOL 15 says delayed data follows. */
  after10089: ["nothing", "delayed"],
  /** Where 10167 comes: on streams (a captured snapshot has none), or on snapshots too (rust-ibapi #672). */
  delayedNotice: ["streams", "always"],
  /** Bid and ask of a live line while the market is closed: -1, "no data", or the last ones (reports have both). */
  closedQuote: ["none", "kept"],
  /** A market data type that there is not: taken without a word (ibkr-go's captures) or refused. */
  unknownMarketDataType: ["silent", "321"],
  /** Tick-by-tick data without a subscription: 10189 (captured at 200), 10089 (captured at 206; ibkr-go's tracker). */
  tickByTickRefusal: [10189, 10089],
  /** One tick-by-tick request in 15 seconds: of a kind, of the instrument (IB's words), or no such rule. */
  tickByTickRepeat: ["kind", "instrument", "served"],
  /** Sizes of US stocks in market data: lots of 100, as in the snapshot of AAPL captured in 2026, or shares. */
  stockSizes: ["lots", "shares"],
  /** Whether lists of positions name those that went to zero (SEQUENCES 11: "may be listed"). */
  zeroPositions: ["left-out", "listed"],
  /** The first update of profit and loss: the figures, or none yet (IB's documentation allows it; captures show figures). */
  firstPnl: ["figures", "unset"],
  /** reqAccountUpdates without an account on a login with several: refused, or the first one and no end (ib_insync #303). */
  unnamedAccountUpdates: ["refused", "first-without-end"],
  /** Executions without dates: of the day under way, or of a week, as TWS shows them in its trade log (PROTOCOL 11.4). */
  executionsShown: ["today", "week"],
  /** clientId 0 in an execution filter: every client, or client 0 (PROTOCOL 11.4: not established). */
  filterClientZero: ["all", "client-0"],
  /** Whether a cancelled account summary frees its place among the two (reports say it does not). */
  cancelledSummary: ["frees", "counts"],
  /** Whether the login has the Wall Street Horizon feed; without it 10276 (captured) or 10277 (IB's table). */
  companyEvents: ["subscribed", "10276", "10277"],
  /** A cancel of a calendar request that is not under way: nothing (ib_async cancels after every answer), or 10280 and 10284. */
  companyEventCancel: ["silent", "refused"],
  /** Too fast for small bars: 162 or 420 with IB's words (documented), or swallowed (deepentropy/ibx #231). */
  historyPacing: ["refused", "silent"],
  /** One more than 50 open historical requests: it waits for a place (ib_async #149), or is refused. */
  historyBeyondPlaces: ["waits", "refused"],
  /** An answered head timestamp frees its place, or holds it until it is cancelled (ib_insync #544). */
  headTimestampPlace: ["frees", "held"],
  /** More than 1000 historical ticks: IB's documentation calls it the most, and not what becomes of more. */
  ticksBeyondMax: ["capped", "refused"],
  /** A date without a zone is read with warning 2174 (newer builds), or without a word. */
  impliedZone: ["2174", "silent"],
  /** What RECONNECTACCOUNT of IBC's command server ends in: 1102 or 1101 (neither was captured). */
  reconnectAccount: ["data-maintained", "data-lost"],
  /** When RESTART of IBC's command server happens: at the next full minute but one (IBC's source), or at once. */
  restartCommand: ["next-minute-but-one", "at-once"],
  /** Whether the command server's RECONNECTDATA, RECONNECTACCOUNT and RESTART end the faults that they are for (not established). */
  commandsCure: [true, false],
  /** Company reports: 10358 of newer Gateways, or 430 of older ones (ib_insync #369). */
  fundamentals: ["10358", "430"],
} as const;

export type Switches = ChosenFrom<typeof SWITCHES>;
export const DEFAULTS: Switches = defaultsOf(SWITCHES);
