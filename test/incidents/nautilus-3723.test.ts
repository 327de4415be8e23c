/**
 * nautechsystems/nautilus_trader pull request 3723, March 2026: Inactive orders were dropped without a word.
 *
 * The adapter wrote a warning and went on when IB said Inactive. A margin rejection thus left the order "submitted" for ever:
 * the strategy could not cancel it, replace it or react. Inactive with whyHeld `locate` is the exception: that order
 * is alive, and waiting was right.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { connected, limitAt, selling } from "./trading.ts";

/** Follows its order through the statuses it has a meaning for. */
class Seller {
  state = "submitted";
  readonly #api: IBApi;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.orderStatus, (_orderId, status) => {
      if (status === "Filled") this.state = "filled";
      if (status === "Cancelled") this.state = "cancelled";
    });
  }

  sell(): void {
    this.#api.placeOrder(1, AAPL, selling(100, limitAt(254)));
  }
}

async function hour(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t, { accountKind: "margin", faults });
  const seller = new Seller(await connected(t, running));
  seller.sell();
  await running.advance("1h");
  return { believed: seller.state, true: running.truth().orders[0]?.status };
}

test("the order is rejected as Inactive: the bot waits for it for ever", async (t) => {
  deepEqual(await hour(t, { "order-inactive": {} }), { believed: "submitted", true: "Inactive" });
});

test("Inactive while shares are located is no end: waiting was right", async (t) => {
  deepEqual(await hour(t, { "order-locate": {} }), { believed: "filled", true: "Filled" });
});

test("an order that is taken fills, and the bot knows", async (t) => {
  deepEqual(await hour(t), { believed: "filled", true: "Filled" });
});
