/**
 * No order trades against another one of its account: a wash trade costs commissions, and a regulator calls it by other names.
 *
 * Two orders of one contract on opposite sides may meet when their prices cross: what trades at the market crosses everything,
 * a stop crosses by its limit, and one without a limit crosses nothing until the market has reached it. Orders of one family
 * (a parent and its children, an OCA group) are never at work against each other. A price that is not known crosses.
 */
import type { OrderKey, StrategyName } from "../model/ids.ts";
import { numbered } from "../model/numbered.ts";
import type { AskedLeg, Gate, RiskAsk } from "./ask.ts";
import type { Wish } from "./bookView.ts";
import { isSameContract, isUnderWay, wishesOf } from "./exposureParts.ts";
import { groupOf } from "./exposureTally.ts";
import { isBuy } from "./manner.ts";
import { conIdOf, isLacking, namedIn, reference } from "./prices.ts";
import { type Market, worstNow } from "./reach.ts";

/** One order, whoever's. */
interface Side extends Wish {
  readonly key?: OrderKey | undefined;
  readonly parent?: OrderKey | undefined;
  /** Undefined of others' orders. */
  readonly strategy?: StrategyName;
}

export const selfMatch: Gate = {
  gate: "self-match",
  refuses: (ask) => {
    if (ask.limit("self-match") === "off") return undefined;
    for (const leg of ask.legs) {
      if (isPlainlyApart(ask, leg)) continue;
      const other = [...others(ask, leg)].find((one) => mayMeet(ask, leg, one));
      if (other !== undefined)
        return `${shown(leg)} beside ${shown(other)} of this account against no trade with itself`;
    }
    return undefined;
  },
};

/** An order alone that crosses no price of any that is open. Where that does not tell, one after the other is looked at. */
function isPlainlyApart(ask: RiskAsk, leg: AskedLeg): boolean {
  const { legs, view, strategy } = ask;
  const { running } = view;
  const { account, name } = strategy;
  const conId = conIdOf(view, leg);
  if (running === undefined || legs.length > 1 || leg.contract.secType === "BAG" || conId === 0) return false;
  if (running.of("account", name, account).unnamed > 0) return false;
  for (const _ of view.strangersOf(account)) return false;
  return running.reach(account, conId)?.mayMeet(leg.order, () => marketOf(ask, leg)) !== true;
}

/** What else is at work in the contract: ours in every form that they may have, those of others, and the other legs. */
function* others({ legs, view, strategy }: RiskAsk, leg: AskedLeg): Generator<Side> {
  const contract = namedIn(view, leg);
  for (const other of legs)
    if (other !== leg && isSameContract(contract, namedIn(view, other))) yield { ...other, strategy: strategy.name };
  // Whoever names a contract by its symbol alone may mean any of that name.
  for (const order of contract.conId ? view.openOf(contract.conId) : view.open()) {
    if (!isUnderWay(order) || order.key === leg.key || order.account !== strategy.account) continue;
    if (!isSameContract(contract, numbered(order))) continue;
    const { key, parent, strategy: name } = order;
    for (const wish of wishesOf(order)) yield { ...wish, key, parent, strategy: name };
  }
  for (const stranger of view.strangersOf(strategy.account))
    if (isSameContract(contract, stranger.contract)) yield stranger;
}

function mayMeet(ask: RiskAsk, leg: AskedLeg, other: Side): boolean {
  if (isBuy(leg.order) === isBuy(other.order) || isFamily({ ...leg, strategy: ask.strategy.name }, other)) return false;
  const [buy, sell] = isBuy(leg.order) ? [leg, other] : [other, leg];
  const [bid, offer] = [worst(ask, leg, buy), worst(ask, leg, sell)];
  return bid !== undefined && offer !== undefined && bid >= offer;
}

const isFamily = (a: Side, b: Side): boolean =>
  (a.parent !== undefined && (a.parent === b.parent || a.parent === b.key)) ||
  (b.parent !== undefined && b.parent === a.key) ||
  (!!a.order.ocaGroup && groupOf(a.strategy, a.order) === groupOf(b.strategy, b.order));

/** The worst price that it may trade at; undefined while it waits for the market to reach its trigger. */
const worst = (ask: RiskAsk, leg: AskedLeg, { order }: Side): number | undefined =>
  worstNow(order, () => marketOf(ask, leg));

function marketOf({ view, now }: RiskAsk, leg: AskedLeg): Market {
  const found = reference(view, leg, now);
  return isLacking(found) ? undefined : found;
}

const shown = ({ order }: Side): string =>
  [order.action, order.totalQuantity, order.orderType, order.lmtPrice ?? order.auxPrice].filter(Boolean).join(" ");
