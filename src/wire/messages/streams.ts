/** Every single trade or quote (tick by tick) and five-second bars. */
import { choose, filled, incoming, oneOf, outgoing, variants, version } from "../declare.ts";
import { bool, decimal, double, int, long, string, tagValues } from "../kind.ts";
import { PROTOBUF_HISTORICAL_DATA } from "../versions.ts";
import { requestedContract } from "./pieces.ts";
import { Contract } from "./records.ts";

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

const trade = {
  price: [[3, 3], double],
  size: [[3, 4], decimal],
  mask: [[3, 2], int, { bits: [1, 2] }],
  exchange: [[3, 5], string],
  specialConditions: [[3, 6], string],
} as const;

/**
 * tickType 1 is last, 2 all last, 3 bid and ask, 4 midpoint; 0 carries nothing.
 * The mask of a last: bit 0 pastLimit, 1 unreported. Of bid and ask: bit 0 bidPastLow, 1 askPastHigh.
 */
export const tickByTick = incoming(
  99,
  "tickByTick",
  PROTOBUF_HISTORICAL_DATA,
  variants(
    "tickByTick",
    { reqId: [1, int], tickType: [2, int], time: [oneOf([3, 1], [4, 1], [5, 1]), long] },
    "tickType",
    {
      0: {},
      1: trade,
      2: trade,
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
  ["reqId", "tickType", "time", filled(choose)],
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
