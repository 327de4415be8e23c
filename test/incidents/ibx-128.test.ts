/**
 * deepentropy/ibx issue 128, March 2026: positions are empty after a restart.
 *
 * The answer to a request for positions came from a cache of the running session. After a restart it was complete and empty,
 * whatever the account held. A bot that opens what it does not hold opens all of it a second time.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, held, unconnected } from "./trading.ts";

/** At its start it asks for its positions, and buys what is missing to ten. */
function start(api: IBApi): void {
  let held = 0;
  let next = 0;
  api.on(EventName.nextValidId, (orderId) => {
    next = orderId;
    api.reqPositions();
  });
  api.on(EventName.position, (_account, _contract, shares) => {
    held += shares;
  });
  api.once(EventName.positionEnd, () => {
    if (held < 10) api.placeOrder(next, AAPL, buying(10 - held));
  });
  api.connect(1);
}

async function restarted(t: TestContext, empty: boolean) {
  const running = await gateway(t);
  for (const process of ["first", "second"]) {
    if (process === "second" && empty) running.faults.set("positions-empty");
    const api = unconnected(t, running);
    start(api);
    await running.advance("5s");
    api.disconnect();
    await running.advance("1s");
  }
  return held(running);
}

test("positions are empty after the restart: the bot wants ten, and holds twenty", async (t) => {
  deepEqual(await restarted(t, true), 20);
});

test("with its positions it holds ten", async (t) => {
  deepEqual(await restarted(t, false), 10);
});
