/** Introduces risk to the machines it judges by: orders, positions, quotes and account values. */
import type { AccountDesk } from "../account/desk.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Lines } from "../mux/lines.ts";
import type { Blotter } from "../orders/blotter.ts";
import { filledOf, type Order } from "../orders/order.ts";
import type { Exposed, RiskView } from "../risk/view.ts";

interface Seen {
  readonly blotter: Blotter;
  readonly account: AccountDesk;
  readonly lines: Lines;
}

export function riskView({ blotter, account }: Seen): RiskView {
  return {
    *open() {
      for (const order of blotter.open) yield exposed(order);
    },
    byKey(key: OrderKey) {
      const order = blotter.byKey(key);
      return order === undefined ? undefined : exposed(order);
    },
    positions: () => (account.positionsSince === undefined ? undefined : account.positions()),
    quote: () => undefined,
    contract: () => undefined,
    baseCurrency: () => undefined,
    accountValue: () => undefined,
  };
}

const exposed = (order: Order): Exposed => ({ ...order, filled: filledOf(order) });
