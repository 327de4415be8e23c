/**
 * ib_async #84: now and then `connect` takes all of its timeout, logs "positions request timed out" and returns as if all was
 * well. A program that does not read its own log goes on with a library that was never synchronised. Only a restart of
 * the Gateway helped.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

test("ib_async #84: the positions request times out, and connect returns as if all was well", async (t) => {
  // No position comes, and no end of the positions.
  const unanswered = { "end-marker-missing": { end: "positionEnd" }, "positions-empty": {} };
  const played = await incident(t, { faults: unanswered }, async (desk) => {
    desk.buyByHand(10);
    await desk.executions(1);
    return { said: await desk.run("ib_async-84"), held: desk.held() };
  });
  if (played === undefined) return;
  const said = ["positions request timed out", "connected to DU1000001", "holds 0"];
  deepEqual(played.ill, { said, held: 10 });
  deepEqual(played.well, { said: ["connected to DU1000001", "holds 10"], held: 10 });
});
