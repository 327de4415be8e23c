/** Introduces risk to the machines it judges by: orders, positions, quotes and account values. */
import type { Lines } from "../mux/lines.ts";
import type { Contracts } from "../risk/contracts.ts";
import type { RiskView } from "../risk/view.ts";
import { type Booked, exposed, exposedUnder, riskBook } from "./riskBook.ts";
import { riskPrices } from "./riskPrices.ts";

interface Seen extends Booked {
  readonly lines: Lines;
  readonly contracts: Contracts;
}

export function riskView(seen: Seen): RiskView {
  const { blotter, account, lines, contracts } = seen;
  return {
    ...riskBook(seen),
    *open() {
      for (const order of blotter.open) yield exposed(order);
    },
    byKey: exposedUnder(blotter),
    positions: () => (account.positionsSince === undefined ? undefined : account.positions()),
    ...riskPrices({ account, lines, contracts }),
  };
}
