/**
 * gnzsnz/ib-gateway-docker issue 399, June 2026: a cold restart that becomes a loop.
 *
 * A restart planned for 06:00, meant to give a clean start before the market opened, killed and started the Gateway again
 * every one or two minutes and ended in an exit with code 1: the connection was gone in market hours. Elsewhere a cold
 * start waits until a person approves the login.
 */
import { deepEqual, ok } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import type { SimulatedGateway } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, held, seconds, unconnected } from "./trading.ts";

const TRIES_MAX = 24;
const RETRY_S = 5;
const WARM_UP_S = 8;

/** Reconnects for two minutes; every success begins the count anew. It trades when it has been connected for eight seconds. */
class Starter {
  state = "starting";
  connects = 0;
  readonly #api: IBApi;
  #tries = 0;
  #second = 0;
  #warm = 0;

  constructor(api: IBApi) {
    this.#api = api;
    api.on(EventName.nextValidId, () => {
      this.connects++;
      this.#tries = 0;
      this.#warm = 0;
    });
    api.connect(1);
  }

  everySecond(): void {
    this.#second++;
    if (this.state !== "starting") return;
    if (this.#api.isConnected) this.#warmUp();
    else if (this.#second % RETRY_S === 0) this.#retry();
  }

  #warmUp(): void {
    if (++this.#warm < WARM_UP_S) return;
    this.state = "trading";
    this.#api.placeOrder(1, AAPL, buying(10));
  }

  #retry(): void {
    if (++this.#tries > TRIES_MAX) this.state = "exit 1";
    else this.#api.connect(1);
  }
}

async function morning(t: TestContext, restart: (running: SimulatedGateway) => void) {
  const running = await gateway(t, { start: "2026-01-06 06:00" });
  restart(running);
  const bot = new Starter(unconnected(t, running));
  await seconds(running, 1_200, () => bot.everySecond());
  return { state: bot.state, connects: bot.connects, held: held(running) };
}

test("the Gateway is up for moments only: connected again and again, the bot is starting for twenty minutes", async (t) => {
  const seen = await morning(t, ({ faults }) => faults.set("restart-loop", { upMs: 7_000, gapMs: 83_000 }));
  deepEqual({ ...seen, connects: 0 }, { state: "starting", connects: 0, held: 0 });
  ok(seen.connects > 5, `it connected ${seen.connects} times`);
});

test("the login waits ten minutes for a person: the bot has given up after two", async (t) => {
  const seen = await morning(t, ({ faults }) => faults.inject("cold-restart", { approvalMs: 600_000 }));
  deepEqual(seen, { state: "exit 1", connects: 0, held: 0 });
});

test("after a restart that ends the bot trades", async (t) => {
  const seen = await morning(t, (running) => running.restart({ gapMs: 90_000 }));
  deepEqual(seen, { state: "trading", connects: 1, held: 10 });
});
