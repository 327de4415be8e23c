/**
 * What each kind of entry makes in the vault: rows of these tables, or none, for a reason. A kind that is not named here goes to
 * `events` whole, so that nothing is lost; a test demands a row here for each.
 */
import type { Entry } from "../model/entry.ts";
import type { TableName } from "./tables.ts";

type Makes = { readonly rows: readonly TableName[] } | { readonly none: string };

const order: Makes = { rows: ["orders", "transitions"] };
const event: Makes = { rows: ["events"] };

export const KINDS: Readonly<Partial<Record<Entry["kind"], Makes>>> = {
  daemonStarted: event,
  sessionStarted: event,
  sessionLost: event,
  orderHeld: order,
  orderIntended: order,
  exerciseIntended: order,
  modifyIntended: order,
  changeRefused: order,
  changeDropped: order,
  cancelIntended: order,
  cancelRefused: order,
  orderSending: order,
  whatIfSending: { none: "a margin preview is no order; it only used up a number" },
  orderIdSeen: { none: "only keeps our numbers above somebody else's" },
  orderKeySeen: event,
  orderEchoed: order,
  statusReported: order,
  executed: { rows: ["executions", "orders", "transitions", "round_trips"] },
  commissionReported: { rows: ["commissions", "round_trips"] },
  orderRejected: order,
  orderCompleted: order,
  orderDiscarded: order,
  orderUnknown: order,
  orderAbsent: order,
  foreignExecuted: { rows: ["executions"] },
  positionTaken: event,
  driftFound: { rows: ["drifts"] },
  driftEnded: { rows: ["drifts"] },
  alertRaised: { rows: ["alerts"] },
  alertEnded: { rows: ["alerts"] },
  tradingStateSet: { rows: ["trading_states"] },
  haltDone: event,
  limitSet: { rows: ["limits"] },
  limitEnded: { rows: ["limits"] },
  equityMarked: { rows: ["equity"] },
  deadManFired: event,
  reconcileForced: event,
  bookCarried: { none: "says again what the entries before it said; where those are gone the vault begins from it" },
};

/** Whether the whole entry goes to `events`. */
export function isEvent(kind: Entry["kind"]): boolean {
  const makes = KINDS[kind];
  return makes === undefined || ("rows" in makes && makes.rows.includes("events"));
}
