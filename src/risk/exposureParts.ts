/** What one order may still do to one contract, with the largest of all contents that it may have at the broker. */
import { compare, type Decimal, decimal, greatest, least, minus, times, ZERO } from "../base/decimal.ts";
import { isBuy, namesSide } from "../model/action.ts";
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import { type LegFill, legFilled } from "../model/legFill.ts";
import { mayBeSame } from "../model/sameContract.ts";
import { isFinished } from "../model/status.ts";
import type { Exposed, Wish } from "./bookView.ts";
import type { Opens } from "./exposureTally.ts";

/** What may still trade on one side. */
export interface Left {
  readonly isBuy: boolean;
  /** Undefined where an order does not say how much, such as one by cash amount. */
  readonly quantity: Decimal | undefined;
}

type Contents = Pick<Exposed, "contract" | "order" | "settled" | "inFlight" | "wishWaits">;

/**
 * Everything that an order may be at the broker: what rests, what is on its way, and what is wanted and has not left. What has
 * left and was answered is what the broker shows: it makes exits smaller by its own rules.
 */
export function wishesOf(order: Contents): readonly Wish[] {
  const { settled, inFlight, wishWaits } = order;
  if (inFlight.length === 0 && settled.order === order.order) return [order];
  return wishWaits === false ? [settled, ...inFlight] : [order, settled, ...inFlight];
}

/**
 * Of these contents of one order the largest, less what is done. A combination trades its legs, on both sides perhaps, and of
 * each is done what its own executions say, where they are added up.
 */
export function leftOf(
  wishes: readonly Wish[],
  conId: number,
  done: Decimal,
  legs?: readonly LegFill[],
): readonly Left[] {
  const alone = leftAlone(wishes, done);
  if (alone !== undefined) return alone;
  const asked = wishes.flatMap((wish) => askedOf(wish, conId));
  return [true, false].flatMap((side) => {
    const totals = asked.flatMap((one) => (one.isBuy === side ? [one.quantity] : []));
    if (totals.length === 0) return [];
    const most = totals.reduce((a, b) => (a === undefined || b === undefined ? undefined : greatest(a, b)));
    const gone = legs === undefined ? done : legFilled(legs, conId, side);
    return [{ isBuy: side, quantity: most === undefined ? undefined : greatest(minus(most, gone), ZERO) }];
  });
}

/** The same without detours for what nearly every order is: one contract and one side. */
function leftAlone(wishes: readonly Wish[], done: Decimal): readonly Left[] | undefined {
  const { action } = wishes[0]!.order;
  if (!namesSide(action)) return undefined;
  let most: Decimal | undefined = ZERO;
  for (const { contract, order } of wishes) {
    if (contract.secType === "BAG" || order.action !== action) return undefined;
    const quantity = quantityOf(order);
    most = most === undefined || quantity === undefined ? undefined : greatest(most, quantity);
  }
  const left = most === undefined || done === ZERO ? most : greatest(minus(most, done), ZERO);
  return [{ isBuy: isBuy(action), quantity: left }];
}

function askedOf({ contract, order }: Wish, conId: number): readonly Left[] {
  const quantity = quantityOf(order);
  if (contract.secType !== "BAG") return sidesOf(order).map((side) => ({ isBuy: side, quantity }));
  const traded = legsOf(contract, order).filter((leg) => leg.conId === conId);
  return traded.map(({ isBuy: side, ratio }) => ({
    isBuy: side,
    quantity: quantity === undefined ? undefined : times(quantity, ratio),
  }));
}

interface ComboSide {
  readonly conId: number;
  readonly isBuy: boolean;
  readonly ratio: Decimal;
}

/** What one of a combination trades. */
const legsOf = ({ comboLegs = [] }: PlacedContract, order: PlacedOrder): readonly ComboSide[] =>
  comboLegs.flatMap(({ conId = 0, action, ratio = 1 }) =>
    sidesOf(order).map((side) => ({ conId, isBuy: isBuy(action) === side, ratio: decimal(ratio)! })),
  );

/** What was traded of one contract, and is not executed by what was heard. */
export interface Owing {
  /** 0 where nobody has named it. */
  readonly conId: number;
  readonly isBuy: boolean;
  readonly quantity: Decimal;
}

/** What statuses have told of an order and its executions have not; of a combination leg by leg. */
export function owedBy({ contract, order, conId, filled, executed, legs }: Exposed): readonly Owing[] {
  if (contract.secType !== "BAG")
    return someOf([{ conId, isBuy: isBuy(order.action), quantity: minus(filled, executed) }]);
  if (legs === undefined) return [];
  return someOf(
    legsOf(contract, order).map(({ ratio, ...leg }) => ({
      ...leg,
      quantity: minus(times(filled, ratio), legFilled(legs, leg.conId, leg.isBuy)),
    })),
  );
}

const someOf = (owing: readonly Owing[]): readonly Owing[] =>
  owing.filter(({ quantity }) => compare(quantity, ZERO) > 0);

/** It may be either where its action names none. */
const sidesOf = ({ action }: PlacedOrder): readonly boolean[] => (namesSide(action) ? [isBuy(action)] : [true, false]);

/**
 * What the parent of a family may still open of a contract, at least: nothing once it has ended, or where it trades another
 * contract; what it has opened is a position by now. `asked` is what it shall become.
 */
export function opensOf(known: Exposed | undefined, conId: number, asked: Wish | undefined): Opens | undefined {
  const wishes = [...(known !== undefined && !isEnded(known) ? wishesOf(known) : []), ...(asked ? [asked] : [])];
  const [first] = wishes;
  if (first === undefined || (known?.conId || first.contract.conId) !== conId) return undefined;
  const total = wishes.map(({ order }) => quantityOf(order) ?? ZERO).reduce(least);
  return { isBuy: isBuy(first.order.action), left: greatest(minus(total, known?.executed ?? ZERO), ZERO) };
}

/** Undefined also where an amount of cash stands beside it: what that buys only the broker knows. */
const quantityOf = ({ totalQuantity, cashQty }: PlacedOrder): Decimal | undefined =>
  totalQuantity !== undefined && !cashQty && compare(totalQuantity, ZERO) > 0 ? totalQuantity : undefined;

interface Named {
  readonly contract: PlacedContract;
  /** 0 until anybody has named it. */
  readonly conId: number;
}

/** Whether an order may be of a contract: by its conId, else by all that both say. A combination by its legs. */
export function mayBeOf({ contract, conId: named }: Named, conId: number, like: PlacedContract | undefined): boolean {
  if (contract.secType === "BAG") return (contract.comboLegs ?? []).some((leg) => leg.conId === conId);
  if (named !== 0 || like === undefined) return named === conId || named === 0;
  return isSameContract(contract, like);
}

/** By conId where both name one, else by all that both say; combinations by their legs. */
export function isSameContract(a: PlacedContract, b: PlacedContract): boolean {
  if (a.secType === "BAG" || b.secType === "BAG") return JSON.stringify(a.comboLegs) === JSON.stringify(b.comboLegs);
  return mayBeSame(a, b);
}

/** It may trade: of unknown fate, too. */
export const isUnderWay = (order: Exposed | undefined): boolean =>
  order !== undefined && order.status !== "held" && !isFinished(order.status);
const isEnded = ({ status }: Exposed): boolean => isFinished(status);
