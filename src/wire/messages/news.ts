/** news */
import { incoming, list, literal, outgoing, record, repeat, since, version } from "../declare.ts";
import { bool, int, long, maybeInt, string, tagValues } from "../kind.ts";
import { PROTOBUF_NEWS_DATA, WSH_EVENT_DATA_FILTERS, WSH_EVENT_DATA_FILTERS_DATE, WSHE_CALENDAR } from "../versions.ts";

export const reqNewsBulletins = outgoing(12, "reqNewsBulletins", PROTOBUF_NEWS_DATA, { allMsgs: [1, bool] }, [
  version(1),
  "allMsgs",
]);

export const cancelNewsBulletins = outgoing(13, "cancelNewsBulletins", PROTOBUF_NEWS_DATA, {}, [version(1)]);

export const updateNewsBulletin = incoming(
  14,
  "updateNewsBulletin",
  PROTOBUF_NEWS_DATA,
  { msgId: [1, int], msgType: [2, int], message: [3, string], origExchange: [4, string] },
  [version(1), "msgId", "msgType", "message", "origExchange"],
);

export const reqNewsProviders = outgoing(85, "reqNewsProviders", PROTOBUF_NEWS_DATA, {}, []);

const NewsProvider = record("NewsProvider", { code: [1, string], name: [2, string] });

export const newsProviders = incoming(
  85,
  "newsProviders",
  PROTOBUF_NEWS_DATA,
  { newsProviders: [1, list(NewsProvider)] },
  [repeat("newsProviders", "code", "name")],
);

export const reqNewsArticle = outgoing(
  84,
  "reqNewsArticle",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int], providerCode: [2, string], articleId: [3, string], newsArticleOptions: [4, tagValues] },
  ["reqId", "providerCode", "articleId", "newsArticleOptions"],
);

export const newsArticle = incoming(
  83,
  "newsArticle",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int], articleType: [2, int], articleText: [3, string] },
  ["reqId", "articleType", "articleText"],
);

export const reqHistoricalNews = outgoing(
  86,
  "reqHistoricalNews",
  PROTOBUF_NEWS_DATA,
  {
    reqId: [1, int],
    conId: [2, int],
    providerCodes: [3, string],
    startDateTime: [4, string],
    endDateTime: [5, string],
    totalResults: [6, int],
    historicalNewsOptions: [7, tagValues],
  },
  ["reqId", "conId", "providerCodes", "startDateTime", "endDateTime", "totalResults", "historicalNewsOptions"],
);

export const historicalNews = incoming(
  86,
  "historicalNews",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int], time: [2, string], providerCode: [3, string], articleId: [4, string], headline: [5, string] },
  ["reqId", "time", "providerCode", "articleId", "headline"],
);

export const historicalNewsEnd = incoming(
  87,
  "historicalNewsEnd",
  PROTOBUF_NEWS_DATA,
  { reqId: [1, int], hasMore: [2, bool] },
  ["reqId", "hasMore"],
);

export const tickNews = incoming(
  84,
  "tickNews",
  PROTOBUF_NEWS_DATA,
  {
    reqId: [1, int],
    timeStamp: [2, long],
    providerCode: [3, string],
    articleId: [4, string],
    headline: [5, string],
    extraData: [6, string],
  },
  ["reqId", "timeStamp", "providerCode", "articleId", "headline", "extraData"],
);

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
