/**
 * Exposure: where the position in a contract ends when every open order fills on one side (RELIABILITY I14).
 *
 * What was taken counts from its intent until evidence ends it: also while its cancel is wanted, while its fate is unknown,
 * and with the largest of all contents that it may have at the broker. Executions, statuses and positions come in any order,
 * so an order is smaller only by what executions say, one that has ended counts what they still owe, and an account's
 * position is the worse one of the broker's word and of what executions make: nothing falls between them. What is not known
 * is no number; whoever asks must refuse.
 */
import { compare, type Decimal, minus, plus, ZERO } from "../base/decimal.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { AskedLeg, Exposing } from "./ask.ts";
import type { Exposed, Wish } from "./bookView.ts";
import { conIdsTraded, isHedging } from "./combination.ts";
import { isUnderWay, type Left, leftOf, mayBeOf, opensOf, owedBy, wishesOf } from "./exposureParts.ts";
import { type Open, quickly } from "./exposureQuick.ts";
import { groupOf, Tally } from "./exposureTally.ts";
import { conIdOf, type Lacking } from "./prices.ts";

/** The position when all that buys fills, and when all that sells does; signed. */
export interface Cases {
  readonly long: Decimal;
  readonly short: Decimal;
}

/** Without and with what is asked for. */
export interface Projection {
  readonly before: Cases;
  readonly after: Cases;
}

/** The contracts that are to be traded, those of combinations by their legs. */
export function conIdsOf({ legs, view }: Exposing): readonly number[] | Lacking {
  if (legs.some(isHedging)) return { lacking: "how much of what a hedge trades the broker alone works out" };
  const [first] = legs;
  if (legs.length === 1 && first!.contract.secType !== "BAG" && first!.contract.conId) return [first!.contract.conId];
  const conIds = new Set<number>();
  for (const leg of legs) {
    const { contract } = leg;
    const traded = conIdsTraded(contract, conIdOf(view, leg));
    if (traded.length === 0 || traded.includes(0)) {
      const why = contract.secType === "BAG" ? "name it for every leg" : view.doubt(contract);
      return { lacking: `no conId of ${contract.symbol || "the contract"}: ${why}` };
    }
    for (const conId of traded) conIds.add(conId);
  }
  return [...conIds];
}

/** The long and the short case of one contract, for whom the ask is judged. */
export function projected(ask: Exposing, conId: number): Projection | Lacking {
  const known = ask.view.kept.get(LAST) as Last | undefined;
  if (known?.ask === ask && known.conId === conId) return known.found;
  const found = project(ask, conId);
  // Asked for by one gate after the other: nearly every ask is of one contract.
  if (ask.legs.some(({ contract }) => contract.conId === conId)) ask.view.kept.set(LAST, { ask, conId, found });
  return found;
}

const LAST = "projected";

interface Last {
  readonly ask: Exposing;
  readonly conId: number;
  readonly found: Projection | Lacking;
}

function project(ask: Exposing, conId: number): Projection | Lacking {
  const held = heldOf(ask, conId);
  if (held === undefined) return { lacking: `no positions of ${ask.strategy.account} yet` };
  const quick = quickly(ask, conId);
  return quick === undefined
    ? wholly(ask, conId, held)
    : { before: casesOf(held, quick.before), after: casesOf(held, quick.after) };
}

/** The same by going through every order of the contract. */
function wholly(ask: Exposing, conId: number, held: Cases): Projection | Lacking {
  const [before, after] = [new Tally(), new Tally()];
  const isWhole = [
    addOpen(ask, conId, before, after),
    addStrangers(ask, conId, before, after),
    addNew(ask, conId, after),
  ].every((isKnown) => isKnown);
  if (!isWhole) return { lacking: "the quantity of an order of this contract is not known" };
  addOwed(ask, conId, before, after);
  const changed = (key: OrderKey): AskedLeg | undefined => ask.legs.find((leg) => leg.key === key);
  return {
    before: casesOf(
      held,
      before.total((key) => opensOf(ask.view.byKey(key), conId, undefined)),
    ),
    after: casesOf(
      held,
      after.total((key) => opensOf(ask.view.byKey(key), conId, changed(key))),
    ),
  };
}

const casesOf = (held: Cases, { buys, sells }: Open): Cases => ({
  long: plus(held.long, buys),
  short: minus(held.short, sells),
});

/** A strategy's own executions; of an account's position the worse one of two words that differ. */
export function heldOf({ as, strategy, view }: Exposing, conId: number): Cases | undefined {
  const { name, account } = strategy;
  if (as === "strategy") {
    const own = view.own(name, account, conId);
    return { long: own, short: own };
  }
  const told = view.position(account, conId);
  if (told === undefined) return undefined;
  const booked = view.booked(account, conId) ?? told;
  return compare(booked, told) > 0 ? { long: booked, short: told } : { long: told, short: booked };
}

/** Whose orders count: a strategy's own, or all of its account's. */
export const isOf = ({ as, strategy }: Exposing, order: Exposed): boolean =>
  order.account === strategy.account && (as === "account" || order.strategy === strategy.name);

/** Ours that have not ended; of one that shall be changed, the larger of what it is and what it shall be. */
function addOpen(ask: Exposing, conId: number, before: Tally, after: Tally): boolean {
  const like = likeOf(ask, conId);
  let isKnown = true;
  for (const order of ask.view.openOf(conId)) {
    if (!isUnderWay(order) || order.exercise !== undefined || !isOf(ask, order)) continue;
    if (!mayBeOf(order, conId, like)) continue;
    const change = ask.legs.find((leg) => leg.key === order.key);
    const wishes = wishesOf(order);
    const done = order.contract.secType === "BAG" ? order.filled : order.executed;
    const rests = leftOf(wishes, conId, done, order.legs);
    isKnown = add(before, rests, order) && isKnown;
    isKnown = add(after, change ? leftOf([...wishes, change], conId, done, order.legs) : rests, order) && isKnown;
  }
  return isKnown;
}

function addStrangers({ as, strategy, view }: Exposing, conId: number, before: Tally, after: Tally): boolean {
  if (as === "strategy") return true;
  let isKnown = true;
  for (const order of view.strangersOf(strategy.account)) {
    if (!mayBeOf(order, conId, undefined)) continue;
    const rests = leftOf([order], conId, order.filled);
    for (const tally of [before, after]) isKnown = add(tally, rests, order) && isKnown;
  }
  return isKnown;
}

/** Ours that have ended, and of which a status tells more than executions do: the position will follow. */
function addOwed(ask: Exposing, conId: number, before: Tally, after: Tally): void {
  for (const order of ask.view.owedOf(conId)) {
    if (!isOf(ask, order)) continue;
    for (const { conId: of, isBuy, quantity: left } of owedBy(order))
      if (of === conId || of === 0)
        for (const tally of [before, after]) tally.add({ isBuy, left, parent: undefined, ocaGroup: "" });
  }
}

/** Those that are not under way yet. */
function addNew({ legs, strategy, view }: Exposing, conId: number, after: Tally): boolean {
  let isKnown = true;
  for (const leg of legs) {
    const known = leg.key === undefined ? undefined : view.byKey(leg.key);
    if (isUnderWay(known) || !mayBeOf({ ...leg, conId: leg.contract.conId ?? 0 }, conId, undefined)) continue;
    isKnown = add(after, leftOf([leg], conId, ZERO), { ...leg, strategy: strategy.name }) && isKnown;
  }
  return isKnown;
}

interface Whose extends Wish {
  readonly parent?: OrderKey | undefined;
  /** Undefined of others' orders. */
  readonly strategy?: StrategyName;
}

/** False where it is not known how much. */
function add(tally: Tally, left: readonly Left[], { order, parent, strategy }: Whose): boolean {
  const ocaGroup = groupOf(strategy, order);
  for (const { isBuy: side, quantity } of left)
    if (quantity !== undefined) tally.add({ isBuy: side, left: quantity, parent, ocaGroup });
  return left.every(({ quantity }) => quantity !== undefined);
}

/** Some contract that is meant, for orders that nobody has named by number yet. */
const likeOf = ({ legs, view }: Exposing, conId: number): PlacedContract | undefined =>
  legs.find(({ contract }) => contract.conId === conId)?.contract ?? view.contract(conId);
