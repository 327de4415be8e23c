/**
 * The limit of all positions together: each contract with the larger of its two cases, at its price, multiplier and rate.
 *
 * A contract is priced by the highest of what is known of it: the market's word, the account's books, and the prices of its
 * own orders. One that nothing is known of makes the sum unknown, and so does an order whose contract has no number yet.
 */
import { compare, type Decimal, isNegative, isZero, negate, toNumber } from "../base/decimal.ts";
import type { Gate, RiskAsk } from "./ask.ts";
import { type Cases, conIdsOf, isOf, projected } from "./exposure.ts";
import { isUnderWay } from "./exposureParts.ts";
import { ownPrice } from "./orderTypes.ts";
import { isLacking, type Lacking } from "./prices.ts";
import { unitWorth } from "./values.ts";
import { priceOf } from "./worth.ts";

export const maxGrossValue: Gate = {
  gate: "max-gross-value",
  refuses: (ask) => {
    const most = ask.limit("max-gross-value");
    if (most === "off" || ask.reduces) return undefined;
    const sum = grossOf(ask);
    if ("lacking" in sum) return `a value of all positions that nobody can know (${sum.lacking}) against ${most}`;
    const isBeyond = sum.after > toNumber(most) && sum.after > sum.before;
    return isBeyond
      ? `positions worth ${sum.after.toFixed(2)} with every open order filled against ${most}`
      : undefined;
  },
};

/** Without and with what is asked for. */
export function grossOf(ask: RiskAsk): { readonly before: number; readonly after: number } | Lacking {
  const conIds = contractsOf(ask);
  if (isLacking(conIds)) return conIds;
  const sum = { before: 0, after: 0 };
  for (const conId of conIds) {
    const cases = projected(ask, conId);
    if (isLacking(cases)) return cases;
    if (isZero(widest(cases.before)) && isZero(widest(cases.after))) continue;
    const unit = unitPrice(ask, conId);
    if (typeof unit !== "number") return unit;
    sum.before += toNumber(widest(cases.before)) * unit;
    sum.after += toNumber(widest(cases.after)) * unit;
  }
  return sum;
}

/** Everything that is held, that an open order may trade, and that is asked for. */
function contractsOf(ask: RiskAsk): Iterable<number> | Lacking {
  const asked = conIdsOf(ask);
  if (isLacking(asked)) return asked;
  const { as, strategy, view } = ask;
  const conIds = new Set([
    ...asked,
    ...view.heldConIds(as === "strategy" ? strategy.name : undefined, strategy.account),
  ]);
  const traded = (contract: RiskAsk["legs"][number]["contract"], conId: number): readonly number[] =>
    contract.secType === "BAG" ? (contract.comboLegs ?? []).map((leg) => leg.conId ?? 0) : [conId];
  for (const order of view.open())
    if (isUnderWay(order) && order.exercise === undefined && isOf(ask, order))
      for (const conId of traded(order.contract, order.conId)) conIds.add(conId);
  if (as === "account")
    for (const { contract, conId } of view.strangersOf(strategy.account))
      for (const each of traded(contract, conId)) conIds.add(each);
  return conIds.has(0) ? { lacking: "the contract of an open order has no conId yet" } : conIds;
}

function widest({ long, short }: Cases): Decimal {
  const [a, b] = [size(long), size(short)];
  return compare(a, b) >= 0 ? a : b;
}

const size = (quantity: Decimal): Decimal => (isNegative(quantity) ? negate(quantity) : quantity);

/** What one unit of a contract is worth at most. */
function unitPrice(ask: RiskAsk, conId: number): number | Lacking {
  const { view, strategy, now } = ask;
  const leg = ask.legs.find(({ contract }) => contract.conId === conId);
  const orders = [...view.openOf(conId)].filter(
    (order) => order.conId === conId && isUnderWay(order) && isOf(ask, order),
  );
  const contract = { ...(leg ?? orders[0])?.contract, conId };
  const unit = unitWorth(view, strategy.account, conId, contract);
  if (isLacking(unit)) return unit;
  const own = [...(leg ? [leg] : []), ...orders].flatMap(({ order }) => ownPrice(order) ?? []);
  const market = priceOf(view, strategy.account, contract, true, now);
  if (typeof market !== "number" && own.length === 0) return market;
  const price = Math.max(...own.map(Math.abs), ...(typeof market === "number" ? [market] : []));
  return price * unit.multiplier * unit.rate;
}
