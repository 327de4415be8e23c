/**
 * What takes risk away: said once, for the limits that let it pass, for trading that is halted or only reduces, and for what may
 * stand beside an order of unknown fate (decision 0025).
 *
 * An order reduces when with all that may still trade on its side of its contract the position does not cross zero: exits of
 * one family counted once, what is unknown counted as if it lived, and of two words about an account's position the smaller
 * one believed. A stop has no privilege: six of them for one position sell it six times. For a strategy it must do so both for
 * the account and for what is the strategy's to close: its own, and what is nobody's. A change reduces as such an order does,
 * or when it asks for no more and comes no nearer to the market. Whatever cannot be known adds.
 */
import { compare, least, plus, ZERO } from "../base/decimal.ts";
import type { AskedLeg, Exposing } from "./ask.ts";
import type { Exposed } from "./bookView.ts";
import { projected } from "./exposure.ts";
import { greater, isUnderWay } from "./exposureParts.ts";
import { isBuy } from "./manner.ts";
import { isNoMore } from "./nearer.ts";
import { conIdOf, isLacking } from "./prices.ts";
import type { RiskView } from "./view.ts";

/** Whether none of what is asked for adds to what is held, by whom it is judged as. */
export function reduces(asked: Exposing): boolean {
  const { as, strategy, legs, view } = asked;
  const ofAccount: Exposing = as === "account" ? asked : { as: "account", strategy, legs, view };
  return legs.every(
    (leg) => isNoMoreThanBefore(asked, leg) || (closes(asked, leg) && (asked === ofAccount || closes(ofAccount, leg))),
  );
}

/** A leg that waits at the door is nothing yet: to let it go is a new order, not a change for no more. */
function isNoMoreThanBefore({ view }: Exposing, { key, order }: AskedLeg): boolean {
  const known = key === undefined ? undefined : view.byKey(key);
  return known !== undefined && isUnderWay(known) && isNoMore(order, known.order);
}

function closes(asked: Exposing, leg: AskedLeg): boolean {
  const conId = leg.contract.secType === "BAG" ? 0 : conIdOf(asked.view, leg);
  if (conId === 0) return false;
  const cases = projected(asked, conId);
  if (isLacking(cases)) return false;
  const nobodys = asked.as === "strategy" ? asked.view.nobodys(asked.strategy.account, conId) : ZERO;
  const { long, short } = cases.after;
  return isBuy(leg.order)
    ? compare(plus(long, least(nobodys, ZERO)), ZERO) <= 0
    : compare(plus(short, greater(nobodys, ZERO)), ZERO) >= 0;
}

/** The same of an order whose turn to leave has come; a change is measured by all that may rest without it. */
export function reducesNow(view: RiskView, known: Exposed): boolean {
  const { key, parent, conId, contract, order, settled, inFlight } = known;
  const rests = known.status === "intended" ? [] : [settled, ...inFlight];
  if (rests.length > 0 && rests.every((before) => isNoMore(order, before.order))) return true;
  const leg = { key, parent, order, contract: { ...contract, conId } };
  const strategy = { name: known.strategy, account: known.account };
  return (["strategy", "account"] as const).every((as) => closes({ as, strategy, legs: [leg], view }, leg));
}
