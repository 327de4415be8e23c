/** What goes wrong between the Gateway and IB: lost connections, farms, and market data that stops without a word. */
import { choice, type FaultRows, NOTHING, ORDERS, time } from "./row.ts";

const STATE = { part: "link", mode: "while", narrows: NOTHING } as const;
const LINES = ["client", "symbol"] as const;

export const LINK_FAULTS = {
  "link-lost": {
    says: "The Gateway loses IB: 1100 again and again, then 1102 (data maintained). The client's socket stays open.",
    ...STATE,
    evidence: "SEQUENCES 9; IBC #251",
    incidents: ["IBC #251"],
    params: {
      repeatMs: time("1100 is repeated this often; 0 says it once.", 1_000),
      repeatForMs: time("And for so long.", 15_000),
    },
  },
  "link-lost-data": {
    says: "The Gateway loses IB, and when it is back 1101 says that data was lost: every subscription is dead.",
    ...STATE,
    evidence: "IB's table of codes (1101); ib_insync #256, IBC #143; SEQUENCES 9 has no capture",
    incidents: [],
    params: { repeatMs: time("1100 is repeated this often; 0 says it once.", 0) },
  },
  "link-never-closed": {
    says: "1100 is said and nothing ever follows it, although the connection returns.",
    ...STATE,
    evidence: "RELIABILITY 2.6 (1100 never closed)",
    incidents: [],
    params: {},
  },
  "restored-twice": {
    says: "1102 is said twice for one outage.",
    ...{ part: "link", mode: "each", narrows: NOTHING },
    evidence: "RELIABILITY 2.6",
    incidents: [],
    params: { afterMs: time("The second one comes so much later.", 500) },
  },
  "server-broken-2110": {
    says: "2110 says that the connection between the Gateway and its server is broken; instructions wait meanwhile.",
    ...STATE,
    evidence: "SEQUENCES 9 (title); PROTOCOL 15",
    incidents: [],
    params: {},
  },
  "outage-orders-swallowed": {
    says: "Instructions that come while IB is not connected are thrown away without an answer.",
    ...{ part: "link", mode: "each", narrows: ORDERS },
    evidence: "ibx #116: an order placed during a reconnect is silently dropped",
    incidents: ["ibx #116"],
    params: {},
  },
  "outage-modify-twin": {
    says: "A modification sent while IB is not connected becomes a second order beside the first.",
    ...{ part: "link", mode: "each", narrows: ORDERS },
    evidence: "nautilus #4564: one modify, two live orders",
    incidents: ["nautilus #4564"],
    params: {},
  },
  "outage-events-lost": {
    says: "What happened during an outage is never told afterwards: executions and statuses must be asked for.",
    ...{ part: "link", mode: "each", narrows: ORDERS },
    evidence: "Lean #249: fills after a disconnect were never seen",
    incidents: ["Lean #249"],
    params: {},
  },
  "outage-queued-200": {
    says: "One millisecond after 1100 every pending market data request draws error 200.",
    ...{ part: "link", mode: "each", narrows: LINES },
    evidence: "SEQUENCES 9 (osauer-ibkr-farm-outage-20260729)",
    incidents: [],
    params: {},
  },
  "farm-broken": {
    says: "One data farm is broken: its notice says so, and what it serves stops until it is OK again.",
    ...STATE,
    evidence: "SEQUENCES 1, 9: per-farm 2103, 2105, 2157 and 2104, 2106, 2158",
    incidents: [],
    params: { farm: choice("Which farm.", "market", "history", "secdef") },
  },
  "farm-flapping": {
    says: "All farms are broken and OK again in turn.",
    ...STATE,
    evidence: "SEQUENCES 9; nautilus #3968: 2103 and 2104 within three seconds",
    incidents: [],
    params: { everyMs: time("How often a farm changes.", 2_000) },
  },
  "farm-inactive": {
    says: "Farms are said to be inactive but available upon demand (2107, 2108) in place of OK.",
    ...STATE,
    evidence: "SEQUENCES 1 and 10",
    incidents: [],
    params: {},
  },
  "farm-ok-no-ticks": {
    says: "Every farm is OK, and no tick comes.",
    ...{ part: "link", mode: "while", narrows: LINES },
    evidence: "IBC #143, Lean #169: farms OK, no data",
    incidents: ["IBC #143", "Lean #169"],
    params: {},
  },
  "subscription-dead": {
    says: "A market data request is taken without error and never brings a tick.",
    ...{ part: "link", mode: "each", narrows: LINES },
    evidence: "field report 004: a silent subset of subscriptions",
    incidents: ["field report 004"],
    params: {},
  },
  "subscription-dropped": {
    says: "A subscription that brought ticks stops without a word, and others go on.",
    ...{ part: "link", mode: "each", narrows: LINES },
    evidence: "field report 004: a silent subset of subscriptions",
    incidents: ["field report 004"],
    params: {},
  },
  "competing-session": {
    says: "Another session of the login has the market data: 10197 for each line, then no ticks, and no snapshot ends.",
    ...{ part: "link", mode: "while", narrows: LINES },
    evidence: "Lean #140, #219; rust-ibapi #683",
    incidents: [],
    params: {},
  },
  "delayed-data": {
    says: "Delayed data comes in place of live data: marketDataType 3 and the delayed tick types.",
    ...{ part: "link", mode: "while", narrows: LINES },
    evidence: "PROTOCOL 15 (10167); RELIABILITY 2.6",
    incidents: [],
    params: {},
  },
} as const satisfies FaultRows;
