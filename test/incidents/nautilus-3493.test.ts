/**
 * nautechsystems/nautilus_trader pull request 3493, January 2026: an inferred fill, and then the real one.
 *
 * Reconciliation found an order filled of which it had seen no execution yet, and booked a fill that it inferred. A moment
 * later the execution itself came: the same shares twice, and errors about orders that were overfilled.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, held, seconds } from "./trading.ts";

/** Books executions; an order that is filled beyond them gets a fill that explains it. */
class Engine {
  booked = 0;
  readonly fills: string[] = [];
  #reported = 0;

  constructor(api: IBApi) {
    api.on(EventName.orderStatus, (_orderId, _status, filled) => {
      this.#reported = filled;
    });
    api.on(EventName.execDetails, (_reqId, _contract, { shares = 0 }) => this.#book("execution", shares));
  }

  reconcile(): void {
    if (this.#reported > this.booked) this.#book("inferred", this.#reported - this.booked);
  }

  #book(why: string, shares: number): void {
    this.fills.push(`${why} ${shares}`);
    this.booked += shares;
  }
}

async function minute(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t, { faults });
  const api = await connected(t, running);
  const engine = new Engine(api);
  api.placeOrder(1, AAPL, buying(10));
  await seconds(running, 60, () => engine.reconcile());
  return { fills: engine.fills, booked: engine.booked, held: held(running) };
}

test("the execution comes seconds after Filled: the bot infers a fill, gets the real one too, and holds twice as much", async (t) => {
  const seen = await minute(t, { "execution-late": { delayMs: 3_000 } });
  deepEqual(seen, { fills: ["inferred 10", "execution 10"], booked: 20, held: 10 });
});

test("with the execution in its place there is nothing to infer", async (t) => {
  deepEqual(await minute(t), { fills: ["execution 10"], booked: 10, held: 10 });
});
