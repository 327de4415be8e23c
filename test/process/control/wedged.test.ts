/**
 * A halt while every other door is wedged: one client that sends orders as fast as its socket takes them, one that asks for
 * lists without end and reads nothing, and a crowd that connects and says nothing, at the bots' door and at the health port.
 */
import assert from "node:assert/strict";
import net from "node:net";
import test, { after, type TestContext } from "node:test";
import type { Decimal } from "../../../src/base/decimal.ts";
import { type RawClient, rawClient } from "../../rig/raw.ts";
import { tearDown } from "../../rig/tearDown.ts";
import { FLATTEN, flattened, staysFlat } from "./flattened.ts";
import { Scene, until } from "./scene.ts";

after(tearDown);

const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const CROWD = 40;

/** Orders that rest and orders that trade, as many as the socket takes. */
function flood(t: TestContext, client: RawClient): void {
  let orderId = 1_000;
  const send = (): void => {
    for (let i = 0; i < 20; i++) {
      const isMarket = orderId % 10 === 0;
      const order = { action: "BUY", totalQuantity: "1" as Decimal, transmit: true };
      const priced = isMarket ? { orderType: "MKT" } : { orderType: "LMT", lmtPrice: 10 };
      client.send("placeOrder", { orderId: orderId++, contract: AAPL, order: { ...order, ...priced } });
    }
  };
  const timer = setInterval(send, 25);
  t.after(() => clearInterval(timer));
}

/** Asks and never reads. */
function deaf(t: TestContext, client: RawClient): void {
  client.socket.pause();
  const timer = setInterval(() => {
    for (let i = 0; i < 20; i++) client.send("reqAllOpenOrders", {});
  }, 25);
  t.after(() => clearInterval(timer));
}

function crowd(t: TestContext, port: number): void {
  const sockets = Array.from({ length: CROWD }, () => net.connect(port, "127.0.0.1").on("error", () => {}));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
}

test("a flatten is done in time while one client floods, another reads nothing and a crowd stands in every door", async (t) => {
  const scene = await Scene.start(t);
  const health = await scene.daemon.logged("its health port", ({ event }) => event === "health-open");
  const [flooding, mute] = [await rawClient(scene.daemon.port, 1, 178), await rawClient(scene.daemon.port, 2, 178)];
  deaf(t, mute);
  flood(t, flooding);
  for (const port of [scene.daemon.port, Number(health.port)]) crowd(t, port);
  await until(
    "a position and orders that work",
    async () => {
      const { positions } = await scene.truth();
      return positions.length > 0 && (await scene.working()).length >= 20;
    },
    30_000,
  );
  const { tookMs, boundMs } = await flattened(scene, scene.holdfast(FLATTEN));
  t.diagnostic(`flat in ${Math.round(tookMs)} ms of ${Math.round(boundMs)}`);
  await staysFlat(scene, 2_000);
  assert.equal(scene.daemon.child.exit, undefined);
});
