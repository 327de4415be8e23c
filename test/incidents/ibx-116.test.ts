/**
 * deepentropy/ibx issue 116, March 2026: an order placed during a reconnect is dropped without a word.
 *
 * A bot wrote its position down and placed the order. The order fell into the seconds in which the connection to IB was being
 * restored: no error, no status, ever. What stayed was a ghost: a position that blocked every further signal for the
 * symbol, and that nothing could close.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, held } from "./trading.ts";

/** Enters once per symbol; a position ends when its order is refused or cancelled. */
class Signals {
  readonly positions = new Set<string>();
  ignored = 0;
  readonly #api: IBApi;
  #orderId = 0;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.orderStatus, (_orderId, status) => {
      if (status === "Cancelled" || status === "Inactive") this.positions.delete("AAPL");
    });
    api.on(EventName.error, (_error, _code, reqId) => {
      if (reqId === this.#orderId) this.positions.delete("AAPL");
    });
  }

  signal(): void {
    if (this.positions.has("AAPL")) {
      this.ignored++;
      return;
    }
    this.positions.add("AAPL");
    this.#api.placeOrder(++this.#orderId, AAPL, buying(10));
  }
}

/** Signals every ten minutes; the first one comes while IB is away for nine seconds. */
async function hour(t: TestContext, swallowed: boolean) {
  const running = await gateway(t);
  const signals = new Signals(await connected(t, running));
  if (swallowed) running.faults.set("outage-orders-swallowed");
  running.faults.set("link-lost", { forMs: 9_000 });
  await running.advance("4s");
  for (let i = 0; i < 6; i++) {
    signals.signal();
    await running.advance("10m");
  }
  return { believed: [...signals.positions], ignored: signals.ignored, held: held(running) };
}

test("the order falls into a reconnect and is swallowed: a ghost position ignores every signal of the hour", async (t) => {
  deepEqual(await hour(t, true), { believed: ["AAPL"], ignored: 5, held: 0 });
});

test("an order that waits for the connection makes the position true", async (t) => {
  deepEqual(await hour(t, false), { believed: ["AAPL"], ignored: 5, held: 10 });
});
