/** What goes wrong in the market itself: prices and sessions that no calendar announces. */
import { choice, type FaultRows, number } from "./row.ts";

export const MARKET_FAULTS = {
  "trading-halt": {
    says: "Trading in a contract is halted: no quotes, no executions, the halted tick says so.",
    ...{ part: "market", mode: "while", narrows: ["symbol"] },
    evidence: "RELIABILITY 2.6 (halts); tick type 49 (IB's documentation)",
    incidents: [],
    params: { reason: choice("What the halted tick says: 1 general, 2 volatility.", "general", "volatility") },
  },
  "price-gap": {
    says: "The price jumps at once, past every stop between.",
    ...{ part: "market", mode: "once", narrows: ["symbol"] },
    evidence: "RELIABILITY 2.6 (gaps through the stop)",
    incidents: [],
    params: { percent: number("How far, of the price; negative is down.", "%", -5, -90, 500) },
  },
  "early-close": {
    says: "The market closes now, hours before the calendar says, and stays closed for the day.",
    ...{ part: "market", mode: "while", narrows: ["symbol"] },
    evidence: "RELIABILITY 2.6 (half day)",
    incidents: [],
    params: {},
  },
  "quote-missing": {
    says: "Bid and ask vanish: ticks say -1, market orders find nothing to trade with.",
    ...{ part: "market", mode: "while", narrows: ["symbol"] },
    evidence: "SEQUENCES 7 (paper: market orders with no opposite quote are held until data arrives)",
    incidents: [],
    params: {},
  },
} as const satisfies FaultRows;
