/**
 * Field report 000: for 38 hours the Gateway's container is "Up" and the bot runs, and nothing that the bot does reaches IB. The
 * supervisor lives, the process behind the port does not. The health check that was deployed afterwards asks whether the
 * port is open. The same report has more traps: an address that the Gateway does not trust is accepted and left in silence, and
 * a second login of the user makes a session that only reads, where ib_async takes the refusal of an order (321) for a warning.
 */
import { deepEqual, equal } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

const RESTS = "connected, order Submitted, holding 0";
const FILLED = "connected, order Filled, holding 10";

test("field report 000: up and dead for 38 hours, and the bot calls itself connected", async (t) => {
  const played = await incident(t, { speed: 0 }, async (desk, ill) => {
    const bot = desk.start("field-report-000");
    await bot.says(RESTS);
    if (ill) desk.gateway.faults.set("port-open-while-dead");
    await desk.gateway.advance("4h");
    desk.quote(235);
    await desk.gateway.advance("34h");
    const believed = await bot.saysLater(4);
    await bot.kill();
    return { believed, held: desk.held(), portOpen: await desk.accepts(), check: await desk.run("field-report-002") };
  });
  if (played === undefined) return;
  const dead = ["port open", "API handshake timed out"];
  deepEqual(played.ill, { believed: RESTS, held: 10, portOpen: true, check: dead });
  deepEqual([played.well.believed, played.well.held], [FILLED, 10]);
  equal(played.well.check.at(-1), "API answers for DU1000001");
});

test("field report 000: to an address that is not trusted the port is open, and nobody answers", async (t) => {
  const played = await incident(t, { faults: { "trusted-ip-drop": {} } }, (desk) => desk.run("field-report-002"));
  if (played === undefined) return;
  deepEqual(played.ill, ["port open", "API handshake timed out"]);
  deepEqual(played.well, ["port open", "API answers for DU1000001"]);
});

test("field report 000: in a secondary session an order is active for the bot, and was never placed", async (t) => {
  const played = await incident(t, { faults: { "secondary-read-only": {} } }, async (desk) => ({
    said: await desk.run("field-report-000-secondary"),
    orders: desk.truth.orders.map(({ status }) => status),
  }));
  if (played === undefined) return;
  deepEqual(played.ill, { said: ["active (ValidationError)"], orders: [] });
  deepEqual(played.well, { said: ["active (Submitted)"], orders: ["Submitted"] });
});
