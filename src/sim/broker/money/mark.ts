/** What a contract is valued at: its last trade, the middle of its quote or, where nobody quotes it, yesterday's close. */
import type { Quote } from "../../exchange/quote.ts";

/** 0 when there never was a price. */
export function markOf({ last, bid, ask, close }: Quote): number {
  if (last > 0) return last;
  return bid > 0 && ask > 0 ? (bid + ask) / 2 : Math.max(0, close);
}
