/**
 * wboayue/rust-ibapi issue 788, September 2026: a commission report that comes before its execution is dropped.
 *
 * A commission report names no order, only an execution. The library knew executions by what had already come, so a report that
 * came first had no receiver: dropped, in one of its two forms without a log line. Fees were missing for ever. (Their
 * own check of one trade saw the execution first; the order of the two is not promised.)
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected } from "./trading.ts";

/** Fees by order: an execution says which order a report belongs to. */
class FeeBook {
  readonly fees = new Map<number, number>();
  readonly #orders = new Map<string, number>();

  constructor(api: IBApi) {
    api.on(EventName.execDetails, (_reqId, _contract, { execId = "", orderId = 0 }) => {
      this.#orders.set(execId, orderId);
    });
    api.on(EventName.commissionReport, ({ execId = "", commission = 0 }) => {
      const orderId = this.#orders.get(execId);
      if (orderId !== undefined) this.fees.set(orderId, (this.fees.get(orderId) ?? 0) + commission);
    });
  }
}

async function bought(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t, { faults });
  const api = await connected(t, running);
  const book = new FeeBook(api);
  api.placeOrder(1, AAPL, buying(10));
  await running.advance("60s");
  return { booked: [...book.fees.values()], true: running.truth().executions.map(({ commission }) => commission) };
}

test("the commission comes before its execution: the bot has traded for nothing, the broker took 1 USD", async (t) => {
  deepEqual(await bought(t, { "commission-early": {} }), { booked: [], true: [1] });
});

test("after its execution it is booked", async (t) => {
  deepEqual(await bought(t), { booked: [1], true: [1] });
});
