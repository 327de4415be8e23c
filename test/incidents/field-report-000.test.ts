/**
 * Field report 000: for 38 hours the Gateway's container is "Up" and the bot runs, and nothing that the bot does reaches IB. The
 * supervisor lives, the process behind the port does not. The health check that was deployed afterwards asks whether the
 * port is open.
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
