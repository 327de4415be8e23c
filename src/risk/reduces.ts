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
import { compare, type Decimal, greatest, least, plus, ZERO } from "../base/decimal.ts";
import { namesSide } from "../model/action.ts";
import type { PlacedOrder } from "../model/entry.ts";
import { numbered } from "../model/numbered.ts";
import { isStop } from "../model/orderType.ts";
import type { AskedLeg, Exposing } from "./ask.ts";
import type { Exposed } from "./bookView.ts";
import { isHedging } from "./combination.ts";
import { projected } from "./exposure.ts";
import { isUnderWay, wishesOf } from "./exposureParts.ts";
import { isBuy } from "./manner.ts";
import { isNoLarger, isNoMore } from "./nearer.ts";
import { conIdOf, isLacking } from "./prices.ts";
import type { RiskView } from "./view.ts";

/** Whether none of what is asked for adds to what is held, by whom it is judged as. */
export function reduces(asked: Exposing): boolean {
  return asked.legs.every((leg) => asksNoMore(asked, leg, isNoMore) || closes(asked, leg));
}

/** The same of an order whose turn to leave has come; a change is measured by what may rest without it, not by what it asks for. */
export function reducesNow(view: RiskView, known: Exposed): boolean {
  const { key, parent, order, settled, inFlight } = known;
  const alike = shownOf(known);
  const rests = [settled, ...inFlight];
  if (known.status !== "intended" && rests.every((form) => isNoMore(order, form.order, alike))) return true;
  const leg = { key, parent, order, contract: numbered(known) };
  const strategy = { name: known.strategy, account: known.account };
  return closes({ as: "strategy", strategy, legs: [leg], view }, leg);
}

/**
 * Whether these may stand beside orders of unknown fate. A change needs to be no larger, at whatever price: it adds nothing to what
 * has been there. A stop needs to close only beside what is known to live: the fate of the one before it may stay open for long,
 * and the position would be unprotected all the while.
 */
export function mayStandBesideUnknown(asked: Exposing): boolean {
  const { view, legs } = asked;
  if (legs.every((leg) => asksNoMore(asked, leg, isNoLarger) || closes(asked, leg))) return true;
  const isKnown = ({ status }: Exposed): boolean => status !== "unknown";
  const openOf = (conId: number): Exposed[] => [...view.openOf(conId)].filter(isKnown);
  const { running: _, ...withoutSums } = view;
  const known = { ...asked, view: { ...withoutSums, openOf, kept: new Map<string, unknown>() } };
  return legs.every((leg) => isStop(leg.order) && closes(known, leg));
}

/** Whether a change asks for no more than a form of the order; `alike` are other words for it. */
type IsNoMore = typeof isNoMore;

/**
 * A change for no more than the order may be in any form, which leaves its family no more to close. A leg that waits at the door is
 * nothing yet: to let it go is a new order.
 */
function asksNoMore(asked: Exposing, { key, order }: AskedLeg, isNoMoreThanIt: IsNoMore): boolean {
  const known = key === undefined ? undefined : asked.view.byKey(key);
  if (known === undefined || !isUnderWay(known)) return false;
  const alike = [known.order, ...shownOf(known)];
  if (!wishesOf(known).every((form) => isNoMoreThanIt(order, form.order, alike))) return false;
  const cases = projected(asked, known.conId);
  if (isLacking(cases)) return true;
  return compare(cases.after.short, cases.before.short) >= 0 && compare(cases.after.long, cases.before.long) <= 0;
}

const shownOf = ({ shown }: Exposed): readonly PlacedOrder[] => (shown === undefined ? [] : [shown]);

/** For a strategy also what it may close of the account. */
function closes(asked: Exposing, leg: AskedLeg): boolean {
  const { as, strategy, legs, view } = asked;
  const conId = isMoreThanItself(leg) ? 0 : conIdOf(view, leg);
  if (conId === 0) return false;
  if (as === "account") return isCovered(asked, leg, conId, ZERO);
  const ofAccount: Exposing = { as: "account", strategy, legs, view };
  return isCovered(ofAccount, leg, conId, ZERO) && isCovered(asked, leg, conId, view.nobodys(strategy.account, conId));
}

/** Its fill trades, or brings orders in, something else as well; or nobody can say which way it trades. */
const isMoreThanItself = (leg: AskedLeg): boolean =>
  leg.contract.secType === "BAG" || !namesSide(leg.order.action) || isHedging(leg);

/** With `nobodys` as far as it helps, all that may trade on the order's side ends short of the other side of zero. */
function isCovered(asked: Exposing, { order }: AskedLeg, conId: number, nobodys: Decimal): boolean {
  const cases = projected(asked, conId);
  if (isLacking(cases)) return false;
  const { long, short } = cases.after;
  return isBuy(order)
    ? compare(plus(long, least(nobodys, ZERO)), ZERO) <= 0
    : compare(plus(short, greatest(nobodys, ZERO)), ZERO) >= 0;
}
