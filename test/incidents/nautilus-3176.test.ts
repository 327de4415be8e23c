/**
 * nautechsystems/nautilus_trader issue 3176, November 2025: duplicate orders at every restart.
 *
 * With a cache that outlived the process, each start brought limit orders that nobody had submitted: what the cache knew and what
 * IB listed did not agree, and the difference was made good with new orders. Here a list of open orders leaves
 * out an order that rests at the broker, which is enough for a bot that repairs what it misses.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, limitAt, unconnected, working } from "./trading.ts";

/** What the bot keeps on its disk: the references of orders it wants to rest. */
type Cache = Set<string>;

/** At its start it lists its open orders, and places those of its cache that are missing. */
class Grid {
  readonly #api: IBApi;
  readonly #listed = new Set<string>();
  #orderId = 0;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.nextValidId, (orderId) => {
      this.#orderId = orderId;
    });
    api.on(EventName.openOrder, (_orderId, _contract, { orderRef = "" }) => this.#listed.add(orderRef));
    api.connect(1);
  }

  start(cache: Cache): void {
    this.#listed.clear();
    this.#api.once(EventName.openOrderEnd, () => {
      for (const orderRef of cache) if (!this.#listed.has(orderRef)) this.#place(orderRef);
    });
    this.#api.reqOpenOrders();
  }

  #place(orderRef: string): void {
    this.#api.placeOrder(this.#orderId++, AAPL, buying(10, { ...limitAt(Number(orderRef)), orderRef }));
  }
}

async function restarted(t: TestContext, omits: boolean) {
  const running = await gateway(t);
  const cache: Cache = new Set(["200", "201"]);
  for (const process of ["first", "second"]) {
    const api = unconnected(t, running);
    const grid = new Grid(api);
    await running.advance("1s");
    if (omits && process === "second") running.faults.set("snapshot-omits-order", { times: 1 });
    grid.start(cache);
    await running.advance("1s");
    api.disconnect();
    await running.advance("1s");
  }
  return working(running);
}

test("the list omits an order that rests: the bot places it again, and both work", async (t) => {
  deepEqual(await restarted(t, true), ["1 BUY 10 200", "2 BUY 10 201", "3 BUY 10 200"]);
});

test("a complete list leaves nothing to repair", async (t) => {
  deepEqual(await restarted(t, false), ["1 BUY 10 200", "2 BUY 10 201"]);
});
