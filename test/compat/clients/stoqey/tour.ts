/**
 * Every request that unmodified @stoqey/ib can send, once each.
 *
 * Argument and rules as in ../official/tour.py: the program asks, the wire is judged elsewhere; it fails when the library could
 * not read an answer, or loses the connection.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  BarSizeSetting,
  type Contract,
  DurationUnit,
  ErrorCode,
  EventName,
  IBApi,
  Instrument,
  LocationCode,
  type Order,
  OrderAction,
  OrderType,
  ScanCode,
  SecType,
  TimeInForce,
  WhatToShow,
} from "@stoqey/ib";

const config = JSON.parse(process.argv[2]!) as {
  readonly port: number;
  readonly clientId: number;
  readonly account: string;
};
const { account } = config;
const WAIT_MS_MAX = 45_000;
/** Below the Gateway's limit of 50 messages a second; the library keeps to it by itself. */
const MESSAGES_PER_SECOND = 40;
const AAPL_CON_ID = 265598;
const stock: Contract = { symbol: "AAPL", secType: SecType.STK, exchange: "SMART", currency: "USD" };

const api = new IBApi({ host: "127.0.0.1", port: config.port, maxReqPerSec: MESSAGES_PER_SECOND });
const trouble: string[] = [];
let chain: { readonly expirations: string[]; readonly strikes: number[] } | undefined;
let article: { readonly provider: string; readonly id: string } | undefined;
let bboExchange: string | undefined;
let nextId: number | undefined;
const id = (): number => nextId!++;

api.on(EventName.error, (error, code) => {
  if (code === ErrorCode.UNKNOWN_ID) trouble.push(`${error}`);
});
api.on(EventName.disconnected, () => trouble.push("the connection closed"));
api.on(EventName.nextValidId, (orderId) => {
  nextId ??= orderId;
});
api.on(
  EventName.securityDefinitionOptionParameter,
  (_id, _exchange, _conId, _class, _multiplier, expirations, strikes) => {
    chain = { expirations, strikes };
  },
);
api.on(EventName.historicalNews, (_id, _time, provider, articleId) => {
  article = { provider, id: articleId };
});
api.on(EventName.tickReqParams, (_id, _minTick, exchange) => {
  bboExchange = exchange;
});

async function until<T>(what: string, ready: () => T | undefined): Promise<T> {
  for (let waited = 0; waited < WAIT_MS_MAX; waited += 10) {
    const found = ready();
    if (found !== undefined) return found;
    await sleep(10);
  }
  throw new Error(`no ${what} within ${WAIT_MS_MAX} ms`);
}

function order(orderType: OrderType, also: Partial<Order> = {}): Order {
  const usual = { action: OrderAction.BUY, totalQuantity: 10, tif: TimeInForce.DAY, account, transmit: true };
  return { ...usual, orderType, ...also };
}

async function option(): Promise<Contract> {
  const { expirations, strikes } = await until("chain", () => chain);
  return {
    ...{ ...stock, secType: SecType.OPT, right: "C" as never, multiplier: 100 },
    lastTradeDateOrContractMonth: expirations[Math.min(4, expirations.length - 1)]!,
    // Deep in the money: it can be exercised.
    strike: strikes[Math.floor(strikes.length / 4)]!,
  };
}

function session(): void {
  api.reqCurrentTime().reqIds().reqManagedAccts().reqUserInfo(id()).setServerLogLevel(2);
}

function contracts(): void {
  api.reqContractDetails(id(), stock).reqMatchingSymbols(id(), "AA").reqMarketRule(26).reqSoftDollarTiers(id());
  api.reqMktDepthExchanges().reqFamilyCodes().reqSecDefOptParams(id(), "AAPL", "", SecType.STK, AAPL_CON_ID);
}

async function data(): Promise<void> {
  const [line, ticks, depth, bars, implied, price] = [id(), id(), id(), id(), id(), id()];
  api.reqMarketDataType(1).reqMktData(line, stock, "233", false, false);
  api.reqSmartComponents(id(), await until("exchange code", () => bboExchange));
  api.reqTickByTickData(ticks, stock, "AllLast" as never, 0, false).reqMktDepth(depth, stock, 5, true);
  api.reqRealTimeBars(bars, stock, 5, WhatToShow.TRADES, false);
  const contract = await option();
  api.calculateImpliedVolatility(implied, contract, 10, 255).calculateOptionPrice(price, contract, 0.3, 255);
  await sleep(1_000);
  api.cancelCalculateImpliedVolatility(implied).cancelCalculateOptionPrice(price).cancelRealTimeBars(bars);
  api.cancelMktDepth(depth, true).cancelTickByTickData(ticks).cancelMktData(line);
}

async function history(): Promise<void> {
  const [kept, head, histogram, facts] = [id(), id(), id(), id()];
  api.reqHistoricalData(kept, stock, "", "1 D", BarSizeSetting.HOURS_ONE, WhatToShow.TRADES, 1, 1, true);
  api.reqHeadTimestamp(head, stock, WhatToShow.TRADES, true, 1);
  api.reqHistogramData(histogram, stock, true, 1, DurationUnit.DAY);
  api.reqHistoricalTicks(id(), stock, "", "20260105-14:00:00", 10, WhatToShow.TRADES, 0, true);
  api.reqFundamentalData(facts, stock, "ReportSnapshot");
  await sleep(1_000);
  api.cancelHistoricalData(kept).cancelHeadTimestamp(head).cancelHistogramData(histogram).cancelFundamentalData(facts);
}

async function accounts(): Promise<void> {
  const [summary, multi, positions, pnl, single] = [id(), id(), id(), id(), id()];
  api.reqAccountUpdates(true, account).reqAccountSummary(summary, "All", "NetLiquidation,BuyingPower,$LEDGER");
  api.reqAccountUpdatesMulti(multi, account, "", true).reqPositions().reqPositionsMulti(positions, account, "");
  api.reqPnL(pnl, account, "").reqPnLSingle(single, account, "", AAPL_CON_ID).requestFA(1);
  await sleep(1_500);
  api.reqAccountUpdates(false, account).cancelAccountSummary(summary).cancelAccountUpdatesMulti(multi);
  api.cancelPositions().cancelPositionsMulti(positions).cancelPnL(pnl).cancelPnLSingle(single);
}

async function content(): Promise<void> {
  const [scanner, group, meta, events] = [id(), id(), id(), id()];
  api.reqNewsProviders().reqNewsBulletins(true).reqHistoricalNews(id(), AAPL_CON_ID, "BRFG+DJNL", "", "", 5);
  const { provider, id: articleId } = await until("article", () => article);
  api.reqNewsArticle(id(), provider, articleId).reqScannerParameters();
  const scan = {
    instrument: Instrument.STK,
    locationCode: LocationCode.STK_US_MAJOR,
    scanCode: ScanCode.TOP_PERC_GAIN,
  };
  api.reqScannerSubscription(scanner, scan).queryDisplayGroups(id()).subscribeToGroupEvents(group, 1);
  api.updateDisplayGroup(group, `${AAPL_CON_ID}@SMART`).reqWshMetaData(meta);
  await sleep(1_000);
  api.reqWshEventData(events, AAPL_CON_ID);
  await sleep(1_000);
  api.reqCancelWshMetaData(meta).reqCancelWshEventData(events).unsubscribeFromGroupEvents(group);
  api.cancelScannerSubscription(scanner).cancelNewsBulletins();
}

async function orders(): Promise<void> {
  api.placeOrder(id(), stock, order(OrderType.MKT));
  await sleep(500);
  const resting = id();
  api.placeOrder(resting, stock, order(OrderType.LMT, { lmtPrice: 100 }));
  api.placeOrder(id(), stock, order(OrderType.MKT, { whatIf: true }));
  api.reqOpenOrders().reqAllOpenOrders().reqAutoOpenOrders(false).reqCompletedOrders(false).reqExecutions(id(), {});
  api.cancelOrder(resting);
  const contract = await option();
  api.placeOrder(id(), contract, order(OrderType.MKT, { totalQuantity: 1 }));
  await sleep(1_000);
  api.exerciseOptions(id(), contract, 1, 1, account, 0);
  api.placeOrder(id(), stock, order(OrderType.LMT, { lmtPrice: 101 }));
  api.reqGlobalCancel();
  await sleep(1_000);
}

async function tour(): Promise<void> {
  api.connect(config.clientId);
  await until("nextValidId", () => nextId);
  session();
  contracts();
  for (const part of [data, history, accounts, content, orders]) await part();
  api.removeAllListeners(EventName.disconnected);
  api.disconnect();
}

await tour().catch((error: unknown) => trouble.push(`${error}`));
process.stdout.write(`${JSON.stringify(trouble.length > 0 ? { trouble } : { done: true })}\n`);
process.exit(trouble.length > 0 ? 1 : 0);
