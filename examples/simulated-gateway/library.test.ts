import assert from "node:assert/strict";
import test from "node:test";
import { EventName, IBApi, OrderAction, OrderType, SecType, TimeInForce } from "@stoqey/ib";
import { startGateway } from "holdfast/sim";

const aapl = { symbol: "AAPL", secType: SecType.STK, exchange: "SMART", currency: "USD" };
const terms = { orderType: OrderType.LMT, lmtPrice: 1, tif: TimeInForce.GTC, totalQuantity: 10, transmit: true };

test("a resting order is still there a day later", async () => {
  await using gateway = await startGateway({ accounts: ["DU1000001"], speed: 0 });
  const ib = new IBApi({ port: gateway.port, clientId: 1 });
  const orderId = await new Promise<number>((done) => ib.once(EventName.nextValidId, done).connect());
  ib.placeOrder(orderId, aapl, { action: OrderAction.BUY, ...terms });
  await gateway.advance("24h");
  assert.equal(gateway.truth().orders[0]?.status, "Submitted");
  ib.disconnect();
});
