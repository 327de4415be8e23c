/**
 * Trailing stops: the stop follows the market at a distance while the market goes the order's way, and never back.
 *
 * The distance is an amount (auxPrice) or a percentage (trailingPercent). The first stop is trailStopPrice as sent, or
 * the distance from the market when the order is accepted. A TRAIL LIMIT works at lmtPriceOffset beyond its stop; the
 * captured echo of a sale shows stop 2000, offset 0.05 and lmtPrice 1999.95 (ibkr-go,
 * testdata/transcripts/api_order_trailing_cancel_aapl.txt).
 */
import { round, type Terms } from "../order.ts";

type Trailing = Pick<Terms, "action" | "auxPrice" | "trailingPercent">;

/** Prices are shown with as many digits as doubles keep apart. */
const DIGITS = 6;

/** Where the stop stands when the market is at `price`: below it for a sale, above it for a purchase. */
export function stopAt(terms: Trailing, price: number, minTick: number): number {
  const percent = terms.trailingPercent ?? 0;
  const distance = percent > 0 ? (price * percent) / 100 : (terms.auxPrice ?? 0);
  const stop = terms.action === "BUY" ? price + distance : price - distance;
  return round(Math.round(stop / minTick) * minTick, DIGITS);
}

/** The stop after the market was seen at `price`. */
export function followed(terms: Trailing, stop: number, price: number, minTick: number): number {
  const wanted = stopAt(terms, price, minTick);
  return terms.action === "BUY" ? Math.min(stop, wanted) : Math.max(stop, wanted);
}

/** The limit that goes with a stop. A client that sent lmtPrice in place of the offset meant the distance to its stop. */
export function trailLimit(terms: Terms, stop: number): number {
  const { lmtPriceOffset, lmtPrice, trailStopPrice, action } = terms;
  const sent = lmtPrice && trailStopPrice ? Math.abs(trailStopPrice - lmtPrice) : 0;
  const offset = lmtPriceOffset ?? sent;
  return round(action === "BUY" ? stop + offset : stop - offset, DIGITS);
}
