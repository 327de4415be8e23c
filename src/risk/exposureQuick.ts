/**
 * Exposure from sums that are kept (`running.ts`), wherever these and what is asked for can be told apart: the same numbers as
 * those of `exposure.ts`, without going through the orders. Undefined where they cannot be.
 */
import { type Decimal, minus, plus, ZERO } from "../base/decimal.ts";
import type { AskedLeg, Exposing } from "./ask.ts";
import type { Exposed } from "./bookView.ts";
import { isUnderWay, type Left, leftOf, opensOf, wishesOf } from "./exposureParts.ts";
import { groupOf, Tally } from "./exposureTally.ts";
import type { RunningScope } from "./running.ts";
import type { RunningContract } from "./runningContract.ts";

/** What open orders may still trade of a contract. */
export interface Open {
  readonly buys: Decimal;
  readonly sells: Decimal;
}

const NOTHING: Open = { buys: ZERO, sells: ZERO };

/** The sums of whom the ask is judged for; undefined where orders count that are not in them. */
export function sumsOf(ask: Exposing): RunningScope | undefined {
  const known = ask.view.kept.get(LAST) as Last | undefined;
  if (known?.ask === ask) return known.sums;
  const sums = found(ask);
  ask.view.kept.set(LAST, { ask, sums });
  return sums;
}

/** One ask is judged by one gate after the other. */
const LAST = "sums";

interface Last {
  readonly ask: Exposing;
  readonly sums: RunningScope | undefined;
}

function found({ as, strategy, view }: Exposing): RunningScope | undefined {
  const sums = view.running?.of(as, strategy.name, strategy.account);
  if (sums === undefined || sums.unnamed > 0) return undefined;
  if (as === "account") for (const _ of view.strangersOf(strategy.account)) return undefined;
  return sums;
}

/** Without and with what is asked for. */
export function quickly(ask: Exposing, conId: number): { readonly before: Open; readonly after: Open } | undefined {
  const sums = sumsOf(ask);
  if (sums === undefined) return undefined;
  for (const leg of ask.legs) if (!isNamed(leg)) return undefined;
  for (const _ of ask.view.owedOf(conId)) return undefined;
  const contract = sums.contracts.get(conId);
  if (contract?.isVague) return undefined;
  const before = contract === undefined ? NOTHING : { buys: contract.buys, sells: contract.sells };
  const after = withLegs(ask, conId, contract, before);
  return after && { before, after };
}

const isNamed = ({ contract }: AskedLeg): boolean => contract.secType !== "BAG" && !!contract.conId;

function withLegs(ask: Exposing, conId: number, contract: RunningContract | undefined, before: Open): Open | undefined {
  const [first, ...others] = ask.legs;
  if (first === undefined) return before;
  const known = first.key === undefined ? undefined : ask.view.byKey(first.key);
  if (isUnderWay(known)) return others.length > 0 ? undefined : changed(ask, conId, contract, before, known!);
  return added(ask, conId, contract, before);
}

/** Of one that belongs to nothing, what rests of it counts for the larger of what it is and what it shall be. */
function changed(
  { as, strategy, legs }: Exposing,
  conId: number,
  contract: RunningContract | undefined,
  before: Open,
  known: Exposed,
): Open | undefined {
  const isOther = known.account !== strategy.account || (as === "strategy" && known.strategy !== strategy.name);
  if (isOther || known.exercise !== undefined || contract?.isSingle(known) === false) return undefined;
  if (known.conId !== conId) return before;
  const wishes = wishesOf(known);
  const rests = moved(before, leftOf(wishes, conId, known.executed), minus);
  return rests && moved(rests, leftOf([...wishes, ...legs], conId, known.executed), plus);
}

/** New ones, of families that nobody is in yet. */
function added(ask: Exposing, conId: number, contract: RunningContract | undefined, before: Open): Open | undefined {
  const [first, second] = ask.legs;
  if (second === undefined && isSingle(first!, contract))
    return first!.contract.conId === conId ? moved(before, leftOf(ask.legs, conId, ZERO), plus) : before;
  const tally = new Tally();
  for (const leg of ask.legs) {
    const left = leg.contract.conId === conId ? leftOf([leg], conId, ZERO) : [];
    if (!isApart(ask, leg, left, contract)) return undefined;
    const { parent, order } = leg;
    for (const { isBuy, quantity } of left)
      if (quantity === undefined) return undefined;
      else tally.add({ isBuy, left: quantity, parent, ocaGroup: groupOf(ask.strategy.name, order) });
  }
  const { buys, sells } = tally.total((key) =>
    opensOf(
      ask.view.byKey(key),
      conId,
      ask.legs.find((leg) => leg.key === key),
    ),
  );
  return { buys: plus(before.buys, buys), sells: plus(before.sells, sells) };
}

/** It belongs to nothing, and nobody belongs to it. */
const isSingle = ({ key, parent, order }: AskedLeg, contract: RunningContract | undefined): boolean =>
  parent === undefined && !order.ocaGroup && (key === undefined || contract?.isParent(key) !== true);

/** None of the open orders is of its family. */
function isApart(
  { view, legs, strategy }: Exposing,
  { key, parent, order }: AskedLeg,
  left: readonly Left[],
  contract: RunningContract | undefined,
): boolean {
  if (legs.length > 1 && key !== undefined && isUnderWay(view.byKey(key))) return false;
  if (contract === undefined) return true;
  if (key !== undefined && contract.isParent(key)) return false;
  const ocaGroup = groupOf(strategy.name, order);
  if (parent === undefined && ocaGroup === "") return true;
  return !left.some(({ isBuy }) => contract.hasFamily(isBuy, parent, ocaGroup));
}

function moved(open: Open, left: readonly Left[], sum: (a: Decimal, b: Decimal) => Decimal): Open | undefined {
  let { buys, sells } = open;
  for (const { isBuy, quantity } of left) {
    if (quantity === undefined) return undefined;
    if (isBuy) buys = sum(buys, quantity);
    else sells = sum(sells, quantity);
  }
  return { buys, sells };
}
