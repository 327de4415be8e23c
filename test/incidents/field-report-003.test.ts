/**
 * Field report 003: two strategies share one Gateway. When the second one connects, the first one's session is dropped without a
 * word: no close, no error. It sits there and waits for answers that never come, until its requests time out.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

test("field report 003: a strategy is dropped when another one connects, and takes itself for connected", async (t) => {
  const played = await incident(t, {}, async (desk, ill) => {
    const first = desk.start("field-report-003", "1");
    await first.says("answered");
    const second = desk.start("field-report-003", "2");
    await second.says("answered");
    if (ill) desk.gateway.faults.inject("half-open", { client: 1 });
    const clients = desk.gateway.clients().map(({ clientId }) => clientId);
    const said = [await first.saysLater(3), await second.saysLater(2)];
    await Promise.all([first.kill(), second.kill()]);
    return { said, clients };
  });
  if (played === undefined) return;
  deepEqual(played.ill, { said: ["timed out, connected", "answered"], clients: [2] });
  deepEqual(played.well, { said: ["answered", "answered"], clients: [1, 2] });
});
