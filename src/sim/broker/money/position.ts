/**
 * What a trade makes of a position: it opens, adds, closes, or turns it over, and closing realises what it differs from cost.
 *
 * Amounts are exact; only where a part of a position is closed its cost and commission are divided, to a millionth of a cent.
 */
import {
  type Decimal,
  decimal,
  isNegative,
  isZero,
  minus,
  negate,
  plus,
  times,
  toNumber,
  ZERO,
} from "../../../base/decimal.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { round } from "../order.ts";
import { multiplierOf, settlementOf } from "./instrument.ts";

export interface Position {
  readonly conId: number;
  readonly quantity: Decimal;
  /** What it cost: positive for a long position, negative for a short one. In the contract's currency. */
  readonly cost: Decimal;
  /** Realised today, in the contract's currency. */
  readonly realized: Decimal;
  readonly tradedToday: boolean;
  /** The value a future was settled at last, or traded at since. */
  readonly settled: Decimal;
}

export interface Trade {
  readonly account: string;
  readonly listing: Listing;
  /** Signed: negative for a sale. */
  readonly quantity: Decimal;
  readonly price: number;
  readonly commission: Decimal;
}

/** Nothing of a contract. */
export const flat = (conId: number): Position => ({
  ...{ conId, quantity: ZERO, cost: ZERO, realized: ZERO, settled: ZERO, tradedToday: false },
});
/** What a quantity is worth at the trade's price. */
export const tradedValue = (trade: Trade, quantity = trade.quantity): Decimal =>
  times(quantity, times(decimal(trade.price) as Decimal, decimal(multiplierOf(trade.listing)) as Decimal));
/** The commission as a part of the cost. */
const costOf = (trade: Trade): Decimal => (settlementOf(trade.listing) === "exchanged" ? ZERO : trade.commission);

/** A position after a trade, and what the trade realised when it closed something. */
interface Booked {
  readonly position: Position;
  readonly realized: Decimal | undefined;
}

/** What a trade makes of a position. */
export function traded(before: Position, trade: Trade): Booked {
  const opposite = !isZero(before.quantity) && isNegative(before.quantity) !== isNegative(trade.quantity);
  return opposite ? closed(before, trade) : { position: opened(before, trade.quantity, trade), realized: undefined };
}

/** `commission` of the whole trade falls on the part that opens. */
function opened(before: Position, quantity: Decimal, trade: Trade, commission = costOf(trade)): Position {
  const cost = plus(plus(before.cost, tradedValue(trade, quantity)), commission);
  return { ...before, quantity: plus(before.quantity, quantity), cost };
}

/** Closes what it can; a rest opens a position of the other sign. */
function closed(before: Position, trade: Trade): Booked {
  const held = Math.abs(toNumber(before.quantity));
  const sold = Math.abs(toNumber(trade.quantity));
  const closing = Math.min(held, sold);
  const quantity = signed(closing, trade.quantity);
  const cost = fraction(before.cost, closing / held);
  const commission = fraction(costOf(trade), closing / sold);
  const realized = minus(minus(negate(tradedValue(trade, quantity)), cost), commission);
  const rest: Position = {
    ...before,
    quantity: plus(before.quantity, quantity),
    cost: minus(before.cost, cost),
    realized: plus(before.realized, realized),
  };
  if (closing === sold) return { position: rest, realized };
  const over = minus(trade.quantity, quantity);
  return { position: opened(rest, over, trade, minus(costOf(trade), commission)), realized };
}

const signed = (size: number, like: Decimal): Decimal => decimal(isNegative(like) ? -size : size) as Decimal;
/** A share of an amount, to a millionth of a cent. */
const fraction = (amount: Decimal, part: number): Decimal =>
  part === 1 ? amount : (decimal(round(toNumber(amount) * part, 8)) as Decimal);

/** Two accounts' positions in one contract, taken together. */
export const added = (a: Position, b: Position): Position => ({
  conId: a.conId,
  quantity: plus(a.quantity, b.quantity),
  cost: plus(a.cost, b.cost),
  realized: plus(a.realized, b.realized),
  settled: plus(a.settled, b.settled),
  tradedToday: a.tradedToday || b.tradedToday,
});
