/** Limits of what all open orders make together: the position in a contract, and how many of them there are. */
import { compare, type Decimal, negate } from "../base/decimal.ts";
import type { Gate, RiskAsk } from "./ask.ts";
import { conIdsOf, type Projection, projected } from "./exposure.ts";
import { isUnderWay } from "./exposureParts.ts";
import { sumsOf } from "./exposureQuick.ts";
import { isLacking } from "./prices.ts";

export const maxPosition: Gate = {
  gate: "max-position",
  refuses: (ask) => {
    const most = ask.limit("max-position");
    if (most === "off" || ask.reduces) return undefined;
    const conIds = conIdsOf(ask);
    if (isLacking(conIds)) return `a position that nobody can know (${conIds.lacking}) against ${most}`;
    for (const conId of conIds) {
      const found = projected(ask, conId);
      if (isLacking(found)) return `a position that nobody can know (${found.lacking}) against ${most}`;
      const beyond = whichBeyond(found, most);
      if (beyond !== undefined) return `a position of ${beyond} with every open order filled against ${most}`;
    }
    return undefined;
  },
};

/** The case that is above the limit, and further out by what is asked for. */
function whichBeyond({ before, after }: Projection, most: Decimal): Decimal | undefined {
  if (compare(after.long, most) > 0 && compare(after.long, before.long) > 0) return after.long;
  return compare(after.short, negate(most)) < 0 && compare(after.short, before.short) < 0 ? after.short : undefined;
}

export const maxOpenOrders: Gate = {
  gate: "max-open-orders",
  refuses: (ask) => {
    const most = ask.limit("max-open-orders");
    if (most === "off" || ask.reduces) return undefined;
    const { as, strategy, legs, view } = ask;
    const added = legs.filter(({ key }) => key === undefined || !isUnderWay(view.byKey(key))).length;
    if (added === 0 || (sumsOf(ask)?.open ?? Number.POSITIVE_INFINITY) + added <= most) return undefined;
    const many = added + openOf(ask) + (as === "account" ? [...view.strangersOf(strategy.account)].length : 0);
    return many > most ? `${many} open orders against ${most}` : undefined;
  },
};

function openOf({ as, strategy, view }: RiskAsk): number {
  let open = 0;
  for (const _ of view.openConIds(as === "strategy" ? strategy.name : undefined, strategy.account)) open++;
  return open;
}
