/**
 * Field report 001: stops that were sent over the API are acknowledged, shown as working wherever one looks, and inert: the price
 * goes through them and nothing happens. Broker and bot agree, so no reconciliation finds it. In a second form (SEQUENCES 6) the
 * stop of a bracket draws warning 110 and never a status: it does not exist, and entry and target work without it.
 * ib_async makes Cancelled of that warning by itself; the author of the bot has the position all the same.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { type Desk, incident } from "./ib_async.ts";

const ALL_THERE = "entry Filled, target Submitted, stop PreSubmitted";
const SOLD = "market 248, stop Filled, holding 0";

/** The bracket is in, then the price falls through its stop. */
async function fallen(desk: Desk): Promise<object> {
  const bot = desk.start("field-report-001");
  await bot.says("entry Filled");
  desk.quote(248);
  const said = await bot.said();
  return { said, held: desk.held(), stop: desk.truth.orders.find(({ orderType }) => orderType === "STP")?.status };
}

test("field report 001: a stop is acknowledged, the price goes through it, and it rests", async (t) => {
  const played = await incident(t, { faults: { "stop-inert": {} } }, fallen);
  if (played === undefined) return;
  const { ill, well } = played;
  const inert = "market 248, stop PreSubmitted, holding 100";
  deepEqual(ill, { said: [ALL_THERE, inert], held: 100, stop: "PreSubmitted" });
  deepEqual(well, { said: [ALL_THERE, SOLD], held: 0, stop: "Filled" });
});

test("field report 001: the stop of a bracket draws a warning and does not exist, and the entry fills", async (t) => {
  const played = await incident(t, { faults: { "child-rejected": {} } }, fallen);
  if (played === undefined) return;
  const naked = ["entry Filled, target Submitted, stop Cancelled", "market 248, stop Cancelled, holding 100"];
  deepEqual(played.ill, { said: naked, held: 100, stop: "Cancelled" });
  deepEqual(played.well, { said: [ALL_THERE, SOLD], held: 0, stop: "Filled" });
});
