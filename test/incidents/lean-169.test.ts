/**
 * QuantConnect/Lean.Brokerages.InteractiveBrokers issue 169, May 2025: verify the data connection after a soft restart.
 *
 * After the weekly restart 1102 said that data was maintained and all farms were connected, 2104 said that they were OK, and
 * the engine called off its own restart. The algorithm ran on, and no data came.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, prices } from "./trading.ts";

const LAST = 4;

/** Buys below its price whenever the Gateway says that all is connected. */
class DipBuyer {
  healthy = true;
  last = 0;
  readonly #api: IBApi;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.tickPrice, (_reqId, type, price) => {
      if (type === LAST) this.last = price;
    });
    api.on(EventName.info, (_text, code) => {
      if (code === 1100) this.healthy = false;
      if (code === 1102) this.healthy = true;
    });
    api.reqMktData(7, AAPL, "", false, false);
  }

  decide(): void {
    if (this.healthy && this.last < 256) this.#api.placeOrder(1, AAPL, buying(10));
  }
}

/** IB is away for ten seconds, and a minute later AAPL has risen from 255 to 270. */
async function restart(t: TestContext, dataComes: boolean) {
  const running = await gateway(t, { prices: prices({ 0: 255, 30: 262, 60: 270 }) });
  const trader = new DipBuyer(await connected(t, running));
  await running.advance("10s");
  running.faults.set("link-lost", {});
  await running.advance("10s");
  if (!dataComes) running.faults.set("farm-ok-no-ticks");
  running.faults.clear("link-lost");
  await running.advance("60s");
  trader.decide();
  await running.advance("1s");
  const [bought] = running.truth().executions;
  return { healthy: trader.healthy, believed: trader.last, paid: bought?.price };
}

test("all farms are OK and no data comes: the bot calls itself healthy, sees 255, and pays 270", async (t) => {
  deepEqual(await restart(t, false), { healthy: true, believed: 255, paid: 270.01 });
});

test("with data after the restart it sees 270, and leaves it", async (t) => {
  deepEqual(await restart(t, true), { healthy: true, believed: 270, paid: undefined });
});
