/** history */
import { incoming, list, NO_TEXT, outgoing, record, repeat, TEXT_ONLY, until, version, when } from "../declare.ts";
import { bool, decimal, double, int, long, maybeInt, string, tagValues } from "../kind.ts";
import {
  CANCEL_CONTRACT_DATA,
  HISTORICAL_DATA_END,
  HISTORICAL_SCHEDULE,
  PROTOBUF_HISTORICAL_DATA,
  PROTOBUF_REST_MESSAGES_1,
} from "../versions.ts";
import { Contract, requestedContract } from "./records.ts";

export const reqHistoricalData = outgoing(
  20,
  "reqHistoricalData",
  PROTOBUF_HISTORICAL_DATA,
  {
    reqId: [1, int],
    contract: [2, Contract],
    endDateTime: [3, string],
    barSizeSetting: [4, string],
    durationStr: [5, string],
    useRTH: [6, bool],
    whatToShow: [7, string],
    formatDate: [8, int],
    keepUpToDate: [9, bool],
    chartOptions: [10, tagValues],
  },
  [
    "reqId",
    ...requestedContract,
    "contract.includeExpired",
    "endDateTime",
    "barSizeSetting",
    "durationStr",
    "useRTH",
    "whatToShow",
    "formatDate",
    when(
      { field: "contract.secType", eq: "BAG" },
      repeat("contract.comboLegs", "conId", "ratio", "action", "exchange"),
    ),
    "keepUpToDate",
    "chartOptions",
  ],
);

export const cancelHistoricalData = outgoing(
  25,
  "cancelHistoricalData",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

const HistoricalDataBar = record("HistoricalDataBar", {
  date: [1, string],
  open: [2, double],
  high: [3, double],
  low: [4, double],
  close: [5, double],
  volume: [6, decimal],
  wap: [7, decimal],
  barCount: [8, int],
});

export const historicalData = incoming(
  17,
  "historicalData",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], startDate: [TEXT_ONLY, string], endDate: [TEXT_ONLY, string], bars: [2, list(HistoricalDataBar)] },
  [
    "reqId",
    until(195, "startDate", "endDate"),
    repeat("bars", "date", "open", "high", "low", "close", "volume", "wap", "barCount"),
  ],
);

export const historicalDataUpdate = incoming(
  90,
  "historicalDataUpdate",
  PROTOBUF_HISTORICAL_DATA,
  {
    reqId: [1, int],
    barCount: [[2, 8], int],
    date: [[2, 1], string],
    open: [[2, 2], double],
    close: [[2, 5], double],
    high: [[2, 3], double],
    low: [[2, 4], double],
    wap: [[2, 7], decimal],
    volume: [[2, 6], decimal],
  },
  ["reqId", "barCount", "date", "open", "close", "high", "low", "wap", "volume"],
);

export const historicalDataEnd = incoming(
  108,
  "historicalDataEnd",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], startDate: [2, string], endDate: [3, string] },
  ["reqId", "startDate", "endDate"],
  HISTORICAL_DATA_END,
);

const HistoricalSession = record("HistoricalSession", {
  startDateTime: [1, string],
  endDateTime: [2, string],
  refDate: [3, string],
});

export const historicalSchedule = incoming(
  106,
  "historicalSchedule",
  PROTOBUF_REST_MESSAGES_1,
  {
    reqId: [1, int],
    startDateTime: [2, string],
    endDateTime: [3, string],
    timeZone: [4, string],
    sessions: [5, list(HistoricalSession)],
  },
  ["reqId", "startDateTime", "endDateTime", "timeZone", repeat("sessions", "startDateTime", "endDateTime", "refDate")],
  HISTORICAL_SCHEDULE,
);

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

export const historicalTicks = incoming(
  96,
  "historicalTicks",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], ticks: [2, list(HistoricalTick)], done: [3, bool] },
  ["reqId", repeat("ticks", "time", "mask", "price", "size"), "done"],
);

const HistoricalTickBidAsk = record("HistoricalTickBidAsk", {
  time: [1, long],
  mask: [2, int, { bits: [2, 1] }],
  priceBid: [3, double],
  priceAsk: [4, double],
  sizeBid: [5, decimal],
  sizeAsk: [6, decimal],
});

export const historicalTicksBidAsk = incoming(
  97,
  "historicalTicksBidAsk",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], ticks: [2, list(HistoricalTickBidAsk)], done: [3, bool] },
  ["reqId", repeat("ticks", "time", "mask", "priceBid", "priceAsk", "sizeBid", "sizeAsk"), "done"],
);

const HistoricalTickLast = record("HistoricalTickLast", {
  time: [1, long],
  mask: [2, int, { bits: [1, 2] }],
  price: [3, double],
  size: [4, decimal],
  exchange: [5, string],
  specialConditions: [6, string],
});

export const historicalTicksLast = incoming(
  98,
  "historicalTicksLast",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], ticks: [2, list(HistoricalTickLast)], done: [3, bool] },
  ["reqId", repeat("ticks", "time", "mask", "price", "size", "exchange", "specialConditions"), "done"],
);

export const reqHeadTimestamp = outgoing(
  87,
  "reqHeadTimestamp",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], contract: [2, Contract], useRTH: [3, bool], whatToShow: [4, string], formatDate: [5, int] },
  ["reqId", ...requestedContract, "contract.includeExpired", "useRTH", "whatToShow", "formatDate"],
);

export const cancelHeadTimestamp = outgoing(90, "cancelHeadTimestamp", PROTOBUF_HISTORICAL_DATA, { reqId: [1, int] }, [
  "reqId",
]);

export const headTimestamp = incoming(
  88,
  "headTimestamp",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], headTimestamp: [2, string] },
  ["reqId", "headTimestamp"],
);

export const reqHistogramData = outgoing(
  88,
  "reqHistogramData",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], contract: [2, Contract], useRTH: [3, bool], timePeriod: [4, string] },
  ["reqId", ...requestedContract, "contract.includeExpired", "useRTH", "timePeriod"],
);

export const cancelHistogramData = outgoing(89, "cancelHistogramData", PROTOBUF_HISTORICAL_DATA, { reqId: [1, int] }, [
  "reqId",
]);

const HistogramDataEntry = record("HistogramDataEntry", { price: [1, double], size: [2, decimal] });

export const histogramData = incoming(
  89,
  "histogramData",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], items: [2, list(HistogramDataEntry)] },
  ["reqId", repeat("items", "price", "size")],
);
