/**
 * ib_insync #376 (and #76, #106, #360): a program disconnects and connects again without a pause, and the Gateway still holds
 * its client id: "Unable to connect as the client id is already in use", although there is nobody but the program itself.
 */
import { deepEqual } from "node:assert/strict";
import test from "node:test";
import { incident } from "./ib_async.ts";

test("ib_insync #376: a quick reconnect is refused, because the client's own id is still taken", async (t) => {
  const held = { "client-id-held": { ends: "any", holdMs: 30_000 } };
  const played = await incident(t, { faults: held }, async (desk) => ({
    said: await desk.run("ib_insync-376"),
    clients: desk.gateway.clients().length,
  }));
  if (played === undefined) return;
  const refusal = "326 Unable to connect as the client id is already in use. Retry with a unique client id.";
  deepEqual(played.ill, { said: [refusal, "not connected"], clients: 0 });
  deepEqual(played.well.said, ["connected again"]);
});
