/**
 * What trading costs: IBKR's fixed schedule for US stocks, 0.005 USD a share and at least 1.00 USD an order.
 *
 * The minimum is the order's, not the execution's: later executions pay only what exceeds what was charged so far.
 */
import { compare, type Decimal, decimal, minus, times } from "../../base/decimal.ts";

const PER_SHARE = decimal("0.005") as Decimal;
const LEAST = decimal("1") as Decimal;

/** The commission of a whole order of so many shares. */
export function orderFee(shares: Decimal): Decimal {
  const fee = times(shares, PER_SHARE);
  return compare(fee, LEAST) < 0 ? LEAST : fee;
}

/** What an execution adds to what the order has paid. */
export const executionFee = (cumQty: Decimal, paid: Decimal): Decimal => minus(orderFee(cumQty), paid);
