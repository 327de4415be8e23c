/** News: bulletins of the exchanges, providers, articles and headlines. */
import { incoming, list, outgoing, record, repeat, version } from "../declare.ts";
import { bool, int, long, string, tagValues } from "../kind.ts";
import { PROTOBUF_NEWS_DATA } from "../versions.ts";

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

/** Go's text decoder swaps code and name; code comes first. */
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
