/** marketData */
import {
  choose,
  incoming,
  NEVER,
  optionCount,
  outgoing,
  present,
  repeat,
  TEXT_ONLY,
  variants,
  version,
  when,
} from "../declare.ts";
import { bool, decimal, double, int, long, string, tagValues } from "../kind.ts";
import { PROTOBUF_HISTORICAL_DATA, PROTOBUF_MARKET_DATA, PROTOBUF_REST_MESSAGES_1 } from "../versions.ts";
import { Contract, requestedContract } from "./records.ts";

export const reqMktData = outgoing(
  1,
  "reqMktData",
  PROTOBUF_MARKET_DATA,
  {
    reqId: [1, int],
    contract: [2, Contract],
    genericTickList: [3, string],
    snapshot: [4, bool],
    regulatorySnapshot: [5, bool],
    mktDataOptions: [6, tagValues],
  },
  [
    version(11),
    "reqId",
    ...requestedContract,
    when(
      { field: "contract.secType", eq: "BAG" },
      repeat("contract.comboLegs", "conId", "ratio", "action", "exchange"),
    ),
    present("contract.deltaNeutralContract", "conId", "delta", "price"),
    "genericTickList",
    "snapshot",
    "regulatorySnapshot",
    "mktDataOptions",
  ],
);

export const cancelMktData = outgoing(2, "cancelMktData", PROTOBUF_MARKET_DATA, { reqId: [1, int] }, [
  version(2),
  "reqId",
]);

export const reqMarketDataType = outgoing(59, "reqMarketDataType", PROTOBUF_MARKET_DATA, { marketDataType: [1, int] }, [
  version(1),
  "marketDataType",
]);

export const marketDataType = incoming(
  58,
  "marketDataType",
  PROTOBUF_MARKET_DATA,
  { reqId: [1, int], marketDataType: [2, int] },
  [version(1), "reqId", "marketDataType"],
);

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

export const tickReqParams = incoming(
  81,
  "tickReqParams",
  PROTOBUF_MARKET_DATA,
  {
    reqId: [1, int],
    minTick: [2, double, "string"],
    bboExchange: [3, string],
    snapshotPermissions: [4, int],
    lastPricePrecision: [5, string],
    lastSizePrecision: [6, string],
  },
  ["reqId", "minTick", "bboExchange", "snapshotPermissions"],
);

export const tickSnapshotEnd = incoming(57, "tickSnapshotEnd", PROTOBUF_MARKET_DATA, { reqId: [1, int] }, [
  version(1),
  "reqId",
]);

export const deltaNeutralValidation = incoming(
  56,
  "deltaNeutralValidation",
  NEVER,
  { reqId: [TEXT_ONLY, int], conId: [TEXT_ONLY, int], delta: [TEXT_ONLY, double], price: [TEXT_ONLY, double] },
  [version(1), "reqId", "conId", "delta", "price"],
);

export const rerouteMktDataReq = incoming(
  91,
  "rerouteMktDataReq",
  PROTOBUF_REST_MESSAGES_1,
  { reqId: [1, int], conId: [2, int], exchange: [3, string] },
  ["reqId", "conId", "exchange"],
);

export const calculateImpliedVolatility = outgoing(
  54,
  "calculateImpliedVolatility",
  PROTOBUF_REST_MESSAGES_1,
  {
    reqId: [1, int],
    contract: [2, Contract],
    optionPrice: [3, double],
    underPrice: [4, double],
    implVolOptions: [5, tagValues],
  },
  [
    version(3),
    "reqId",
    ...requestedContract,
    "optionPrice",
    "underPrice",
    optionCount("implVolOptions"),
    "implVolOptions",
  ],
);

export const cancelCalculateImpliedVolatility = outgoing(
  56,
  "cancelCalculateImpliedVolatility",
  PROTOBUF_REST_MESSAGES_1,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

export const calculateOptionPrice = outgoing(
  55,
  "calculateOptionPrice",
  PROTOBUF_REST_MESSAGES_1,
  {
    reqId: [1, int],
    contract: [2, Contract],
    volatility: [3, double],
    underPrice: [4, double],
    optPrcOptions: [5, tagValues],
  },
  [
    version(3),
    "reqId",
    ...requestedContract,
    "volatility",
    "underPrice",
    optionCount("optPrcOptions"),
    "optPrcOptions",
  ],
);

export const cancelCalculateOptionPrice = outgoing(
  57,
  "cancelCalculateOptionPrice",
  PROTOBUF_REST_MESSAGES_1,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

export const reqTickByTickData = outgoing(
  97,
  "reqTickByTickData",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int], contract: [2, Contract], tickType: [3, string], numberOfTicks: [4, int], ignoreSize: [5, bool] },
  ["reqId", ...requestedContract, "tickType", "numberOfTicks", "ignoreSize"],
);

export const cancelTickByTickData = outgoing(
  98,
  "cancelTickByTickData",
  PROTOBUF_HISTORICAL_DATA,
  { reqId: [1, int] },
  ["reqId"],
);

export const tickByTick = incoming(
  99,
  "tickByTick",
  PROTOBUF_HISTORICAL_DATA,
  variants(
    "tickByTick",
    {
      reqId: [1, int],
      tickType: [2, int],
      time: [
        {
          oneOf: [
            [3, 1],
            [4, 1],
            [5, 1],
          ],
        },
        long,
      ],
    },
    "tickType",
    {
      0: {},
      1: {
        price: [[3, 3], double],
        size: [[3, 4], decimal],
        mask: [[3, 2], int, { bits: [1, 2] }],
        exchange: [[3, 5], string],
        specialConditions: [[3, 6], string],
      },
      2: {
        price: [[3, 3], double],
        size: [[3, 4], decimal],
        mask: [[3, 2], int, { bits: [1, 2] }],
        exchange: [[3, 5], string],
        specialConditions: [[3, 6], string],
      },
      3: {
        bidPrice: [[4, 3], double],
        askPrice: [[4, 4], double],
        bidSize: [[4, 5], decimal],
        askSize: [[4, 6], decimal],
        mask: [[4, 2], int, { bits: [1, 2] }],
      },
      4: { midPoint: [[5, 2], double] },
    },
  ),
  ["reqId", "tickType", "time", choose],
);

export const reqRealTimeBars = outgoing(
  50,
  "reqRealTimeBars",
  PROTOBUF_HISTORICAL_DATA,
  {
    reqId: [1, int],
    contract: [2, Contract],
    barSize: [3, int],
    whatToShow: [4, string],
    useRTH: [5, bool],
    realTimeBarsOptions: [6, tagValues],
  },
  [version(3), "reqId", ...requestedContract, "barSize", "whatToShow", "useRTH", "realTimeBarsOptions"],
);

export const cancelRealTimeBars = outgoing(51, "cancelRealTimeBars", PROTOBUF_HISTORICAL_DATA, { reqId: [1, int] }, [
  version(1),
  "reqId",
]);

export const realtimeBar = incoming(
  50,
  "realtimeBar",
  PROTOBUF_HISTORICAL_DATA,
  {
    reqId: [1, int],
    time: [2, long],
    open: [3, double],
    high: [4, double],
    low: [5, double],
    close: [6, double],
    volume: [7, decimal],
    wap: [8, decimal],
    count: [9, int],
  },
  [version(3), "reqId", "time", "open", "high", "low", "close", "volume", "wap", "count"],
);
