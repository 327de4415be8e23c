/**
 * I2: when the first byte of an order, a change or a cancel leaves, its intent is durable.
 *
 * The journal's durable lines are all that counts: what was appended and not yet synced is lost with the power.
 */
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf, type PlaceOrder } from "./facts.ts";

export const intentBeforeSend: CheckerRow = {
  id: "I2",
  says: "no order, change or cancel leaves before its intent is durable",
  make: (facts, violated) => ({
    sent(frame) {
      if (frame.name === "placeOrder" && !frame.whatIf) placed(facts, frame, violated);
      if (frame.name === "cancelOrder") cancelled(facts, frame.orderId, violated);
    },
  }),
};

function placed(facts: Facts, frame: PlaceOrder, violated: (sentence: string) => void): void {
  const key = keyOf(frame.orderRef);
  const order = facts.order(key);
  if (order === undefined || !order.intended) return violated(`${key} left before its intent was durable`);
  if (!order.orderIds.has(frame.orderId))
    violated(`${key} left as order ${frame.orderId} before that number was durable`);
  if (order.sent.length > 0 && order.changes < order.sent.length)
    violated(`a change of ${key} left before its intent was durable`);
}

function cancelled(facts: Facts, orderId: number, violated: (sentence: string) => void): void {
  const order = facts.byOrderId(orderId);
  if (order === undefined) violated(`a cancel of order ${orderId} left, and no durable line knows that number`);
  else if (order.cancels === 0) violated(`a cancel of ${order.key} left before its intent was durable`);
}
