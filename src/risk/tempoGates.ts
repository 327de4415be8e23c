/** Limits of how orders follow each other: none too soon after one alike, and not too many in a second. */
import { scopeName } from "../model/trading.ts";
import type { Gate, RiskAsk } from "./ask.ts";
import { isUnderWay } from "./exposureParts.ts";
import { scopeOf } from "./worth.ts";

/** A bot that lost track sends what it has sent. A child has its parent for company, and a change names what it changes. */
export const lookAlike: Gate = {
  gate: "look-alike",
  refuses: (ask) => {
    const most = ask.limit("look-alike");
    if (most === "off") return undefined;
    const { as, strategy, legs, view } = ask;
    for (const leg of legs) {
      if (leg.parent !== undefined || isChange(ask, leg)) continue;
      const ageMs = view.alike(strategy.account, as === "strategy" ? strategy.name : undefined, leg, most * 1_000);
      if (ageMs !== undefined) return `an order like one of ${(ageMs / 1_000).toFixed(1)} s ago against ${most} s`;
    }
    return undefined;
  },
};

export const ordersPerSecond: Gate = {
  gate: "orders-per-second",
  refuses: ({ as, strategy, legs, limit, view }) => {
    const most = limit("orders-per-second");
    if (most === "off") return undefined;
    const many = view.inSecond(scopeName(scopeOf(as, strategy))) + legs.length;
    return many > most ? `${many} orders and changes in a second against ${most}` : undefined;
  },
};

const isChange = ({ view }: RiskAsk, { key }: RiskAsk["legs"][number]): boolean =>
  key !== undefined && isUnderWay(view.byKey(key));
