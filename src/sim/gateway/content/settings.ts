/**
 * The Gateway's own settings as reqConfig shows them: those that describe what the simulated Gateway does are taken from
 * it, the rest are the defaults of a fresh installation as IB's API settings page describes them.
 */
import type { Context } from "../context.ts";
import type { Config } from "./state.ts";

/** What a Gateway says of itself before anything was changed. */
export function initialConfig(context: Context): Config {
  return {
    lockAndExit: { autoLogoffTime: "11:45", autoLogoffPeriod: "PM", autoLogoffType: "restart" },
    messages: [],
    api: { precautions: PRECAUTIONS, settings: { ...SETTINGS, ...settingsOf(context) } },
    orders: { smartRouting: { seekPriceImprovement: false, preOpenReroute: false, doNotRouteToDarkPools: false } },
  };
}

const settingsOf = ({ masterClientId, switches }: Context) => ({
  masterClientId,
  sendMarketDataInLotsForUsStocks: switches.stockSizes === "lots",
  sendZeroPositionsForTodayOnly: switches.zeroPositions === "left-out",
  rejectMessagesAboveMaxRate: switches.overRate === "dropped",
});

const SETTINGS = {
  ...{
    readOnlyApi: false,
    downloadOpenOrdersOnConnection: true,
    includeVirtualFxPositions: true,
    prepareDailyPnL: true,
  },
  ...{ encodeApiMessages: "UTF-8", useNegativeAutoRange: false, createApiMessageLogFile: false },
  ...{ includeMarketDataInLogFile: false, exposeTradingScheduleToApi: false, loggingLevel: "Error" },
  ...{ bulkDataTimeout: 30, componentExchSeparator: ",", roundAccountValuesToNearestWholeNumber: false },
  ...{ maintainConnectionOnIncorrectFields: true, sendInstrumentTimezone: "instrument", allowLocalhostOnly: true },
  ...{ trustedIPs: ["127.0.0.1"] },
};

const PRECAUTIONS = {
  ...{ bypassOrderPrecautions: true, bypassBondWarning: true, bypassNegativeYieldConfirmation: true },
  ...{ bypassCalledBondWarning: true, bypassSameActionPairTradeWarning: true, bypassFlaggedAccountsWarning: true },
  ...{ bypassPriceBasedVolatilityWarning: true, bypassRedirectOrderWarning: true, bypassNoOverfillProtection: true },
};
