/** Historical ticks, in three shapes: midpoint, bid and ask, trades. */
import { filled, incoming, list, NO_TEXT, outgoing, record, repeat, TEXT_ONLY } from "../declare.ts";
import { bool, decimal, double, int, long, maybeInt, string, tagValues } from "../kind.ts";
import { CANCEL_CONTRACT_DATA, PROTOBUF_HISTORICAL_DATA } from "../versions.ts";
import { requestedContract } from "./pieces.ts";
import { Contract } from "./records.ts";

export const reqHistoricalTicks = outgoing(
  96,
  "reqHistoricalTicks",
  PROTOBUF_HISTORICAL_DATA,
  {
    reqId: [1, int],
    contract: [2, Contract],
    startDateTime: [3, string],
    endDateTime: [4, string],
    numberOfTicks: [5, int],
    whatToShow: [6, string],
    useRth: [7, bool],
    ignoreSize: [8, bool],
    miscOptions: [9, tagValues],
  },
  [
    "reqId",
    ...requestedContract,
    "contract.includeExpired",
    "startDateTime",
    "endDateTime",
    "numberOfTicks",
    "whatToShow",
    "useRth",
    "ignoreSize",
    "miscOptions",
  ],
);

export const cancelHistoricalTicks = outgoing(
  107,
  "cancelHistoricalTicks",
  CANCEL_CONTRACT_DATA,
  { reqId: [1, maybeInt] },
  NO_TEXT,
  CANCEL_CONTRACT_DATA,
);

const HistoricalTick = record("HistoricalTick", {
  time: [1, long],
  mask: [TEXT_ONLY, int],
  price: [2, double],
  size: [3, decimal],
});

/** The mask is there for symmetry and means nothing. */
export const historicalTicks = incoming(
  96,
  "historicalTicks",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], ticks: [2, list(HistoricalTick)], done: [3, bool] },
  ["reqId", repeat("ticks", "time", "mask", "price", filled("size")), "done"],
);

const HistoricalTickBidAsk = record("HistoricalTickBidAsk", {
  time: [1, long],
  mask: [2, int, { bits: [2, 1] }],
  priceBid: [3, double],
  priceAsk: [4, double],
  sizeBid: [5, decimal],
  sizeAsk: [6, decimal],
});

/** Mask: bit 0 askPastHigh, 1 bidPastLow, the reverse of tickByTick. */
export const historicalTicksBidAsk = incoming(
  97,
  "historicalTicksBidAsk",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], ticks: [2, list(HistoricalTickBidAsk)], done: [3, bool] },
  ["reqId", repeat("ticks", "time", "mask", "priceBid", "priceAsk", filled("sizeBid", "sizeAsk")), "done"],
);

const HistoricalTickLast = record("HistoricalTickLast", {
  time: [1, long],
  mask: [2, int, { bits: [1, 2] }],
  price: [3, double],
  size: [4, decimal],
  exchange: [5, string],
  specialConditions: [6, string],
});

/** Mask: bit 0 pastLimit, 1 unreported. */
export const historicalTicksLast = incoming(
  98,
  "historicalTicksLast",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], ticks: [2, list(HistoricalTickLast)], done: [3, bool] },
  ["reqId", repeat("ticks", "time", "mask", "price", filled("size"), "exchange", "specialConditions"), "done"],
);
