/**
 * What the broker behind the Gateway knows to be so, as plain JSON: a test compares it with what a bot believes.
 *
 * No client sees this: a fault may have kept any of it from them.
 */
import { toNumber } from "../base/decimal.ts";
import { isoTime } from "../base/time.ts";
import type { Broker } from "../sim/broker/broker.ts";
import type { Execution } from "../sim/broker/event.ts";
import { avgFillPrice, type Order, quantity, remaining, whyHeld } from "../sim/broker/order.ts";
import type { Exchange } from "../sim/exchange/exchange.ts";

export interface TrueOrder {
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
  readonly action: string;
  readonly orderType: string;
  readonly totalQuantity: number;
  readonly lmtPrice?: number | undefined;
  readonly auxPrice?: number | undefined;
  readonly tif: string;
  /** As on the wire; `Untransmitted` for an order that waits for the last leg of its bracket, which no client is shown. */
  readonly status: string;
  readonly filled: number;
  readonly remaining: number;
  readonly avgFillPrice: number;
  readonly whyHeld: string;
  /** permId of the parent. */
  readonly parentPermId?: number | undefined;
  readonly ocaGroup: string;
  readonly orderRef: string;
}

export interface TrueExecution {
  readonly execId: string;
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly side: "BOT" | "SLD";
  readonly shares: number;
  readonly price: number;
  readonly commission: number;
  readonly realizedPNL?: number | undefined;
  readonly time: string;
}

export interface TruePosition {
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly position: number;
  /** For one share, commissions included. */
  readonly avgCost: number;
}

/** All amounts in USD. */
export interface TrueAccount {
  readonly account: string;
  readonly cash: number;
  readonly netLiquidation: number;
  readonly availableFunds: number;
  readonly realizedPnL: number;
  readonly unrealizedPnL: number;
}

export interface Truth {
  readonly orders: readonly TrueOrder[];
  readonly executions: readonly TrueExecution[];
  /** Without those that went to zero. */
  readonly positions: readonly TruePosition[];
  readonly accounts: readonly TrueAccount[];
}

export function truthOf(broker: Broker, exchange: Exchange): Truth {
  const symbol = (conId: number): string => exchange.byConId(conId)?.symbol ?? "";
  const positions = broker.positions().map(({ account, conId, quantity, averageCost }) => ({
    ...{ account, conId, symbol: symbol(conId), position: toNumber(quantity), avgCost: averageCost },
  }));
  return {
    orders: broker.orders().map(trueOrder),
    executions: broker.executions().map(trueExecution),
    positions: positions.filter(({ position }) => position !== 0),
    accounts: broker.accounts().map((name) => trueAccount(broker, name)),
  };
}

function trueOrder(order: Order): TrueOrder {
  const { permId, clientId, orderId, listing, terms, status, parent } = order;
  return {
    ...{ permId, clientId, orderId, account: terms.account, conId: listing.conId, symbol: listing.symbol },
    ...{ secType: listing.secType, action: terms.action, orderType: terms.orderType, tif: terms.tif, status },
    ...{ totalQuantity: toNumber(quantity(order)), lmtPrice: terms.lmtPrice, auxPrice: terms.auxPrice },
    ...{ filled: toNumber(order.filled), remaining: toNumber(remaining(order)), avgFillPrice: avgFillPrice(order) },
    ...{ whyHeld: whyHeld(order), parentPermId: parent, ocaGroup: terms.ocaGroup, orderRef: terms.orderRef },
  };
}

function trueExecution(execution: Execution): TrueExecution {
  const { execId, permId, clientId, orderId, account, listing, side, price, realizedPNL, wall } = execution;
  return {
    ...{ execId, permId, clientId, orderId, account, conId: listing.conId, symbol: listing.symbol, side, price },
    ...{ shares: toNumber(execution.shares), commission: toNumber(execution.commission), realizedPNL },
    time: isoTime(wall),
  };
}

function trueAccount(broker: Broker, account: string): TrueAccount {
  const { cash, netLiquidation, availableFunds, realizedPnL, unrealizedPnL } = broker.valued(account);
  return { account, cash, netLiquidation, availableFunds, realizedPnL, unrealizedPnL };
}
