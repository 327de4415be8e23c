/** Streaming quotes: the requests and what frames the ticks. The ticks themselves are in `ticks.ts`. */
import { incoming, NEVER, outgoing, present, repeat, TEXT_ONLY, version, when } from "../declare.ts";
import { bool, double, int, string, tagValues } from "../kind.ts";
import { PROTOBUF_MARKET_DATA, PROTOBUF_REST_MESSAGES_1 } from "../versions.ts";
import { requestedContract } from "./pieces.ts";
import { Contract } from "./records.ts";

/** One-shot with snapshot = 1, ended by tickSnapshotEnd; otherwise it streams until cancelled. */
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

/** 1 live, 2 frozen, 3 delayed, 4 delayed and frozen; for the requests made after it on this connection. */
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

export const rerouteMktDataReq = incoming(
  91,
  "rerouteMktDataReq",
  PROTOBUF_REST_MESSAGES_1,
  { reqId: [1, int], conId: [2, int], exchange: [3, string] },
  ["reqId", "conId", "exchange"],
);

export const deltaNeutralValidation = incoming(
  56,
  "deltaNeutralValidation",
  NEVER,
  { reqId: [TEXT_ONLY, int], conId: [TEXT_ONLY, int], delta: [TEXT_ONLY, double], price: [TEXT_ONLY, double] },
  [version(1), "reqId", "conId", "delta", "price"],
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
