/** One draft of each message about orders: 500 orders of one account, repeated as on a busy day. */
import type { Draft, IncomingBody } from "../../src/wire/codec.ts";
import { type Instrument, type Market, whole } from "./market.ts";

const CLIENT_ID = 7;
const ORDERS = 500;
const ACCOUNT = "DU1234567";
const VENUES = ["NASDAQ", "NYSE", "ARCA", "BATS", "IEX"];
const STATUSES = ["PreSubmitted", "Submitted", "Submitted", "Submitted", "Filled", "Cancelled"];

/** Some of them are beyond 31 bits, as the broker's are. */
const permIdOf = (orderId: number): number => 1_800_000_000 + orderId * 1_000_003;

export function orderStatus(market: Market): Draft<IncomingBody<"orderStatus">> {
  const { cents } = market.step();
  const quantity = market.prng.between(1, 20) * 100;
  const filled = market.prng.chance(0.3) ? market.prng.between(0, quantity) : 0;
  const price = filled > 0 ? cents / 100 : 0;
  const orderId = market.prng.between(1, ORDERS);
  return {
    orderId,
    status: market.prng.pick(STATUSES),
    filled: whole(filled),
    remaining: whole(quantity - filled),
    avgFillPrice: price,
    permId: permIdOf(orderId),
    lastFillPrice: price,
    clientId: CLIENT_ID,
  };
}

export function execDetails(market: Market): Draft<IncomingBody<"execDetails">> {
  const of = market.step();
  const orderId = market.prng.between(1, ORDERS);
  const shares = market.size();
  return {
    reqId: -1,
    contract: contractOf(of),
    execution: {
      orderId,
      execId: `0000e0d5.${market.prng.uint32().toString(16).padStart(8, "0")}.01.01`,
      time: `20250919 ${new Date(market.seconds * 1_000).toISOString().slice(11, 19)} US/Eastern`,
      acctNumber: ACCOUNT,
      exchange: market.prng.pick(VENUES),
      side: market.prng.pick(["BOT", "SLD"]),
      shares,
      price: of.cents / 100,
      permId: permIdOf(orderId),
      clientId: CLIENT_ID,
      cumQty: shares,
      avgPrice: of.cents / 100,
      orderRef: `bracket-${orderId}`,
      lastLiquidity: market.prng.between(1, 2),
    },
  };
}

/** All orders in turn: two limit orders, then the stop that belongs to the second of them. */
export function openOrder(market: Market): Draft<IncomingBody<"openOrder">> {
  const of = market.step();
  const orderId = 1 + (market.told++ % ORDERS);
  return {
    contract: contractOf(of),
    order: {
      ...(orderId % 3 === 0 ? stop(of, orderId) : { orderType: "LMT", lmtPrice: of.cents / 100, auxPrice: 0 }),
      orderId,
      action: market.prng.pick(["BUY", "SELL"]),
      totalQuantity: whole(market.prng.between(1, 20) * 100),
      tif: "GTC",
      account: ACCOUNT,
      orderRef: `bracket-${orderId}`,
      clientId: CLIENT_ID,
      permId: permIdOf(orderId),
      auctionStrategy: 0,
      volatilityType: 0,
      referencePriceType: 0,
    },
    orderState: { status: market.prng.pick(["Submitted", "PreSubmitted"]) },
  };
}

const stop = (of: Instrument, orderId: number) => ({
  orderType: "STP",
  lmtPrice: 0,
  auxPrice: of.cents / 100,
  trailStopPrice: (of.cents + 100) / 100,
  parentId: orderId - 1,
  ocaGroup: String(permIdOf(orderId - 1)),
  ocaType: 3,
});

const contractOf = ({ index, symbol }: Instrument): Draft<IncomingBody<"openOrder">>["contract"] => ({
  conId: 265_598 + index * 1_009,
  symbol,
  secType: "STK",
  strike: 0,
  right: "?",
  exchange: "SMART",
  currency: "USD",
  localSymbol: symbol,
  tradingClass: "NMS",
});
