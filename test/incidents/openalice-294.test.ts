/**
 * TraderAlice/OpenAlice issue 294, June 2026: a dead Gateway connection reports health=healthy.
 *
 * Health was the count of failed queries, and queries were answered from a cache. When the Gateway stood still behind an open
 * socket (its process stopped with SIGSTOP), orders got an id and the status "submitted", and lay in the socket. When the
 * Gateway came back they were transmitted all at once, long after anybody wanted them, at the price of that hour.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, ACCOUNT, gateway } from "../faults/stage.ts";
import { buying, connected, prices } from "./trading.ts";

const FAILURES_MAX = 3;

/** A service in front of the Gateway: its account is a cache, its health what happened to queries. */
class Wallet {
  readonly cash = new Map<string, string>();
  readonly #api: IBApi;
  #failures = 0;
  #orderId = 0;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.updateAccountValue, (key, value) => this.cash.set(key, value));
    api.on(EventName.disconnected, () => this.#failures++);
    api.reqAccountUpdates(true, ACCOUNT);
  }

  get health(): string {
    return this.#failures < FAILURES_MAX ? "healthy" : "offline";
  }

  query(): string {
    return this.cash.size > 0 ? "answered" : "failed";
  }

  buy(quantity: number): { readonly orderId: number; readonly status: string } {
    this.#orderId++;
    this.#api.placeOrder(this.#orderId, AAPL, buying(quantity));
    return { orderId: this.#orderId, status: "submitted" };
  }
}

/** An order of somebody who sees 255; ten minutes later AAPL is at 280. */
async function tenMinutes(t: TestContext, frozen: boolean) {
  const running = await gateway(t, { prices: prices({ 0: 255, 300: 280 }) });
  const wallet = new Wallet(await connected(t, running));
  await running.advance("10s");
  if (frozen) running.faults.set("gateway-frozen");
  const answer = wallet.buy(10);
  await running.advance("10m");
  const meanwhile = { ...answer, health: wallet.health, query: wallet.query() };
  const executed = running.truth().executions.length;
  running.faults.clear("gateway-frozen");
  await running.advance("1s");
  return { meanwhile, executed, paid: running.truth().executions.map(({ price }) => price) };
}

const MEANWHILE = { orderId: 1, status: "submitted", health: "healthy", query: "answered" };

test("the Gateway stands still: healthy, submitted, and nothing at the broker until it fills at 280", async (t) => {
  deepEqual(await tenMinutes(t, true), { meanwhile: MEANWHILE, executed: 0, paid: [280.01] });
});

test("at a Gateway that answers, submitted means bought at 255", async (t) => {
  deepEqual(await tenMinutes(t, false), { meanwhile: MEANWHILE, executed: 1, paid: [255.01] });
});
