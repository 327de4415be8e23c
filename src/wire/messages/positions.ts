/** Positions and profit and loss, as snapshots that keep themselves up to date until cancelled. */
import { incoming, literal, outgoing, version } from "../declare.ts";
import { decimal, double, int, maybeDouble, string } from "../kind.ts";
import { PROTOBUF_ACCOUNTS_POSITIONS, PROTOBUF_SCAN_DATA } from "../versions.ts";
import { statedContract } from "./pieces.ts";
import { Contract } from "./records.ts";

export const reqPositions = outgoing(61, "reqPositions", PROTOBUF_ACCOUNTS_POSITIONS, {}, [version(1)]);

export const cancelPositions = outgoing(64, "cancelPositions", PROTOBUF_ACCOUNTS_POSITIONS, {}, [version(1)]);

/** Java and Go read avgCost only because the version is at least 3. */
export const position = incoming(
  61,
  "position",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { account: [1, string], contract: [2, Contract], position: [3, decimal], avgCost: [4, double] },
  [version(3), "account", ...statedContract, "position", "avgCost"],
);

export const positionEnd = incoming(62, "positionEnd", PROTOBUF_ACCOUNTS_POSITIONS, {}, [version(1)]);

export const reqPositionsMulti = outgoing(
  74,
  "reqPositionsMulti",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { reqId: [1, int], account: [2, string], modelCode: [3, string] },
  [version(1), "reqId", "account", "modelCode"],
);

export const cancelPositionsMulti = outgoing(
  75,
  "cancelPositionsMulti",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

export const positionMulti = incoming(
  71,
  "positionMulti",
  PROTOBUF_ACCOUNTS_POSITIONS,
  {
    reqId: [1, int],
    account: [2, string],
    contract: [3, Contract],
    position: [4, decimal],
    avgCost: [5, double],
    modelCode: [6, string],
  },
  [version(1), "reqId", "account", ...statedContract, "position", "avgCost", "modelCode"],
);

export const positionMultiEnd = incoming(72, "positionMultiEnd", PROTOBUF_ACCOUNTS_POSITIONS, { reqId: [1, int] }, [
  version(1),
  "reqId",
]);

export const reqPnL = outgoing(
  92,
  "reqPnL",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int], account: [2, string], modelCode: [3, string] },
  ["reqId", "account", "modelCode"],
);

export const cancelPnL = outgoing(93, "cancelPnL", PROTOBUF_SCAN_DATA, { reqId: [1, int] }, ["reqId"]);

/** Gateways spell out what is not set (ib_insync #176), and an empty field is 0 to ib_async. */
export const pnl = incoming(
  94,
  "pnl",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int], dailyPnL: [2, maybeDouble], unrealizedPnL: [3, maybeDouble], realizedPnL: [4, maybeDouble] },
  ["reqId", literal("dailyPnL", "unrealizedPnL", "realizedPnL")],
);

export const reqPnLSingle = outgoing(
  94,
  "reqPnLSingle",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int], account: [2, string], modelCode: [3, string], conId: [4, int] },
  ["reqId", "account", "modelCode", "conId"],
);

export const cancelPnLSingle = outgoing(95, "cancelPnLSingle", PROTOBUF_SCAN_DATA, { reqId: [1, int] }, ["reqId"]);

/** As above. */
export const pnlSingle = incoming(
  95,
  "pnlSingle",
  PROTOBUF_SCAN_DATA,
  {
    reqId: [1, int],
    pos: [2, decimal],
    dailyPnL: [3, maybeDouble],
    unrealizedPnL: [4, maybeDouble],
    realizedPnL: [5, maybeDouble],
    value: [6, maybeDouble],
  },
  ["reqId", "pos", literal("dailyPnL", "unrealizedPnL", "realizedPnL", "value")],
);
