/**
 * What an entry makes of one order. Pure bookkeeping, alike live and in replay: `placed` is how it begins, and `change` sets what
 * is remembered and answers what happened to the order in the lifecycle's terms.
 */
import { compare, type Decimal, isZero, ZERO } from "../base/decimal.ts";
import type { CancelTerms, Echo, Entry, Execution, Placement } from "../model/entry.ts";
import type { OrderId, PermId } from "../model/ids.ts";
import { sameContent } from "../model/lean.ts";
import type { Status } from "../model/status.ts";
import { asShown, type Content, shows } from "./content.ts";
import { type Fill, type Version, withExecution, withLegExecution } from "./fill.ts";
import { eventOfStatus, type LifecycleEvent } from "./lifecycle.ts";
import { hasEvidence, type Order } from "./order.ts";

export type Changing = { -readonly [K in keyof Order]: Order[K] };

/** Entries that speak of one order that exists. */
export type OrderEntry = Extract<
  Entry,
  {
    readonly kind:
      | "modifyIntended"
      | "changeRefused"
      | "changeDropped"
      | "cancelIntended"
      | "cancelRefused"
      | "orderSending"
      | "orderEchoed"
      | "statusReported"
      | "executed"
      | "orderRejected"
      | "orderCompleted"
      | "orderDiscarded"
      | "orderUnknown"
      | "orderAbsent";
  }
>;

/** An order as its placement makes it. */
export const placed = (placement: Placement, status: Status): Changing => ({
  key: placement.key,
  strategy: placement.strategy,
  clientId: placement.clientId,
  clientOrderId: placement.clientOrderId,
  account: placement.account,
  contract: placement.contract,
  order: placement.order,
  parent: placement.parent,
  ...(placement.exercise && { exercise: placement.exercise }),
  ...(placement.closes && { closes: placement.closes }),
  status,
  transitions: [],
  orderId: 0 as OrderId,
  sentIn: 0,
  cancelSentIn: 0,
  permId: 0 as PermId,
  conId: conIdOf(placement),
  echo: undefined,
  report: undefined,
  word: "",
  settled: { contract: placement.contract, order: placement.order },
  changeWaits: false,
  inFlight: [],
  inFlightRefused: 0,
  inFlightStale: false,
  changeLeft: false,
  takenBack: false,
  replaced: undefined,
  cancelWanted: false,
  cancelTerms: undefined,
  refused: false,
  fill: undefined,
  ...(placement.contract.secType === "BAG" && { legs: [] }),
});

/** A held leg that is placed once more, or that leaves now. */
export function placedAgain(known: Changing, placement: Placement): void {
  const { contract, order, parent } = placement;
  Object.assign(known, { contract, order, parent, conId: conIdOf(placement), settled: { contract, order } });
}

const conIdOf = ({ contract, conId = 0 }: Placement): number => contract.conId || conId;

/** `version` says what an execution replaces; it is there for each that counts. */
export function change(order: Changing, entry: OrderEntry, version?: Version): LifecycleEvent | undefined {
  switch (entry.kind) {
    case "modifyIntended":
      order.contract = entry.contract;
      order.order = entry.order;
      order.changeWaits = true;
      wantCancel(order, false);
      return undefined;
    case "changeRefused":
      return void oneRefused(order);
    case "changeDropped":
      return void dropped(order);
    case "cancelIntended":
      wantCancel(order, true, entry.terms);
      return undefined;
    case "cancelRefused":
      wantCancel(order, false);
      return undefined;
    case "orderSending":
      return sending(order, entry);
    case "orderEchoed":
      return echoed(order, entry.echo);
    case "statusReported":
      order.report = entry.report;
      knowPermId(order, entry.report.permId);
      return said(order, entry.report.status ?? "");
    case "executed":
      return executed(order, entry.execution, version!);
    case "orderRejected":
      return rejected(order);
    case "orderCompleted":
      knowPermId(order, entry.permId);
      return entry.status === "Filled" ? "filled" : "cancelled";
    case "orderDiscarded":
      return "discarded";
    case "orderUnknown":
      return "lost";
    case "orderAbsent":
      return "provedAbsent";
  }
}

function wantCancel(order: Changing, isWanted: boolean, terms?: CancelTerms): void {
  order.cancelWanted = isWanted;
  order.cancelTerms = terms;
}

/**
 * A frame leaves. The new order's carries the newest wish, so nothing waits behind it; only whether it transmits was
 * settled when it was meant to leave, with the legs beside it.
 */
function sending(
  order: Changing,
  { orderId, frame }: Extract<Entry, { kind: "orderSending" }>,
): LifecycleEvent | undefined {
  const content = { contract: order.contract, order: order.order };
  if (frame === "modify") {
    order.changeWaits = false;
    order.changeLeft = true;
    order.takenBack = false;
    if (order.inFlightStale) settle(order);
    order.inFlight = [...withoutRepeated(order.inFlight, content), content];
  }
  if (frame !== "new") return undefined;
  order.orderId = orderId;
  order.settled = transmitting(content, order.settled.order.transmit);
  order.changeWaits = false;
  return "sending";
}

/** A change leaves a second time only when nothing has become of the first: then one refusal is that of both. */
const withoutRepeated = (inFlight: readonly Content[], wanted: Content): readonly Content[] =>
  sameContent(inFlight.at(-1), wanted) ? inFlight.slice(0, -1) : inFlight;

const transmitting = (content: Content, transmit: boolean | undefined): Content =>
  content.order.transmit === transmit ? content : { ...content, order: { ...content.order, transmit } };

/** The broker shows the order: a change of ours if it is one, else what it works without it. */
function echoed(order: Changing, echo: Echo): LifecycleEvent {
  const shown = order.echo;
  order.echo = echo;
  knowPermId(order, echo.order?.permId);
  knowConId(order, echo.contract?.conId);
  const before = (i: number): Content => order.inFlight[i - 1] ?? order.settled;
  const arrived = order.inFlight.findLastIndex((wanted, i) => shows(echo, { wanted, before: before(i), shown }));
  if (arrived >= 0) order.replaced = before(arrived);
  order.settled = asShown(order.inFlight[arrived] ?? order.settled, echo);
  if (arrived >= 0) arrives(order, arrived);
  else if (order.inFlightStale || order.takenBack) fallBack(order);
  return said(order, echo.orderState?.status ?? "");
}

/**
 * This change in flight is shown. Older ones are settled with it, and any refusal they cannot account for is of a newer one; of
 * an earlier session newer ones never arrived.
 */
function arrives(order: Changing, arrived: number): void {
  order.inFlight = order.inFlight.slice(arrived + 1);
  order.inFlightRefused = Math.max(0, order.inFlightRefused - arrived);
  if (order.inFlight.length === 0) settle(order);
  else if (order.inFlightStale || order.inFlightRefused === order.inFlight.length) fallBack(order);
}

/** A refusal does not say which change it means: our Gateway refuses some at once and asks the broker about others. */
function oneRefused(order: Changing): void {
  order.inFlightRefused++;
  if (order.inFlightRefused >= order.inFlight.length) fallBack(order);
}

/** No change in flight has become anything: the order works on as it is, and that is what is wanted. */
function fallBack(order: Changing): void {
  settle(order);
  if (order.changeWaits) return;
  order.contract = order.settled.contract;
  order.order = order.settled.order;
}

/** Of what an openOrder does not repeat faithfully, what was there before the change is there again. */
function takeBack(order: Changing): void {
  if (order.replaced !== undefined && order.echo !== undefined) order.settled = asShown(order.replaced, order.echo);
  fallBack(order);
}

/** The wish that has not left is none any more: what left before it, or what rests, is what is wanted. */
function dropped(order: Changing): void {
  const { contract, order: wanted } = order.inFlight.at(-1) ?? order.settled;
  [order.contract, order.order, order.changeWaits] = [contract, wanted, false];
}

function settle(order: Changing): void {
  order.inFlight = [];
  order.inFlightRefused = 0;
  order.inFlightStale = false;
}

function said(order: Changing, word: string): LifecycleEvent {
  order.word = word;
  if (order.takenBack && word !== "Inactive") order.refused = false;
  const event = word === "Inactive" && order.refused ? "rejected" : eventOfStatus(word);
  return event === "acknowledged" ? alive(order) : event;
}

/** It lives, untouched or traded in part: by its executions, or by what the Gateway says. */
function alive({ fill, report }: Changing): LifecycleEvent {
  const filled = fill?.filled ?? report?.filled;
  return filled === undefined || isZero(filled) ? "acknowledged" : "traded";
}

/**
 * 201 ends what was never shown, or shown Inactive. An order known to be alive is ended by its status alone; behind a change that
 * was shown it takes that back (SEQUENCES 4): the old terms are shown before or after it, and any word of life behind it says
 * that the change alone was refused.
 */
function rejected(order: Changing): LifecycleEvent | undefined {
  if (!hasEvidence(order) || order.word === "Inactive") return "rejected";
  order.refused = true;
  order.takenBack = order.changeLeft && order.inFlight.length === 0;
  if (order.takenBack) takeBack(order);
  return undefined;
}

/** A leg of a combination reports its own quantities: then statuses tell, as where a change in flight may make the whole more. */
function executed(order: Changing, execution: Execution, version: Version): LifecycleEvent {
  knowPermId(order, execution.execution?.permId);
  // An exercise trades the option and what lies under it, each in its own quantity.
  if (order.exercise !== undefined) return "acknowledged";
  if (order.contract.secType === "BAG" && execution.contract?.secType !== "BAG") {
    order.legs = order.legs && withLegExecution(order.legs, execution, version);
    return alive(order);
  }
  knowConId(order, execution.contract?.conId);
  if (execution.execution?.cumQty === undefined) return alive(order);
  const fill: Fill = withExecution(order.fill, execution, version);
  order.fill = fill;
  const rests = order.echo?.order?.totalQuantity ?? order.settled.order.totalQuantity;
  const totals = [rests, ...wishedOf(order), ...order.inFlight.map((wanted) => wanted.order.totalQuantity)];
  return totals.every((total) => isWhole(total, fill.filled)) ? "filled" : alive(order);
}

/**
 * What has left and was not refused is wanted still: an openOrder that shows less may be one of before. Of orders that end with
 * others less may rest than is wanted.
 */
function wishedOf({ order, changeWaits, parent }: Order): readonly Decimal[] {
  const { totalQuantity = ZERO, ocaGroup } = order;
  return changeWaits || parent !== undefined || ocaGroup || isZero(totalQuantity) ? [] : [totalQuantity];
}

/** An order by cash amount names no quantity. */
const isWhole = (total: Decimal | undefined, filled: Decimal): boolean =>
  total !== undefined && !isZero(total) && compare(filled, total) >= 0;

function knowConId(order: Changing, conId = 0): void {
  if (conId !== 0) order.conId = conId;
}

function knowPermId(order: Changing, permId = 0): void {
  if (permId !== 0) order.permId = permId as PermId;
}
