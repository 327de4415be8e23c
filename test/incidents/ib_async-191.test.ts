/**
 * ib_async #191 (and #217): with newer Gateways, ib_async logs "Canceled order" for limit orders that draw error 10349, "Order
 * TIF was set to DAY based on order preset". It is a note: the Gateway filled in what the order did not say. The order
 * works and fills, and whoever believed ib_async does not know the position they have.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

/** What is said of the order comes a moment behind its note, as in the report: ib_async shows Cancelled meanwhile. */
const NOTE = { "tif-note-10349": {} };

test("ib_async #191: an order that draws note 10349 is Cancelled for the bot, and fills", async (t) => {
  const played = await incident(t, { faults: NOTE, speed: 0 }, async (desk, ill) => {
    const bot = desk.start("ib_async-191");
    if (!ill) await desk.passesWhile(bot);
    const believed = await bot.said();
    await desk.gateway.advance("1s");
    return { believed, executed: await desk.executions(1) };
  });
  if (played === undefined) return;
  deepEqual(played.ill, { believed: ["Cancelled, 0 filled"], executed: ["BOT 10"] });
  deepEqual(played.well, { believed: ["Filled, 10 filled"], executed: ["BOT 10"] });
});
