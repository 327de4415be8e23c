/** Introduces risk to the machines it judges by: orders, positions, quotes and account values. */
import type { Lines } from "../mux/lines.ts";
import { filledOf, type Order } from "../orders/order.ts";
import type { Contracts } from "../risk/contracts.ts";
import type { Exposed, RiskView } from "../risk/view.ts";
import { riskPrices } from "./riskPrices.ts";

interface Seen extends Booked {
  readonly lines: Lines;
  readonly contracts: Contracts;
}

export function riskView({ blotter, account, lines, contracts }: Seen): RiskView {
  return {
    *open() {
      for (const order of blotter.open) yield exposed(order);
    },
    byKey: exposedUnder(blotter),
    positions: () => (account.positionsSince === undefined ? undefined : account.positions()),
    ...riskPrices({ account, lines, contracts }),
  };
}
