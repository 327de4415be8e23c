/**
 * Long only: nothing is sold that is not held, every open sale counted.
 *
 * A new order that buys needs no position to be judged by, and takes an account that is short already nearer to 0. A change of
 * one that buys is judged: its exits may be more than what is left of it.
 */
import { compare, ZERO } from "../base/decimal.ts";
import type { AskedLeg, Gate, RiskAsk } from "./ask.ts";
import { isHedging } from "./combination.ts";
import { conIdsOf, projected } from "./exposure.ts";
import { isBuy } from "./manner.ts";
import { isLacking } from "./prices.ts";

export const longOnly: Gate = {
  gate: "long-only",
  refuses: (ask) => {
    if (ask.limit("long-only") === "off") return undefined;
    const sales = ask.legs.filter(isSale);
    const changes = ask.legs.filter((leg) => !isSale(leg) && isKnown(ask, leg));
    const why = whyShort(ask, sales, true) ?? whyShort(ask, changes, false);
    return why === undefined ? undefined : `${why} against 0`;
  },
};

const isSale = (leg: AskedLeg): boolean => leg.contract.secType === "BAG" || !isBuy(leg.order) || isHedging(leg);
const isKnown = ({ view }: RiskAsk, { key }: AskedLeg): boolean => key !== undefined && view.byKey(key) !== undefined;

/** `anyway`: also when it was no better before. */
function whyShort(ask: RiskAsk, legs: readonly AskedLeg[], anyway: boolean): string | undefined {
  if (legs.length === 0) return undefined;
  const conIds = conIdsOf({ ...ask, legs });
  if (isLacking(conIds)) return `a sale of nobody knows what (${conIds.lacking})`;
  for (const conId of conIds) {
    const cases = projected(ask, conId);
    if (isLacking(cases)) return `a position that nobody knows (${cases.lacking})`;
    const [before, after] = [cases.before.short, cases.after.short];
    if (compare(after, ZERO) < 0 && (anyway || compare(after, before) < 0))
      return `a position of ${after} when all that sells has filled`;
  }
  return undefined;
}
