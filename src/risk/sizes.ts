/** The limits of one order's size: how many, and what they are worth. Each leg is judged alone. */
import { compare, type Decimal, toNumber } from "../base/decimal.ts";
import type { AskedLeg, Gate, RiskAsk } from "./ask.ts";
import { isPlainlyBelow, isProductAbove } from "./exact.ts";
import { isLacking } from "./prices.ts";
import { legWorth } from "./values.ts";

export const maxQuantity: Gate = {
  gate: "max-quantity",
  refuses: ({ legs, limit }) => {
    const most = limit("max-quantity");
    if (most === "off") return undefined;
    for (const { order } of legs) {
      const quantity = quantityOf(order);
      if (quantity === undefined) return `${oddQuantity(order)} against ${most}`;
      if (compare(quantity, most) > 0) return `${quantity} against ${most}${ofRamp(limit)}`;
    }
    return undefined;
  },
};

export const maxValue: Gate = {
  gate: "max-value",
  refuses: (ask) => {
    const most = ask.limit("max-value");
    if (most === "off") return undefined;
    for (const leg of ask.legs) {
      const why = whyTooMuch(ask, leg, most);
      if (why !== undefined) return `${why} against ${most}${ofRamp(ask.limit)}`;
    }
    return undefined;
  },
};

function whyTooMuch({ view, strategy, now }: RiskAsk, leg: AskedLeg, most: Decimal): string | undefined {
  const quantity = quantityOf(leg.order);
  if (quantity === undefined) return oddQuantity(leg.order);
  const worth = legWorth(view, strategy.account, leg, now);
  if (isLacking(worth)) return `a value that nobody can know (${worth.lacking})`;
  let value = toNumber(quantity);
  for (const factor of worth) value *= factor;
  if (isPlainlyBelow(value, toNumber(most))) return undefined;
  const factors = [toNumber(quantity), ...worth];
  if (!isProductAbove(factors, [toNumber(most)])) return undefined;
  return factors.reduce((product, factor) => product * factor).toFixed(2);
}

/** Above 0, and of units: an order for an amount of cash leaves its quantity to the broker. */
function quantityOf({ totalQuantity, cashQty }: AskedLeg["order"]): Decimal | undefined {
  const isOdd = totalQuantity === undefined || toNumber(totalQuantity) <= 0 || (cashQty ?? 0) !== 0;
  return isOdd ? undefined : totalQuantity;
}

const oddQuantity = ({ totalQuantity, cashQty }: AskedLeg["order"]): string =>
  cashQty ? `an order for ${cashQty} in cash` : `a quantity of ${totalQuantity ?? "nothing"}`;

const ofRamp = (limit: RiskAsk["limit"]): string => {
  const ramp = limit("ramp");
  return ramp === "off" ? "" : `, ${ramp} % of the limit by its ramp`;
};
