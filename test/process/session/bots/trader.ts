/**
 * The twin of trader.py with unmodified @stoqey/ib, for a bot that obeys 1101: it asks again for every stream, under the ids it
 * still holds, whenever it is told that data was lost.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Contract,
  EventName,
  type Execution,
  IBApi,
  type Order,
  OrderAction,
  OrderType,
  SecType,
  TimeInForce,
} from "@stoqey/ib";
import { Prng } from "../../../../src/base/prng.ts";

interface Config {
  readonly port: number;
  readonly clientId: number;
  readonly account: string;
  readonly name: string;
  readonly seed: number;
  readonly symbols: readonly string[];
  readonly everyMs: number;
}

interface Told {
  readonly ref: string;
  readonly order: Order;
  status: string;
  filled: number;
  readonly refused: string[];
}

const config = JSON.parse(process.argv[2]!) as Config;
const OPEN_MAX = 6;
const SETTLED_SECONDS_MAX = 40;
const RESTING = new Set(["PreSubmitted", "Submitted"]);
const ENDED = new Set(["Filled", "Cancelled", "ApiCancelled", "Inactive"]);
/** What holdfast says of an order that went out and that no list shows. */
const UNKNOWN = /^holdfast: the fate of order (\d+) is unknown/;
const LINK = new Set([1100, 1101, 1102]);

const say = (facts: Record<string, unknown>): void => void process.stdout.write(`${JSON.stringify(facts)}\n`);
const stock = (symbol: string): Contract => ({ symbol, secType: SecType.STK, exchange: "SMART", currency: "USD" });

const api = new IBApi({ host: "127.0.0.1", port: config.port });
const luck = new Prng(config.seed, config.name);
const orders = new Map<number, Told>();
const fills: [string, string, number][] = [];
const unknown = new Set<number>();
let silent = new Set(config.symbols);
let restored = 0;
let nextOrderId = 0;
let finishing = false;

api.on(EventName.disconnected, () => say({ closed: true }));
api.on(EventName.info, (text, code) => {
  const fate = UNKNOWN.exec(text);
  if (fate !== null) unknown.add(Number(fate[1]));
  if (LINK.has(code)) heardOfLink(code);
});
api.on(EventName.error, (error, code: number, id) => {
  if (code === 201) orders.get(id)?.refused.push(error.message);
  else if (LINK.has(code)) heardOfLink(code);
  else say({ error: code, id, text: error.message });
});
api.on(EventName.orderStatus, (orderId, status, filled) => {
  const order = orders.get(orderId);
  if (order !== undefined) Object.assign(order, { status, filled });
});
api.on(EventName.execDetails, (_reqId, _contract, { execId, orderRef, shares }: Execution) => {
  fills.push([execId!, orderRef!, shares!]);
});
api.on(EventName.tickPrice, (reqId) => ticked(reqId));
api.on(EventName.tickSize, (reqId) => ticked(reqId));

function heardOfLink(code: number): void {
  say({ notice: code });
  silent = new Set(code === 1100 ? [] : config.symbols);
  if (code !== 1100) restored++;
  if (code === 1101) stream();
}

/** One after the other: a contract with an order of unknown fate takes no new risk until that is known. */
const symbolOf = (orderId: number): string => config.symbols[orderId % config.symbols.length]!;

/** Ids of streams are their places, from 1000 on. */
function stream(): void {
  for (const [i, symbol] of config.symbols.entries()) api.reqMktData(1000 + i, stock(symbol), "", false, false);
}

function ticked(reqId: number): void {
  if (silent.delete(config.symbols[reqId - 1000]!) && silent.size === 0) say({ flowing: restored });
}

function act(): void {
  const limits = [...orders].filter(
    ([, { order, status }]) => RESTING.has(status) && order.orderType === OrderType.LMT,
  );
  const draw = luck.float();
  if (limits.length > OPEN_MAX) api.cancelOrder(limits[0]![0]);
  else if (draw < 0.4) place({ action: OrderAction.BUY, orderType: OrderType.LMT, lmtPrice: price(10) });
  else if (draw < 0.65) place({ action: luck.pick([OrderAction.BUY, OrderAction.SELL]), orderType: OrderType.MKT });
  else if (limits.length > 0 && draw < 0.85) change(luck.pick(limits));
  else if (limits.length > 0) api.cancelOrder(luck.pick(limits)[0]);
}

const price = (above: number): number => above + Math.floor(luck.float() * 100) / 100;

function place(terms: Pick<Order, "action" | "orderType" | "lmtPrice">): void {
  const orderId = nextOrderId++;
  const ref = `${config.name}-${String(orders.size + 1).padStart(4, "0")}`;
  const common = { account: config.account, totalQuantity: 1, tif: TimeInForce.GTC, transmit: true, orderRef: ref };
  const order: Order = { ...common, ...terms };
  orders.set(orderId, { ref, order, status: "PendingSubmit", filled: 0, refused: [] });
  api.placeOrder(orderId, stock(symbolOf(orderId)), order);
}

function change([orderId, { order }]: readonly [number, Told]): void {
  api.placeOrder(orderId, stock(symbolOf(orderId)), { ...order, lmtPrice: price(11) });
}

async function finish(): Promise<void> {
  for (let seconds = 0; seconds < SETTLED_SECONDS_MAX; seconds++) {
    for (const [orderId, { status }] of orders) if (RESTING.has(status)) api.cancelOrder(orderId);
    await sleep(1_000);
    if ([...orders].every(([orderId, { status }]) => ENDED.has(status) || unknown.has(orderId))) break;
  }
  await sleep(1_000);
  const told = [...orders].map(([orderId, { ref, status, filled, refused }]) => {
    return { ref, status, filled, refused, unknown: unknown.has(orderId) && !ENDED.has(status) };
  });
  say({ final: { orders: told, fills } });
}

api.connect(config.clientId);
nextOrderId = await new Promise<number>((resolve) => api.once(EventName.nextValidId, resolve));
createInterface({ input: process.stdin }).once("line", () => {
  finishing = true;
});
stream();
while (!finishing) {
  act();
  await sleep(config.everyMs);
}
await finish();
// The sum may be longer than the pipe holds: what was said before is written first.
process.stdout.write("", () => process.exit(0));
