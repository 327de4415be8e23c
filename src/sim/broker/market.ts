/** What the broker asks of the market: a part of the simulated exchange, so that a test can put its own in place. */
import type { Session } from "../exchange/calendar/calendar.ts";
import type { Exchange } from "../exchange/exchange.ts";

export type Market = Pick<
  Exchange,
  "find" | "byConId" | "quote" | "session" | "nextSession" | "marketRule" | "halted" | "watch" | "unwatch"
>;
export type { Session };
