/**
 * The steps of ../README.md with unmodified @stoqey/ib.
 *
 * Every event of the library is kept in the order of its coming; a step waits for those that complete it. What the
 * library emits as error without being a code that is none, a frame it could not read among them, fails the step.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Contract, EventName, IBApi, type Order, OrderAction, OrderType, SecType, TimeInForce } from "@stoqey/ib";

interface Config {
  readonly host?: string;
  readonly port: number;
  readonly clientId: number;
  readonly account: string;
  readonly orderRef: string;
  readonly symbol: string;
  readonly quantity: number;
  readonly restingPrice: number;
  readonly modifiedPrice: number;
}

const config = JSON.parse(process.argv[2]!) as Config;
const { account, orderRef, symbol } = config;
const WAIT_MS_MAX = 45_000;
const CONTRACT_REQ_ID = 9001;
const QUOTES_REQ_ID = 9002;
const EXECUTIONS_REQ_ID = 9003;
/** Tick types. */
const FIELDS = { bid: 1, ask: 2, bidSize: 0, askSize: 3 };

const say = (facts: Record<string, unknown>): void => void process.stdout.write(`${JSON.stringify(facts)}\n`);

// biome-ignore lint/suspicious/noExplicitAny: events carry what the library gives them
type Values = any[];

const api = new IBApi({ host: config.host ?? "127.0.0.1", port: config.port });
const heard: { readonly event: EventName; readonly values: Values }[] = [];
let trouble: string | undefined;
let cancelling: number | undefined;

for (const event of [
  EventName.nextValidId,
  EventName.managedAccounts,
  EventName.contractDetails,
  EventName.contractDetailsEnd,
  EventName.tickPrice,
  EventName.tickSize,
  EventName.openOrder,
  EventName.orderStatus,
  EventName.execDetails,
  EventName.execDetailsEnd,
  EventName.commissionReport,
  EventName.updateAccountValue,
  EventName.updatePortfolio,
  EventName.accountDownloadEnd,
  EventName.disconnected,
])
  (api.on as (name: EventName, listener: (...values: Values) => void) => void)(event, (...values) =>
    heard.push({ event, values }),
  );
api.on(EventName.error, (error, code: number, id) => {
  const harmless = [10167, 10349, 399].includes(code) || (code >= 2100 && code < 2170);
  if (harmless || (code === 202 && id === cancelling)) say({ notice: code, id, text: error.message });
  else trouble ??= `error ${code} for id ${id}: ${error.message}`;
});

/** The first event of a kind that `matches`; it may have come already. */
async function first(event: EventName, matches: (...values: Values) => boolean = () => true): Promise<Values> {
  for (let waited = 0; waited < WAIT_MS_MAX; waited += 10) {
    if (trouble !== undefined) throw new Error(trouble);
    const found = heard.find((one) => one.event === event && matches(...one.values));
    if (found !== undefined) return found.values;
    await sleep(10);
  }
  throw new Error(`no ${event} within ${WAIT_MS_MAX} ms`);
}

const all = (event: EventName): Values[] => heard.flatMap((one) => (one.event === event ? [one.values] : []));

const stock: Contract = { symbol, secType: SecType.STK, exchange: "SMART", currency: "USD" };
const base = {
  action: OrderAction.BUY,
  totalQuantity: config.quantity,
  tif: TimeInForce.DAY,
  transmit: true,
  account,
  orderRef,
} satisfies Partial<Order>;
const limit = (lmtPrice: number): Order => ({ ...base, orderType: OrderType.LMT, lmtPrice });

async function statusIs(id: number, status: string): Promise<Record<string, unknown>> {
  const [orderId, told, filled, remaining, avgFillPrice, permId] = await first(
    EventName.orderStatus,
    (one, name) => one === id && name === status,
  );
  return { orderId, status: told, filled, remaining, avgFillPrice, permId };
}

let nextOrderId = 0;

async function startUp(): Promise<void> {
  api.connect(config.clientId);
  const [nextValidId] = await first(EventName.nextValidId);
  const [names] = await first(EventName.managedAccounts);
  nextOrderId = nextValidId;
  const accounts = String(names).split(",").filter(Boolean);
  say({ step: "start-up", serverVersion: api.serverVersion, nextValidId, accounts });
}

async function contractDetails(): Promise<void> {
  api.reqContractDetails(CONTRACT_REQ_ID, stock);
  await first(EventName.contractDetailsEnd, (reqId) => reqId === CONTRACT_REQ_ID);
  const found = all(EventName.contractDetails).filter(([reqId]) => reqId === CONTRACT_REQ_ID);
  const { contract, longName, minTick } = found[0]![1];
  const { conId, symbol, currency } = contract;
  say({ step: "contract-details", count: found.length, conId, symbol, currency, longName, minTick });
}

async function quotes(): Promise<void> {
  api.reqMktData(QUOTES_REQ_ID, stock, "", false, false);
  const value = async (event: EventName, field: number): Promise<unknown> =>
    (await first(event, (reqId, type) => reqId === QUOTES_REQ_ID && type === field))[2];
  const bid = await value(EventName.tickPrice, FIELDS.bid);
  const ask = await value(EventName.tickPrice, FIELDS.ask);
  const bidSize = await value(EventName.tickSize, FIELDS.bidSize);
  const askSize = await value(EventName.tickSize, FIELDS.askSize);
  api.cancelMktData(QUOTES_REQ_ID);
  say({ step: "quotes", bid, ask, bidSize, askSize });
}

async function order(): Promise<void> {
  api.placeOrder(nextOrderId, stock, limit(config.restingPrice));
  const { orderId, permId, status, filled, remaining } = await statusIs(nextOrderId, "Submitted");
  const [, , echo] = await first(EventName.openOrder, (id) => id === nextOrderId);
  const { lmtPrice, totalQuantity, account, orderRef } = echo;
  const known = { orderId, permId, status, filled, remaining };
  say({ step: "order", ...known, lmtPrice, totalQuantity, account, orderRef });
}

async function modify(): Promise<void> {
  const price = config.modifiedPrice;
  api.placeOrder(nextOrderId, stock, limit(price));
  const echoed = await first(
    EventName.openOrder,
    (id, _contract, { lmtPrice }) => id === nextOrderId && lmtPrice === price,
  );
  const [orderId, , { permId, lmtPrice }, { status }] = echoed;
  say({ step: "modify", orderId, permId, status, lmtPrice });
}

async function cancel(): Promise<void> {
  cancelling = nextOrderId;
  api.cancelOrder(nextOrderId);
  const { orderId, status } = await statusIs(nextOrderId, "Cancelled");
  say({ step: "cancel", orderId, status });
}

async function executions(): Promise<void> {
  const orderId = nextOrderId + 1;
  api.placeOrder(orderId, stock, { ...base, orderType: OrderType.MKT });
  const { status, filled, avgFillPrice } = await statusIs(orderId, "Filled");
  api.reqExecutions(EXECUTIONS_REQ_ID, {});
  await first(EventName.execDetailsEnd, (reqId) => reqId === EXECUTIONS_REQ_ID);
  const [, , execution] = await first(
    EventName.execDetails,
    (reqId, _contract, one) => reqId === EXECUTIONS_REQ_ID && one.orderId === orderId,
  );
  const { execId, price, shares, side, acctNumber, orderRef } = execution;
  const [{ commission, currency }] = await first(EventName.commissionReport, (report) => report.execId === execId);
  const trade = { execId, price, shares, side, account: acctNumber, orderRef, commission, currency };
  say({ step: "executions", orderId: execution.orderId, status, filled, avgFillPrice, ...trade });
}

async function accountUpdates(): Promise<void> {
  api.reqAccountUpdates(true, account);
  await first(EventName.accountDownloadEnd, (name) => name === account);
  const worth = await first(
    EventName.updateAccountValue,
    (key, _value, _currency, name) => key === "NetLiquidation" && name === account,
  );
  const [held, position, , , , , , owner] = await first(EventName.updatePortfolio, (one) => one.symbol === symbol);
  api.reqAccountUpdates(false, account);
  const money = { netLiquidation: Number(worth[1]), currency: worth[2] };
  say({ step: "account-updates", ...money, positionSymbol: held.symbol, position, account: owner });
}

async function leave(): Promise<void> {
  api.disconnect();
  await first(EventName.disconnected);
  say({ step: "done" });
}

const STEPS: readonly (readonly [string, () => Promise<void>])[] = [
  ["start-up", startUp],
  ["contract-details", contractDetails],
  ["quotes", quotes],
  ["order", order],
  ["modify", modify],
  ["cancel", cancel],
  ["executions", executions],
  ["account-updates", accountUpdates],
  ["done", leave],
];

for (const [step, run] of STEPS) {
  try {
    await run();
  } catch (failure) {
    say({ failed: step, why: String(failure) });
    process.exit(1);
  }
}
process.exit(0);
