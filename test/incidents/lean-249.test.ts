/**
 * QuantConnect/Lean.Brokerages.InteractiveBrokers issue 249, August 2026: fills during an outage are never recovered.
 *
 * Orders for the open filled in the same two seconds in which 1100 came. What the Gateway said of them was dropped, since the
 * engine held itself for disconnected; then the connection returned, subscriptions were restored, and nobody asked for
 * executions. The fills were lost to the algorithm for good.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, held, limitAt, prices, working } from "./trading.ts";

/** Counts executions as they are told; after an outage it subscribes to its prices again, and goes on. */
class Portfolio {
  held = 0;
  open: number[] = [];
  readonly #api: IBApi;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.execDetails, (_reqId, _contract, { shares }) => {
      this.held += shares ?? 0;
    });
    api.on(EventName.orderStatus, (orderId, status) => {
      if (status === "Filled") this.open = this.open.filter((one) => one !== orderId);
    });
    api.on(EventName.info, (_text, code) => {
      if (code === 1102) this.#api.reqMktData(7, AAPL, "", false, false);
    });
  }

  buyAt(price: number): void {
    this.open.push(1);
    this.#api.placeOrder(1, AAPL, buying(60, limitAt(price)));
  }
}

/** AAPL falls to the bot's limit while IB is away for ten seconds. */
async function outage(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t, { faults, prices: prices({ 0: 255, 15: 249, 60: 255 }) });
  const portfolio = new Portfolio(await connected(t, running));
  portfolio.buyAt(250);
  await running.advance("10s");
  running.faults.set("link-lost", {});
  await running.advance("10s");
  running.faults.clear("link-lost");
  await running.advance("60s");
  return { believed: [portfolio.held, portfolio.open], true: [held(running), working(running)] };
}

test("a fill during 1100 is never told: the bot believes its order open and holds nothing, the broker holds 60", async (t) => {
  deepEqual(await outage(t, { "outage-events-lost": {} }), { believed: [0, [1]], true: [60, []] });
});

test("the status comes and its execution does not: the order is done for the bot, and it still holds nothing", async (t) => {
  deepEqual(await outage(t, { "execution-missing": {} }), { believed: [0, []], true: [60, []] });
});

test("an outage whose news is told afterwards leaves the bot right", async (t) => {
  deepEqual(await outage(t), { believed: [60, []], true: [60, []] });
});
