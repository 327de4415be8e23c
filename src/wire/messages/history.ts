/** Historical bars, their live continuation, schedules, first timestamps and histograms. */
import { filled, incoming, list, outgoing, record, repeat, TEXT_ONLY, until, version, when } from "../declare.ts";
import { bool, decimal, double, int, string, tagValues } from "../kind.ts";
import {
  HISTORICAL_DATA_END,
  HISTORICAL_SCHEDULE,
  PROTOBUF_HISTORICAL_DATA,
  PROTOBUF_REST_MESSAGES_1,
} from "../versions.ts";
import { requestedContract } from "./pieces.ts";
import { Contract } from "./records.ts";

/** Mind the order: end, bar size, duration. */
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

/** Up to 195 this one frame is its own end marker; from 196 start and end move to historicalDataEnd. */
export const historicalData = incoming(
  17,
  "historicalData",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], startDate: [TEXT_ONLY, string], endDate: [TEXT_ONLY, string], bars: [2, list(HistoricalDataBar)] },
  [
    "reqId",
    until(HISTORICAL_DATA_END, "startDate", "endDate"),
    repeat("bars", "date", "open", "high", "low", "close", filled("volume", "wap"), "barCount"),
  ],
);

/** The order of the fields differs from that of a bar in historicalData. */
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
  ["reqId", repeat("items", "price", filled("size"))],
);
