/** What executions say of a combination's legs: each in its own contract and its own quantity, corrections applied. */
import { type Decimal, ZERO } from "../base/decimal.ts";

/** What was traded on one side of one contract. */
export interface LegFill {
  readonly conId: number;
  readonly isBuy: boolean;
  readonly quantity: Decimal;
}

export const legFilled = (legs: readonly LegFill[], conId: number, isBuy: boolean): Decimal =>
  legs.find((leg) => leg.conId === conId && leg.isBuy === isBuy)?.quantity ?? ZERO;
