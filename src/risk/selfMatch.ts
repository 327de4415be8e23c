/**
 * No order trades against another one of its account: a wash trade costs commissions, and a regulator calls it by other names.
 *
 * Two orders of one contract on opposite sides may meet when their prices cross: what trades at the market crosses everything,
 * a stop crosses by its limit, and one without a limit crosses nothing until the market has reached it. Orders of one family
 * (a parent and its children, an OCA group) are never at work against each other. A price that is not known crosses.
 */
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { AskedLeg, Gate, RiskAsk } from "./ask.ts";
import type { Wish } from "./bookView.ts";
import { isSameContract, isUnderWay, wishesOf } from "./exposureParts.ts";
import { folded, isBuy, mannerOf, triggerOf } from "./manner.ts";
import { conIdOf, isLacking, reference } from "./prices.ts";

/** One order, whoever's. */
interface Side extends Wish {
  readonly key?: OrderKey | undefined;
  readonly parent?: OrderKey | undefined;
}

export const selfMatch: Gate = {
  gate: "self-match",
  refuses: (ask) => {
    if (ask.limit("self-match") === "off") return undefined;
    for (const leg of ask.legs) {
      const other = [...others(ask, leg)].find((one) => mayMeet(ask, leg, one));
      if (other !== undefined)
        return `${shown(leg)} beside ${shown(other)} of this account against no trade with itself`;
    }
    return undefined;
  },
};

/** What else is at work in the contract: ours in every form that they may have, those of others, and the other legs. */
function* others({ legs, view, strategy }: RiskAsk, leg: AskedLeg): Generator<Side> {
  const contract = namedIn(view, leg);
  for (const other of legs) if (other !== leg && isSameContract(contract, namedIn(view, other))) yield other;
  // Whoever names a contract by its symbol alone may mean any of that name.
  for (const order of contract.conId ? view.openOf(contract.conId) : view.open()) {
    if (!isUnderWay(order) || order.key === leg.key || order.account !== strategy.account) continue;
    if (!isSameContract(contract, { ...order.contract, conId: order.conId })) continue;
    for (const wish of wishesOf(order)) yield { ...wish, key: order.key, parent: order.parent };
  }
  for (const stranger of view.strangersOf(strategy.account))
    if (isSameContract(contract, stranger.contract)) yield stranger;
}

const namedIn = (view: RiskAsk["view"], leg: AskedLeg): PlacedContract => ({
  ...leg.contract,
  conId: conIdOf(view, leg),
});

function mayMeet(ask: RiskAsk, leg: AskedLeg, other: Side): boolean {
  if (isBuy(leg.order) === isBuy(other.order) || isFamily(leg, other)) return false;
  const [buy, sell] = isBuy(leg.order) ? [leg, other] : [other, leg];
  const [bid, offer] = [worst(ask, leg, buy), worst(ask, leg, sell)];
  return bid !== undefined && offer !== undefined && bid >= offer;
}

const isFamily = (a: Side, b: Side): boolean =>
  (a.parent !== undefined && (a.parent === b.parent || a.parent === b.key)) ||
  (b.parent !== undefined && b.parent === a.key) ||
  (!!a.order.ocaGroup && a.order.ocaGroup === b.order.ocaGroup);

/** The worst price that it may trade at; undefined while it waits for the market to reach its trigger. */
function worst(ask: RiskAsk, leg: AskedLeg, { order }: Side): number | undefined {
  const anything = isBuy(order) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const manner = mannerOf(order);
  const limit = order.lmtPrice;
  const hasLimit =
    limit !== undefined &&
    Number.isFinite(limit) &&
    (manner === "limit" || folded(order.orderType ?? "").endsWith("LMT"));
  if (hasLimit) return limit;
  if (manner === "stop" || manner === "trail") return isTriggered(ask, leg, order) ? anything : undefined;
  return anything;
}

function isTriggered({ view, now }: RiskAsk, leg: AskedLeg, order: PlacedOrder): boolean {
  const [trigger, found] = [triggerOf(order), reference(view, leg, now)];
  if (trigger === undefined || isLacking(found)) return false;
  return isBuy(order) ? trigger <= found.ask : trigger >= found.bid;
}

const shown = ({ order }: Side): string =>
  [order.action, order.totalQuantity, order.orderType, order.lmtPrice ?? order.auxPrice].filter(Boolean).join(" ");
