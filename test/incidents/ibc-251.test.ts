/**
 * IbcAlpha/IBC issue 251, March 2024: 1100 comes again and again, 1102 once.
 *
 * Somebody's login failed after the nightly reset of IB's servers. The log of a program that lives through it every night has
 * 1100 several times within fifteen seconds and then one 1102; the sockets of clients stay open all the while. Whoever
 * takes every 1100 for a new outage never sees the end of the others.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, held, prices, seconds, selling } from "./trading.ts";

const LAST = 4;

/** Sells when its price falls below a floor, unless it is cut off: every 1100 is one outage, every 1102 ends one. */
class Guard {
  outages = 0;
  held = 10;
  readonly #api: IBApi;
  #last = Number.POSITIVE_INFINITY;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.info, (_text, code) => {
      if (code === 1100) this.outages++;
      if (code === 1102) this.outages--;
    });
    api.on(EventName.tickPrice, (_reqId, type, price) => {
      if (type === LAST) this.#last = price;
    });
    api.placeOrder(1, AAPL, buying(this.held));
    api.reqMktData(7, AAPL, "", false, false);
  }

  everySecond(): void {
    if (this.outages > 0 || this.#last >= 250 || this.held === 0) return;
    this.#api.placeOrder(2, AAPL, selling(this.held));
    this.held = 0;
  }
}

/** A reset of fifteen seconds; a minute later AAPL falls through the floor. */
async function night(t: TestContext, repeatMs: number) {
  const running = await gateway(t, { prices: prices({ 0: 255, 90: 240 }) });
  const guard = new Guard(await connected(t, running));
  await seconds(running, 10, () => guard.everySecond());
  running.faults.set("link-lost", { repeatMs, repeatForMs: 15_000 });
  await seconds(running, 16, () => guard.everySecond());
  running.faults.clear("link-lost");
  await seconds(running, 120, () => guard.everySecond());
  return { outages: guard.outages, held: held(running) };
}

test("1100 comes each second, 1102 once: for the bot fifteen outages last, and it holds through the fall", async (t) => {
  deepEqual(await night(t, 1_000), { outages: 15, held: 10 });
});

test("1100 said once is an outage that ends, and the bot sells", async (t) => {
  deepEqual(await night(t, 0), { outages: 0, held: 0 });
});
