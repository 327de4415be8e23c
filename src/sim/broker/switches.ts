/**
 * What the evidence leaves open about the broker, one switch each, with every value implemented.
 *
 * holdfast has to be right under either value. The default is what was seen more often, or what harms less where
 * nothing was seen. Section numbers are those of the collected sequences (SEQUENCES) and of the protocol notes
 * (PROTOCOL).
 */
export interface BrokerSwitches {
  /** First status of a market order (SEQUENCES 3 shows all three). */
  readonly marketAck: "PreSubmitted" | "Submitted" | "both";
  /** After a fill, openOrder and orderStatus come again, now with the commission (SEQUENCES 3: two of three captures). */
  readonly repeatFilled: boolean;
  /** openOrder and orderStatus come twice for stops, children and modifications (SEQUENCES 4, 6: "usually"). */
  readonly repeatEchoes: boolean;
  /** The first echo of a lone stop order carries a limit price nobody sent (SEQUENCES 7). */
  readonly stopEchoCarriesLimit: boolean;
  /** A stop that is elected: shown as Submitted before its execution, or not at all (SEQUENCES 7: no capture). */
  readonly stopElection: "submitted-first" | "straight-to-fill";
  /** Status of a take-profit once its parent has filled (SEQUENCES 6: both seen). */
  readonly childAfterParentFill: "Submitted" | "PreSubmitted";
  /** Whether children wake at the parent's first execution (limited to what it filled) or at its last (not established). */
  readonly childActivation: "first-fill" | "full-fill";
  /** Whether a cancelled order shows PendingCancel first (SEQUENCES 4: one capture of six). */
  readonly cancelShowsPending: boolean;
  /** Cancelling one member of an OCA group: takes the group along (SEQUENCES 6, one log), or leaves it. */
  readonly cancelOfMember: "takes-group" | "leaves-group";
  /** Whether a sibling cancelled by its OCA group also gets error 202 (SEQUENCES "Gaps": not on the wire). */
  readonly ocaCancelReports202: boolean;
  /** Cancelling an order that is finished already (SEQUENCES 4: both seen). */
  readonly cancelFinished: 10148 | 161;
  /** Cancelling an id that never was (PROTOCOL 11.3: both listed, only 10147 seen). */
  readonly cancelUnknown: 10147 | 135;
  /** Whether a global cancel answers 161 for orders finished already (SEQUENCES 4 and 6: seen twice, extent unknown). */
  readonly globalCancelReportsFinished: boolean;
  /** A modification sent after the fill (SEQUENCES 4: no answer in one report; 104 in IB's table). */
  readonly modifyFilled: 104 | "silent";
  /** A modification that the broker refuses for its price or cost (SEQUENCES 4: killed the resting order). */
  readonly refusedModify: "kills" | "keeps";
  /** A modification that names another OCA group or type (10326, 10327): does the resting order live? (reports differ) */
  readonly ocaRevision: "keeps" | "kills";
  /** A modification that repeats the OCA group that IB itself assigned to a child (reports differ). */
  readonly restatedOcaGroup: "accepted" | "refused";
  /** Order of the two answers to a rejected order (SEQUENCES 8: both seen). */
  readonly rejection: "error-first" | "status-first";
  /** Status of a rejected order (SEQUENCES 8: both seen). */
  readonly rejectedStatus: "Inactive" | "Cancelled";
  /** A limit far beyond the market: some captures refuse it (SEQUENCES 4), most reports know nothing of it. */
  readonly aggressiveLimit: "accepted" | "refused";
  /** An order without account on a login with several (PROTOCOL 15: both listed). */
  readonly missingAccount: 435 | 321;
  /** An order for an account that the login does not have (PROTOCOL 15). */
  readonly foreignAccount: 321 | 203;
  /** An order without tif draws note 10349 (newer builds, SEQUENCES 8). */
  readonly tifPresetNotice: boolean;
  /** Whether OCA groups join by name across client ids of one account (not established). */
  readonly ocaAcrossClients: boolean;
  /** Characters of orderRef that the broker keeps (no limit is established; 0 means all). */
  readonly orderRefLengthMax: number;
  /** Permanent ids fit 32 bits on some logins and not on others (SEQUENCES 3). */
  readonly permIds: "32-bit" | "64-bit";
}

export const BROKER_DEFAULTS: BrokerSwitches = {
  marketAck: "PreSubmitted",
  repeatFilled: true,
  repeatEchoes: true,
  stopEchoCarriesLimit: true,
  stopElection: "submitted-first",
  childAfterParentFill: "Submitted",
  childActivation: "full-fill",
  cancelShowsPending: false,
  cancelOfMember: "takes-group",
  ocaCancelReports202: true,
  cancelFinished: 10148,
  cancelUnknown: 10147,
  globalCancelReportsFinished: false,
  modifyFilled: 104,
  refusedModify: "kills",
  ocaRevision: "keeps",
  restatedOcaGroup: "accepted",
  rejection: "error-first",
  rejectedStatus: "Inactive",
  aggressiveLimit: "accepted",
  missingAccount: 435,
  foreignAccount: 321,
  tifPresetNotice: false,
  ocaAcrossClients: true,
  orderRefLengthMax: 0,
  permIds: "32-bit",
};
