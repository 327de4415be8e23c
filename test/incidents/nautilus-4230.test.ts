/**
 * nautechsystems/nautilus_trader pull request 4230, June 2026: reconciliation against lost connections.
 *
 * A request for open orders that timed out was answered with an empty list, and reconciliation took the list for a fact: orders
 * that worked at IB could be written off. Commissions came as -1 or as the largest double while they were pending, and
 * were booked as amounts.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, limitAt, seconds, working } from "./trading.ts";

const TIMEOUT_S = 10;

/** Keeps one limit order at the broker: what is not on the list is gone, and placed again. */
class Keeper {
  orderId = 0;
  readonly #api: IBApi;
  #asked: { list: number[]; seconds: number } | undefined;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.openOrder, (orderId) => this.#asked?.list.push(orderId));
    api.on(EventName.openOrderEnd, () => this.#reconcile(this.#asked?.list ?? []));
  }

  place(): void {
    this.#api.placeOrder(++this.orderId, AAPL, buying(10, limitAt(200)));
  }

  ask(): void {
    this.#asked = { list: [], seconds: 0 };
    this.#api.reqOpenOrders();
  }

  everySecond(): void {
    if (this.#asked !== undefined && ++this.#asked.seconds === TIMEOUT_S) this.#reconcile([]);
  }

  #reconcile(list: readonly number[]): void {
    this.#asked = undefined;
    if (!list.includes(this.orderId)) this.place();
  }
}

async function reconciled(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t, { faults });
  const keeper = new Keeper(await connected(t, running));
  keeper.place();
  await running.advance("1s");
  keeper.ask();
  await seconds(running, 20, () => keeper.everySecond());
  return { believed: keeper.orderId, working: working(running) };
}

test("the end of the list never comes: what was not told in time is an empty list, and the order is placed twice", async (t) => {
  const seen = await reconciled(t, { "end-marker-missing": { end: "openOrderEnd", times: 1 } });
  deepEqual(seen, { believed: 2, working: ["1 BUY 10 200", "2 BUY 10 200"] });
});

test("with its end the list has the order, and there is one", async (t) => {
  deepEqual(await reconciled(t), { believed: 1, working: ["1 BUY 10 200"] });
});

/** Fees of the day: the first report of each execution. */
async function fees(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t, { faults });
  const api = await connected(t, running);
  const booked = new Map<string, number>();
  api.on(EventName.commissionReport, ({ execId = "", commission = 0 }) => {
    if (!booked.has(execId)) booked.set(execId, commission);
  });
  api.placeOrder(1, AAPL, buying(10));
  await running.advance("60s");
  return { booked: [...booked.values()], true: running.truth().executions.map(({ commission }) => commission) };
}

test("a pending commission of -1 is booked as a dollar that was earned", async (t) => {
  deepEqual(await fees(t, { "commission-sentinel": { value: "minus-one" } }), { booked: [-1], true: [1] });
});

test("a pending commission of the largest double is no amount to the library, and free of charge to the bot", async (t) => {
  deepEqual(await fees(t, { "commission-sentinel": { value: "max-double" } }), { booked: [0], true: [1] });
});

test("a commission that is known is booked", async (t) => {
  deepEqual(await fees(t), { booked: [1], true: [1] });
});
