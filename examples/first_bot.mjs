/**
 * The same with @stoqey/ib: connects as client 12, which trades the other account, and buys ten shares.
 *
 *     npm install @stoqey/ib
 *     node examples/first_bot.mjs
 */
import { EventName, IBApi, OrderAction, OrderType, SecType } from "@stoqey/ib";

const ib = new IBApi({ host: "127.0.0.1", port: Number(process.argv[2] ?? 4100), clientId: 12 });
const aapl = { symbol: "AAPL", secType: SecType.STK, exchange: "SMART", currency: "USD" };

ib.on(EventName.error, (error, code, id) => console.error(code, id, error.message));
ib.on(EventName.managedAccounts, (accounts) => console.log("connected:", accounts));
ib.once(EventName.nextValidId, (orderId) => {
  ib.placeOrder(orderId, aapl, {
    action: OrderAction.BUY,
    orderType: OrderType.MKT,
    totalQuantity: 10,
    transmit: true,
  });
});
ib.on(EventName.orderStatus, (id, status, filled, remaining) =>
  console.log("order", id, status, filled, "of", filled + remaining),
);
ib.on(EventName.execDetails, (_, contract, { side, shares, price }) =>
  console.log(side, shares, contract.symbol, price),
);
ib.once(EventName.commissionReport, ({ commission, currency }) => {
  console.log("commission:", commission, currency);
  ib.disconnect();
});
ib.connect();
