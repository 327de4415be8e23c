/**
 * One bot's working day with unmodified @stoqey/ib, from connect to disconnect and back again: the twin of ib_async_scenario.py.
 *
 * Started as a child process with one JSON argument: {"port", "clientId", "account", "orderRef"}. It prints one JSON
 * object per step; where it says {"waiting": …} it goes on after one line on standard input. A step that does not end
 * within 10 s ends the program with exit code 1.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BarSizeSetting,
  type Contract,
  EventName,
  IBApi,
  type Order,
  OrderAction,
  OrderType,
  SecType,
  TimeInForce,
  WhatToShow,
} from "@stoqey/ib";

interface Config {
  readonly port: number;
  readonly clientId: number;
  readonly account: string;
  readonly orderRef: string;
}

const config = JSON.parse(process.argv[2]!) as Config;
const WAIT_MS_MAX = 45_000;
/** Frames that repeat what was said arrive before the next step begins. */
const SETTLE_MS = 400;

const say = (facts: Record<string, unknown>): void => void process.stdout.write(`${JSON.stringify(facts)}\n`);
const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function heldAt(point: string): Promise<void> {
  say({ waiting: point });
  await input.next();
}

const api = new IBApi({ host: "127.0.0.1", port: config.port });
// biome-ignore lint/suspicious/noExplicitAny: listeners of any event
const on = api.on.bind(api) as (event: EventName, listener: (...values: any[]) => void) => void;
const contract: Contract = { symbol: "AAPL", secType: SecType.STK, exchange: "SMART", currency: "USD" };

on(EventName.error, (error: Error, code: number, id: number) => say({ error: code, id, text: error.message }));
on(EventName.info, (text: string, code: number) => say({ info: code, text }));

/** The values of every event of one kind since the program began. */
class Heard {
  // biome-ignore lint/suspicious/noExplicitAny: events carry what the library gives them
  readonly all: any[][] = [];
  readonly #event: EventName;

  constructor(event: EventName) {
    this.#event = event;
    on(event, (...values) => this.all.push(values));
  }

  /** The first event from the `from`th on that `matches`. */
  // biome-ignore lint/suspicious/noExplicitAny: see above
  async next(from = 0, matches: (...values: any[]) => boolean = () => true): Promise<any[]> {
    for (let waited = 0; waited < WAIT_MS_MAX; waited += 10) {
      const found = this.all.slice(from).find((values) => matches(...values));
      if (found !== undefined) return found;
      await sleep(10);
    }
    throw new Error(`no ${this.#event} within ${WAIT_MS_MAX} ms`);
  }
}

const openOrders = new Heard(EventName.openOrder);
const statuses = new Heard(EventName.orderStatus);
const executions = new Heard(EventName.execDetails);
const commissions = new Heard(EventName.commissionReport);

/** What ends an answer: the events since this call, up to the end that `ask` causes. */
async function asked(end: EventName, ask: () => void): Promise<void> {
  const ended = new Heard(end);
  ask();
  await ended.next();
}

let nextReqId = 1000;
let nextOrderId = 0;

async function connect(step: string): Promise<void> {
  const ids = new Heard(EventName.nextValidId);
  const accounts = new Heard(EventName.managedAccounts);
  api.connect(config.clientId);
  [nextOrderId] = (await ids.next()) as [number];
  const [list] = (await accounts.next()) as [string];
  say({ step, accounts: list.split(","), serverVersion: api.serverVersion, nextValidId: nextOrderId });
}

async function look(): Promise<void> {
  const details = new Heard(EventName.contractDetails);
  await asked(EventName.contractDetailsEnd, () => api.reqContractDetails(nextReqId++, contract));
  const [, found] = (await details.next()) as [number, { contract: Contract; longName?: string }];
  say({ step: "contract", count: details.all.length, conId: found.contract.conId, longName: found.longName });
  const prices = new Heard(EventName.tickPrice);
  const sizes = new Heard(EventName.tickSize);
  const tickerId = nextReqId++;
  api.reqMktData(tickerId, contract, "", false, false);
  await sizes.next(7);
  const latest = (field: number) => prices.all.findLast(([, type]) => type === field)?.[2];
  say({ step: "quotes", bid: latest(1), ask: latest(2), last: latest(4) });
  api.cancelMktData(tickerId);
  const bars = new Heard(EventName.historicalData);
  const end = "20260105 16:00:00 US/Eastern";
  const size = BarSizeSetting.HOURS_ONE;
  api.reqHistoricalData(nextReqId++, contract, end, "1 D", size, WhatToShow.TRADES, 1, 1, false);
  await bars.next(0, (_id, time) => String(time).startsWith("finished"));
  say({ step: "bars", count: bars.all.length - 1, close: bars.all.at(-2)?.[5] });
}

const base = (name: string): Omit<Order, "orderType"> => ({
  account: config.account,
  action: OrderAction.BUY,
  totalQuantity: 10,
  tif: TimeInForce.DAY,
  transmit: true,
  orderRef: `${config.orderRef}-${name}`,
});

const statusIs = (id: number, status: string, from = 0) =>
  statuses.next(from, (orderId, told) => orderId === id && told === status);

async function limitOrder(): Promise<void> {
  const id = nextOrderId++;
  const order = { ...base("limit"), orderType: OrderType.LMT, lmtPrice: 250 };
  api.placeOrder(id, contract, order);
  await statusIs(id, "Submitted");
  await sleep(SETTLE_MS);
  const seen = openOrders.all.length;
  api.placeOrder(id, contract, { ...order, lmtPrice: 249.5 });
  await openOrders.next(seen, (orderId, _contract, { lmtPrice }) => orderId === id && lmtPrice === 249.5);
  await sleep(SETTLE_MS);
  api.cancelOrder(id);
  await statusIs(id, "Cancelled");
  say({ step: "limit", status: "Cancelled", orderId: id });
  await sleep(SETTLE_MS);
}

async function marketOrder(): Promise<void> {
  const id = nextOrderId++;
  api.placeOrder(id, contract, { ...base("market"), orderType: OrderType.MKT });
  await statusIs(id, "Filled");
  const [, , execution] = await executions.next(0, (_reqId, _contract, { orderId }) => orderId === id);
  await commissions.next(0, ({ execId }) => execId === execution.execId);
  say({ step: "market", status: "Filled", filled: execution.cumQty, price: execution.price });
  await sleep(SETTLE_MS);
}

async function bracketOrder(): Promise<number> {
  const parentId = nextOrderId++;
  const exit = { action: OrderAction.SELL, parentId };
  const entry = { ...base("entry"), orderType: OrderType.LMT, lmtPrice: 245, transmit: false };
  const profit = { ...base("profit"), ...exit, orderType: OrderType.LMT, lmtPrice: 270, transmit: false };
  const stop = { ...base("stop"), ...exit, orderType: OrderType.STP, auxPrice: 240 };
  const ids = [parentId, nextOrderId++, nextOrderId++] as const;
  for (const [i, order] of [entry, profit, stop].entries()) api.placeOrder(ids[i]!, contract, order);
  await statusIs(ids[0], "Submitted");
  for (const id of ids.slice(1)) await statusIs(id, "PreSubmitted");
  await sleep(SETTLE_MS);
  const told = ids.map((id) => statuses.all.findLast(([orderId]) => orderId === id)?.[1]);
  say({ step: "bracket", statuses: told, orderIds: ids });
  return parentId;
}

async function lists(): Promise<void> {
  for (const [step, ask] of [
    ["openOrders", () => api.reqOpenOrders()],
    ["allOpenOrders", () => api.reqAllOpenOrders()],
  ] as const) {
    const seen = openOrders.all.length;
    await asked(EventName.openOrderEnd, ask);
    say({
      step,
      refs: openOrders.all
        .slice(seen)
        .map(([, , order]) => order.orderRef)
        .sort(),
    });
  }
  const before = executions.all.length;
  await asked(EventName.execDetailsEnd, () => api.reqExecutions(nextReqId++, {}));
  say({ step: "executions", refs: executions.all.slice(before).map(([, , execution]) => execution.orderRef) });
  const completed = new Heard(EventName.completedOrder);
  await asked(EventName.completedOrdersEnd, () => api.reqCompletedOrders(false));
  say({ step: "completedOrders", refs: completed.all.map(([, order]) => order.orderRef).sort() });
  await accountLists();
  const time = new Heard(EventName.currentTime);
  api.reqCurrentTime();
  say({ step: "time", time: (await time.next())[0] });
}

async function accountLists(): Promise<void> {
  const positions = new Heard(EventName.position);
  await asked(EventName.positionEnd, () => api.reqPositions());
  api.cancelPositions();
  say({ step: "positions", positions: positions.all.map(([account, { symbol }, size]) => [account, symbol, size]) });
  const portfolio = new Heard(EventName.updatePortfolio);
  await asked(EventName.accountDownloadEnd, () => api.reqAccountUpdates(true, config.account));
  api.reqAccountUpdates(false, config.account);
  const rows = portfolio.all.map(([{ symbol }, size, , , , , , account]) => [account, symbol, size]);
  say({ step: "accountUpdates", portfolio: rows });
  const summary = new Heard(EventName.accountSummary);
  const reqId = nextReqId++;
  const tags = "NetLiquidation,TotalCashValue,BuyingPower,GrossPositionValue";
  await asked(EventName.accountSummaryEnd, () => api.reqAccountSummary(reqId, "All", tags));
  api.cancelAccountSummary(reqId);
  const accounts = [...new Set(summary.all.map(([, account]) => account))];
  say({ step: "accountSummary", accounts, count: summary.all.length });
}

async function leaveAndComeBack(parentId: number): Promise<void> {
  const gone = new Heard(EventName.disconnected);
  api.disconnect();
  await gone.next();
  await sleep(SETTLE_MS);
  const resting = openOrders.all.length;
  const seen = statuses.all.length;
  await connect("back");
  await sleep(SETTLE_MS);
  say({ step: "shown", refs: openOrders.all.slice(resting).map(([, , order]) => order.orderRef) });
  api.cancelOrder(parentId);
  for (const id of [parentId, parentId + 1, parentId + 2]) await statusIs(id, "Cancelled", seen);
  await sleep(SETTLE_MS);
  say({ step: "left", statuses: [0, 1, 2].map(() => "Cancelled") });
  api.disconnect();
}

await connect("connected");
await heldAt("connected");
await look();
await limitOrder();
await marketOrder();
const bracket = await bracketOrder();
await heldAt("bracket");
await lists();
await heldAt("leave");
await leaveAndComeBack(bracket);
process.exit(0);
