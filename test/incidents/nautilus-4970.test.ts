/**
 * nautechsystems/nautilus_trader issue 4970, September 2026: an execution whose order id belongs to no order.
 *
 * A market order filled, and its execution came with a number that the adapter could not find. The fill was booked on an order
 * that reconciliation made up for it, an "external" one, while the order that had been submitted stayed open with nothing
 * filled: one trade, two orders, and a strategy that believes it has as much again to come.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, held } from "./trading.ts";

/** Books every execution on the order of its number; one that it does not know is somebody else's, and gets a new order. */
class Blotter {
  readonly orders = new Map<number, { name: string; quantity: number; filled: number }>();
  readonly #api: IBApi;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.execDetails, (_reqId, _contract, { orderId = 0, shares = 0 }) => {
      const order = this.orders.get(orderId) ?? { name: "external", quantity: shares, filled: 0 };
      order.filled += shares;
      this.orders.set(orderId, order);
    });
  }

  buy(quantity: number): void {
    this.orders.set(1, { name: "entry", quantity, filled: 0 });
    this.#api.placeOrder(1, AAPL, buying(quantity));
  }

  /** What it will hold when all its orders are done. */
  exposure(): number {
    return [...this.orders.values()].reduce((sum, { quantity }) => sum + quantity, 0);
  }

  lines(): readonly string[] {
    return [...this.orders.values()].map(({ name, filled, quantity }) => `${name} ${filled}/${quantity}`);
  }
}

async function entry(t: TestContext, unmappable: boolean) {
  const running = await gateway(t);
  const blotter = new Blotter(await connected(t, running));
  if (unmappable) running.faults.set("order-lost", { times: 1 });
  blotter.buy(10);
  // The trade is one, and no number leads from it to the order.
  if (unmappable) running.faults.inject("execution-without-order", { symbol: "AAPL", shares: 10, orderId: 90_210 });
  await running.advance("60s");
  return { orders: blotter.lines(), exposure: blotter.exposure(), held: held(running) };
}

test("the execution names a number nobody knows: a phantom order has it, and the bot expects 20 shares where 10 are", async (t) => {
  deepEqual(await entry(t, true), { orders: ["entry 0/10", "external 10/10"], exposure: 20, held: 10 });
});

test("with the order's own number it is the entry's", async (t) => {
  deepEqual(await entry(t, false), { orders: ["entry 10/10"], exposure: 10, held: 10 });
});
