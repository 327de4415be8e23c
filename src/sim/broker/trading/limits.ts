/**
 * The limit an order works with at this moment; none for what trades at the market.
 *
 * A market-to-limit order becomes a limit order at the price of its first piece; a relative order rests `auxPrice` (or
 * `percentOffset` of the price) beyond the best price of its own side, up to lmtPrice (IB's pages of these types).
 */
import type { Quote } from "../../exchange/quote.ts";
import { isBuy, type Order, round, type Terms, typeOf } from "../order.ts";

/** What a relative order without an offset is given (captured: ibkr-go, api_order_relative_cancel_aapl.txt). */
const RELATIVE_OFFSET = 0.01;

export function limitOf(order: Order, quote: Quote): number | undefined {
  switch (typeOf(order).works) {
    case "market":
      return undefined;
    case "limit":
      return order.terms.lmtPrice ?? 0;
    case "trailing-limit":
    case "market-to-limit":
      return order.workingLimit;
    case "relative":
      return relativeLimit(order, quote);
  }
}

function relativeLimit(order: Order, quote: Quote): number {
  const { terms, listing } = order;
  const buys = isBuy(order);
  const best = buys ? quote.bid : quote.ask;
  const offset = terms.percentOffset ? best * terms.percentOffset : (terms.auxPrice ?? 0);
  const wanted = onTick(buys ? best + offset : best - offset, listing.minTick);
  const cap = terms.lmtPrice ?? 0;
  if (cap <= 0) return wanted;
  return buys ? Math.min(wanted, cap) : Math.max(wanted, cap);
}

const onTick = (price: number, minTick: number): number => round(Math.round(price / minTick) * minTick, 6);

/** A hidden part of the limit (discretionaryAmt) that the order gives when the market offers it. */
export function furthest(terms: Terms, limit: number): number {
  const amount = terms.discretionaryAmt;
  return terms.action === "BUY" ? limit + amount : limit - amount;
}

/** The type under its usual spelling; a relative order without an offset gets one. */
export function spelled(terms: Terms): Pick<Terms, "orderType" | "auxPrice"> {
  const { name, works } = typeOf({ terms });
  const bare = works === "relative" && !terms.auxPrice && !terms.percentOffset;
  return { orderType: name, auxPrice: bare ? RELATIVE_OFFSET : terms.auxPrice };
}
