/**
 * Whether an order may add to what its account holds of a contract: asked while the fate of another order there is unknown.
 *
 * That order may have filled, so until it is found nothing may be added to it. An order adds nothing when it is smaller than
 * the position that it is against, together with everything open on its side; or when it is a stop against the position
 * that is no larger than it; or a change that asks for no more than before. Where anything is unsure (no position known of
 * that contract, a combination, an order by cash amount), it adds.
 */
import { compare, type Decimal, isNegative, minus, negate, plus, ZERO } from "../base/decimal.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { Blotter } from "./blotter.ts";
import type { Content } from "./content.ts";
import { isAtBroker } from "./lifecycle.ts";
import { filledOf, type Order } from "./order.ts";

/** The account's position in a contract by conId, signed; undefined when there is none or it is not known. */
export type PositionOf = (account: string, conId: number) => Decimal | undefined;

/** Who asks for the order: its strategy's account, and the order itself when it is a change. */
export interface Asked {
  readonly account: string;
  readonly content: Content;
  readonly known: Order | undefined;
}

/** An order of unknown fate, of the same account and contract, that this one would add to. */
export function addsToUnknown(asked: Asked, blotter: Blotter, positionOf: PositionOf): Order | undefined {
  for (const order of blotter.unknown)
    if (order !== asked.known && order.account === asked.account && isSame(contractOf(order), asked.content.contract))
      return mayAdd(asked, blotter, positionOf) ? order : undefined;
  return undefined;
}

const contractOf = ({ conId, contract }: Order): PlacedContract => ({ ...contract, conId });

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

/** Whether it may add to what the account holds of its contract. `self` is the order itself once it is in the blotter. */
export function mayAdd(
  { account, content, known }: Asked,
  blotter: Blotter,
  positionOf: PositionOf,
  self: Order | undefined = known,
): boolean {
  const { contract, order } = content;
  const { totalQuantity } = order;
  if (totalQuantity === undefined || order.cashQty || contract.secType === "BAG") return true;
  // A leg that waits at the door is nothing yet: to let it go is a new order, not a change for no more.
  if (known !== undefined && known.status !== "held" && isNoMore(known, content)) return false;
  const position = contract.conId ? positionOf(account, contract.conId) : undefined;
  if (position === undefined || !isAgainst(order.action, position)) return true;
  const held = isNegative(position) ? negate(position) : position;
  if (isStop(order.orderType)) return compare(totalQuantity, held) > 0;
  const open = openOn(account, content, self, blotter);
  return compare(plus(totalQuantity, open), held) > 0;
}

/** The same of an order whose turn to leave has come; of a change, set against what rests without it. */
export function addsNow(order: Order, blotter: Blotter, positionOf: PositionOf): boolean {
  const { account, conId, contract, order: wanted, settled } = order;
  const content = { contract: { ...contract, conId }, order: wanted };
  if (isAtBroker(order.status) && isNoMore(settled, content)) return false;
  return mayAdd({ account, content, known: undefined }, blotter, positionOf, order);
}

const isNoMore = ({ order }: Content, { order: asked }: Content): boolean =>
  asked.action === order.action && compare(asked.totalQuantity ?? ZERO, order.totalQuantity ?? ZERO) <= 0;

const isBuy = (action = ""): boolean => action === "BUY";
const isAgainst = (action: string | undefined, position: Decimal): boolean =>
  compare(position, ZERO) !== 0 && isBuy(action) === isNegative(position);
const isStop = (orderType = ""): boolean => /^(STP|TRAIL)/.test(orderType);

/** What may still trade of everything else on that side of the contract. */
function openOn(account: string, { contract, order }: Content, except: Order | undefined, blotter: Blotter): Decimal {
  let sum = ZERO;
  for (const other of blotter.open)
    if (
      other !== except &&
      other.account === account &&
      isBuy(other.order.action) === isBuy(order.action) &&
      isSame(contractOf(other), contract)
    )
      sum = plus(sum, minus(other.order.totalQuantity ?? ZERO, filledOf(other)));
  return sum;
}
