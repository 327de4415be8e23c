import assert from "node:assert/strict";
import test from "node:test";
import { EventName, IBApi } from "@stoqey/ib";

const aapl = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const order = { action: "BUY", orderType: "MKT", totalQuantity: 10, transmit: true };

test("the bot counts the ten shares it bought", async () => {
  const ib = new IBApi({ port: Number(process.env.GATEWAY_PORT ?? 4102), clientId: 8 });
  let held = 0;
  ib.on(EventName.execDetails, (_reqId, _contract, { shares }) => (held += shares));
  ib.once(EventName.nextValidId, (orderId) => ib.placeOrder(orderId, aapl, order));
  await new Promise((done) => ib.once(EventName.commissionReport, done).connect());
  await new Promise((done) => ib.once(EventName.currentTime, done).reqCurrentTime());
  ib.disconnect();
  assert.equal(held, 10);
});
