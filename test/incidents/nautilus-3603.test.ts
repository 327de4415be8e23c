/**
 * nautechsystems/nautilus_trader 3603: an order that is Inactive while shares are located is alive.
 *
 * A short sale of a stock that is hard to borrow is held: warning 404, status Inactive, and whyHeld says `locate`. Whoever
 * takes Inactive for the end of the order and sends it again sells twice when the shares are found.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { connected, held, limitAt, selling } from "./trading.ts";

/** Sells short; an order that is Inactive was rejected, and is tried once more. */
class ShortSeller {
  readonly rejected: number[] = [];
  readonly #api: IBApi;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.orderStatus, (orderId, status) => {
      if (status !== "Inactive" || this.rejected.includes(orderId)) return;
      this.rejected.push(orderId);
      if (orderId === 1) this.sell(2);
    });
  }

  sell(orderId: number): void {
    this.#api.placeOrder(orderId, AAPL, selling(100, limitAt(254)));
  }
}

async function minute(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t, { accountKind: "margin", faults });
  const trader = new ShortSeller(await connected(t, running));
  trader.sell(1);
  await running.advance("60s");
  return { rejected: trader.rejected, held: held(running) };
}

test("the order is Inactive while shares are located: the bot calls it rejected, and is short 200 in place of 100", async (t) => {
  deepEqual(await minute(t, { "order-locate": { times: 1 } }), { rejected: [1], held: -200 });
});

test("with shares at hand it is short 100", async (t) => {
  deepEqual(await minute(t), { rejected: [], held: -100 });
});
