/**
 * QuantConnect/Lean.Brokerages.InteractiveBrokers pull request 248, July 2026: a cancellation answered with error 10147.
 *
 * IB answered within milliseconds that the order could not be cancelled (10147 not found, 10148 in a state that cannot be
 * cancelled, 161 before them), and no orderStatus comes with such an answer. The engine waited for a status: 25 of 27
 * "timeout waiting for brokerage response" in seven logs were this, and each stopped a live algorithm five minutes later.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, limitAt, seconds, working } from "./trading.ts";

const TIMEOUT_S = 300;

/** Cancels, and waits for the status that says so; errors on orders go to the log of warnings. */
class Canceller {
  ended: string | undefined;
  readonly warnings: number[] = [];
  readonly #api: IBApi;
  #waited: number | undefined;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.orderStatus, (_orderId, status) => {
      if (status === "Cancelled") this.#waited = undefined;
    });
    api.on(EventName.error, (_error, code) => this.warnings.push(code));
  }

  cancel(orderId: number): void {
    this.#api.cancelOrder(orderId);
    this.#waited = 0;
  }

  everySecond(): void {
    if (this.#waited !== undefined && ++this.#waited >= TIMEOUT_S) this.ended = "timeout waiting for a response";
  }
}

async function cancelled(t: TestContext, options: SimOptions = {}) {
  const running = await gateway(t, options);
  const api = await connected(t, running);
  const trader = new Canceller(api);
  api.placeOrder(1, AAPL, buying(10, limitAt(200)));
  await running.advance("1s");
  trader.cancel(1);
  await running.advance(100);
  const answered = [...trader.warnings];
  await seconds(running, TIMEOUT_S, () => trader.everySecond());
  return { answered, ended: trader.ended, working: working(running) };
}

for (const code of [161, 10147, 10148])
  test(`${code} and no status answers the cancel at once: the bot waits five minutes for more, and ends; the order works`, async (t) => {
    const seen = await cancelled(t, { faults: { "cancel-rejected": { code } } });
    deepEqual(seen, { answered: [code], ended: "timeout waiting for a response", working: ["1 BUY 10 200"] });
  });

test("a cancel that succeeds has its status, and the bot goes on", async (t) => {
  deepEqual(await cancelled(t), { answered: [202], ended: undefined, working: [] });
});
