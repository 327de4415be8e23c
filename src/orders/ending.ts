/** The orderStatus that a Gateway never told, of an end or of a fill: put together from what lists and executions say. */
import { compare, type Decimal, greatest, isZero, minus, ZERO } from "../base/decimal.ts";
import type { StatusReport } from "../model/entry.ts";
import { filledOf } from "../model/filled.ts";
import type { IncomingBody } from "../wire/codec.ts";
import { eventOfStatus } from "./lifecycle.ts";
import { isBehind, type Order } from "./order.ts";

/** The row of the broker's completed orders, if there is one. */
export type CompletedRow = Pick<IncomingBody<"completedOrder">["order"], "totalQuantity" | "filledQuantity">;

/** Its last orderStatus, if any, shows it alive, or with another end, or with less than its executions say. */
export function isEndUntold(order: Order): boolean {
  const { status, report } = order;
  if (status !== "filled" && status !== "cancelled") return false;
  const said = eventOfStatus(report?.status ?? "");
  if (said === "acknowledged" || (status === "filled" && said !== "filled")) return true;
  return saysLess(order);
}

/** Its last orderStatus told the end, and the executions that have come since know of more than that, or of all of it its price. */
export const isEndToldShort = (order: Order): boolean =>
  eventOfStatus(order.report?.status ?? "") !== "acknowledged" && isEndUntold(order) && coversTold(order);

const coversTold = ({ report, fill }: Order): boolean =>
  fill !== undefined && compare(fill.filled, report?.filled ?? ZERO) >= 0;

function saysLess({ report, fill }: Order): boolean {
  if (fill === undefined) return false;
  const [filled, price] = [report?.filled ?? ZERO, report?.avgFillPrice ?? 0];
  return compare(fill.filled, filled) > 0 || (!isZero(filled) && price === 0 && fill.avgFillPrice !== 0);
}

/** Nothing was ever filled less than anybody says; a row may leave the whole open (0), and the rest is never negative. */
export function endOf(order: Order, row: CompletedRow | undefined): StatusReport {
  const { orderId, permId, report, fill } = order;
  const isFilled = order.status === "filled";
  const whole = row?.totalQuantity;
  const total = whole !== undefined && !isZero(whole) ? whole : (order.settled.order.totalQuantity ?? ZERO);
  const filled = most([fill?.filled, row?.filledQuantity, report?.filled, isFilled ? total : undefined]);
  const rest = minus(total, filled);
  return {
    ...report,
    orderId,
    permId,
    status: isFilled ? "Filled" : "Cancelled",
    filled,
    remaining: greatest(rest, ZERO),
    avgFillPrice: fill?.avgFillPrice ?? report?.avgFillPrice ?? 0,
    whyHeld: "",
  };
}

/** The newest report with what executions have filled since: not every fill is followed by a status (SEQUENCES 3). */
export function caughtUp(order: Order, report: StatusReport): StatusReport {
  if (!isBehind(order, report.filled)) return report;
  const filled = filledOf(order);
  const since = minus(filled, report.filled ?? ZERO);
  const remaining = report.remaining && most([minus(report.remaining, since)]);
  const avgFillPrice = order.fill?.avgFillPrice ?? report.avgFillPrice ?? 0;
  return { ...report, filled, remaining, avgFillPrice };
}

const most = (amounts: readonly (Decimal | undefined)[]): Decimal =>
  amounts.reduce<Decimal>((most, one) => (one === undefined ? most : greatest(most, one)), ZERO);
