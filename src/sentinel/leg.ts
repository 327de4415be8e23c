/** What one order is to its family: which way it trades, what of it has filled, whether it is a stop and works as one. */
import { type Decimal, isNegative, isZero, minus, negate, ZERO } from "../base/decimal.ts";
import { isBuy as isPurchase } from "../model/action.ts";
import type { Echo, PlacedContract, PlacedOrder, StatusReport } from "../model/entry.ts";
import { filledOf } from "../model/filled.ts";
import { mannerOf, isStop as waitsAsStop } from "../model/orderType.ts";
import { isAtBroker, isFinished, isWorking } from "../model/status.ts";
import { restsAtIb } from "../model/statusWord.ts";
import type { Leg, Legs, Stranger } from "./view.ts";

/** The broker has shown it alive, and nothing has put that in doubt. */
export const isShown = ({ status }: Leg): boolean => isWorking(status);
/** The broker has it, or may have it. */
export const hasLeft = ({ status }: Leg): boolean => isAtBroker(status);
export const isOpen = ({ status }: Leg): boolean => !isFinished(status);

export const isBuy = ({ order }: Leg): boolean => isPurchase(order.action);

export function signedFill(leg: Leg): Decimal {
  const filled = filledOf(leg);
  return isBuy(leg) || isZero(filled) ? filled : negate(filled);
}

export const isStop = ({ order }: Leg): boolean => waitsAsStop(order);

/** By the Gateway's word the broker works it; a cancel that is asked for has not happened yet. */
const isAtWork = (word: string): boolean => restsAtIb(word) || word === "PendingCancel";

/** An order as the broker works it. */
export interface Working {
  readonly account: string;
  readonly contract: PlacedContract;
  readonly order: PlacedOrder;
  /** What of it has not filled. */
  readonly rest: Decimal;
  readonly whyHeld: string;
}

/**
 * It wakes when its parent trades, and until then protects nothing of anybody's, although the broker shows it as it shows a
 * stop that waits for its trigger: for ever when the parent has ended without a trade and the broker goes on showing it as that
 * one's child, as it may behind a refusal (SEQUENCES 8). whyHeld does not tell them apart: SEQUENCES 6 has `trigger` before
 * the parent's fill and `child,trigger` behind it. So of orders that are not ours nobody knows.
 */
export function sleeps({ parent: key, echo }: Leg, legs: Pick<Legs, "byKey">): boolean {
  const parent = key === undefined ? undefined : legs.byKey(key);
  if (parent === undefined || parent.status === "filled" || !isZero(filledOf(parent))) return false;
  return isOpen(parent) || (echo?.order?.parentId ?? 0) !== 0;
}

/**
 * Our order as the broker works it; undefined unless an openOrder has shown it and its newest word says so: what no frame
 * speaks of does not exist (SEQUENCES 7).
 */
export function workingLeg(leg: Leg): Working | undefined {
  if (!isShown(leg) || leg.echo === undefined || !isAtWork(leg.word)) return undefined;
  return working(leg.echo, leg.report, leg.account, filledOf(leg));
}

/** The same by the last word before the session was lost. */
export function lastWorking(leg: Leg): Working | undefined {
  if (!hasLeft(leg) || leg.echo === undefined || !isAtWork(leg.word)) return undefined;
  return working(leg.echo, leg.report, leg.account, filledOf(leg));
}

export function workingStranger({ echo, report }: Stranger): Working | undefined {
  if (!isAtWork(report?.status ?? echo.orderState?.status ?? "")) return undefined;
  return working(echo, report, echo.order?.account ?? "", report?.filled ?? echo.order?.filledQuantity ?? ZERO);
}

function working(echo: Echo, report: StatusReport | undefined, account: string, filled: Decimal): Working {
  const { contract = {}, order = {} } = echo;
  const rest = minus(order.totalQuantity ?? ZERO, filled);
  return {
    ...{ account, contract: contract as PlacedContract, order: order as PlacedOrder },
    ...{ rest: isNegative(rest) ? ZERO : rest, whyHeld: report?.whyHeld ?? "" },
  };
}

/** Whether it is a stop that has a price to wait for: one at 0 is a client that filled the wrong field (SEQUENCES 7). */
export const isWorkingStop = ({ order, contract }: Working): boolean =>
  waitsAsStop(order) && (!!order.auxPrice || mannerOf(order) === "trail" || contract.secType === "BAG");
