/** account */
import { filled, incoming, list, outgoing, record, repeat, version } from "../declare.ts";
import { bool, decimal, double, int, maybeDouble, string } from "../kind.ts";
import {
  PROTOBUF_ACCOUNTS_POSITIONS,
  PROTOBUF_REST_MESSAGES_1,
  PROTOBUF_REST_MESSAGES_2,
  PROTOBUF_SCAN_DATA,
} from "../versions.ts";
import { Contract, SoftDollarTier, statedContract } from "./records.ts";

export const reqAccountUpdates = outgoing(
  6,
  "reqAccountUpdates",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { subscribe: [1, bool], acctCode: [2, string] },
  [version(2), "subscribe", "acctCode"],
);

export const updateAccountValue = incoming(
  6,
  "updateAccountValue",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { key: [1, string], value: [2, string], currency: [3, string], accountName: [4, string] },
  [version(2), "key", "value", "currency", "accountName"],
);

export const updatePortfolio = incoming(
  7,
  "updatePortfolio",
  PROTOBUF_ACCOUNTS_POSITIONS,
  {
    contract: [1, Contract],
    position: [2, decimal],
    marketPrice: [3, double],
    marketValue: [4, double],
    averageCost: [5, double],
    unrealizedPNL: [6, double],
    realizedPNL: [7, double],
    accountName: [8, string],
  },
  [
    version(8),
    "contract.conId",
    "contract.symbol",
    "contract.secType",
    "contract.lastTradeDateOrContractMonth",
    filled("contract.strike"),
    "contract.right",
    "contract.multiplier",
    "contract.primaryExchange",
    "contract.currency",
    "contract.localSymbol",
    "contract.tradingClass",
    "position",
    "marketPrice",
    "marketValue",
    "averageCost",
    "unrealizedPNL",
    "realizedPNL",
    "accountName",
  ],
);

export const updateAccountTime = incoming(
  8,
  "updateAccountTime",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { timeStamp: [1, string] },
  [version(1), "timeStamp"],
);

export const accountDownloadEnd = incoming(
  54,
  "accountDownloadEnd",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { accountName: [1, string] },
  [version(1), "accountName"],
);

export const reqAccountUpdatesMulti = outgoing(
  76,
  "reqAccountUpdatesMulti",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { reqId: [1, int], account: [2, string], modelCode: [3, string], ledgerAndNLV: [4, bool] },
  [version(1), "reqId", "account", "modelCode", "ledgerAndNLV"],
);

export const cancelAccountUpdatesMulti = outgoing(
  77,
  "cancelAccountUpdatesMulti",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

export const accountUpdateMulti = incoming(
  73,
  "accountUpdateMulti",
  PROTOBUF_ACCOUNTS_POSITIONS,
  {
    reqId: [1, int],
    account: [2, string],
    modelCode: [3, string],
    key: [4, string],
    value: [5, string],
    currency: [6, string],
  },
  [version(1), "reqId", "account", "modelCode", "key", "value", "currency"],
);

export const accountUpdateMultiEnd = incoming(
  74,
  "accountUpdateMultiEnd",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

export const reqAccountSummary = outgoing(
  62,
  "reqAccountSummary",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { reqId: [1, int], groupName: [2, string], tags: [3, string] },
  [version(1), "reqId", "groupName", "tags"],
);

export const cancelAccountSummary = outgoing(
  63,
  "cancelAccountSummary",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

export const accountSummary = incoming(
  63,
  "accountSummary",
  PROTOBUF_ACCOUNTS_POSITIONS,
  { reqId: [1, int], account: [2, string], tag: [3, string], value: [4, string], currency: [5, string] },
  [version(1), "reqId", "account", "tag", "value", "currency"],
);

export const accountSummaryEnd = incoming(64, "accountSummaryEnd", PROTOBUF_ACCOUNTS_POSITIONS, { reqId: [1, int] }, [
  version(1),
  "reqId",
]);

export const reqPositions = outgoing(61, "reqPositions", PROTOBUF_ACCOUNTS_POSITIONS, {}, [version(1)]);

export const cancelPositions = outgoing(64, "cancelPositions", PROTOBUF_ACCOUNTS_POSITIONS, {}, [version(1)]);

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

export const pnl = incoming(
  94,
  "pnl",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int], dailyPnL: [2, double], unrealizedPnL: [3, maybeDouble], realizedPnL: [4, maybeDouble] },
  ["reqId", "dailyPnL", "unrealizedPnL", "realizedPnL"],
);

export const reqPnLSingle = outgoing(
  94,
  "reqPnLSingle",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int], account: [2, string], modelCode: [3, string], conId: [4, int] },
  ["reqId", "account", "modelCode", "conId"],
);

export const cancelPnLSingle = outgoing(95, "cancelPnLSingle", PROTOBUF_SCAN_DATA, { reqId: [1, int] }, ["reqId"]);

export const pnlSingle = incoming(
  95,
  "pnlSingle",
  PROTOBUF_SCAN_DATA,
  {
    reqId: [1, int],
    pos: [2, decimal],
    dailyPnL: [3, double],
    unrealizedPnL: [4, maybeDouble],
    realizedPnL: [5, maybeDouble],
    value: [6, double],
  },
  ["reqId", "pos", "dailyPnL", "unrealizedPnL", "realizedPnL", "value"],
);

export const reqFamilyCodes = outgoing(80, "reqFamilyCodes", PROTOBUF_REST_MESSAGES_2, {}, []);

const FamilyCode = record("FamilyCode", { accountID: [1, string], familyCodeStr: [2, string] });

export const familyCodes = incoming(
  78,
  "familyCodes",
  PROTOBUF_REST_MESSAGES_2,
  { familyCodes: [1, list(FamilyCode)] },
  [repeat("familyCodes", "accountID", "familyCodeStr")],
);

export const reqSoftDollarTiers = outgoing(79, "reqSoftDollarTiers", PROTOBUF_REST_MESSAGES_2, { reqId: [1, int] }, [
  "reqId",
]);

export const softDollarTiers = incoming(
  77,
  "softDollarTiers",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int], tiers: [2, list(SoftDollarTier)] },
  ["reqId", repeat("tiers", "name", "value", "displayName")],
);

export const requestFA = outgoing(18, "requestFA", PROTOBUF_REST_MESSAGES_1, { faDataType: [1, int] }, [
  version(1),
  "faDataType",
]);

export const receiveFA = incoming(
  16,
  "receiveFA",
  PROTOBUF_REST_MESSAGES_1,
  { faDataType: [1, int], xml: [2, string] },
  [version(1), "faDataType", "xml"],
);

export const replaceFA = outgoing(
  19,
  "replaceFA",
  PROTOBUF_REST_MESSAGES_1,
  { faDataType: [2, int], xml: [3, string], reqId: [1, int] },
  [version(1), "faDataType", "xml", "reqId"],
);

export const replaceFAEnd = incoming(
  103,
  "replaceFAEnd",
  PROTOBUF_REST_MESSAGES_1,
  { reqId: [1, int], text: [2, string] },
  ["reqId", "text"],
);
