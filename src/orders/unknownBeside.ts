/**
 * Orders of unknown fate: one may have filled, so until it is found nothing may be added to what it may have become
 * (RELIABILITY I14). What adds, `risk/reduces.ts` says.
 */
import type { PlacedContract } from "../model/entry.ts";
import type { Blotter } from "./blotter.ts";
import type { Order } from "./order.ts";

/** An order of unknown fate, of the same account, that is or may be of this contract; `except` is the one that is asked about. */
export function unknownBeside(
  blotter: Blotter,
  account: string,
  contract: PlacedContract,
  except: Order | undefined,
): Order | undefined {
  for (const order of blotter.unknown)
    if (order !== except && order.account === account && isSame({ ...order.contract, conId: order.conId }, contract))
      return order;
  return undefined;
}

const NAMES = [
  "symbol",
  "secType",
  "currency",
  "localSymbol",
  "lastTradeDateOrContractMonth",
  "strike",
  "right",
] as const;

/** Where one of them leaves a part open, they may be the same. */
function isSame(a: PlacedContract, b: PlacedContract): boolean {
  if (a.conId && b.conId) return a.conId === b.conId;
  return NAMES.every((name) => !a[name] || !b[name] || a[name] === b[name]);
}
