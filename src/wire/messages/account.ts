/** Account values and summaries. reqAccountUpdates is state of the connection, not a request (PROTOCOL section 10). */
import { filled, incoming, outgoing, version } from "../declare.ts";
import { bool, decimal, double, int, string } from "../kind.ts";
import { PROTOBUF_ACCOUNTS_POSITIONS } from "../versions.ts";
import { Contract } from "./records.ts";

/** One account at a time per connection; a second subscribe replaces the first. subscribe = 0 ends it. */
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

/** Java and Go read multiplier, primaryExchange and tradingClass only because the version is at least 8; ib_async takes no empty number. */
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
    filled("position"),
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
