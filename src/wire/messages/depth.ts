/** The order book of one exchange or of several together. */
import { incoming, list, literal, outgoing, record, repeat, version } from "../declare.ts";
import { bool, decimal, double, int, maybeInt, string, tagValues } from "../kind.ts";
import { PROTOBUF_MARKET_DATA, PROTOBUF_REST_MESSAGES_1, PROTOBUF_REST_MESSAGES_3 } from "../versions.ts";
import { requestedContract } from "./pieces.ts";
import { Contract } from "./records.ts";

export const reqMktDepth = outgoing(
  10,
  "reqMktDepth",
  PROTOBUF_MARKET_DATA,
  {
    reqId: [1, int],
    contract: [2, Contract],
    numRows: [3, int],
    isSmartDepth: [4, bool],
    mktDepthOptions: [5, tagValues],
  },
  [version(5), "reqId", ...requestedContract, "numRows", "isSmartDepth", "mktDepthOptions"],
);

export const cancelMktDepth = outgoing(
  11,
  "cancelMktDepth",
  PROTOBUF_MARKET_DATA,
  { reqId: [1, int], isSmartDepth: [2, bool] },
  [version(1), "reqId", "isSmartDepth"],
);

export const updateMktDepth = incoming(
  12,
  "updateMktDepth",
  PROTOBUF_MARKET_DATA,
  {
    reqId: [1, int],
    position: [[2, 1], int],
    operation: [[2, 2], int],
    side: [[2, 3], int],
    price: [[2, 4], double],
    size: [[2, 5], decimal],
  },
  [version(1), "reqId", "position", "operation", "side", "price", "size"],
);

export const updateMktDepthL2 = incoming(
  13,
  "updateMktDepthL2",
  PROTOBUF_MARKET_DATA,
  {
    reqId: [1, int],
    position: [[2, 1], int],
    marketMaker: [[2, 6], string],
    operation: [[2, 2], int],
    side: [[2, 3], int],
    price: [[2, 4], double],
    size: [[2, 5], decimal],
    isSmartDepth: [[2, 7], bool],
  },
  [version(1), "reqId", "position", "marketMaker", "operation", "side", "price", "size", "isSmartDepth"],
);

export const rerouteMktDepthReq = incoming(
  92,
  "rerouteMktDepthReq",
  PROTOBUF_REST_MESSAGES_1,
  { reqId: [1, int], conId: [2, int], exchange: [3, string] },
  ["reqId", "conId", "exchange"],
);

export const reqMktDepthExchanges = outgoing(82, "reqMktDepthExchanges", PROTOBUF_REST_MESSAGES_3, {}, []);

const DepthMarketDataDescription = record("DepthMarketDataDescription", {
  exchange: [1, string],
  secType: [2, string],
  listingExch: [3, string],
  serviceDataType: [4, string],
  aggGroup: [5, maybeInt],
});

export const mktDepthExchanges = incoming(
  80,
  "mktDepthExchanges",
  PROTOBUF_REST_MESSAGES_3,
  { descriptions: [1, list(DepthMarketDataDescription)] },
  [repeat("descriptions", "exchange", "secType", "listingExch", "serviceDataType", literal("aggGroup"))],
);
