/**
 * What the bots of the incidents have in common: orders as one writes them, prices that the test dictates, and a client
 * that is connected or about to be.
 *
 * The bots themselves stand in the files of their incidents, each as its author would have written it.
 */
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type IBApi, type Order, OrderAction, OrderType, TimeInForce } from "@stoqey/ib";
import type { PriceRow, SimulatedGateway } from "../../src/standalone/standalone.ts";
import { ACCOUNT, Bot, bot } from "../faults/stage.ts";

const PLAIN = { orderType: OrderType.MKT, tif: TimeInForce.DAY, account: ACCOUNT, transmit: true } as const;

/** A market order unless `terms` say otherwise. */
export const buying = (totalQuantity: number, terms: Partial<Order> = {}): Order => ({
  ...{ ...PLAIN, action: OrderAction.BUY, totalQuantity },
  ...terms,
});
export const selling = (totalQuantity: number, terms: Partial<Order> = {}): Order =>
  buying(totalQuantity, { action: OrderAction.SELL, ...terms });
export const limitAt = (lmtPrice: number): Partial<Order> => ({ orderType: OrderType.LMT, lmtPrice });
export const stopAt = (auxPrice: number): Partial<Order> => ({ orderType: OrderType.STP, auxPrice });

/** What the market shows of a symbol from each second on, a cent around the price. */
export function prices(path: Readonly<Record<number, number>>, symbol = "AAPL"): readonly PriceRow[] {
  return Object.entries(path).map(([second, last]) => ({
    ...{ timeOffsetMs: Number(second) * 1_000, symbol, last, bid: last - 0.01, ask: last + 0.01 },
    ...{ bidSize: 500, askSize: 500 },
  }));
}

/** A client that has connected; it leaves with the test. */
export const connected = async (t: TestContext, running: SimulatedGateway, clientId = 1): Promise<IBApi> =>
  (await bot(t, running, clientId)).api;

/** A client whose bot connects by itself. */
export function unconnected(t: TestContext, running: SimulatedGateway): IBApi {
  const { api } = new Bot(running);
  t.after(() => api.disconnect());
  return api;
}

/** Lets seconds pass one by one; the bot looks at its clock in each. */
export async function seconds(running: SimulatedGateway, count: number, everySecond: () => void): Promise<void> {
  for (let second = 0; second < count; second++) {
    await running.advance(1_000);
    everySecond();
  }
  await running.settled();
}

/** The longest that a system waits with an acknowledgement, in its own milliseconds, and some more. */
const ACKNOWLEDGED_MS = 250;

/**
 * Waits until the Gateway has heard a burst of requests, some of which it does not answer: a client's system holds small
 * pieces back until earlier ones are acknowledged, and without an answer that takes its time (Nagle's algorithm).
 */
export async function heardAll(running: SimulatedGateway): Promise<void> {
  await sleep(ACKNOWLEDGED_MS);
  await running.settled();
}

/** Shares of a symbol that the broker knows the account to hold. */
export const held = (running: SimulatedGateway, symbol = "AAPL"): number =>
  running.truth().positions.find((one) => one.symbol === symbol)?.position ?? 0;

/** Orders that can still trade, as the broker knows them. */
export const working = (running: SimulatedGateway): readonly string[] =>
  running
    .truth()
    .orders.filter(({ status }) => !["Filled", "Cancelled", "Inactive"].includes(status))
    .map(({ orderId, action, totalQuantity, lmtPrice, auxPrice }) =>
      [orderId, action, totalQuantity, lmtPrice ?? auxPrice ?? "MKT"].join(" "),
    );
