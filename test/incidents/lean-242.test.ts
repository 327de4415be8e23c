/**
 * QuantConnect/Lean.Brokerages.InteractiveBrokers issue 242, July and August 2026: orders at the nightly restart.
 *
 * A strategy cancels and replaces four orders every minute. At 23:45:00 it sent eight requests into a Gateway that restarted
 * in the same second; none was ever answered. The Gateway came back with a nextValidId that did not count what it had
 * lost, so new orders got the numbers of the lost ones, and every status of one was taken for both.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimulatedGateway } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, heardAll, limitAt, seconds, unconnected, working } from "./trading.ts";

/** Replaces its orders; an order is what was placed under a number. */
class Replacer {
  readonly orders: { readonly name: string; readonly orderId: number; status: string }[] = [];
  readonly #api: IBApi;
  #orderId = 0;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.nextValidId, (orderId) => {
      this.#orderId = orderId;
    });
    api.on(EventName.orderStatus, (orderId, status) => {
      for (const order of this.orders) if (order.orderId === orderId) order.status = status;
    });
    api.connect(1);
  }

  place(name: string, count: number): void {
    for (let i = 1; i <= count; i++) {
      const orderId = this.#orderId++;
      this.#api.placeOrder(orderId, AAPL, buying(10, limitAt(200)));
      this.orders.push({ name: `${name}${i}`, orderId, status: "PendingSubmit" });
    }
  }

  cancel(): void {
    for (const order of this.orders.filter(({ status }) => status === "Submitted")) {
      order.status = "PendingCancel";
      this.#api.cancelOrder(order.orderId);
    }
  }

  everySecond(): void {
    if (!this.#api.isConnected) this.#api.connect(1);
  }

  named(status: string): string {
    return this.orders.flatMap((order) => (order.status === status ? [order.name] : [])).join(" ");
  }
}

/** The Gateway resets its clients at 23:45:00, after it has read eight requests and before it has done anything about them. */
function lastSecondBeforeRestart({ faults }: SimulatedGateway): void {
  faults.set("cancel-lost", { times: 4 });
  faults.set("order-lost", { times: 4 });
  faults.set("next-valid-id-rollback", { orderId: 5 });
}

type Restart = "nightly-restart" | "gateway-restart";

/** A night on which the Gateway restarts by its own clock, is restarted by somebody's schedule, or stays. */
async function night(t: TestContext, restart?: Restart) {
  const faults = restart === "nightly-restart" ? { "nightly-restart": { at: "23:45", gapMs: 90_000 } } : {};
  const running = await gateway(t, { start: "2026-01-05 23:44:00", faults });
  const trader = new Replacer(unconnected(t, running));
  await running.advance("1s");
  trader.place("a", 4);
  await running.advance(58_900);
  if (restart !== undefined) lastSecondBeforeRestart(running);
  trader.cancel();
  trader.place("b", 4);
  await heardAll(running);
  await running.advance(100);
  if (restart === "gateway-restart") running.faults.inject("gateway-restart", { gapMs: 90_000 });
  await seconds(running, 120, () => trader.everySecond());
  trader.place("c", 3);
  await running.advance("1s");

  return { trader, working: working(running).length };
}

for (const restart of ["nightly-restart", "gateway-restart"] as const)
  test(`eight requests are swallowed, numbers come again (${restart}): ten orders work for the bot, three of them are not there`, async (t) => {
    const { trader, working } = await night(t, restart);
    deepEqual(trader.named("Submitted"), "a1 a2 a3 a4 b1 b2 b3 c1 c2 c3");
    deepEqual(trader.named("PendingSubmit"), "b4");
    deepEqual(working, 7);
  });

test("on a night without restart every order has its own number and its own status", async (t) => {
  const { trader, working } = await night(t);
  deepEqual(trader.named("Submitted"), "b1 b2 b3 b4 c1 c2 c3");
  deepEqual(trader.named("Cancelled"), "a1 a2 a3 a4");
  deepEqual(working, 7);
});
