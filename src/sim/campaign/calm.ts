/**
 * What must hold in a run without faults: nobody was alarmed, and every order ended as its owner meant.
 *
 * A checker that cries over a quiet world is as useless as one that sleeps through a loud one. A broker refuses what an
 * account cannot pay for in the quietest world too: such an order has ended well when the daemon has passed on the refusal.
 */

import type { Order } from "../broker/order.ts";
import type { Violation } from "../checkers/checker.ts";
import { keyOf } from "../checkers/facts.ts";
import type { Tally } from "./tally.ts";

/** What an undisturbed world has to be blamed for. */
export function unrest(tally: Tally, orders: readonly Order[], atMs: number): readonly Violation[] {
  const alarms = tally.alerts.map(({ at, level, event, fields }): Violation => {
    const sentence = `nothing was wrong, and the daemon logged ${level} ${event} ${JSON.stringify(fields)}`;
    return { invariant: "I27", atMs: Math.round(at), sentence };
  });
  const unended = orders.filter((order) => !hasEnded(order, tally));
  const left = unended.map(({ status, permId, terms: { orderRef } }): Violation => {
    const sentence = `nothing was wrong, and order ${orderRef} (permId ${permId}) ended as ${status}`;
    return { invariant: "L", atMs, sentence };
  });
  return [...alarms, ...left];
}

const hasEnded = ({ status, terms }: Order, { refused }: Tally): boolean =>
  status === "Filled" || status === "Cancelled" || (status === "Inactive" && refused.has(keyOf(terms.orderRef)));
