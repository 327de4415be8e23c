/**
 * ib_insync #80: the number that `getReqId` gives is one that was used before, since the Gateway counts from a low one again, and the
 * order draws error 103, "Duplicate order id". The library shows it as Cancelled; at the broker it never was.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

test("ib_insync #80: the next order gets a number that was used, and does not exist", async (t) => {
  const rollback = { "next-valid-id-rollback": { orderId: 1, reuse: "refused" } };
  const played = await incident(t, { faults: rollback }, async (desk) => {
    const said = [...(await desk.run("ib_insync-80")), ...(await desk.run("ib_insync-80"))];
    return { said, orders: desk.truth.orders.length };
  });
  if (played === undefined) return;
  deepEqual(played.ill, { said: ["Submitted", "Cancelled by 103"], orders: 1 });
  deepEqual(played.well, { said: ["Submitted", "Submitted"], orders: 2 });
});
