/** Reading and changing the Gateway's own settings. These messages exist only in protobuf. */
import { incoming, list, NO_TEXT, outgoing, record } from "../declare.ts";
import { maybeBool, maybeInt, string } from "../kind.ts";
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
  enabled: [5, maybeBool],
});

const ApiPrecautionsConfig = record("ApiPrecautionsConfig", {
  bypassOrderPrecautions: [1, maybeBool],
  bypassBondWarning: [2, maybeBool],
  bypassNegativeYieldConfirmation: [3, maybeBool],
  bypassCalledBondWarning: [4, maybeBool],
  bypassSameActionPairTradeWarning: [5, maybeBool],
  bypassFlaggedAccountsWarning: [6, maybeBool],
  bypassPriceBasedVolatilityWarning: [7, maybeBool],
  bypassRedirectOrderWarning: [8, maybeBool],
  bypassNoOverfillProtection: [9, maybeBool],
  bypassRouteMarketableToBBO: [10, maybeBool],
});

const ApiSettingsConfig = record("ApiSettingsConfig", {
  readOnlyApi: [1, maybeBool],
  totalQuantityForMutualFunds: [2, maybeBool],
  downloadOpenOrdersOnConnection: [3, maybeBool],
  includeVirtualFxPositions: [4, maybeBool],
  prepareDailyPnL: [5, maybeBool],
  sendStatusUpdatesForVolatilityOrders: [6, maybeBool],
  encodeApiMessages: [7, string],
  socketPort: [8, maybeInt],
  useNegativeAutoRange: [9, maybeBool],
  createApiMessageLogFile: [10, maybeBool],
  includeMarketDataInLogFile: [11, maybeBool],
  exposeTradingScheduleToApi: [12, maybeBool],
  splitInsuredDepositFromCashBalance: [13, maybeBool],
  sendZeroPositionsForTodayOnly: [14, maybeBool],
  letApiAccountRequestsSwitchSubscription: [15, maybeBool],
  useAccountGroupsWithAllocationMethods: [16, maybeBool],
  loggingLevel: [17, string],
  masterClientId: [18, maybeInt],
  bulkDataTimeout: [19, maybeInt],
  componentExchSeparator: [20, string],
  showForexDataIn1_10Pips: [21, maybeBool],
  allowForexTradingIn1_10Pips: [22, maybeBool],
  roundAccountValuesToNearestWholeNumber: [23, maybeBool],
  sendMarketDataInLotsForUsStocks: [24, maybeBool],
  showAdvancedOrderRejectInUi: [25, maybeBool],
  rejectMessagesAboveMaxRate: [26, maybeBool],
  maintainConnectionOnIncorrectFields: [27, maybeBool],
  compatibilityModeNasdaqStocks: [28, maybeBool],
  sendInstrumentTimezone: [29, string],
  sendForexDataInCompatibilityMode: [30, maybeBool],
  maintainAndResubmitOrdersOnReconnect: [31, maybeBool],
  historicalDataMaxSize: [32, maybeInt],
  autoReportNettingEventContractTrades: [33, maybeBool],
  optionExerciseRequestType: [34, string],
  allowLocalhostOnly: [35, maybeBool],
  trustedIPs: [36, list(string)],
});

const ApiConfig = record("ApiConfig", { precautions: [1, ApiPrecautionsConfig], settings: [2, ApiSettingsConfig] });

const OrdersSmartRoutingConfig = record("OrdersSmartRoutingConfig", {
  seekPriceImprovement: [1, maybeBool],
  preOpenReroute: [2, maybeBool],
  doNotRouteToDarkPools: [3, maybeBool],
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
    resetAPIOrderSequence: [7, maybeBool],
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
