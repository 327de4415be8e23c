/**
 * Orders of unknown fate: one may have filled, so until it is found nothing may be added to what it may have become
 * (RELIABILITY I14). What adds, `risk/reduces.ts` says.
 */
import type { PlacedContract } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import { mayBeSame } from "../model/sameContract.ts";
import type { Blotter } from "./blotter.ts";
import type { Order } from "./order.ts";

/** It in words. Another strategy's order is not named. */
export const beside = ({ strategy, clientOrderId }: Order, asking: StrategyName): string =>
  `beside ${strategy === asking ? `order ${clientOrderId}` : "an order of this account"} of unknown fate`;

/** An order of unknown fate, of the same account, that is or may be of this contract; `except` is the one that is asked about. */
export function unknownBeside(
  blotter: Blotter,
  account: string,
  contract: PlacedContract,
  except: Order | undefined,
): Order | undefined {
  for (const order of blotter.unknown)
    if (order !== except && order.account === account && mayBeSame({ ...order.contract, conId: order.conId }, contract))
      return order;
  return undefined;
}
