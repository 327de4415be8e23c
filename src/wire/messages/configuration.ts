/** Reading and changing the Gateway's own settings. These messages exist only in protobuf. */
import { incoming, list, NO_TEXT, outgoing, record } from "../declare.ts";
import { bool, maybeInt, string } from "../kind.ts";
import { CONFIG, UPDATE_CONFIG } from "../versions.ts";

export const reqConfig = outgoing(108, "reqConfig", CONFIG, { reqId: [1, maybeInt] }, NO_TEXT, CONFIG);

const LockAndExitConfig = record("LockAndExitConfig", {
  autoLogoffTime: [1, string],
  autoLogoffPeriod: [2, string],
  autoLogoffType: [3, string],
});

const MessageConfig = record("MessageConfig", {
  id: [1, maybeInt],
  title: [2, string],
  message: [3, string],
  defaultAction: [4, string],
  enabled: [5, bool],
});

const ApiPrecautionsConfig = record("ApiPrecautionsConfig", {
  bypassOrderPrecautions: [1, bool],
  bypassBondWarning: [2, bool],
  bypassNegativeYieldConfirmation: [3, bool],
  bypassCalledBondWarning: [4, bool],
  bypassSameActionPairTradeWarning: [5, bool],
  bypassFlaggedAccountsWarning: [6, bool],
  bypassPriceBasedVolatilityWarning: [7, bool],
  bypassRedirectOrderWarning: [8, bool],
  bypassNoOverfillProtection: [9, bool],
  bypassRouteMarketableToBBO: [10, bool],
});

const ApiSettingsConfig = record("ApiSettingsConfig", {
  readOnlyApi: [1, bool],
  totalQuantityForMutualFunds: [2, bool],
  downloadOpenOrdersOnConnection: [3, bool],
  includeVirtualFxPositions: [4, bool],
  prepareDailyPnL: [5, bool],
  sendStatusUpdatesForVolatilityOrders: [6, bool],
  encodeApiMessages: [7, string],
  socketPort: [8, maybeInt],
  useNegativeAutoRange: [9, bool],
  createApiMessageLogFile: [10, bool],
  includeMarketDataInLogFile: [11, bool],
  exposeTradingScheduleToApi: [12, bool],
  splitInsuredDepositFromCashBalance: [13, bool],
  sendZeroPositionsForTodayOnly: [14, bool],
  letApiAccountRequestsSwitchSubscription: [15, bool],
  useAccountGroupsWithAllocationMethods: [16, bool],
  loggingLevel: [17, string],
  masterClientId: [18, maybeInt],
  bulkDataTimeout: [19, maybeInt],
  componentExchSeparator: [20, string],
  showForexDataIn1_10Pips: [21, bool],
  allowForexTradingIn1_10Pips: [22, bool],
  roundAccountValuesToNearestWholeNumber: [23, bool],
  sendMarketDataInLotsForUsStocks: [24, bool],
  showAdvancedOrderRejectInUi: [25, bool],
  rejectMessagesAboveMaxRate: [26, bool],
  maintainConnectionOnIncorrectFields: [27, bool],
  compatibilityModeNasdaqStocks: [28, bool],
  sendInstrumentTimezone: [29, string],
  sendForexDataInCompatibilityMode: [30, bool],
  maintainAndResubmitOrdersOnReconnect: [31, bool],
  historicalDataMaxSize: [32, maybeInt],
  autoReportNettingEventContractTrades: [33, bool],
  optionExerciseRequestType: [34, string],
  allowLocalhostOnly: [35, bool],
  trustedIPs: [36, list(string)],
});

const ApiConfig = record("ApiConfig", { precautions: [1, ApiPrecautionsConfig], settings: [2, ApiSettingsConfig] });

const OrdersSmartRoutingConfig = record("OrdersSmartRoutingConfig", {
  seekPriceImprovement: [1, bool],
  preOpenReroute: [2, bool],
  doNotRouteToDarkPools: [3, bool],
  defaultAlgorithm: [4, string],
});

const OrdersConfig = record("OrdersConfig", { smartRouting: [1, OrdersSmartRoutingConfig] });

export const configResponse = incoming(
  110,
  "configResponse",
  CONFIG,
  {
    reqId: [1, maybeInt],
    lockAndExit: [2, LockAndExitConfig],
    messages: [3, list(MessageConfig)],
    api: [4, ApiConfig],
    orders: [5, OrdersConfig],
  },
  NO_TEXT,
  CONFIG,
);

const UpdateConfigWarning = record("UpdateConfigWarning", {
  messageId: [1, maybeInt],
  title: [2, string],
  message: [3, string],
});

export const updateConfig = outgoing(
  109,
  "updateConfig",
  UPDATE_CONFIG,
  {
    reqId: [1, maybeInt],
    lockAndExit: [2, LockAndExitConfig],
    messages: [3, list(MessageConfig)],
    api: [4, ApiConfig],
    orders: [5, OrdersConfig],
    acceptedWarnings: [6, list(UpdateConfigWarning)],
    resetAPIOrderSequence: [7, bool],
  },
  NO_TEXT,
  UPDATE_CONFIG,
);

export const updateConfigResponse = incoming(
  111,
  "updateConfigResponse",
  UPDATE_CONFIG,
  {
    reqId: [1, maybeInt],
    status: [2, string],
    message: [3, string],
    changedFields: [4, list(string)],
    errors: [5, list(string)],
    warnings: [6, list(UpdateConfigWarning)],
  },
  NO_TEXT,
  UPDATE_CONFIG,
);
