/**
 * Each row of what clients do with orders, as a play for one unmodified client that has just connected. A play ends with
 * nothing of its own left open, and knows nothing of who stands at the other end of its connection.
 */
import { type Contract, EventName, type Order, OrderAction, OrderType, SecType, TimeInForce } from "@stoqey/ib";
import type { OrderRow } from "./rows.ts";
import { AAPL, ACCOUNT, type Trader } from "./trader.ts";

export type Play = (trader: Trader) => Promise<void>;

const MARKET = { orderType: OrderType.MKT, lmtPrice: undefined as never } satisfies Partial<Order>;
/** A child of an order: a stop far below the market. */
const stopOf = (parentId: number): Partial<Order> => ({
  ...{ parentId, action: OrderAction.SELL, orderType: OrderType.STP, auxPrice: 150, lmtPrice: undefined as never },
});
const profitOf = (parentId: number): Partial<Order> => ({ parentId, action: OrderAction.SELL, lmtPrice: 300 });

async function cancelled(trader: Trader, ...ids: readonly number[]): Promise<void> {
  for (const id of ids) trader.api.cancelOrder(id);
  for (const id of ids) await trader.reaches(id, "Cancelled", "ApiCancelled");
}

async function rests(trader: Trader, id: number, terms: Partial<Order> = {}): Promise<void> {
  trader.place(id, terms);
  await trader.reaches(id, "Submitted", "PreSubmitted");
  await trader.quiet();
}

async function fills(trader: Trader, id: number, terms: Partial<Order> = {}, contract: Contract = AAPL): Promise<void> {
  trader.place(id, { ...MARKET, ...terms }, contract);
  await trader.reaches(id, "Filled");
  await trader.event(EventName.commissionReport);
  await trader.quiet();
}

async function listed(trader: Trader, ask: () => unknown, end: EventName): Promise<void> {
  trader.forget();
  ask();
  await trader.event(end);
}

/** A call deep in the money; there is one at every hour, because the Gateway's clock begins where the stage says. */
export const CALL: Contract = {
  ...{ symbol: "AAPL", secType: SecType.OPT, exchange: "SMART", currency: "USD", right: "C" as never, multiplier: 100 },
  ...{ lastTradeDateOrContractMonth: "20260116", strike: 200 },
};

export const PLAYS: Readonly<Record<Exclude<OrderRow, OwnWay>, Play>> = {
  "a new order": async (trader) => {
    await rests(trader, 1, { orderRef: "mine" });
    await cancelled(trader, 1);
  },
  "an id that is zero or negative": async (trader) => {
    for (const id of [0, -1]) {
      trader.place(id);
      await trader.refused(id, 10149);
    }
  },
  "an id below the highest": async (trader) => {
    await rests(trader, 9);
    trader.place(5);
    await trader.refused(5, 103);
    await cancelled(trader, 9);
  },
  "the id of a cancelled order": async (trader) => {
    await rests(trader, 1);
    await cancelled(trader, 1);
    trader.place(1);
    await trader.refused(1, 103);
  },
  "an untransmitted order that is cancelled": async (trader) => {
    trader.place(1, { transmit: false });
    await listed(trader, () => trader.api.reqOpenOrders(), EventName.openOrderEnd);
    trader.api.cancelOrder(1);
    await trader.refused(1, 202);
  },
  "an untransmitted bracket that its last leg releases": async (trader) => {
    trader.place(1, { transmit: false });
    trader.place(2, { ...profitOf(1), transmit: false });
    trader.place(3, stopOf(1));
    await trader.reaches(1, "Submitted");
    for (const id of [2, 3]) await trader.reaches(id, "PreSubmitted");
    await trader.quiet();
    trader.api.cancelOrder(1);
    for (const id of [1, 2, 3]) await trader.reaches(id, "Cancelled");
  },
  "the same order again": async (trader) => {
    await rests(trader, 1);
    trader.forget();
    trader.place(1);
    await trader.reaches(1, "Submitted");
    await cancelled(trader, 1);
  },
  "a changed order": async (trader) => {
    await rests(trader, 1);
    trader.forget();
    trader.place(1, { lmtPrice: 201, totalQuantity: 7 });
    await trader.event(EventName.openOrder, (id, _contract, { lmtPrice }) => id === 1 && lmtPrice === 201);
    await trader.quiet();
    await cancelled(trader, 1);
  },
  "a change before the first answer": async (trader) => {
    for (const lmtPrice of [200, 201, 202]) trader.place(1, { lmtPrice });
    await trader.event(EventName.openOrder, (id, _contract, { lmtPrice }) => id === 1 && lmtPrice === 202);
    await trader.quiet();
    await cancelled(trader, 1);
  },
  "a change after the fill": async (trader) => {
    await fills(trader, 1);
    trader.place(1, { lmtPrice: 100 });
    await trader.refused(1, 104);
    await fills(trader, 2, { action: OrderAction.SELL });
  },
  "a preview, and a real order under its id": async (trader) => {
    trader.place(1, { whatIf: true, transmit: false });
    await trader.refused(1, 413);
    trader.place(2, { whatIf: true });
    await trader.event(EventName.openOrder, (id) => id === 2);
    await trader.quiet();
    await rests(trader, 2);
    await cancelled(trader, 2);
  },
  "a cancel of an own order": async (trader) => {
    for (const id of [1, 2]) await rests(trader, id);
    await cancelled(trader, 2, 1);
  },
  "a cancel of an order that was never there": async (trader) => {
    for (const id of [7, 0, -3]) {
      trader.api.cancelOrder(id);
      await trader.refused(id, 10147);
    }
  },
  "a cancel of a finished order": async (trader) => {
    await rests(trader, 1);
    await cancelled(trader, 1);
    await fills(trader, 2);
    for (const id of [1, 2]) {
      trader.api.cancelOrder(id);
      await trader.event(EventName.error, (_error, code, about) => about === id && [161, 10148].includes(code));
    }
    await fills(trader, 3, { action: OrderAction.SELL });
  },
  "a global cancel": async (trader) => {
    await rests(trader, 1);
    await rests(trader, 2, stopOf(1));
    trader.place(3, { transmit: false });
    trader.api.reqGlobalCancel();
    for (const id of [1, 2]) await trader.reaches(id, "Cancelled");
  },
  "an exercise of an option": async (trader) => {
    await fills(trader, 1, { totalQuantity: 2 }, CALL);
    trader.api.exerciseOptions(2, CALL, 1, 5, ACCOUNT, 0);
    await trader.refused(2, 322);
    trader.api.exerciseOptions(3, CALL, 2, 1, ACCOUNT, 0);
    await trader.refused(3, 322);
    trader.api.exerciseOptions(4, CALL, 1, 1, ACCOUNT, 0);
    await trader.reaches(4, "PreSubmitted");
    await trader.quiet();
    await cancelled(trader, 4);
    await fills(trader, 5, { action: OrderAction.SELL, totalQuantity: 2 }, CALL);
  },
  "terms as sent": async (trader) => {
    await rests(trader, 1, { tif: TimeInForce.GTC, outsideRth: true, triggerMethod: 4 });
    await rests(trader, 2, { tif: TimeInForce.DAY, outsideRth: false });
    await cancelled(trader, 1, 2);
  },
  "lists of open orders": async (trader) => {
    await rests(trader, 1);
    trader.place(2, { transmit: false });
    await listed(trader, () => trader.api.reqOpenOrders(), EventName.openOrderEnd);
    await listed(trader, () => trader.api.reqAllOpenOrders(), EventName.openOrderEnd);
    trader.api.reqAutoOpenOrders(true);
    await trader.refused(-1, 327);
    await cancelled(trader, 1);
    await listed(trader, () => trader.api.reqOpenOrders(), EventName.openOrderEnd);
  },
  "completed orders": async (trader) => {
    for (const apiOnly of [true, false])
      await listed(trader, () => trader.api.reqCompletedOrders(apiOnly), EventName.completedOrdersEnd);
  },
  "executions by filter": async (trader) => {
    await fills(trader, 1, { totalQuantity: 3 });
    await fills(trader, 2, { totalQuantity: 3, action: OrderAction.SELL });
    for (const [i, filter] of FILTERS.entries())
      await listed(trader, () => trader.api.reqExecutions(100 + i, filter), EventName.execDetailsEnd);
    trader.api.reqExecutions(200, { time: "yesterday" });
    await trader.refused(200, 321);
  },
};

/** One field each, and all of them; a filter that fits nothing, too. */
const FILTERS = [
  {},
  { acctCode: ACCOUNT },
  { acctCode: "DU7777777" },
  { symbol: "AAPL" },
  { symbol: "MSFT" },
  { secType: SecType.STK },
  { secType: SecType.OPT },
  { exchange: "SMART" },
  { side: "BUY" },
  { side: "SELL" },
  { time: "20260106 00:00:00" },
  { time: "20260107 23:00:00" },
  { acctCode: ACCOUNT, symbol: "AAPL", secType: SecType.STK, side: "SELL", time: "20260106 00:00:00" },
] as const;

/** What holdfast refuses where a Gateway would look at its login: `orders.test.ts` plays it through holdfast alone. */
type OwnWay = "allocations and foreign accounts";
