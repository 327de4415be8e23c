/**
 * Orders of unknown fate: one may have filled, so until it is found nothing may be added to what it may have become
 * (RELIABILITY I14). What adds, `risk/reduces.ts` says.
 */
import type { PlacedContract } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import { numbered } from "../model/numbered.ts";
import { mayBeSame } from "../model/sameContract.ts";
import type { Blotter } from "./blotter.ts";
import type { Order } from "./order.ts";

/** It in words. Another strategy's order is not named. */
export const beside = ({ strategy, clientOrderId }: Order, asking: StrategyName): string =>
  `beside ${strategy === asking ? `order ${clientOrderId}` : "an order of this account"} of unknown fate`;

/** An order of unknown fate, of the same account, that trades or may trade what this contract does; `except` is the one that is asked about. */
export function unknownBeside(
  blotter: Blotter,
  account: string,
  contract: PlacedContract,
  except: Order | undefined,
): Order | undefined {
  for (const order of blotter.unknown)
    if (order !== except && order.account === account && mayMeet(numbered(order), contract)) return order;
  return undefined;
}

/** One contract, or a part of one combination that is, or may be, a part of the other. */
function mayMeet(a: PlacedContract, b: PlacedContract): boolean {
  if (mayBeSame(a, b)) return true;
  return partsOf(a).some((part) => partsOf(b).some((other) => mayBeSame(part, other)));
}

/** Combinations name their legs by number alone. */
function partsOf(contract: PlacedContract): readonly PlacedContract[] {
  if (contract.secType !== "BAG") return [contract];
  return (contract.comboLegs ?? []).map(({ conId = 0 }) => ({ conId }));
}
