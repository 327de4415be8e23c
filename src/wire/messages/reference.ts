/** Reference data about instruments: symbol search, option chains, price increments, exchange letters, fundamentals. */
import { incoming, list, optionCount, outgoing, record, repeat, repeatValues, since, version } from "../declare.ts";
import { double, int, maybeDouble, string, tagValues } from "../kind.ts";
import { BOND_ISSUERID, PROTOBUF_REST_MESSAGES_2, PROTOBUF_SCAN_DATA } from "../versions.ts";
import { Contract } from "./records.ts";

export const reqMatchingSymbols = outgoing(
  81,
  "reqMatchingSymbols",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int], pattern: [2, string] },
  ["reqId", "pattern"],
);

/** Protobuf has a whole contract here; text has seven of its fields. */
const ContractDescription = record("ContractDescription", {
  conId: [[1, 1], int],
  symbol: [[1, 2], string],
  secType: [[1, 3], string],
  primaryExchange: [[1, 9], string],
  currency: [[1, 10], string],
  derivativeSecTypes: [2, list(string)],
  description: [[1, 15], string],
  issuerId: [[1, 16], string],
  lastTradeDateOrContractMonth: [[1, 4], string],
  strike: [[1, 5], maybeDouble],
  right: [[1, 6], string],
  multiplier: [[1, 7], string, "double"],
  exchange: [[1, 8], string],
  localSymbol: [[1, 11], string],
  tradingClass: [[1, 12], string],
});

export const symbolSamples = incoming(
  79,
  "symbolSamples",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int], contractDescriptions: [2, list(ContractDescription)] },
  [
    "reqId",
    repeat(
      "contractDescriptions",
      "conId",
      "symbol",
      "secType",
      "primaryExchange",
      "currency",
      repeatValues("derivativeSecTypes"),
      since(BOND_ISSUERID, "description", "issuerId"),
    ),
  ],
);

export const reqSecDefOptParams = outgoing(
  78,
  "reqSecDefOptParams",
  PROTOBUF_REST_MESSAGES_2,
  {
    reqId: [1, int],
    underlyingSymbol: [2, string],
    futFopExchange: [3, string],
    underlyingSecType: [4, string],
    underlyingConId: [5, int],
  },
  ["reqId", "underlyingSymbol", "futFopExchange", "underlyingSecType", "underlyingConId"],
);

export const securityDefinitionOptionParameter = incoming(
  75,
  "securityDefinitionOptionParameter",
  PROTOBUF_REST_MESSAGES_2,
  {
    reqId: [1, int],
    exchange: [2, string],
    underlyingConId: [3, int],
    tradingClass: [4, string],
    multiplier: [5, string],
    expirations: [6, list(string)],
    strikes: [7, list(double)],
  },
  [
    "reqId",
    "exchange",
    "underlyingConId",
    "tradingClass",
    "multiplier",
    repeatValues("expirations"),
    repeatValues("strikes"),
  ],
);

export const securityDefinitionOptionParameterEnd = incoming(
  76,
  "securityDefinitionOptionParameterEnd",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int] },
  ["reqId"],
);

export const reqMarketRule = outgoing(91, "reqMarketRule", PROTOBUF_REST_MESSAGES_2, { marketRuleId: [1, int] }, [
  "marketRuleId",
]);

const PriceIncrement = record("PriceIncrement", { lowEdge: [1, double], increment: [2, double] });

export const marketRule = incoming(
  93,
  "marketRule",
  PROTOBUF_REST_MESSAGES_2,
  { marketRuleId: [1, int], priceIncrements: [2, list(PriceIncrement)] },
  ["marketRuleId", repeat("priceIncrements", "lowEdge", "increment")],
);

export const reqSmartComponents = outgoing(
  83,
  "reqSmartComponents",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int], bboExchange: [2, string] },
  ["reqId", "bboExchange"],
);

const SmartComponent = record("SmartComponent", {
  bitNumber: [1, int],
  exchange: [2, string],
  exchangeLetter: [3, string],
});

export const smartComponents = incoming(
  82,
  "smartComponents",
  PROTOBUF_REST_MESSAGES_2,
  { reqId: [1, int], components: [2, list(SmartComponent)] },
  ["reqId", repeat("components", "bitNumber", "exchange", "exchangeLetter")],
);

/** Python and ib_async put a count before the option list, Java, @stoqey/ib and Go do not (PROTOCOL section 7). */
export const reqFundamentalData = outgoing(
  52,
  "reqFundamentalData",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int], contract: [2, Contract], reportType: [3, string], fundamentalDataOptions: [4, tagValues] },
  [
    version(2),
    "reqId",
    "contract.conId",
    "contract.symbol",
    "contract.secType",
    "contract.exchange",
    "contract.primaryExchange",
    "contract.currency",
    "contract.localSymbol",
    "reportType",
    optionCount("fundamentalDataOptions"),
    "fundamentalDataOptions",
  ],
);

export const cancelFundamentalData = outgoing(53, "cancelFundamentalData", PROTOBUF_SCAN_DATA, { reqId: [1, int] }, [
  version(1),
  "reqId",
]);

export const fundamentalData = incoming(
  51,
  "fundamentalData",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int], data: [2, string] },
  [version(1), "reqId", "data"],
);
