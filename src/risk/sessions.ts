/** What kind of order is taken, and when: the limits that say nothing of size or price. */
import { folded } from "../model/orderType.ts";
import type { Gate, RiskAsk } from "./ask.ts";
import { typesOf } from "./manner.ts";

export const orderTypes: Gate = {
  gate: "order-types",
  refuses: ({ legs, limit }) => {
    const types = limit("order-types");
    if (types === "off") return undefined;
    const odd = firstOdd(legs, types);
    return odd === undefined ? undefined : `${odd || "no order type"} against ${types.join(", ")}`;
  },
};

function firstOdd(legs: RiskAsk["legs"], types: readonly string[]): string | undefined {
  for (const { order } of legs) {
    const odd = typesOf(order).find((type) => !types.includes(type) && !isOneOf(types, type));
    if (odd !== undefined) return odd;
  }
  return undefined;
}

const isOneOf = (types: readonly string[], orderType: string): boolean =>
  orderType !== "" && types.some((type) => folded(type) === folded(orderType));

export const sessions: Gate = {
  gate: "sessions",
  refuses: (ask) => {
    const texts = ask.limit("sessions");
    if (texts === "off" || ask.reduces || texts.some((text) => isWithin(ask, text))) return undefined;
    const unknown = texts.find((text) => ask.hours[text] === undefined);
    const also = unknown === undefined ? "" : `; nothing is known of the hours ${unknown}`;
    return `now against ${texts.join(", ")}${also}`;
  },
};

const isWithin = ({ hours, wall }: RiskAsk, text: string): boolean =>
  hours[text]?.some(({ from, to }) => from <= wall && wall < to) ?? false;
