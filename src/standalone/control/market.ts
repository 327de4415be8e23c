/** The market and the Gateway's life at the control door: a quote that stays, a gap, a halt; a restart. */
import { z } from "zod";
import { FaultError } from "../../sim/faults/faults.ts";
import { MARKET_ORDER, MarketOrderError } from "../market.ts";
import { carriedOut, forInstance, Refusal, type Route, read } from "./route.ts";

const PIN = { symbol: "AAPL", pin: { bid: 99.99, ask: 100.01, last: 100 } };
const GAP_MS = { gapMs: 5_000 };
const VALUES = z.record(z.string(), z.union([z.string(), z.number()]));

export const MARKET_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/market",
    says: 'Tells the market of a contract what to do: `pin` a quote until `"unpin": true`, `"gap": -5` percent, `halt` ("general" or "volatility") until `"resume": true`.',
    example: PIN,
    answer: (gateway, { body }) => {
      const asked = read(MARKET_ORDER, body, PIN);
      if (asked instanceof Refusal) return asked;
      return carriedOut(MarketOrderError, forInstance(PIN), () => {
        gateway.market(asked);
        return { done: true };
      });
    },
  },
  {
    method: "POST",
    path: "/restart",
    says: "Restarts the Gateway: connections end, the port is away for a while (`gapMs` of the Gateway's time, 90 s unless given).",
    example: GAP_MS,
    answer: (gateway, { body }) => {
      const values = read(VALUES, body, GAP_MS);
      if (values instanceof Refusal) return values;
      return carriedOut(FaultError, forInstance(GAP_MS), () => {
        gateway.restart(values);
        return { restarting: true };
      });
    },
  },
];
