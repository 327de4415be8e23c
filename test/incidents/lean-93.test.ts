/**
 * QuantConnect/Lean.Brokerages.InteractiveBrokers issue 93, open since February 2024: "Timeout waiting for brokerage response".
 *
 * Live algorithms were stopped, some at five of five starts. Their maintainers read the logs: a batch of orders is placed in one
 * second, most are answered and filled within three, and the paper trading server drops a few without any message: no
 * status, no execution, no error. The engine waits five minutes for an answer, then ends, with the portfolio half way.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, heardAll, held, seconds, working } from "./trading.ts";

const TIMEOUT_S = 300;

/** Places all orders of a rebalancing at once and waits for an answer to each. */
class Rebalancer {
  ended: string | undefined;
  readonly #api: IBApi;
  readonly #unanswered = new Map<number, number>();
  #second = 0;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.orderStatus, (orderId) => this.#unanswered.delete(orderId));
    api.on(EventName.error, (_error, _code, reqId) => this.#unanswered.delete(reqId));
  }

  rebalance(orders: number): void {
    for (let orderId = 1; orderId <= orders; orderId++) {
      this.#api.placeOrder(orderId, AAPL, buying(10));
      this.#unanswered.set(orderId, this.#second);
    }
  }

  everySecond(): void {
    this.#second++;
    const late = [...this.#unanswered].filter(([, since]) => this.#second - since >= TIMEOUT_S);
    if (late.length > 0) this.ended ??= `timeout waiting for ${late.map(([orderId]) => orderId)}`;
  }
}

async function rebalanced(t: TestContext, options: SimOptions = {}) {
  const running = await gateway(t, options);
  const trader = new Rebalancer(await connected(t, running));
  trader.rebalance(10);
  await heardAll(running);
  await seconds(running, TIMEOUT_S, () => trader.everySecond());
  return { ended: trader.ended, held: held(running), working: working(running) };
}

test("three orders of a batch are dropped: the bot waits five minutes for them, and ends with 70 of 100 shares", async (t) => {
  const faults = { "order-lost": { rate: 0.4, times: 3 } };
  deepEqual(await rebalanced(t, { faults }), { ended: "timeout waiting for 4,6,7", held: 70, working: [] });
});

test("with every order answered it goes on, with 100", async (t) => {
  deepEqual(await rebalanced(t), { ended: undefined, held: 100, working: [] });
});
