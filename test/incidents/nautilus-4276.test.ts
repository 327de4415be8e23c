/**
 * nautechsystems/nautilus_trader pull request 4276 and the incident before it, June 2026: order ids come again in another session.
 *
 * A session bought under number 1514. The process was restarted; the next session got the same number for the protective stop. At
 * the restart after that, the day's executions had a fill of 1514, and it was booked on the wrong one of the two.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, held, selling, stopAt, unconnected, working } from "./trading.ts";

/** What outlives the process: orders by their number. */
type Cache = Map<number, { readonly name: string; filled: number }>;

/** A process of the bot: it places what it is told to, and learns from the list of executions what became of orders. */
class Process {
  readonly #api: IBApi;
  readonly #cache: Cache;
  #orderId = 0;

  constructor(api: IBApi, cache: Cache) {
    this.#api = api;
    this.#cache = cache;
    api.on(EventName.nextValidId, (orderId) => {
      this.#orderId = orderId;
      api.reqExecutions(9, {});
    });
    api.on(EventName.execDetails, (_reqId, _contract, { orderId = 0, cumQty = 0 }) => {
      const order = cache.get(orderId);
      if (order !== undefined) order.filled = cumQty;
    });
    api.connect(1);
  }

  place(name: string, order: ReturnType<typeof buying>): void {
    this.#cache.set(this.#orderId, { name, filled: 0 });
    this.#api.placeOrder(this.#orderId++, AAPL, order);
  }
}

async function threeProcesses(t: TestContext, rollsBack: boolean) {
  const running = await gateway(t);
  const cache: Cache = new Map();
  const process = async (run: (process: Process) => void): Promise<void> => {
    const api = unconnected(t, running);
    const started = new Process(api, cache);
    await running.advance("1s");
    run(started);
    await running.advance("1s");
    api.disconnect();
    await running.advance("1s");
  };
  await process((first) => first.place("entry", buying(10)));
  if (rollsBack) running.faults.set("next-valid-id-rollback", { orderId: 1 });
  await process((second) => second.place("stop", selling(10, stopAt(240))));
  await process(() => {});
  const believed = [...cache.values()].map(({ name, filled }) => `${name} ${filled}`);
  return { believed, held: held(running), working: working(running) };
}

test("the stop gets the number of the entry: its fill closes the position in the bot's books, and nowhere else", async (t) => {
  const seen = await threeProcesses(t, true);
  deepEqual(seen, { believed: ["stop 10"], held: 10, working: ["1 SELL 10 240"] });
});

test("with a number of its own the stop has no fill", async (t) => {
  const seen = await threeProcesses(t, false);
  deepEqual(seen, { believed: ["entry 10", "stop 0"], held: 10, working: ["2 SELL 10 240"] });
});
