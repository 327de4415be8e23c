/**
 * scmhub/ibsync pull request 23, October 2025: PendingCancel is not the end.
 *
 * A bot cancelled, waited until the trade was done, and looked whether it had been filled. The library called PendingCancel done. "Not
 * filled, so it was cancelled", said the bot, and the log showed the trade turn from PendingCancel to Filled.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, held, limitAt } from "./trading.ts";

const DONE = ["Filled", "Cancelled", "ApiCancelled", "PendingCancel"];

/** Bids, and crosses the spread when the bid was cancelled without a fill. */
class Chaser {
  believed = 0;
  readonly #api: IBApi;
  #bidDone = false;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.orderStatus, (orderId, status, filled) => {
      if (!DONE.includes(status)) return;
      if (orderId === 1 && !this.#bidDone) {
        this.#bidDone = true;
        this.believed = filled;
        if (filled === 0) this.#api.placeOrder(2, AAPL, buying(10));
      }
      if (orderId === 2) this.believed = filled;
    });
  }

  bid(): void {
    this.#api.placeOrder(1, AAPL, buying(10, limitAt(254.5)));
  }

  chase(): void {
    this.#api.cancelOrder(1);
  }
}

async function chased(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t, { faults });
  const chaser = new Chaser(await connected(t, running));
  chaser.bid();
  await running.advance("1s");
  chaser.chase();
  await running.advance("1s");
  return { believed: chaser.believed, held: held(running) };
}

test("a fill crosses the cancel: for the bot the bid was cancelled, it buys again, and holds 20", async (t) => {
  deepEqual(await chased(t, { "cancel-fill-cross": {} }), { believed: 10, held: 20 });
});

test("a cancel that wins leaves 10", async (t) => {
  deepEqual(await chased(t), { believed: 10, held: 10 });
});
