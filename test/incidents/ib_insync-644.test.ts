/**
 * ib_insync #644: a script takes its order number from the clock's fractions of a second. No number comes twice, and yet some
 * orders draw error 103, "Duplicate order id": a number must also be above all that the client id used or was given.
 * That is the Gateway's rule on every day, so the same script is right where the numbers happen to rise.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

test("ib_insync #644: a number that was never used is a duplicate, when a higher one was", async (t) => {
  const played = await incident(t, {}, async (desk, ill) => {
    const numbers = ill ? ["914403343", "14403343"] : ["14403343", "914403343"];
    const said = [];
    for (const number of numbers) said.push(...(await desk.run("ib_insync-644", number)));
    return { said, orders: desk.truth.orders.map(({ orderId }) => orderId) };
  });
  if (played === undefined) return;
  const refused = "Cancelled Error 103, reqId 14403343: Duplicate order id";
  deepEqual(played.ill, { said: ["Submitted", refused], orders: [914_403_343] });
  deepEqual(played.well, { said: ["Submitted", "Submitted"], orders: [14_403_343, 914_403_343] });
});
