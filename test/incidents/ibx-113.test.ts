/**
 * deepentropy/ibx issue 113, March 2026: connection_closed does not fire for every way in which a connection ends.
 *
 * A bot that trades around the clock reconnected whenever it was told that its connection had closed. After the nightly reset, or
 * when a network went away without a reset, nobody told it; a poll each minute found out. Until then open positions may
 * be without protection, and fills are missed.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, held, selling, stopAt, working } from "./trading.ts";

/** Puts a stop behind what it bought; offline is what the library says is offline. */
class Protector {
  closed = 0;
  believed = "naked";
  readonly #api: IBApi;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.disconnected, () => this.closed++);
    api.placeOrder(1, AAPL, buying(10));
  }

  protect(): void {
    if (this.closed > 0 || !this.#api.isConnected) return;
    this.#api.placeOrder(2, AAPL, selling(10, stopAt(240)));
    this.believed = "protected";
  }
}

async function evening(t: TestContext, breaks: boolean) {
  const running = await gateway(t);
  const trader = new Protector(await connected(t, running));
  await running.advance("10s");
  if (breaks) running.faults.inject("half-open", { client: 1 });
  await running.advance("60s");
  trader.protect();
  await running.advance("10m");
  return { closed: trader.closed, believed: trader.believed, held: held(running), working: working(running) };
}

test("the connection vanishes without a close: the bot believes its position protected, and no stop exists", async (t) => {
  deepEqual(await evening(t, true), { closed: 0, believed: "protected", held: 10, working: [] });
});

test("over a connection that stands the stop arrives", async (t) => {
  deepEqual(await evening(t, false), { closed: 0, believed: "protected", held: 10, working: ["2 SELL 10 240"] });
});
