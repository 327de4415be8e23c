/**
 * The option calculators, whose answer is a tickOptionComputation.
 *
 * Python and ib_async put a count before the option list, Java, @stoqey/ib and Go do not (PROTOCOL section 7).
 */
import { optionCount, outgoing, version } from "../declare.ts";
import { double, int, tagValues } from "../kind.ts";
import { PROTOBUF_REST_MESSAGES_1 } from "../versions.ts";
import { requestedContract } from "./pieces.ts";
import { Contract } from "./records.ts";

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
