/** How much of a position stops cover: of those that share an OCA group only one can fill, so the largest counts. */
import { type Decimal, greatest, plus, ZERO } from "../base/decimal.ts";
import type { Working } from "./leg.ts";

export function covered(stops: Iterable<Working>): Decimal {
  let sum = ZERO;
  const groups = new Map<string, Decimal>();
  for (const { order, rest, account } of stops) {
    if (!order.ocaGroup) sum = plus(sum, rest);
    else groups.set(`${account}/${order.ocaGroup}`, greatest(rest, groups.get(`${account}/${order.ocaGroup}`) ?? ZERO));
  }
  for (const rest of groups.values()) sum = plus(sum, rest);
  return sum;
}
