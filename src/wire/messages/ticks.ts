/** Ticks of a quote stream. They are the most frequent frames, so they are forwarded without being decoded where possible. */
import { incoming, NEVER, TEXT_ONLY, version } from "../declare.ts";
import { decimal, double, int, string } from "../kind.ts";
import { PROTOBUF_MARKET_DATA } from "../versions.ts";

/** The size belongs to the price; clients derive a tickSize from it. attrMask: bit 0 canAutoExecute, 1 pastLimit, 2 preOpen. */
export const tickPrice = incoming(
  1,
  "tickPrice",
  PROTOBUF_MARKET_DATA,
  { reqId: [1, int], tickType: [2, int], price: [3, double], size: [4, decimal], attrMask: [5, int] },
  [version(6), "reqId", "tickType", "price", "size", "attrMask"],
);

export const tickSize = incoming(
  2,
  "tickSize",
  PROTOBUF_MARKET_DATA,
  { reqId: [1, int], tickType: [2, int], size: [3, decimal] },
  [version(6), "reqId", "tickType", "size"],
);

export const tickString = incoming(
  46,
  "tickString",
  PROTOBUF_MARKET_DATA,
  { reqId: [1, int], tickType: [2, int], value: [3, string] },
  [version(6), "reqId", "tickType", "value"],
);

export const tickGeneric = incoming(
  45,
  "tickGeneric",
  PROTOBUF_MARKET_DATA,
  { reqId: [1, int], tickType: [2, int], value: [3, double] },
  [version(6), "reqId", "tickType", "value"],
);

export const tickEFP = incoming(
  47,
  "tickEFP",
  NEVER,
  {
    reqId: [TEXT_ONLY, int],
    tickType: [TEXT_ONLY, int],
    basisPoints: [TEXT_ONLY, double],
    formattedBasisPoints: [TEXT_ONLY, string],
    totalDividends: [TEXT_ONLY, double],
    holdDays: [TEXT_ONLY, int],
    futureLastTradeDate: [TEXT_ONLY, string],
    dividendImpact: [TEXT_ONLY, double],
    dividendsToLastTradeDate: [TEXT_ONLY, double],
  },
  [
    version(6),
    "reqId",
    "tickType",
    "basisPoints",
    "formattedBasisPoints",
    "totalDividends",
    "holdDays",
    "futureLastTradeDate",
    "dividendImpact",
    "dividendsToLastTradeDate",
  ],
);

/** Not computed is -1 for volatility and prices, -2 for the greeks. */
export const tickOptionComputation = incoming(
  21,
  "tickOptionComputation",
  PROTOBUF_MARKET_DATA,
  {
    reqId: [1, int],
    tickType: [2, int],
    tickAttrib: [3, int],
    impliedVol: [4, double],
    delta: [5, double],
    optPrice: [6, double],
    pvDividend: [7, double],
    gamma: [8, double],
    vega: [9, double],
    theta: [10, double],
    undPrice: [11, double],
  },
  [
    "reqId",
    "tickType",
    "tickAttrib",
    "impliedVol",
    "delta",
    "optPrice",
    "pvDividend",
    "gamma",
    "vega",
    "theta",
    "undPrice",
  ],
);
