/** Introduces risk to the machines it judges by: orders, positions, quotes and account values. */
import type { Lines } from "../mux/lines.ts";
import type { Blotter } from "../orders/blotter.ts";
import type { Exposed } from "../risk/bookView.ts";
import type { Contracts } from "../risk/contracts.ts";
import { Running } from "../risk/running.ts";
import type { RiskView } from "../risk/view.ts";
import { type Booked, exposed, exposedUnder, riskBook } from "./riskBook.ts";
import { riskPrices } from "./riskPrices.ts";

interface Seen extends Booked {
  readonly running: Running;
  readonly lines: Lines;
  readonly contracts: Contracts;
}

const NOBODY = [] as const;

/** Sums of the open orders of a blotter. */
export const runningOf = (blotter: Blotter): Running =>
  new Running({ byKey: exposedUnder(blotter), open: () => openOf(blotter) });

function* openOf(blotter: Blotter): Generator<Exposed> {
  for (const order of blotter.open) yield exposed(order);
}

export function riskView(seen: Seen): RiskView {
  const { blotter, account, foreign, lines, contracts, running } = seen;
  const book = riskBook(seen);
  return {
    ...book,
    running,
    // Mostly there are none at all, and every order asks for them several times.
    strangersOf: (name) => (foreign.all().next().done ? NOBODY : book.strangersOf(name)),
    open: () => openOf(blotter),
    byKey: exposedUnder(blotter),
    positions: () => (account.positionsSince === undefined ? undefined : account.positions()),
    ...riskPrices({ account, lines, contracts }),
  };
}
