/**
 * What the wires must have carried beyond what a client prints: the terms of its orders at the Gateway, which no echo of
 * them shows, and every tick at the client, of which it prints the first.
 */
import assert from "node:assert/strict";
import type { TapLink } from "../../rig/rig.ts";
import { MARKET } from "./market.ts";

type Facts = Readonly<Record<string, unknown>>;

const ASKED = { symbol: MARKET.contract.symbol, secType: "STK", exchange: "SMART", currency: "USD", action: "BUY" };
const TERMS = {
  ...ASKED,
  totalQuantity: MARKET.quantity,
  tif: "DAY",
  outsideRth: false,
  transmit: true,
  whatIf: false,
};
/** The resting order, its modification, and the one that is filled. */
const ORDERS = [
  { ...TERMS, orderType: "LMT", lmtPrice: MARKET.restingPrice },
  { ...TERMS, orderType: "LMT", lmtPrice: MARKET.modifiedPrice },
  { ...TERMS, orderType: "MKT" },
];

/** By the wire's types of ticks; those that are not here are not looked at. */
const PRICES = new Map([
  [1, MARKET.quote.bid],
  [2, MARKET.quote.ask],
]);
const SIZES = new Map([
  [0, MARKET.bidSizes],
  [3, MARKET.askSizes],
]);

/** Asserts both, of a client for an account. */
export function wiresSay(client: TapLink, gateway: TapLink, account: string): void {
  assert.deepEqual(ordersSent(gateway, account), ORDERS, "the orders that the Gateway was sent");
  assert.deepEqual(wrongTicks(client), [], "ticks that the market never showed");
}

function ordersSent(gateway: TapLink, account: string): readonly Facts[] {
  return gateway.frames.flatMap(({ direction, message }) => {
    if (direction === "in" || !("body" in message) || message.name !== "placeOrder") return [];
    const { contract, order } = message.body;
    if (order.account !== account) return [];
    const { symbol, secType, exchange, currency } = contract;
    const { action, orderType, totalQuantity, tif, outsideRth, transmit, whatIf, lmtPrice } = order;
    const asked = { symbol, secType, exchange, currency, action, orderType, totalQuantity: Number(totalQuantity) };
    // The limit price of a market order is whatever a library says for none.
    return [{ ...asked, tif, outsideRth, transmit, whatIf, ...(orderType === "LMT" ? { lmtPrice } : {}) }];
  });
}

const wrongTicks = (client: TapLink): readonly Facts[] =>
  client.frames.flatMap(({ message }) => {
    if (!("body" in message)) return [];
    const { name, body } = message;
    if (name === "tickPrice") return (PRICES.get(body.tickType) ?? body.price) === body.price ? [] : [body];
    if (name !== "tickSize") return [];
    return SIZES.get(body.tickType)?.includes(Number(body.size)) === false ? [body] : [];
  });
