/**
 * QuantConnect/Lean pull request 851, April 2017: "Fix IB bug occasionally missing fill events".
 *
 * Algorithms bought, and their portfolios stayed empty: the engine learnt of fills from orderStatus alone. IB's documentation
 * says that not every change of an order is reported there; a market order that executes at once commonly has no
 * orderStatus at all. It happened most often at the open.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, heardAll, held } from "./trading.ts";

/** Buys until it holds what it wants, one market order at a time; believes orderStatus. */
class Accumulator {
  readonly #api: IBApi;
  readonly #filled = new Map<number, number>();
  #orderId = 0;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.orderStatus, (orderId, status, filled) => {
      if (status === "Filled") this.#filled.set(orderId, filled);
    });
  }

  get held(): number {
    return [...this.#filled.values()].reduce((sum, filled) => sum + filled, 0);
  }

  reach(target: number): void {
    if (this.held < target) this.#api.placeOrder(++this.#orderId, AAPL, buying(target - this.held));
  }
}

async function twoMinutes(t: TestContext, options: SimOptions = {}) {
  const running = await gateway(t, options);
  const trader = new Accumulator(await connected(t, running));
  for (let minute = 0; minute < 2; minute++) {
    trader.reach(10);
    await heardAll(running);
    await running.advance("60s");
  }
  return { believed: trader.held, true: held(running) };
}

for (const fault of ["order-status-missing", "order-silent"])
  test(`no orderStatus comes for the market order (${fault}): the bot holds nothing in its mind, and buys the same again`, async (t) => {
    deepEqual(await twoMinutes(t, { faults: { [fault]: {} } }), { believed: 0, true: 20 });
  });

test("with orderStatus the bot holds what it wanted", async (t) => {
  deepEqual(await twoMinutes(t), { believed: 10, true: 10 });
});
