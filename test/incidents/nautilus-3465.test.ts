/**
 * nautechsystems/nautilus_trader issue 3465, January 2026: all external orders have the order id 0.
 *
 * Orders placed in TWS or by other clients come with order id 0 and without a reference. The adapter kept orders in a table by
 * their number, so all of them shared one row: warnings about discrepancies, and fills attributed to the wrong order.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimulatedGateway } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, prices } from "./trading.ts";

const MSFT = { ...AAPL, symbol: "MSFT" };

/** Whatever is executed in the account, by order number. */
class Observer {
  readonly #orders = new Map<number, { readonly symbol: string; shares: number }>();

  constructor(api: IBApi) {
    api.on(EventName.execDetails, (_reqId, { symbol = "" }, { orderId = 0, shares = 0 }) => {
      const order = this.#orders.get(orderId) ?? { symbol, shares: 0 };
      order.shares += shares;
      this.#orders.set(orderId, order);
    });
  }

  lines(): readonly string[] {
    return [...this.#orders.values()].map(({ symbol, shares }) => `${symbol} ${shares}`);
  }
}

async function observed(t: TestContext, trade: (running: SimulatedGateway, api: IBApi) => void) {
  const running = await gateway(t, { prices: [...prices({ 0: 255 }), ...prices({ 1: 400 }, "MSFT")] });
  const api = await connected(t, running);
  const observer = new Observer(api);
  await running.advance("5s");
  trade(running, api);
  await running.advance("5s");
  const truth = running.truth().positions.map(({ symbol, position }) => `${symbol} ${position}`);
  return { believed: observer.lines(), true: truth.toSorted() };
}

test("two orders of somebody else are one row: 17 AAPL, where 10 AAPL and 7 MSFT are", async (t) => {
  const seen = await observed(t, ({ faults }) => {
    faults.inject("execution-without-order", { symbol: "AAPL", shares: 10, orderId: 0 });
    faults.inject("execution-without-order", { symbol: "MSFT", shares: 7, orderId: 0 });
  });
  deepEqual(seen, { believed: ["AAPL 17"], true: ["AAPL 10", "MSFT 7"] });
});

test("orders with numbers of their own are two rows", async (t) => {
  const seen = await observed(t, (_running, api) => {
    api.placeOrder(1, AAPL, buying(10));
    api.placeOrder(2, MSFT, buying(7));
  });
  deepEqual(seen, { believed: ["AAPL 10", "MSFT 7"], true: ["AAPL 10", "MSFT 7"] });
});
