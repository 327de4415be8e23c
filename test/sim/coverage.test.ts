/**
 * Every request, in a sensible form, at server versions 157, 178, 200 and 225: what comes back is what the table of coverage
 * says, and nothing that a real Gateway answers is met with silence.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import { decimal } from "../../src/base/decimal.ts";
import { seconds, wallOf } from "../../src/base/time.ts";
import { COVERAGE, type Outcome, refusalOf, sinceOf } from "../../src/sim/gateway/coverage.ts";
import {
  type Draft,
  expectedForm,
  formOf,
  type Incoming,
  type IncomingName,
  incomingName,
  messageId,
  OUTGOING_NAMES,
  type OutgoingBody,
  type OutgoingName,
} from "../../src/wire/codec.ts";
import { type Client, Loopback } from "./loopback.ts";
import { line } from "./transcript.ts";

const VERSIONS: readonly number[] = [157, 178, 200, 225];
const MONDAY = wallOf(2026, 1, 5, 15, 0);
const ACCOUNT = "DU1000001";
const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const ID = 7;

/** AAPL trades once a second, everything else stands still. */
const PRICES = Array.from({ length: 60 }, (_, i) => {
  const last = 255 + (i % 2) / 100;
  return `${i * 1_000},AAPL,${(last - 0.01).toFixed(2)},${(last + 0.01).toFixed(2)},${last},500,500,100`;
}).join("\n");

/** One request, with what has to be there before it. */
interface Scene<N extends OutgoingName> {
  readonly body: Draft<OutgoingBody<N>> | ((stage: Stage) => Draft<OutgoingBody<N>>);
  readonly before?: (stage: Stage) => void;
}

/** A client with the number 0 and a Gateway of its own. */
class Stage {
  readonly gateway = new Loopback(MONDAY, { prices: PRICES, accounts: [ACCOUNT] });
  readonly client: Client;

  /** Without a start the client has only agreed on the version. */
  constructor(serverVersion: number, started = true) {
    this.client = started ? this.gateway.connect(0, serverVersion) : this.gateway.hello(serverVersion);
  }

  send<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): this {
    this.client.send(name, body);
    return this;
  }

  forget(): void {
    this.client.told.length = 0;
  }

  /** Sets the scene of a request and sends it; `ready` runs in between. */
  play(name: OutgoingName, ready = (): void => {}): void {
    // Every scene fits its own request: the compiler cannot follow that through the union of all of them.
    const { before, body } = SCENES[name] as Scene<"reqIds">;
    before?.(this);
    const draft = typeof body === "function" ? body(this) : body;
    ready();
    this.send(name as "reqIds", draft);
  }

  pass(ms = 500): void {
    this.gateway.pass(ms);
  }

  /** The option nearest to the money that expires soonest. */
  option(): Draft<OutgoingBody<"reqMktData">["contract"]> {
    const asked = { symbol: "AAPL", secType: "OPT", exchange: "SMART", currency: "USD", right: "C" };
    this.send("reqContractDetails", { reqId: 990, contract: asked }).pass();
    const found = this.client.told.flatMap((message) =>
      message.name === "contractDetails" ? [message.body.contract] : [],
    );
    const nearest = found.toSorted((a, b) => Math.abs((a.strike ?? 0) - 255) - Math.abs((b.strike ?? 0) - 255))[0];
    ok(nearest !== undefined, "no option of AAPL is listed");
    return { ...nearest, exchange: "SMART" };
  }
}

const order = (also: Draft<OutgoingBody<"placeOrder">["order"]> = {}) => ({
  ...{ action: "BUY", orderType: "LMT", lmtPrice: 200, totalQuantity: decimal(10), tif: "DAY", transmit: true },
  ...{ account: ACCOUNT, exemptCode: -1, ...also },
});
const resting = (stage: Stage): void => stage.send("placeOrder", { orderId: 1, contract: AAPL, order: order() }).pass();
const holding = (stage: Stage): void =>
  stage
    .send("placeOrder", { orderId: 2, contract: AAPL, order: order({ orderType: "MKT", lmtPrice: undefined }) })
    .pass();
const cancelled = (stage: Stage): void => {
  resting(stage);
  stage.send("cancelOrder", { orderId: 1 }).pass();
};

/** The request that a cancel takes back, sent just before it. */
const asking =
  (name: OutgoingName, ms = 0) =>
  (stage: Stage): void => {
    stage.play(name);
    if (ms > 0) stage.pass(ms);
  };

const BARS = {
  endDateTime: "",
  durationStr: "1 D",
  barSizeSetting: "1 hour",
  whatToShow: "TRADES",
  useRTH: true,
  formatDate: 1,
};
const SCAN = { instrument: "STK", locationCode: "STK.US.MAJOR", scanCode: "MOST_ACTIVE" };

/** The newest article of AAPL. */
function article(stage: Stage): Draft<OutgoingBody<"reqNewsArticle">> {
  asking("reqHistoricalNews")(stage);
  const found = stage.client.told.find(({ name }) => name === "historicalNews");
  ok(found?.name === "historicalNews");
  return { reqId: ID, providerCode: found.body.providerCode, articleId: found.body.articleId };
}

const SCENES: { readonly [N in OutgoingName]: Scene<N> } = {
  startApi: { body: { clientId: 0 } },
  reqIds: { body: { numIds: 1 } },
  reqManagedAccts: { body: {} },
  reqCurrentTime: { body: {} },
  reqCurrentTimeInMillis: { body: {} },
  reqUserInfo: { body: { reqId: ID } },
  setServerLogLevel: { body: { logLevel: 2 } },
  verifyRequest: { body: { apiName: "app", apiVersion: "1.0" } },
  verifyMessage: { body: { apiData: "data" } },
  verifyAndAuthRequest: { body: { apiName: "app", apiVersion: "1.0", opaqueIsvKey: "key" } },
  verifyAndAuthMessage: { body: { apiData: "data", xyzResponse: "response" } },
  reqConfig: { body: { reqId: ID } },
  updateConfig: { body: { reqId: ID, api: { settings: { readOnlyApi: true } } } },

  placeOrder: { body: { orderId: 1, contract: AAPL, order: order() } },
  cancelOrder: { body: { orderId: 1 }, before: resting },
  reqGlobalCancel: { body: {}, before: resting },
  exerciseOptions: {
    before: (stage) => {
      const bought = order({ orderType: "MKT", lmtPrice: undefined, totalQuantity: decimal(1) });
      stage.send("placeOrder", { orderId: 3, contract: stage.option(), order: bought }).pass();
    },
    body: (stage) => ({
      ...{
        reqId: 9,
        contract: stage.option(),
        exerciseAction: 1,
        exerciseQuantity: 1,
        account: ACCOUNT,
        override: 1,
      },
    }),
  },
  reqOpenOrders: { body: {}, before: resting },
  reqAllOpenOrders: { body: {}, before: resting },
  reqAutoOpenOrders: { body: { autoBind: true } },
  reqCompletedOrders: { body: { apiOnly: false }, before: cancelled },
  reqExecutions: { body: { reqId: ID, filter: {} }, before: holding },

  reqAccountUpdates: { body: { subscribe: true, acctCode: ACCOUNT }, before: holding },
  reqAccountUpdatesMulti: { body: { reqId: ID, account: ACCOUNT } },
  cancelAccountUpdatesMulti: { body: { reqId: ID }, before: asking("reqAccountUpdatesMulti") },
  reqAccountSummary: { body: { reqId: ID, groupName: "All", tags: "NetLiquidation" } },
  cancelAccountSummary: { body: { reqId: ID }, before: asking("reqAccountSummary") },
  reqPositions: { body: {}, before: holding },
  cancelPositions: { body: {}, before: asking("reqPositions") },
  reqPositionsMulti: { body: { reqId: ID, account: ACCOUNT }, before: holding },
  cancelPositionsMulti: { body: { reqId: ID }, before: asking("reqPositionsMulti") },
  reqPnL: { body: { reqId: ID, account: ACCOUNT }, before: holding },
  cancelPnL: { body: { reqId: ID }, before: asking("reqPnL") },
  reqPnLSingle: { body: { reqId: ID, account: ACCOUNT, conId: AAPL.conId }, before: holding },
  cancelPnLSingle: { body: { reqId: ID }, before: asking("reqPnLSingle") },
  reqFamilyCodes: { body: {} },
  requestFA: { body: { faDataType: 1 } },
  replaceFA: { body: { reqId: ID, faDataType: 1, xml: "<ListOfGroups></ListOfGroups>" } },

  reqContractDetails: { body: { reqId: ID, contract: AAPL } },
  cancelContractData: { body: { reqId: ID } },
  reqMatchingSymbols: { body: { reqId: ID, pattern: "AAP" } },
  reqSecDefOptParams: {
    body: { reqId: ID, underlyingSymbol: "AAPL", underlyingSecType: "STK", underlyingConId: AAPL.conId },
  },
  reqSmartComponents: { body: { reqId: ID, bboExchange: "9c0001" } },
  reqMarketRule: { body: { marketRuleId: 26 } },
  reqSoftDollarTiers: { body: { reqId: ID } },
  reqMktDepthExchanges: { body: {} },
  reqFundamentalData: { body: { reqId: ID, contract: AAPL, reportType: "ReportSnapshot" } },
  cancelFundamentalData: { body: { reqId: ID } },

  reqMktData: { body: { reqId: ID, contract: AAPL } },
  cancelMktData: { body: { reqId: ID }, before: asking("reqMktData") },
  reqMarketDataType: { body: { marketDataType: 3 } },
  reqMktDepth: { body: { reqId: ID, contract: AAPL, numRows: 5, isSmartDepth: true } },
  cancelMktDepth: { body: { reqId: ID, isSmartDepth: true }, before: asking("reqMktDepth") },
  reqTickByTickData: { body: { reqId: ID, contract: AAPL, tickType: "Last" } },
  cancelTickByTickData: { body: { reqId: ID }, before: asking("reqTickByTickData") },
  reqRealTimeBars: { body: { reqId: ID, contract: AAPL, barSize: 5, whatToShow: "TRADES", useRTH: false } },
  cancelRealTimeBars: { body: { reqId: ID }, before: asking("reqRealTimeBars", 6_000) },
  calculateImpliedVolatility: {
    body: (stage) => ({ reqId: ID, contract: stage.option(), optionPrice: 8, underPrice: 255 }),
  },
  cancelCalculateImpliedVolatility: { body: { reqId: ID } },
  calculateOptionPrice: {
    body: (stage) => ({ reqId: ID, contract: stage.option(), volatility: 0.3, underPrice: 255 }),
  },
  cancelCalculateOptionPrice: { body: { reqId: ID } },

  reqHistoricalData: { body: { reqId: ID, contract: AAPL, ...BARS } },
  cancelHistoricalData: { body: { reqId: ID }, before: asking("reqHistoricalData") },
  reqHistoricalTicks: {
    body: {
      ...{ reqId: ID, contract: AAPL, startDateTime: "20260105 09:59:00 US/Eastern", endDateTime: "" },
      ...{ numberOfTicks: 10, whatToShow: "TRADES", useRth: false },
    },
  },
  cancelHistoricalTicks: { body: { reqId: ID }, before: asking("reqHistoricalTicks", 500) },
  reqHeadTimestamp: { body: { reqId: ID, contract: AAPL, whatToShow: "TRADES", useRTH: true, formatDate: 1 } },
  cancelHeadTimestamp: { body: { reqId: ID }, before: asking("reqHeadTimestamp", 500) },
  reqHistogramData: { body: { reqId: ID, contract: AAPL, useRTH: true, timePeriod: "1 day" } },
  cancelHistogramData: { body: { reqId: ID }, before: asking("reqHistogramData", 500) },

  reqNewsProviders: { body: {} },
  reqHistoricalNews: { body: { reqId: ID, conId: AAPL.conId, providerCodes: "BRFG+DJNL+BRFUPDN", totalResults: 5 } },
  reqNewsArticle: { body: article },
  reqNewsBulletins: { body: { allMsgs: true } },
  cancelNewsBulletins: { body: {}, before: asking("reqNewsBulletins") },
  reqWshMetaData: { body: { reqId: ID } },
  cancelWshMetaData: { body: { reqId: ID }, before: asking("reqWshMetaData") },
  reqWshEventData: { body: { reqId: ID, conId: AAPL.conId }, before: asking("reqWshMetaData", 500) },
  cancelWshEventData: { body: { reqId: ID }, before: asking("reqWshEventData") },
  reqScannerParameters: { body: {} },
  reqScannerSubscription: { body: { reqId: ID, subscription: SCAN } },
  cancelScannerSubscription: { body: { reqId: ID }, before: asking("reqScannerSubscription", 500) },
  queryDisplayGroups: { body: { reqId: ID } },
  subscribeToGroupEvents: { body: { reqId: ID, groupId: 1 } },
  updateDisplayGroup: { body: { reqId: ID, contractInfo: "265598@SMART" }, before: asking("subscribeToGroupEvents") },
  unsubscribeFromGroupEvents: { body: { reqId: ID }, before: asking("subscribeToGroupEvents") },
};

/** Farm notices come unasked. */
const isNotice = ({ name, body }: Incoming): boolean =>
  name === "error" && body.id === -1 && body.errorCode >= 2_100 && body.errorCode < 2_170;

/** Names of messages that did not come in the form that the connection's version expects; the first payload is the reply to the hello. */
const inWrongForm = ({ payloads, serverVersion }: Client): readonly string[] =>
  payloads.slice(1).flatMap((payload) => {
    const name = incomingName(messageId(payload, serverVersion));
    return name === undefined || formOf(payload, serverVersion) !== expectedForm(name, serverVersion)
      ? [`${name}`]
      : [];
  });

/** Everything that the request led to in 12 seconds: a snapshot ends in 11, bars come every 5 (PROTOCOL 12). */
function playedOut(name: OutgoingName, serverVersion: number): readonly Incoming[] {
  const stage = new Stage(serverVersion, name !== "startApi");
  stage.play(name, () => stage.forget());
  stage.pass(seconds(12));
  deepEqual(inWrongForm(stage.client), [], "text or protobuf, as clients of that version expect");
  return stage.client.told.filter((message) => !isNotice(message));
}

const namesIn = (told: readonly Incoming[]): IncomingName[] => [...new Set(told.map(({ name }) => name))];
const codesIn = (told: readonly Incoming[]): number[] =>
  told.flatMap((message) => (message.name === "error" ? [message.body.errorCode] : []));

function judge(outcome: Outcome, told: readonly Incoming[], serverVersion: number): void {
  const names = namesIn(told);
  const shown = told.map(line).slice(0, 12).join(", ");
  const exists = (wanted: IncomingName): boolean => expectedForm(wanted, serverVersion) !== undefined;
  switch (outcome.kind) {
    case "answered":
      deepEqual(
        outcome.by.filter((wanted) => exists(wanted) && !names.includes(wanted)),
        [],
        `missing; told ${shown}`,
      );
      return deepEqual(
        names.filter((had) => ![...outcome.by, ...outcome.also].includes(had)),
        [],
        `too much: ${shown}`,
      );
    case "confirmed":
      deepEqual(codesIn(told), [outcome.code], shown);
      return deepEqual(names.filter((had) => had !== "error").sort(), [...outcome.by].sort(), shown);
    case "refused":
      return deepEqual([names, codesIn(told)], [["error"], [outcome.refusal[0]]], shown);
    case "silent":
      return deepEqual(names, [], shown);
  }
}

for (const serverVersion of VERSIONS)
  for (const name of OUTGOING_NAMES.filter((one) => sinceOf(one) <= serverVersion))
    test(`${name} at ${serverVersion} is ${COVERAGE[name].outcome.kind}, as the table says`, () =>
      judge(COVERAGE[name].outcome, playedOut(name, serverVersion), serverVersion));

test("the table has a row for each of the 85 requests, with its evidence", () => {
  equal(OUTGOING_NAMES.length, 85);
  for (const name of OUTGOING_NAMES) ok(COVERAGE[name].evidence !== "", name);
});

/** Settings: they change what comes later and have no answer of their own (PROTOCOL 9). */
const SETTINGS: readonly string[] = ["setServerLogLevel", "reqAutoOpenOrders", "reqMarketDataType"];

test("met with silence are three settings and cancels of what just ends; every other request has an answer or a refusal", () => {
  const silent = OUTGOING_NAMES.filter((name) => COVERAGE[name].outcome.kind === "silent");
  deepEqual(
    silent.filter((name) => !/^(cancel|unsubscribe)/.test(name)),
    SETTINGS,
  );
  const confirmed = ["cancelOrder", "cancelHistoricalData", "cancelScannerSubscription"] as const;
  deepEqual(
    confirmed.map((name) => COVERAGE[name].outcome.kind),
    ["confirmed", "confirmed", "confirmed"],
  );
});

test("a cancel of what is not there is told so in the table's words", () => {
  const stage = new Stage(225);
  for (const name of OUTGOING_NAMES.filter((one) => COVERAGE[one].ofNothing !== undefined)) {
    const id = 4_711;
    stage.forget();
    const body: { reqId: number } = { reqId: id, ...(name === "cancelOrder" ? { orderId: id } : {}) };
    stage.send(name as "cancelMktData", body).pass();
    const said = stage.client.told.flatMap((message) => (message.name === "error" ? [message.body] : []));
    const [told] = said.map(({ id: about, errorCode, errorMsg }) => [about, errorCode, errorMsg]);
    deepEqual(told, [id, ...(refusalOf(name, id) ?? [])], name);
  }
});

test("a request that the connection's version does not have is refused by name, never met with silence", () => {
  const stage = new Stage(157);
  stage.forget();
  stage.client.sendPayload(new TextEncoder().encode("104\u00005\u0000"));
  const [told] = stage.client.told;
  ok(told?.name === "error");
  deepEqual([told.body.id, told.body.errorCode], [5, 321]);
  ok(told.body.errorMsg.includes("reqUserInfo below server version 167"), told.body.errorMsg);
});
