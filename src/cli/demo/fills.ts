/**
 * Which fills happened between two looks at the order list: the demo shows fills of every client, also of bots that
 * somebody else connects, and the daemon's order list is where all of them can be seen.
 */
import { type Decimal, decimal, isZero, minus, ZERO } from "../../base/decimal.ts";
import type { Row } from "../row.ts";

export interface FillSeen {
  readonly strategy: string;
  readonly clientId: number;
  readonly action: string;
  /** Shares since the look before. */
  readonly quantity: Decimal;
  readonly symbol: string;
  /** Average price of the whole order so far. */
  readonly avgFillPrice: number;
  readonly account: string;
}

export class FillWatch {
  readonly #filled = new Map<string, Decimal>();

  look(orders: readonly Row[]): FillSeen[] {
    return orders.flatMap((order) => {
      const filled = decimal(String(order.filled ?? 0)) ?? ZERO;
      const quantity = minus(filled, this.#filled.get(String(order.key)) ?? ZERO);
      this.#filled.set(String(order.key), filled);
      return isZero(quantity) ? [] : [seen(order, quantity)];
    });
  }
}

const seen = (order: Row, quantity: Decimal): FillSeen => ({
  strategy: String(order.strategy),
  clientId: Number(order.clientId),
  action: String(order.action),
  quantity,
  symbol: String(order.symbol),
  avgFillPrice: Number(order.avgFillPrice),
  account: String(order.account),
});
