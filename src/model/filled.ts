/**
 * How much of an order has traded: what executions or statuses say, whichever is further, for each may come first or never.
 * Once an execution was corrected or taken back, executions alone.
 */
import { compare, type Decimal, ZERO } from "../base/decimal.ts";
import type { StatusReport } from "./entry.ts";

/** What the executions of an order say. */
export interface Traded {
  readonly filled: Decimal;
  /** The sum of executions as they were told first, and as they stand after corrections. */
  readonly toldFirst: Decimal;
  readonly newest: Decimal;
  /** What was corrected was not told before. */
  readonly correctsUntold?: true;
}

/** Something that was told has been corrected since: what statuses say of the quantity may be older. */
export const isCorrected = ({ toldFirst, newest, correctsUntold }: Traded): boolean =>
  correctsUntold === true || toldFirst !== newest;

interface Told {
  readonly fill: Traded | undefined;
  readonly report: StatusReport | undefined;
}

export function filledOf({ fill, report }: Told): Decimal {
  const told = report?.filled ?? ZERO;
  if (fill === undefined) return told;
  return isCorrected(fill) || compare(fill.filled, told) >= 0 ? fill.filled : told;
}
