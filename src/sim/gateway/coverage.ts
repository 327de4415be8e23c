/**
 * What becomes of each of the 85 requests: answered and by which messages, refused and why, or met with silence by design.
 *
 * The table is keyed by the wire's own names, so a request without a row does not compile. Rows describe the request in
 * a sensible form on the default login; `test/sim/coverage.test.ts` sends each of them and holds the Gateway to its row.
 * A cancel of something that is not there has its own answer, `ofNothing`. What no handler takes is answered from here.
 *
 * Evidence: SEQ and P are sections of the facts this project keeps (SEQUENCES, PROTOCOL), `file#place` a recorded frame,
 * IB its documentation, go a capture that ibkr-go describes in its public test tracker, ibx what a public
 * reimplementation of the Gateway states.
 */
import { type IncomingName, type OutgoingName, planNamed } from "../../wire/codec.ts";

export type Refusal = readonly [code: number, text: string];

export type Outcome =
  /** `by` comes every time, at the versions that have the message; `also` may come. */
  | { readonly kind: "answered"; readonly by: readonly IncomingName[]; readonly also: readonly IncomingName[] }
  /** An error that confirms: the code is that of success. */
  | { readonly kind: "confirmed"; readonly code: number; readonly by: readonly IncomingName[] }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "silent"; readonly why: string };

export interface Coverage {
  readonly outcome: Outcome;
  readonly evidence: string;
  /** A cancel that finds nothing; `{id}` in the text stands for its id. Without it there is silence. */
  readonly ofNothing?: Refusal;
}

const answered = (evidence: string, by: readonly IncomingName[], also: readonly IncomingName[] = []): Coverage => ({
  outcome: { kind: "answered", by, also },
  evidence,
});
const confirmed = (evidence: string, code: number, by: readonly IncomingName[], ofNothing?: Refusal): Coverage => ({
  outcome: { kind: "confirmed", code, by },
  evidence,
  ...(ofNothing === undefined ? {} : { ofNothing }),
});
const refused = (evidence: string, code: number, text: string): Coverage => ({
  outcome: { kind: "refused", refusal: [code, text] },
  evidence,
});
const silent = (evidence: string, why: string, ofNothing?: Refusal): Coverage => ({
  outcome: { kind: "silent", why },
  evidence,
  ...(ofNothing === undefined ? {} : { ofNothing }),
});

/** Most cancels: the stream just ends. */
const ENDS = "the stream ends, nothing is said";
const NO_TICKER: Refusal = [300, "Can't find EId with tickerId:{id}"];
const NO_HISTORY: Refusal = [366, "No historical data query found for ticker id:{id}"];
/** Libraries refuse these by themselves unless the connection was opened for it, which none does. */
const NO_INTENT = "Intent to authenticate needs to be expressed during initial connect request.";
const NOT_FA = "FA data operations ignored for non FA customers.";
const OUT_OF_SEQUENCE =
  "ApiVerify error:ApiVerifyMessage ignored. Message sequence error. State: verifyStatus=NONE, verifyInProgress=false";

// biome-ignore format: a table
export const COVERAGE: Readonly<Record<OutgoingName, Coverage>> = {
  // ---------------------------------------------------------------- session
  startApi: answered("SEQ 1; a second one draws 501", ["managedAccounts", "nextValidId"], ["openOrder", "orderStatus", "openOrderEnd", "error"]),
  reqIds: answered("P 11.1; ibkr-go-sv225-protobuf-sessions", ["nextValidId"]),
  reqManagedAccts: answered("go managed_accounts_refresh", ["managedAccounts"]),
  reqCurrentTime: answered("rust-ibapi-recorded-interactions#server_time; ibkr-go-sv225-protobuf-sessions", ["currentTime"]),
  reqCurrentTimeInMillis: answered("go current_time_millis", ["currentTimeInMillis"]),
  reqUserInfo: answered("IB; ib_async reqUserInfo", ["userInfo"]),
  setServerLogLevel: silent("IB; P 9", "the level changes, nothing is said; a level outside 1..5 draws 319"),
  verifyRequest: refused("ibx, its reference run of October 2026; official clients", 321, NO_INTENT),
  verifyMessage: refused("ibx, its reference run of October 2026", 10095, OUT_OF_SEQUENCE),
  verifyAndAuthRequest: refused("ibx, its reference run of October 2026; official clients", 321, NO_INTENT),
  verifyAndAuthMessage: refused("ibx: as verifyMessage", 10095, OUT_OF_SEQUENCE),
  reqConfig: answered("the messages' own fields; official Python 10.43", ["configResponse"]),
  updateConfig: answered("the messages' own fields; official Python 10.44", ["updateConfigResponse"]),

  // ---------------------------------------------------------------- orders
  placeOrder: answered("SEQ 3, 4; nautilus-fork-orders-2023", ["openOrder", "orderStatus"], ["execDetails", "commissionReport", "error"]),
  cancelOrder: confirmed("SEQ 4", 202, ["orderStatus"], [10147, "OrderId {id} that needs to be cancelled is not found."]),
  reqGlobalCancel: confirmed("SEQ 4", 202, ["orderStatus"]),
  exerciseOptions: answered("P 9; go, the option campaign of June 2026", ["openOrder", "orderStatus"], ["execDetails", "commissionReport", "error"]),
  reqOpenOrders: answered("SEQ 11; go api_open_orders_refresh_aapl", ["openOrder", "orderStatus", "openOrderEnd"]),
  reqAllOpenOrders: answered("SEQ 11", ["openOrder", "orderStatus", "openOrderEnd"]),
  reqAutoOpenOrders: silent("P 10, 11.1; go, a probe of July 2026", "client 0 gets manual orders from now on, without an image; any other client draws 327"),
  reqCompletedOrders: answered("SEQ 11; go completed_orders", ["completedOrder", "completedOrdersEnd"]),
  reqExecutions: answered("SEQ 11", ["execDetails", "commissionReport", "execDetailsEnd"]),

  // ---------------------------------------------------------------- account
  reqAccountUpdates: answered("SEQ 11; go account_updates", ["updateAccountValue", "updatePortfolio", "updateAccountTime", "accountDownloadEnd"]),
  reqAccountUpdatesMulti: answered("P 9", ["accountUpdateMulti", "accountUpdateMultiEnd"]),
  cancelAccountUpdatesMulti: silent("IB", ENDS),
  reqAccountSummary: answered("SEQ 11", ["accountSummary", "accountSummaryEnd"]),
  cancelAccountSummary: silent("IB", ENDS),
  reqPositions: answered("SEQ 11", ["position", "positionEnd"]),
  cancelPositions: silent("IB; P 9", ENDS),
  reqPositionsMulti: answered("P 9", ["positionMulti", "positionMultiEnd"]),
  cancelPositionsMulti: silent("IB", ENDS),
  reqPnL: answered("go pnl", ["pnl"]),
  cancelPnL: silent("go pnl", ENDS),
  reqPnLSingle: answered("go pnl_single", ["pnlSingle"]),
  cancelPnLSingle: silent("go pnl_single", ENDS),
  reqFamilyCodes: answered("ibkr-go-sv200-text#v1/family_codes", ["familyCodes"]),
  requestFA: refused("go request_fa: id 0, letters b4; an advisor's login is answered with receiveFA", 321, NOT_FA),
  replaceFA: refused("as requestFA; an advisor's login is answered with replaceFAEnd", 321, NOT_FA),

  // ---------------------------------------------------------------- contracts
  reqContractDetails: answered("SEQ 11", ["contractDetails", "contractDetailsEnd"]),
  cancelContractData: silent("P 9 (215)", "what has not been answered yet never is"),
  reqMatchingSymbols: answered("ibkr-go-sv200-text", ["symbolSamples"]),
  reqSecDefOptParams: answered("SEQ 11; ibkr-go-sv200-text#20260611T074417Z-api_option_campaign_aapl", ["securityDefinitionOptionParameter", "securityDefinitionOptionParameterEnd"]),
  reqSmartComponents: answered("IB; P 9", ["smartComponents"]),
  reqMarketRule: answered("ibkr-go-sv200-text", ["marketRule"]),
  reqSoftDollarTiers: answered("IB; P 9", ["softDollarTiers"]),
  reqMktDepthExchanges: answered("IB; P 9", ["mktDepthExchanges"]),
  reqFundamentalData: refused("go api_fundamental_reports_aapl, July 2026: on every login", 10358, "Fundamentals data is not allowed."),
  cancelFundamentalData: refused("as reqFundamentalData: there is never anything to cancel", ...NO_TICKER),

  // ---------------------------------------------------------------- market data
  reqMktData: answered("ibkr-go-sv225-protobuf-sessions; SEQ 11", ["marketDataType", "tickReqParams", "tickPrice"], ["tickSize", "tickString", "tickGeneric", "tickOptionComputation", "tickNews", "error"]),
  cancelMktData: silent("P 12", ENDS, NO_TICKER),
  reqMarketDataType: silent("P 10; go set_type_switch_while_streaming", "the next data request says which type it gives; an unknown type draws 321"),
  reqMktDepth: answered("IB; P 12", ["updateMktDepthL2"], ["updateMktDepth", "error"]),
  cancelMktDepth: silent("P 12", ENDS, [310, "Can't find the subscribed market depth with tickerId:{id}"]),
  reqTickByTickData: answered("IB; P 9", ["tickByTick"]),
  cancelTickByTickData: silent("IB", ENDS, NO_TICKER),
  reqRealTimeBars: answered("ib_insync-notebooks-2019#bar_data", ["realtimeBar"]),
  cancelRealTimeBars: silent("ib_insync-notebooks-2019#bar_data", ENDS, NO_TICKER),
  calculateImpliedVolatility: answered("IB; P 9", ["tickOptionComputation"]),
  cancelCalculateImpliedVolatility: silent("IB", "what has been answered is over"),
  calculateOptionPrice: answered("IB; P 9", ["tickOptionComputation"]),
  cancelCalculateOptionPrice: silent("IB", "what has been answered is over"),

  // ---------------------------------------------------------------- history
  reqHistoricalData: answered("SEQ 11", ["historicalData", "historicalDataEnd"], ["historicalDataUpdate"]),
  cancelHistoricalData: confirmed("SEQ 11; ib_insync-notebooks-2019#bar_data", 162, [], NO_HISTORY),
  reqHistoricalTicks: answered("P 9", ["historicalTicksLast"]),
  cancelHistoricalTicks: silent("P 9 (215)", "what has not been answered yet never is"),
  reqHeadTimestamp: answered("IB; P 9", ["headTimestamp"]),
  cancelHeadTimestamp: silent("IB", "what has been answered is over"),
  reqHistogramData: answered("IB; P 9", ["histogramData"]),
  cancelHistogramData: silent("IB", "what has been answered is over"),

  // ---------------------------------------------------------------- content
  reqNewsProviders: answered("ibkr-go-sv200-text#v1/news_providers", ["newsProviders"]),
  reqHistoricalNews: answered("ibkr-go-sv200-text#20260415T162244Z-api_news_article_aapl", ["historicalNews", "historicalNewsEnd"]),
  reqNewsArticle: answered("go api_news_article_aapl", ["newsArticle"]),
  reqNewsBulletins: answered("ibkr-go-sv200-text#20260710T133034Z-news_bulletins", ["updateNewsBulletin"]),
  cancelNewsBulletins: silent("go news_bulletins", ENDS),
  reqWshMetaData: answered("IB codes 10276..10284; rust-ibapi-test-literals", ["wshMetaData"]),
  cancelWshMetaData: silent("ibx; ib_async, which cancels after every answer", "the answer never comes"),
  reqWshEventData: answered("rust-ibapi-test-literals, wsh-event-data.json", ["wshEventData"]),
  cancelWshEventData: silent("ibx; ib_async, which cancels after every answer", "the answer never comes"),
  reqScannerParameters: answered("ib_insync-notebooks-2019#scanners", ["scannerParameters"]),
  reqScannerSubscription: answered("rust-ibapi-test-literals; go api_scanner_subscription", ["scannerData"], ["error"]),
  cancelScannerSubscription: confirmed("ib_insync-notebooks-2019#scanners", 162, [], [365, "No scanner subscription found for ticker id:{id}"]),
  queryDisplayGroups: answered("ibkr-go-sv200-text#20260407T183142Z-display_groups", ["displayGroupList"]),
  subscribeToGroupEvents: answered("ibkr-go-sv200-text#20260407T183153Z-display_group_subscribe", ["displayGroupUpdated"]),
  updateDisplayGroup: answered("IB", ["displayGroupUpdated"]),
  unsubscribeFromGroupEvents: silent("go display_group_subscribe", ENDS, NO_TICKER),
};

/** The server version that introduced a request; 0 for those older than the lowest that is spoken. */
export const sinceOf = (name: OutgoingName): number => planNamed(name).message.since;

/** What a request is told that nothing here handles; undefined when the table does not say. */
export function refusalOf(name: OutgoingName, id: number): Refusal | undefined {
  const { outcome, ofNothing } = COVERAGE[name];
  const refusal = outcome.kind === "refused" ? outcome.refusal : ofNothing;
  return refusal === undefined ? undefined : [refusal[0], refusal[1].replace("{id}", String(id))];
}
