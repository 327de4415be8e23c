/**
 * Lean #249, as a user of ib_async meets it: fills that happen while the Gateway has lost IB (1100) are not told when it is back
 * (1102). Nobody asks for them, and the bot goes on with an order that it takes for open and a position that it does not
 * know of.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

test("Lean #249: a fill during 1100 is never told, unless somebody asks for executions", async (t) => {
  const played = await incident(t, { faults: { "outage-events-lost": {} } }, async (desk) => {
    const bot = desk.start("ib_async-lean-249");
    await bot.says("resting");
    desk.gateway.faults.set("link-lost");
    desk.quote(239);
    await desk.executions(1);
    desk.gateway.faults.clear("link-lost");
    return { said: await bot.said(), held: desk.held() };
  });
  if (played === undefined) return;
  const lost = ["resting", "after 1102: Submitted, 0 filled, 0 positions", "asked: 10 shares"];
  const told = ["resting", "after 1102: Filled, 10 filled, 1 positions", "asked: 10 shares"];
  deepEqual(played, { ill: { said: lost, held: 10 }, well: { said: told, held: 10 } });
});
