/**
 * pysystemtrade #1580: on 2025-11-21 a system that wanted to trade one V2X future sent a limit order, was told by its library
 * that IB had cancelled it (10349), and sent the next one. Within 17 seconds it sent fifteen. All fifteen were alive,
 * and all fifteen filled: the position was fifteen times what was wanted.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

/** What is said of each order comes a moment behind its note. */
const NOTE = { "tif-note-10349": {} };
const PRICES = [{ timeOffsetMs: 0, symbol: "MES", bid: 5_999.75, ask: 6_000, last: 6_000, bidSize: 50, askSize: 50 }];

test("pysystemtrade #1580: whoever sends again what 10349 seems to have cancelled gets all of it", async (t) => {
  const played = await incident(t, { faults: NOTE, prices: PRICES, speed: 0 }, async (desk, ill) => {
    const bot = desk.start("pysystemtrade-1580");
    if (!ill) await desk.passesWhile(bot);
    const said = await bot.said();
    await desk.gateway.advance("1s");
    return { said, held: desk.held("MES") };
  });
  if (played === undefined) return;
  const cancelled = Array.from({ length: 15 }, (_, index) => `order ${index + 1}: Cancelled`);
  deepEqual(played.ill, { said: cancelled, held: 15 });
  deepEqual(played.well, { said: ["order 1: Filled"], held: 1 });
});
