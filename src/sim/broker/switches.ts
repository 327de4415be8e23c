/**
 * What the evidence leaves open about the broker, one switch each, with every value implemented.
 *
 * holdfast has to be right under either value. The default is what was seen more often, or what harms less where
 * nothing was seen. Section numbers are those of the collected sequences (SEQUENCES) and of the protocol notes
 * (PROTOCOL).
 */
export const BROKER_SWITCHES = {
  /** First status of a market order (SEQUENCES 3 shows all three). */
  marketAck: ["PreSubmitted", "Submitted", "both"],
  /** First status of a limit order that may work at once (SEQUENCES 4; both in one of seven captures, api_order_rest_cancel_aapl). */
  limitAck: ["Submitted", "both"],
  /** After a fill, openOrder and orderStatus come again, now with the commission (SEQUENCES 3: two of three captures). */
  repeatFilled: [true, false],
  /** openOrder and orderStatus come twice for stops, children and modifications (SEQUENCES 4, 6: "usually"). */
  repeatEchoes: [true, false],
  /** The first echo of a lone stop order carries a limit price nobody sent (SEQUENCES 7). */
  stopEchoCarriesLimit: [true, false],
  /** A stop that is elected: shown as Submitted before its execution (captured, election.ts), or not at all (SEQUENCES 3 skips). */
  stopElection: ["submitted-first", "straight-to-fill"],
  /** Who watches the market for a stop: paper trading always simulates, live some exchanges have their own (SEQUENCES 7). */
  stops: ["simulated", "native-futures", "native"],
  /** whyHeld of MIT and LIT orders that wait (captured empty, but only just before they were touched; orderType.ts). */
  touchedWhyHeld: ["", "trigger"],
  /** Whether each step of a trailing stop is told, or only the next openOrder shows it (not established). */
  trailEcho: ["on-request", "pushed"],
  /** The code of a trailing child of a market parent (SEQUENCES 6: 200 at version 225; 328 in IB's table and at 200). */
  trailingChild: [200, 328],
  /** Whether futures and currencies trade outside their liquid hours without outsideRth (IB says so of simulated stops only). */
  futuresHours: ["all", "liquid"],
  /** How conditions joined by "and" and "or" are read (not established). */
  conditionConjunctions: ["left-to-right", "and-first"],
  /** Status of a take-profit once its parent has filled (SEQUENCES 6: both seen; where it stayed, nothing was said of any leg). */
  childAfterParentFill: ["Submitted", "PreSubmitted"],
  /** whyHeld of a stop leg that waits for its parent (SEQUENCES 6: both seen). */
  stopLegWhyHeld: ["child,trigger", "trigger"],
  /** Whether children wake at the parent's first execution (limited to what it filled) or at its last (not established). */
  childActivation: ["full-fill", "first-fill"],
  /** Whether a cancelled order shows PendingCancel first (SEQUENCES 4: one capture of six). */
  cancelShowsPending: [false, true],
  /** A cancel is on its way as long as an order is to the market, and a second one hears 10148 (10148 with other states: Lean #248, ib_insync #656) or nothing; or no time passes. */
  cancelUnderWay: ["never", 10148, "silent"],
  /** Cancelling one member of an OCA group: takes the group along (SEQUENCES 6, one log), or leaves it. */
  cancelOfMember: ["takes-group", "leaves-group"],
  /** Whether a sibling cancelled by its OCA group also gets error 202 (SEQUENCES "Gaps": not on the wire). */
  ocaCancelReports202: [true, false],
  /** Cancelling an order that is finished already (SEQUENCES 4: both seen). */
  cancelFinished: [10148, 161],
  /** Cancelling an id that never was (PROTOCOL 11.3: both listed, only 10147 seen). */
  cancelUnknown: [10147, 135],
  /** Whether a global cancel answers 161 for orders finished already (SEQUENCES 4 and 6: seen twice, extent unknown). */
  globalCancelReportsFinished: [false, true],
  /** A modification sent after the fill (SEQUENCES 4: no answer in one report; 104 in IB's table). */
  modifyFilled: [104, "silent"],
  /** A limit order modified into a market order (ibkr-go, api_delayed_success_modify_aapl.txt; 329 in IB's table). */
  typeChange: ["limit-to-market", "refused"],
  /** A modification that the broker refuses for its price or cost (SEQUENCES 4: killed the resting order, in one capture by way of PendingCancel and back). */
  refusedModify: ["kills", "kills-in-steps", "keeps"],
  /** A modification that names another OCA group or type (10326, 10327): does the resting order live? (reports differ) */
  ocaRevision: ["keeps", "kills"],
  /** A modification that repeats the OCA group that IB itself assigned to a child (reports differ). */
  restatedOcaGroup: ["accepted", "refused"],
  /** Order of the two answers to a rejected order (SEQUENCES 8: both seen). */
  rejection: ["error-first", "status-first"],
  /** Status of a rejected order (SEQUENCES 8: both seen). */
  rejectedStatus: ["Inactive", "Cancelled"],
  /** A limit far beyond the market: some captures refuse it (SEQUENCES 4), most reports know nothing of it. */
  aggressiveLimit: ["accepted", "refused"],
  /** An order without account on a login with several (PROTOCOL 15: both listed). */
  missingAccount: [435, 321],
  /** An order for an account that the login does not have (PROTOCOL 15). */
  foreignAccount: [321, 203],
  /** An order without tif draws note 10349 (newer builds, SEQUENCES 8). */
  tifPresetNotice: [false, true],
  /** Numbers that binding gives to orders placed by hand (SEQUENCES 1: -2 in one log; a setting of TWS, PROTOCOL 11.1). */
  boundOrderIds: ["negative", "positive"],
  /** Precautionary size limit in units of the order, 0 for none (SEQUENCES 8: 451 with 500). */
  sizeLimit: [0, 500],
  /** Precautionary percentage between limit and market, 0 for none (109 in IB's table). */
  percentageLimit: [0, 3],
  /** An order for a contract whose trading is halted: it waits, or is refused (154 in IB's table; no capture). */
  haltedPlacement: ["waits", 154],
  /** Without block (ocaType 3) the rest of a group is told after the way to the market, so two members can fill (IB's OCA page). */
  ocaWithoutBlock: ["at-once", "late"],
  /** Whether OCA groups join by name across client ids of one account (not established). */
  ocaAcrossClients: [true, false],
  /** Characters of orderRef that the broker keeps (no limit is established; 0 means all). */
  orderRefLengthMax: [0, 20, 40],
  /** When an accepted exercise is processed (IB: by clearing after the session; "final" at once is a setting of TWS). */
  exerciseProcessing: ["session-end", "at-once"],
  /** Whether what expires is told as executions of client 0, or only as positions (not established). */
  expiryExecutions: [false, true],
  /** Permanent ids fit 32 bits on some logins and not on others (SEQUENCES 3). */
  permIds: ["32-bit", "64-bit"],
} as const;

/** The first value of each switch is its default. */
type SwitchTable = { readonly [name: string]: readonly [unknown, ...unknown[]] };
export type ChosenFrom<Table extends SwitchTable> = { readonly [Name in keyof Table]: Table[Name][number] };

export function defaultsOf<Table extends SwitchTable>(table: Table): ChosenFrom<Table> {
  return Object.fromEntries(Object.entries(table).map(([name, [usual]]) => [name, usual])) as ChosenFrom<Table>;
}

export type BrokerSwitches = ChosenFrom<typeof BROKER_SWITCHES>;
export const BROKER_DEFAULTS: BrokerSwitches = defaultsOf(BROKER_SWITCHES);
