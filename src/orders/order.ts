/** One order, as holdfast remembers it. Only `evolve.ts` and `blotter.ts` change one, and only for an entry. */
import { compare, type Decimal, isZero, ZERO } from "../base/decimal.ts";
import type { CancelTerms, Echo, Placement, StatusReport } from "../model/entry.ts";
import { filledOf, isCorrected } from "../model/filled.ts";
import type { OrderId, PermId } from "../model/ids.ts";
import type { LegFill } from "../model/legFill.ts";
import { isFinished, type Status } from "../model/status.ts";
import type { Content } from "./content.ts";
import type { Fill } from "./fill.ts";
import type { Transition } from "./transitions.ts";

/** `contract` and `order` are what the client wants now: its newest wish that was not refused. */
export interface Order extends Placement {
  readonly status: Status;
  /** How it came there: the newest changes of its status, oldest first. */
  readonly transitions: readonly Transition[];
  /** The upstream order id; 0 until a frame left. */
  readonly orderId: OrderId;
  /** In which session of the journal it left; 0 before. */
  readonly sentIn: number;
  /** In which session its newest cancel left while it rested at IB; 0 before. */
  readonly cancelSentIn: number;
  readonly permId: PermId;
  /** The contract's, once its client, an openOrder or an execution has named it; 0 before. */
  readonly conId: number;
  /** The last openOrder and orderStatus of the Gateway, in its own numbers. */
  readonly echo: Echo | undefined;
  readonly report: StatusReport | undefined;
  /** The Gateway's newest word on its status, from either of them. */
  readonly word: string;
  /** What the broker works, as far as we know: what falls back when a change is refused. */
  readonly settled: Content;
  /** The client's newest wish is durable and waits for its frame to leave. */
  readonly changeWaits: boolean;
  /** Changes that have left and that the Gateway has not shown, oldest first. */
  readonly inFlight: readonly Content[];
  /** How many of them it has refused without saying which. */
  readonly inFlightRefused: number;
  /** They left in an earlier session: the next openOrder settles whether they arrived. */
  readonly inFlightStale: boolean;
  /** A change of it has left at some time: a broker that had lost the order may have made a second one of it. */
  readonly changeLeft: boolean;
  /** The newest change was shown and then refused: what the broker shows until another one leaves is what is wanted. */
  readonly takenBack: boolean;
  /** What the broker worked before the newest change that it has shown: what that change falls back to when it is taken back. */
  readonly replaced?: Content | undefined;
  /** The client (or its global cancel) wants it gone. */
  readonly cancelWanted: boolean;
  /** What the cancel that is wanted says beside the order; undefined when nothing. */
  readonly cancelTerms?: CancelTerms | undefined;
  /** 201 came while the order was known to be alive: if it goes Inactive it is rejected. */
  readonly refused: boolean;
  /** What its executions say so far. */
  readonly fill: Fill | undefined;
  /** Of a combination what the executions of its legs say; undefined where an older build has heard them. */
  readonly legs?: readonly LegFill[] | undefined;
}

/** The broker has shown this order at least once. */
export const hasEvidence = (order: Order): boolean =>
  order.echo !== undefined || order.report !== undefined || order.permId !== 0;

/**
 * One word alone has named its permId, and that may have been damaged on its way. Of an order that was never changed one frame
 * has left: under its key and our number the broker cannot have a second one.
 */
export function isNamedOnce({ changeLeft, permId, echo, report, fill }: Order): boolean {
  if (changeLeft) return false;
  const named = [echo?.order?.permId === permId, report?.permId === permId, fill !== undefined];
  return named.filter(Boolean).length <= 1;
}

/** The order, or a change of it, has left and was not answered. What left in an earlier session has arrived, or never will. */
export const isInFlight = ({ status, inFlight, inFlightStale }: Order): boolean =>
  status === "sent" || (inFlight.length > 0 && !inFlightStale);

/** Something about it waits for its turn to leave, or is a cancel that may have left. */
export const isPending = ({ status, changeWaits, cancelWanted }: Order): boolean =>
  status === "intended" || changeWaits || cancelWanted;

/** It is over, and nothing of it has traded. */
export const hasEndedEmpty = (order: Order): boolean =>
  isFinished(order.status) && order.status !== "filled" && isZero(filledOf(order));

/** A status that says less than has traded is older than what we know; a correction may have taken back what was more. */
export const isBehind = (order: Order, told: Decimal = ZERO): boolean =>
  (order.fill === undefined || !isCorrected(order.fill)) && compare(told, filledOf(order)) < 0;
