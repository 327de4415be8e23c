/** The Wall Street Horizon calendar of company events. */
import { incoming, literal, outgoing, since } from "../declare.ts";
import { bool, int, maybeInt, string } from "../kind.ts";
import { PROTOBUF_NEWS_DATA, WSH_EVENT_DATA_FILTERS, WSH_EVENT_DATA_FILTERS_DATE, WSHE_CALENDAR } from "../versions.ts";

export const reqWshMetaData = outgoing(
  100,
  "reqWshMetaData",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int] },
  ["reqId"],
  WSHE_CALENDAR,
);

export const cancelWshMetaData = outgoing(
  101,
  "cancelWshMetaData",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int] },
  ["reqId"],
  WSHE_CALENDAR,
);

export const wshMetaData = incoming(
  104,
  "wshMetaData",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int], dataJson: [2, string] },
  ["reqId", "dataJson"],
  WSHE_CALENDAR,
);

/** ib_async, too, spells the unset conId and limit as 2147483647 here. */
export const reqWshEventData = outgoing(
  102,
  "reqWshEventData",
  PROTOBUF_NEWS_DATA,
  {
    reqId: [1, int],
    conId: [2, maybeInt],
    filter: [3, string],
    fillWatchlist: [4, bool],
    fillPortfolio: [5, bool],
    fillCompetitors: [6, bool],
    startDate: [7, string],
    endDate: [8, string],
    totalLimit: [9, maybeInt],
  },
  [
    "reqId",
    literal("conId"),
    since(WSH_EVENT_DATA_FILTERS, "filter", "fillWatchlist", "fillPortfolio", "fillCompetitors"),
    since(WSH_EVENT_DATA_FILTERS_DATE, "startDate", "endDate", literal("totalLimit")),
  ],
  WSHE_CALENDAR,
);

export const cancelWshEventData = outgoing(
  103,
  "cancelWshEventData",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int] },
  ["reqId"],
  WSHE_CALENDAR,
);

export const wshEventData = incoming(
  105,
  "wshEventData",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int], dataJson: [2, string] },
  ["reqId", "dataJson"],
  WSHE_CALENDAR,
);
