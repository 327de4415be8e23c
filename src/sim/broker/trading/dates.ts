/**
 * The dates that an order names: when it begins, when it ends, when a condition on the time comes true.
 *
 * Terms never change, so their dates are read once: the broker looks for the next of them after every tick.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Order, Terms } from "../order.ts";
import { readDate } from "../until.ts";

interface Dates {
  /** goodAfterTime. */
  readonly begins: WallMs | undefined;
  /** goodTillDate, where the tif wants one. */
  readonly until: WallMs | undefined;
  readonly conditions: readonly (WallMs | undefined)[];
}

const READ = new WeakMap<Terms, Dates>();

export function datesOf({ terms }: Order): Dates {
  const known = READ.get(terms);
  if (known !== undefined) return known;
  const dates = {
    begins: terms.goodAfterTime === "" ? undefined : readDate(terms.goodAfterTime),
    until: terms.tif === "GTD" ? readDate(terms.goodTillDate) : undefined,
    conditions: terms.conditions.map((one) => (one.type === 3 ? readDate(one.time) : undefined)),
  };
  READ.set(terms, dates);
  return dates;
}

/** Whether the order should have ended by now. */
export function isOver(order: Order, wall: WallMs): boolean {
  const { until } = datesOf(order);
  return until !== undefined && wall >= until;
}

/** Those that still mean something. */
function awaited(order: Order): readonly (WallMs | undefined)[] {
  const { begins, until, conditions } = datesOf(order);
  return order.conditions === "awaited" ? [begins, until, ...conditions] : [begins, until];
}

/** The next of them after `wall`; now for one that should have ended. */
export function nextDate(order: Order, wall: WallMs): WallMs | undefined {
  if (isOver(order, wall)) return wall;
  const first = Math.min(...awaited(order).map((at) => (at !== undefined && at > wall ? at : Infinity)));
  return first === Infinity ? undefined : (first as WallMs);
}
