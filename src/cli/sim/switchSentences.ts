/**
 * What each switch chooses, and what is known about it, for people. Made by `npm run sim:docs` from the comments beside the
 * switches: change those.
 */

export const SWITCH_SENTENCES: Readonly<Record<string, string>> = {
  marketAck: "First status of a market order (SEQUENCES 3 shows all three).",
  limitAck:
    "First status of a limit order that may work at once (SEQUENCES 4; both in one of seven captures, api_order_rest_cancel_aapl).",
  repeatFilled:
    "After a fill, openOrder and orderStatus come again, now with the commission (SEQUENCES 3: two of three captures).",
  repeatEchoes:
    'openOrder and orderStatus come twice for stops, children and modifications (SEQUENCES 4, 6: "usually").',
  stopEchoCarriesLimit: "The first echo of a lone stop order carries a limit price nobody sent (SEQUENCES 7).",
  stopElection:
    "A stop that is elected: shown as Submitted before its execution (captured, election.ts), or not at all (SEQUENCES 3 skips).",
  stops:
    "Who watches the market for a stop: paper trading always simulates, live some exchanges have their own (SEQUENCES 7).",
  touchedWhyHeld:
    "whyHeld of MIT and LIT orders that wait (captured empty, but only just before they were touched; orderType.ts).",
  trailEcho: "Whether each step of a trailing stop is told, or only the next openOrder shows it (not established).",
  trailingChild:
    "The code of a trailing child of a market parent (SEQUENCES 6: 200 at version 225; 328 in IB's table and at 200).",
  futuresHours:
    "Whether futures and currencies trade outside their liquid hours without outsideRth (IB says so of simulated stops only).",
  conditionConjunctions: 'How conditions joined by "and" and "or" are read (not established).',
  childAfterParentFill:
    "Status of a take-profit once its parent has filled (SEQUENCES 6: both seen; where it stayed, nothing was said of any leg).",
  stopLegWhyHeld: "whyHeld of a stop leg that waits for its parent (SEQUENCES 6: both seen).",
  childActivation:
    "Whether children wake at the parent's first execution (limited to what it filled) or at its last (not established).",
  cancelShowsPending: "Whether a cancelled order shows PendingCancel first (SEQUENCES 4: one capture of six).",
  cancelUnderWay:
    "A cancel is on its way as long as an order is to the market, and a second one hears 10148 (10148 with other states: Lean #248, ib_insync #656) or nothing; or no time passes.",
  cancelOfMember: "Cancelling one member of an OCA group: takes the group along (SEQUENCES 6, one log), or leaves it.",
  ocaCancelReports202:
    'Whether a sibling cancelled by its OCA group also gets error 202 (SEQUENCES "Gaps": not on the wire).',
  cancelFinished: "Cancelling an order that is finished already (SEQUENCES 4: both seen).",
  cancelUnknown: "Cancelling an id that never was (PROTOCOL 11.3: both listed, only 10147 seen).",
  globalCancelReportsFinished:
    "Whether a global cancel answers 161 for orders finished already (SEQUENCES 4 and 6: seen twice, extent unknown).",
  modifyFilled: "A modification sent after the fill (SEQUENCES 4: no answer in one report; 104 in IB's table).",
  typeChange:
    "A limit order modified into a market order (ibkr-go, api_delayed_success_modify_aapl.txt; 329 in IB's table).",
  refusedModify:
    "A modification that the broker refuses for its price or cost (SEQUENCES 4: killed the resting order, in one capture by way of PendingCancel and back).",
  ocaRevision:
    "A modification that names another OCA group or type (10326, 10327): does the resting order live? (reports differ)",
  restatedOcaGroup: "A modification that repeats the OCA group that IB itself assigned to a child (reports differ).",
  rejection: "Order of the two answers to a rejected order (SEQUENCES 8: both seen).",
  rejectedStatus: "Status of a rejected order (SEQUENCES 8: both seen).",
  aggressiveLimit:
    "A limit far beyond the market: some captures refuse it (SEQUENCES 4), most reports know nothing of it.",
  missingAccount: "An order without account on a login with several (PROTOCOL 15: both listed).",
  foreignAccount: "An order for an account that the login does not have (PROTOCOL 15).",
  tifPresetNotice: "An order without tif draws note 10349 (newer builds, SEQUENCES 8).",
  boundOrderIds:
    "Numbers that binding gives to orders placed by hand (SEQUENCES 1: -2 in one log; a setting of TWS, PROTOCOL 11.1).",
  sizeLimit: "Precautionary size limit in units of the order, 0 for none (SEQUENCES 8: 451 with 500).",
  percentageLimit: "Precautionary percentage between limit and market, 0 for none (109 in IB's table).",
  haltedPlacement:
    "An order for a contract whose trading is halted: it waits, or is refused (154 in IB's table; no capture).",
  ocaWithoutBlock:
    "Without block (ocaType 3) the rest of a group is told after the way to the market, so two members can fill (IB's OCA page).",
  ocaAcrossClients: "Whether OCA groups join by name across client ids of one account (not established).",
  orderRefLengthMax: "Characters of orderRef that the broker keeps (no limit is established; 0 means all).",
  exerciseProcessing:
    'When an accepted exercise is processed (IB: by clearing after the session; "final" at once is a setting of TWS).',
  expiryExecutions: "Whether what expires is told as executions of client 0, or only as positions (not established).",
  permIds: "Permanent ids fit 32 bits on some logins and not on others (SEQUENCES 3).",
  beforeStartApi: 'A request before startApi (PROTOCOL 3.4: "may be dropped and can get the connection closed").',
  clientIdInUse: "Old Gateways close on a client id in use without error 326 (SEQUENCES 2).",
  uncleanEnd:
    "A client id whose connection was reset: free at once, or taken for 45 seconds (SEQUENCES 2: logs name 30 to 60).",
  brokerName:
    "How 1100, 1101 and 1102 spell the broker: newer builds write IBKR, older ones IB (SEQUENCES 9; IBC #251).",
  accountsTrailingComma: "managedAccounts ends in a comma (PROTOCOL 4: some do).",
  overRate: "What becomes of a message beyond the limit of 50 in a second (PROTOCOL 14 and 19: not established).",
  rateWarning: "A warning with code 0 before the limit is reached (PROTOCOL 14, one report).",
  askedInOutage:
    'What was asked while the link was lost (PROTOCOL 13.1: "unanswered"): answered when it is back, or never.',
  listsInOutage:
    "Lists of orders, executions and positions while the link is lost: no record shows one. A Gateway keeps them itself, so it tells what it knew at the loss; or it must ask IB, and then `askedInOutage` says what becomes of it.",
  readOnlyOrders:
    "Whether a read-only Gateway gives the list of all open orders: IB says that order information is withheld (PROTOCOL 10).",
  greetedInOutage:
    "Whether a client that connects while the link is lost is told 1100 or 2110, which others have heard (not established).",
  duplicateTicker: "A request id that is still active (MUX 4: 102 in IB's table, 322 in newer builds).",
  linesCount: "What takes up a market data line: every request, or every contract once (PROTOCOL 14 does not say).",
  legalGenericTicks:
    "Which generic ticks are legal: as builds of 2026 list them, or as those of 2022 (ibx #450, deephaven-ib #46).",
  genericTick104: "Generic tick 104 is in IB's documentation; the lists of legal ticks lack it.",
  notSubscribed:
    "Type 1 without a subscription where delayed data is there: 10089 (captured), 354 (before), 10168, 10186 (IB's table).",
  after10089:
    "Behind 10089: nothing within the tenth of a second that was captured; PROTOCOL 15 says delayed data follows.",
  delayedNotice: "Where 10167 comes: on streams (a captured snapshot has none), or on snapshots too (rust-ibapi #672).",
  closedQuote:
    'Bid and ask of a live line while the market is closed: -1, "no data", or the last ones (reports have both).',
  unknownMarketDataType: "A market data type that there is not: taken without a word (ibkr-go's captures) or refused.",
  tickByTickRefusal:
    "Tick-by-tick data without a subscription: 10189 (captured at 200), 10089 (captured at 206; ibkr-go's tracker).",
  tickByTickRepeat:
    "One tick-by-tick request in 15 seconds: of a kind, of the instrument (IB's words), or no such rule.",
  stockSizes: "Sizes of US stocks in market data: lots of 100, as in the snapshot of AAPL captured in 2026, or shares.",
  zeroPositions: 'Whether lists of positions name those that went to zero (SEQUENCES 11: "may be listed").',
  firstPnl:
    "The first update of profit and loss: the figures, or none yet (IB's documentation allows it; captures show figures).",
  unnamedAccountUpdates:
    "reqAccountUpdates without an account on a login with several: refused, or the first one and no end (ib_insync #303).",
  executionsShown:
    "Executions without dates: of the day under way, or of a week, as TWS shows them in its trade log (PROTOCOL 11.4).",
  filterClientZero: "clientId 0 in an execution filter: every client, or client 0 (PROTOCOL 11.4: not established).",
  cancelledSummary: "Whether a cancelled account summary frees its place among the two (reports say it does not).",
  companyEvents:
    "Whether the login has the Wall Street Horizon feed; without it 10276 (captured) or 10277 (IB's table).",
  companyEventCancel:
    "A cancel of a calendar request that is not under way: nothing (ib_async cancels after every answer), or 10280 and 10284.",
  historyPacing:
    "Too fast for small bars: 162 or 420 with IB's words (documented), or swallowed (deepentropy/ibx #231).",
  historyBeyondPlaces:
    "One more than 50 open historical requests: it waits for a place (ib_async #149), or is refused.",
  headTimestampPlace: "An answered head timestamp frees its place, or holds it until it is cancelled (ib_insync #544).",
  ticksBeyondMax:
    "More than 1000 historical ticks: IB's documentation calls it the most, and not what becomes of more.",
  impliedZone: "A date without a zone is read with warning 2174 (newer builds), or without a word.",
  reconnectAccount: "What RECONNECTACCOUNT of IBC's command server ends in: 1102 or 1101 (neither was captured).",
  restartCommand:
    "When RESTART of IBC's command server happens: at the next full minute but one (IBC's source), or at once.",
  commandsCure:
    "Whether the command server's RECONNECTDATA, RECONNECTACCOUNT and RESTART end the faults that they are for (not established).",
  fundamentals: "Company reports: 10358 of newer Gateways, or 430 of older ones (ib_insync #369).",
};
