/**
 * The price band: a limit too far beyond the market (captured once, SEQUENCES 4: about 3 percent). Behind a switch.
 */
import type { Books } from "../books.ts";
import { round, type Terms } from "../order.ts";

const BAND = 0.0294;

/** IB's words for a limit beyond the band, or `undefined` when it is within. */
export function tooAggressive(books: Books, terms: Terms, conId: number): string | undefined {
  if (books.switches.aggressiveLimit === "accepted" || terms.orderType !== "LMT") return undefined;
  const price = books.appraiser.mark(conId);
  const buys = terms.action === "BUY";
  const bound = round(price * (buys ? 1 + BAND : 1 - BAND), 6);
  const limit = terms.lmtPrice ?? 0;
  if (buys ? limit < bound : limit > bound) return undefined;
  return `We cannot accept an order at a limit price at or more aggressive than ${bound}. Please submit your order using a limit price that is closer to the current market price of ${price}.`;
}
