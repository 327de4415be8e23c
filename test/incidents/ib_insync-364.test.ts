/**
 * ib_insync #364: IB corrects an execution by sending it again with a higher number behind the last dot of its execId. The library
 * takes it for another fill and adds it: twice the shares are counted that were traded.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

test("ib_insync #364: a corrected execution is counted as a second one", async (t) => {
  const played = await incident(t, {}, async (desk, ill) => {
    const bot = desk.start("ib_insync-364", "2");
    await bot.says("bought");
    if (ill) desk.gateway.faults.inject("execution-corrected", { percent: 1 });
    const said = await bot.said();
    return {
      believed: said.at(-1),
      held: desk.held(),
      told: desk.truth.executions.map(({ execId }) => execId.slice(-3)),
    };
  });
  if (played === undefined) return;
  deepEqual(played.ill, { believed: "200 shares for 51257", held: 100, told: [".01", ".02"] });
  deepEqual(played.well, { believed: "100 shares for 25501", held: 100, told: [".01"] });
});
