/**
 * The table of the TWS door: one row for every request of the protocol, saying which machine serves it.
 *
 * Nothing is ever met with silence: a request that is refused or not served yet is answered with an error that names
 * it, on its own id where it has one. A message without a row does not compile, so a new message cannot slip through.
 */
import { NOT_PROCESSED } from "../model/complaint.ts";
import type { Draft, IncomingBody, OutgoingName } from "../wire/codec.ts";

/**
 * `state`: answered from our own state. `own`: the same, restricted to the strategy's account. `share`: identical
 * requests ride on one upstream request. `lines`: streaming quotes. `orders`, `account`: those machines. `refused`:
 * never, for a reason. `dropped`: accepted without effect. `notServed`: not yet.
 */
export type Way = "state" | "own" | "share" | "lines" | "orders" | "account" | "refused" | "dropped" | "notServed";

export interface RequestRow {
  readonly id: number;
  readonly way: Way;
  /** The field by which answers find their request; absent when the request has none. */
  readonly idField?: "reqId" | "orderId";
  /** Why it is refused. */
  readonly because?: string;
  /** What to do while it is not served. */
  readonly instead?: string;
}

/** PROTOCOL section 9 and the team's table of the door; ids from the protocol's list of messages. */
export const requests = {
  reqMktData: { id: 1, way: "lines", idField: "reqId" },
  cancelMktData: { id: 2, way: "lines", idField: "reqId" },
  placeOrder: { id: 3, way: "orders", idField: "orderId" },
  cancelOrder: { id: 4, way: "orders", idField: "orderId" },
  reqOpenOrders: { id: 5, way: "orders" },
  reqAccountUpdates: { id: 6, way: "account" },
  reqExecutions: { id: 7, way: "orders", idField: "reqId" },
  reqIds: { id: 8, way: "state" },
  reqContractDetails: { id: 9, way: "share", idField: "reqId" },
  reqMktDepth: { id: 10, way: "notServed", idField: "reqId" },
  cancelMktDepth: { id: 11, way: "notServed", idField: "reqId" },
  reqNewsBulletins: { id: 12, way: "notServed" },
  cancelNewsBulletins: { id: 13, way: "notServed" },
  setServerLogLevel: { id: 14, way: "dropped" },
  reqAutoOpenOrders: { id: 15, way: "orders" },
  reqAllOpenOrders: { id: 16, way: "orders" },
  reqManagedAccts: { id: 17, way: "own" },
  requestFA: { id: 18, way: "refused", because: "it shows the groups of every account of the login" },
  replaceFA: { id: 19, way: "refused", idField: "reqId", because: "it changes the groups of everybody on the login" },
  reqHistoricalData: { id: 20, way: "share", idField: "reqId" },
  exerciseOptions: { id: 21, way: "orders", idField: "reqId" },
  reqScannerSubscription: { id: 22, way: "notServed", idField: "reqId" },
  cancelScannerSubscription: { id: 23, way: "notServed", idField: "reqId" },
  reqScannerParameters: { id: 24, way: "notServed" },
  cancelHistoricalData: { id: 25, way: "share", idField: "reqId" },
  reqCurrentTime: { id: 49, way: "share" },
  reqRealTimeBars: { id: 50, way: "notServed", idField: "reqId" },
  cancelRealTimeBars: { id: 51, way: "notServed", idField: "reqId" },
  reqFundamentalData: { id: 52, way: "notServed", idField: "reqId" },
  cancelFundamentalData: { id: 53, way: "notServed", idField: "reqId" },
  calculateImpliedVolatility: { id: 54, way: "notServed", idField: "reqId" },
  calculateOptionPrice: { id: 55, way: "notServed", idField: "reqId" },
  cancelCalculateImpliedVolatility: { id: 56, way: "notServed", idField: "reqId" },
  cancelCalculateOptionPrice: { id: 57, way: "notServed", idField: "reqId" },
  reqGlobalCancel: { id: 58, way: "orders" },
  reqMarketDataType: { id: 59, way: "lines" },
  reqPositions: { id: 61, way: "account" },
  reqAccountSummary: { id: 62, way: "account", idField: "reqId" },
  cancelAccountSummary: { id: 63, way: "account", idField: "reqId" },
  cancelPositions: { id: 64, way: "account" },
  verifyRequest: { id: 65, way: "refused", because: "it belongs to the one connection that holdfast keeps" },
  verifyMessage: { id: 66, way: "refused", because: "it belongs to the one connection that holdfast keeps" },
  queryDisplayGroups: { id: 67, way: "notServed", idField: "reqId" },
  subscribeToGroupEvents: { id: 68, way: "notServed", idField: "reqId" },
  updateDisplayGroup: {
    id: 69,
    way: "refused",
    idField: "reqId",
    because: "it moves windows on the Gateway's own screen",
  },
  unsubscribeFromGroupEvents: { id: 70, way: "notServed", idField: "reqId" },
  startApi: { id: 71, way: "state" },
  verifyAndAuthRequest: { id: 72, way: "refused", because: "it belongs to the one connection that holdfast keeps" },
  verifyAndAuthMessage: { id: 73, way: "refused", because: "it belongs to the one connection that holdfast keeps" },
  reqPositionsMulti: { id: 74, way: "account", idField: "reqId" },
  cancelPositionsMulti: { id: 75, way: "account", idField: "reqId" },
  reqAccountUpdatesMulti: { id: 76, way: "account", idField: "reqId" },
  cancelAccountUpdatesMulti: { id: 77, way: "account", idField: "reqId" },
  reqSecDefOptParams: { id: 78, way: "notServed", idField: "reqId" },
  reqSoftDollarTiers: { id: 79, way: "notServed", idField: "reqId" },
  reqFamilyCodes: { id: 80, way: "notServed" },
  reqMatchingSymbols: { id: 81, way: "share", idField: "reqId" },
  reqMktDepthExchanges: { id: 82, way: "notServed" },
  reqSmartComponents: { id: 83, way: "notServed", idField: "reqId" },
  reqNewsArticle: { id: 84, way: "notServed", idField: "reqId" },
  reqNewsProviders: { id: 85, way: "notServed" },
  reqHistoricalNews: { id: 86, way: "notServed", idField: "reqId" },
  reqHeadTimestamp: { id: 87, way: "share", idField: "reqId" },
  reqHistogramData: { id: 88, way: "notServed", idField: "reqId" },
  cancelHistogramData: { id: 89, way: "notServed", idField: "reqId" },
  cancelHeadTimestamp: { id: 90, way: "share", idField: "reqId" },
  reqMarketRule: { id: 91, way: "share" },
  reqPnL: { id: 92, way: "account", idField: "reqId" },
  cancelPnL: { id: 93, way: "account", idField: "reqId" },
  reqPnLSingle: { id: 94, way: "account", idField: "reqId" },
  cancelPnLSingle: { id: 95, way: "account", idField: "reqId" },
  reqHistoricalTicks: { id: 96, way: "notServed", idField: "reqId" },
  reqTickByTickData: { id: 97, way: "notServed", idField: "reqId" },
  cancelTickByTickData: { id: 98, way: "notServed", idField: "reqId" },
  reqCompletedOrders: { id: 99, way: "orders" },
  reqWshMetaData: { id: 100, way: "notServed", idField: "reqId" },
  cancelWshMetaData: { id: 101, way: "notServed", idField: "reqId" },
  reqWshEventData: { id: 102, way: "notServed", idField: "reqId" },
  cancelWshEventData: { id: 103, way: "notServed", idField: "reqId" },
  reqUserInfo: { id: 104, way: "share", idField: "reqId" },
  reqCurrentTimeInMillis: { id: 105, way: "notServed", instead: "use reqCurrentTime" },
  cancelContractData: { id: 106, way: "notServed", idField: "reqId" },
  cancelHistoricalTicks: { id: 107, way: "notServed", idField: "reqId" },
  reqConfig: {
    id: 108,
    way: "refused",
    idField: "reqId",
    because: "it shows the settings of the whole Gateway; only its operator may see them",
  },
  updateConfig: {
    id: 109,
    way: "refused",
    idField: "reqId",
    because: "it changes the settings of the whole Gateway; only its operator may do so",
  },
} as const satisfies { readonly [Name in OutgoingName]: RequestRow };

export const rowOf = (name: OutgoingName): RequestRow => requests[name];

const ELSEWHERE = "leave it out, or ask the Gateway itself under another client id";

/** The answer to a request that is refused or not served yet. `id` is the request's own, -1 when it has none. */
export function turnedAway(name: OutgoingName, id: number): Draft<IncomingBody<"error">> {
  const row = rowOf(name);
  const errorMsg =
    row.way === "refused"
      ? `holdfast: ${name} is refused: ${row.because}`
      : `holdfast: ${name} is not served yet; ${row.instead ?? ELSEWHERE}`;
  return { id: row.idField === undefined ? -1 : id, errorCode: NOT_PROCESSED, errorMsg };
}
