/**
 * ib_async #178: the answer to a question about linked orders is an entry and a stop that are placed by hand, and a pause behind
 * them, without which orders were not placed. Two ways in which such a pair does not come to be: the stop overtakes its
 * entry, and the entry waits untransmitted and unseen; or a precaution of the Gateway ("percentage constraint") refuses it.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { type Desk, incident } from "./ib_async.ts";

const ORPHANED = "Error 10006, reqId 4: Missing parent order.";
const CONSTRAINT =
  "Error 163, reqId 3: The price specified would violate the percentage constraint specified in the default order settings.";
const PLACED = { said: ["Filled, PreSubmitted"], orders: ["LMT Filled", "STP PreSubmitted"], held: 10 };

async function placed(desk: Desk): Promise<object> {
  const said = await desk.run("ib_async-178");
  return {
    said,
    orders: desk.truth.orders.map(({ orderType, status }) => `${orderType} ${status}`),
    held: desk.held(),
  };
}

test("ib_async #178: a child that overtakes its parent is refused, and the entry waits for it in vain", async (t) => {
  const played = await incident(t, { faults: { "child-before-parent": {} } }, placed);
  if (played === undefined) return;
  deepEqual(played.ill, { said: ["PendingSubmit, Cancelled", ORPHANED], orders: ["LMT Untransmitted"], held: 0 });
  deepEqual(played.well, PLACED);
});

test("ib_async #178: a precaution refuses the entry, and its stop with it", async (t) => {
  const played = await incident(t, { faults: { "order-precaution": { times: 1 } } }, placed);
  if (played === undefined) return;
  deepEqual(played.ill, { said: ["Cancelled, Cancelled", CONSTRAINT, ORPHANED], orders: [], held: 0 });
  deepEqual(played.well, PLACED);
});
