/** The request families with outside content, each as a real Gateway answers it; time is virtual. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { decimal } from "../../src/base/decimal.ts";
import { seconds, wallOf } from "../../src/base/time.ts";
import type { Draft, Incoming, IncomingBody, IncomingName, OutgoingBody } from "../../src/wire/codec.ts";
import { type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { line } from "./transcript.ts";

/** A Monday, 15:00 UTC: 10:00 in New York. */
const MONDAY = wallOf(2026, 1, 5, 15, 0);
const AAPL = 265598;

/** Two stocks that move from their last close, 255 and 480; all others stand still. */
const PRICES = [
  ...["0,AAPL,254.99,255.01,255", "0,MSFT,479.99,480.01,480"],
  ...["100,AAPL,280.49,280.51,280.5", "100,MSFT,431.99,432.01,432"],
].join("\n");

function stage(options: LoopbackOptions = {}): { readonly gateway: Loopback; readonly client: Client } {
  const gateway = new Loopback(MONDAY, options);
  const client = gateway.connect(1, 225);
  forget(client);
  return { gateway, client };
}

const forget = (client: Client): void => {
  client.told.length = 0;
};

/** What was told since the last look, in lines. */
function lines(client: Client): string[] {
  return client.told.splice(0).map(line);
}

const said = <N extends IncomingName>(client: Client, name: N): IncomingBody<N>[] =>
  client.told.filter((message) => message.name === name).map(({ body }) => body as IncomingBody<N>);

const errorText = (client: Client): string =>
  client.told.flatMap((message: Incoming) => (message.name === "error" ? [message.body.errorMsg] : [])).join("\n");

type Scan = Draft<OutgoingBody<"reqScannerSubscription">>;

const scan = (
  reqId: number,
  scanCode: string,
  also: Scan["subscription"] = {},
  filters: Scan["scannerSubscriptionFilterOptions"] = [],
): Scan => ({
  reqId,
  subscription: { numberOfRows: -1, instrument: "STK", locationCode: "STK.US.MAJOR", scanCode, ...also },
  scannerSubscriptionFilterOptions: filters,
});

test("the scanner's parameters name every instrument, location, scan and filter it knows", () => {
  const { client } = stage();
  client.send("reqScannerParameters", {});
  const [parameters] = said(client, "scannerParameters");
  const xml = parameters?.xml ?? "";
  match(xml, /^<\?xml version="1.0" encoding="UTF-8"\?><ScanParameterResponse><InstrumentList><Instrument>/);
  const all = (name: string): string[] =>
    [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text]) => text as string);
  ok(all("scanCode").includes("TOP_PERC_GAIN"));
  ok(all("locationCode").includes("STK.US.MAJOR"));
  ok(all("code").includes("priceAbove"));
  deepEqual([...new Set(all("type"))], ["STK", "ETF.EQ.US"]);
});

test("a scan ranks by the market's own prices and repeats the whole list every 30 seconds until its cancel", () => {
  const { gateway, client } = stage({ prices: PRICES });
  gateway.pass(1_000);
  client.send("reqScannerSubscription", scan(7, "TOP_PERC_GAIN"));
  gateway.pass(seconds(61));
  const frames = said(client, "scannerData");
  equal(frames.length, 3);
  for (const { elements } of frames) {
    equal(elements[0]?.contract.symbol, "AAPL", "up 10 %");
    equal(elements.at(-1)?.contract.symbol, "MSFT", "down 10 %");
    deepEqual(
      elements.map(({ rank }) => rank),
      elements.map((_, i) => i),
    );
  }
  client.send("cancelScannerSubscription", { reqId: 7 });
  match(errorText(client), /^Historical Market Data Service error message:API scanner subscription cancelled: 7$/);
  forget(client);
  client.send("cancelScannerSubscription", { reqId: 7 });
  gateway.pass(seconds(60));
  deepEqual(lines(client), ["ERR 7 365"]);
});

test("a scan is narrowed by its own fields and by the tags beside it", () => {
  const { gateway, client } = stage({ prices: PRICES });
  gateway.pass(1_000);
  const symbols = (asked: Scan): string[] => {
    client.send("reqScannerSubscription", asked);
    gateway.pass(100);
    client.send("cancelScannerSubscription", { reqId: asked.reqId ?? 0 });
    const [data] = said(client, "scannerData");
    forget(client);
    return (data?.elements ?? []).map(({ contract }) => contract.symbol);
  };
  deepEqual(symbols(scan(1, "TOP_PERC_GAIN", { abovePrice: 431, belowPrice: 433 })), ["MSFT"]);
  deepEqual(
    symbols(
      scan(2, "TOP_PERC_GAIN", {}, [
        { tag: "priceBelow", value: "433" },
        { tag: "priceAbove", value: "431" },
      ]),
    ),
    ["MSFT"],
  );
  deepEqual(symbols(scan(3, "TOP_PERC_GAIN", {}, [{ tag: "changePercAbove", value: "5" }])), ["AAPL"]);
  equal(symbols(scan(4, "MOST_ACTIVE", { numberOfRows: 3 })).length, 3);
  const funds = symbols(scan(5, "MOST_ACTIVE", { instrument: "ETF.EQ.US", locationCode: "ETF.EQ.US" }));
  ok(funds.includes("SPY") && !funds.includes("AAPL"), funds.join());
  deepEqual(symbols(scan(6, "MOST_ACTIVE", { aboveVolume: 2_000_000_000 })), []);
});

test("a scan that finds nothing is told 165 and an empty list; unknown scans and filters 162", () => {
  const { gateway, client } = stage();
  client.send("reqScannerSubscription", scan(1, "TOP_PERC_GAIN", { locationCode: "STK.MOON" }));
  gateway.pass(100);
  client.send("reqScannerSubscription", scan(2, "NO_SUCH_SCAN"));
  gateway.pass(100);
  client.send("reqScannerSubscription", scan(3, "MOST_ACTIVE", { marketCapAbove: 5 }));
  gateway.pass(100);
  match(
    errorText(client),
    /query message:no items retrieved\n.*with code NO_SUCH_SCAN is disabled\.\n.*filter marketCapAbove1e6 is disabled\./s,
  );
  deepEqual(
    said(client, "scannerData").map(({ reqId, elements }) => [reqId, elements.length]),
    [[1, 0]],
  );
  deepEqual(lines(client), ["ERR 1 165", "scannerData", "ERR 2 162", "ERR 3 162"]);
});

test("ten scans for the login, and no number twice: the next is refused with 322", () => {
  const { gateway, client } = stage();
  const other = gateway.connect(2, 178);
  client.send("reqScannerSubscription", scan(1, "MOST_ACTIVE"));
  client.send("reqScannerSubscription", scan(1, "MOST_ACTIVE"));
  match(
    errorText(client),
    /^Error processing request.-'..' : cause - Duplicate ticker ID for API scanner subscription$/,
  );
  for (let reqId = 2; reqId <= 10; reqId++) client.send("reqScannerSubscription", scan(reqId, "MOST_ACTIVE"));
  forget(other);
  other.send("reqScannerSubscription", scan(1, "MOST_ACTIVE"));
  match(errorText(other), /Only 10 simultaneous API scanner subscriptions are allowed\.$/);
  deepEqual(lines(other), ["ERR 1 322"]);
});

test("a scan of a client that has gone is told to nobody, and frees its place", () => {
  const { gateway, client } = stage({ limits: { scannersMax: 1 } });
  client.send("reqScannerSubscription", scan(1, "MOST_ACTIVE"));
  client.leave();
  const next = gateway.connect(1, 225);
  forget(next);
  gateway.pass(seconds(40));
  deepEqual(lines(next), []);
  next.send("reqScannerSubscription", scan(1, "MOST_ACTIVE"));
  gateway.pass(100);
  deepEqual(lines(next), ["scannerData"]);
});

test("headlines of the past, newest first, with hasMore; the article behind each", () => {
  const { client } = stage();
  client.send("reqNewsProviders", {});
  deepEqual(
    said(client, "newsProviders")[0]?.newsProviders.map(({ code }) => code),
    ["BRFG", "BRFUPDN", "DJNL"],
  );
  const ask = {
    reqId: 3,
    conId: AAPL,
    providerCodes: "BRFG+DJNL+BRFUPDN",
    startDateTime: "",
    endDateTime: "",
    totalResults: 3,
  };
  client.send("reqHistoricalNews", ask);
  const news = said(client, "historicalNews");
  deepEqual(lines(client).slice(1), ["historicalNews", "historicalNews", "historicalNews", "historicalNewsEnd"]);
  const [newest] = news;
  ok(newest !== undefined);
  match(newest.time, /^2026-01-05 14:\d\d:\d\d\.0$/);
  match(newest.articleId, /^[A-Z]+\$[0-9a-f]{8}$/);
  match(newest.headline, /^\{A:800015:L:en\}!.*(APPLE|AAPL)/);
  deepEqual(
    news.map(({ time }) => time),
    news
      .map(({ time }) => time)
      .sort()
      .reverse(),
  );
  client.send("reqNewsArticle", { reqId: 4, providerCode: newest.providerCode, articleId: newest.articleId });
  ok(said(client, "newsArticle")[0]?.articleText.includes(newest.headline.split("!")[1] ?? "?"));
  client.send("reqNewsArticle", { reqId: 5, providerCode: "BRFG", articleId: "BRFG$00000000" });
  match(errorText(client), /^Failed to request news article: No data available$/);
});

test("headlines between two times: the start is left out, the end is in; providers and contracts are checked", () => {
  const { client } = stage();
  const ask = (reqId: number, also: Draft<OutgoingBody<"reqHistoricalNews">>): void =>
    client.send("reqHistoricalNews", { reqId, conId: AAPL, providerCodes: "", totalResults: 300, ...also });
  ask(1, { startDateTime: "2025-12-29 00:00:00.0", endDateTime: "20260102-23:59:59" });
  const week = said(client, "historicalNews").map(({ time }) => time);
  equal(week.length, 5 * 4, "four stories on each weekday");
  equal(said(client, "historicalNewsEnd")[0]?.hasMore, false);
  forget(client);
  ask(2, { startDateTime: week.at(-1) as string, endDateTime: week[0] as string });
  deepEqual(
    said(client, "historicalNews").map(({ time }) => time),
    week.slice(0, -1),
  );
  forget(client);
  ask(3, { providerCodes: "BRFG+XYZ" });
  ask(4, { conId: 1 });
  ask(5, { startDateTime: "yesterday" });
  deepEqual(lines(client), ["ERR 3 321", "ERR 4 200", "ERR 5 321"]);
});

test("bulletins: those of the day on demand, later ones as they are published, none after the cancel", () => {
  const { gateway, client } = stage();
  const late = gateway.connect(2, 178);
  forget(late);
  client.send("reqNewsBulletins", { allMsgs: true });
  late.send("reqNewsBulletins", { allMsgs: false });
  deepEqual([lines(client).length, lines(late)], [2, []]);
  gateway.gateway.publishBulletin({ msgType: 2, message: "The exchange is down.", origExchange: "ARCA" });
  const [first, second] = [client, late].map((one) => said(one, "updateNewsBulletin")[0]);
  deepEqual([first?.msgType, first?.message, first?.origExchange], [2, "The exchange is down.", "ARCA"]);
  deepEqual(first, second);
  client.send("cancelNewsBulletins", {});
  forget(client);
  gateway.gateway.publishBulletin({ msgType: 3, message: "The exchange is back.", origExchange: "ARCA" });
  deepEqual(lines(client), []);
  client.send("reqNewsBulletins", { allMsgs: true });
  deepEqual(said(client, "updateNewsBulletin").length, 4);
});

test("display groups: seven, showing none; a contract chosen by one client is told to all who follow the group", () => {
  const { gateway, client } = stage();
  const other = gateway.connect(2, 178);
  forget(other);
  client.send("queryDisplayGroups", { reqId: 1 });
  equal(said(client, "displayGroupList")[0]?.groups, "1|2|3|4|5|6|7");
  client.send("subscribeToGroupEvents", { reqId: 2, groupId: 4 });
  other.send("subscribeToGroupEvents", { reqId: 9, groupId: 4 });
  equal(said(other, "displayGroupUpdated")[0]?.contractInfo, "none");
  forget(other);
  client.send("updateDisplayGroup", { reqId: 2, contractInfo: `${AAPL}@SMART` });
  deepEqual(said(other, "displayGroupUpdated"), [{ reqId: 9, contractInfo: "265598@SMART" }]);
  other.send("unsubscribeFromGroupEvents", { reqId: 9 });
  forget(other);
  client.send("updateDisplayGroup", { reqId: 2, contractInfo: "none" });
  deepEqual(lines(other), []);
});

test("display groups: unknown groups, subscriptions and contracts are refused", () => {
  const { client } = stage();
  client.send("subscribeToGroupEvents", { reqId: 2, groupId: 8 });
  client.send("subscribeToGroupEvents", { reqId: 3, groupId: 1 });
  client.send("subscribeToGroupEvents", { reqId: 3, groupId: 2 });
  client.send("updateDisplayGroup", { reqId: 3, contractInfo: "apples" });
  client.send("updateDisplayGroup", { reqId: 4, contractInfo: "none" });
  client.send("unsubscribeFromGroupEvents", { reqId: 4 });
  deepEqual(lines(client), ["ERR 2 321", "displayGroupUpdated", "ERR 3 102", "ERR 3 321", "ERR 4 300", "ERR 4 300"]);
});

test("in an outage a scan has no lists and company events wait; both go on afterwards; a broken farm refuses events", () => {
  const { gateway, client } = stage();
  const { faults } = gateway.gateway;
  client.send("reqScannerSubscription", scan(1, "MOST_ACTIVE"));
  gateway.pass(100);
  faults.set("link-lost", { repeatMs: 0 });
  client.send("reqWshMetaData", { reqId: 2 });
  gateway.pass(seconds(30));
  const lost = lines(client).filter((text) => !text.startsWith("ERR -1"));
  deepEqual(lost, ["scannerData", "ERR 1 165"]);
  faults.clear("link-lost");
  gateway.pass(seconds(30));
  const back = lines(client).filter((text) => !text.startsWith("ERR -1"));
  deepEqual(back, ["wshMetaData", "scannerData"]);
  faults.set("farm-broken", { farm: "secdef" });
  client.send("reqWshEventData", { reqId: 4, conId: AAPL });
  ok(lines(client).includes("ERR 4 10283"));
});

test("company events: of one contract, or by a filter of contracts, types and dates", () => {
  const { gateway, client } = stage();
  const answer = (
    reqId: number,
    also: Draft<OutgoingBody<"reqWshEventData">>,
  ): { readonly event_type: string; readonly index_date: string; readonly conids: string[] }[] => {
    forget(client);
    client.send("reqWshEventData", { reqId, ...also });
    gateway.pass(100);
    return JSON.parse(said(client, "wshEventData")[0]?.dataJson ?? "null");
  };
  client.send("reqWshMetaData", { reqId: 1 });
  gateway.pass(100);
  const metaData = JSON.parse(said(client, "wshMetaData")[0]?.dataJson ?? "null");
  deepEqual(
    metaData.meta_data.event_types.map(({ tag }: { tag: string }) => tag),
    ["wshe_ed", "wshe_cc", "wshe_div", "wshe_bod"],
  );
  const all = answer(2, { conId: AAPL });
  equal(all.length, 32, "four kinds in eight quarters");
  const recorded = "index_date_type event_type data filterSource conids index_date source event_key tooltips status";
  deepEqual(Object.keys(all[0] ?? {}), recorded.split(" "), "the fields of a recorded event, in their order");
  deepEqual(
    all.map(({ index_date }) => index_date),
    all.map(({ index_date }) => index_date).sort(),
  );
  const filter = JSON.stringify({ country: "All", watchlist: ["265598", "272093"], wshe_ed: "true" });
  const earnings = answer(3, { filter, startDate: "20260101", endDate: "20260331" });
  deepEqual(earnings.map(({ event_type, conids }) => [event_type, conids[0]]).sort(), [
    ["wshe_ed", "265598"],
    ["wshe_ed", "272093"],
  ]);
  equal(answer(4, { conId: AAPL, totalLimit: 5 }).length, 5);
  client.send("reqWshEventData", { reqId: 5, conId: AAPL, filter });
  client.send("reqWshEventData", { reqId: 6, filter: "{" });
  deepEqual(lines(client).slice(-2), ["ERR 5 10283", "ERR 6 10283"]);
});

test("the portfolio's contracts are in the events when the request asks for them", () => {
  const { gateway, client } = stage();
  const order = { action: "BUY", orderType: "MKT", totalQuantity: decimal(1), transmit: true, account: "DU1000001" };
  client.send("placeOrder", {
    orderId: 1,
    contract: { symbol: "IBM", secType: "STK", exchange: "SMART", currency: "USD" },
    order,
  });
  client.send("reqWshMetaData", { reqId: 1 });
  gateway.pass(seconds(2));
  client.send("reqWshEventData", { reqId: 2, fillPortfolio: true });
  gateway.pass(100);
  const events: { readonly conids: string[] }[] = JSON.parse(said(client, "wshEventData")[0]?.dataJson ?? "[]");
  deepEqual([...new Set(events.flatMap(({ conids }) => conids))], ["8314"]);
});

test("switches of the company events: logins without the feed, cancels of nothing", () => {
  for (const code of ["10276", "10277"] as const) {
    const { client } = stage({ switches: { companyEvents: code } });
    client.send("reqWshMetaData", { reqId: 1 });
    client.send("reqWshEventData", { reqId: 2, conId: AAPL });
    deepEqual(lines(client), [`ERR 1 ${code}`, `ERR 2 ${code}`]);
  }
  const cancelled = (companyEventCancel: "refused" | "silent"): string[] => {
    const { client } = stage({ switches: { companyEventCancel } });
    client.send("cancelWshMetaData", { reqId: 1 });
    client.send("cancelWshEventData", { reqId: 2 });
    return lines(client);
  };
  deepEqual(cancelled("refused"), ["ERR 1 10280", "ERR 2 10284"]);
  deepEqual(cancelled("silent"), []);
});

test("settings: shown, changed by name, and shown changed", () => {
  const { client } = stage({ masterClientId: 5 });
  client.send("reqConfig", { reqId: 1 });
  const before = said(client, "configResponse")[0];
  equal(before?.api.settings.masterClientId, 5);
  equal(before?.api.settings.readOnlyApi, false);
  const api = { settings: { readOnlyApi: true, loggingLevel: "Detail" }, precautions: { bypassBondWarning: true } };
  client.send("updateConfig", { reqId: 2, api });
  const update = said(client, "updateConfigResponse")[0];
  equal(update?.status, "success");
  deepEqual(update?.changedFields, ["api.settings.readOnlyApi", "api.settings.loggingLevel"]);
  client.send("reqConfig", { reqId: 3 });
  const after = said(client, "configResponse")[1]?.api.settings;
  deepEqual([after?.readOnlyApi, after?.loggingLevel, after?.masterClientId], [true, "Detail", 5]);
});

test("changed settings and display groups outlive a restart of the Gateway; what a client followed does not", () => {
  const { gateway, client } = stage();
  client.send("updateConfig", { reqId: 1, api: { settings: { readOnlyApi: true } } });
  client.send("subscribeToGroupEvents", { reqId: 2, groupId: 1 });
  client.send("updateDisplayGroup", { reqId: 2, contractInfo: "265598@SMART" });
  gateway.gateway.restart({ gapMs: 1_000 });
  gateway.pass(seconds(5));
  const again = gateway.connect(1, 225);
  again.send("reqConfig", { reqId: 3 });
  equal(said(again, "configResponse")[0]?.api.settings.readOnlyApi, true);
  again.send("updateDisplayGroup", { reqId: 2, contractInfo: "none" });
  ok(lines(again).includes("ERR 2 300"));
  again.send("subscribeToGroupEvents", { reqId: 4, groupId: 1 });
  deepEqual(said(again, "displayGroupUpdated"), [{ reqId: 4, contractInfo: "265598@SMART" }]);
});

test("the order numbers begin anew on demand, but not while an API order is active", () => {
  const { gateway, client } = stage();
  const nextId = (): number | undefined => {
    client.send("reqIds", {});
    return said(client, "nextValidId").at(-1)?.orderId;
  };
  const limit = { action: "BUY", orderType: "LMT", lmtPrice: 10, totalQuantity: decimal(1), transmit: true };
  const contract = { symbol: "IBM", secType: "STK", exchange: "SMART", currency: "USD" };
  client.send("placeOrder", { orderId: 40, contract, order: { ...limit, account: "DU1000001" } });
  gateway.pass(100);
  const api = { settings: { readOnlyApi: true } };
  client.send("updateConfig", { reqId: 1, api, resetAPIOrderSequence: true });
  match(said(client, "updateConfigResponse")[0]?.errors[0] ?? "", /1 API orders are active$/);
  equal(nextId(), 41);
  client.send("cancelOrder", { orderId: 40 });
  gateway.pass(100);
  client.send("updateConfig", { reqId: 2, resetAPIOrderSequence: true });
  equal(nextId(), 1);
  client.send("reqConfig", { reqId: 3 });
  equal(said(client, "configResponse")[0]?.api.settings.readOnlyApi, false, "what was refused has changed nothing");
});
