/**
 * The rules that the simulated Gateway enforces, so that what is built on them is proved and not assumed: one test a rule,
 * each beginning with the rule's name. Details of the same matters are tested beside their sources.
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { decimal } from "../../src/base/decimal.ts";
import { minutes, seconds, wallOf } from "../../src/base/time.ts";
import type { Draft, IncomingBody, IncomingName, OutgoingBody } from "../../src/wire/codec.ts";
import { type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { line } from "./transcript.ts";

const MONDAY = wallOf(2026, 1, 5, 15, 0);
const ONE = "DU1000001";
const TWO = "DU1000002";
const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const MSFT = { conId: 272093, symbol: "MSFT", secType: "STK", exchange: "SMART", currency: "USD" };
/** AAPL at 255 with 500 shares on each side, and so it stays. */
const STILL = "0,AAPL,254.99,255.01,255,500,500";

const start = (options: LoopbackOptions = {}): Loopback =>
  new Loopback(MONDAY, { prices: STILL, accounts: [ONE, TWO], ...options });

/** A started client whose greeting is forgotten. */
function connect(gateway: Loopback, clientId: number, serverVersion = 200): Client {
  const client = gateway.connect(clientId, serverVersion);
  client.told.length = 0;
  return client;
}

/** What was told since the last look, in lines. */
function heard(gateway: Loopback, client: Client): string[] {
  gateway.pass(500);
  return client.told.splice(0).map(line);
}

const said = <N extends IncomingName>(client: Client, name: N): IncomingBody<N>[] =>
  client.told.filter((message) => message.name === name).map(({ body }) => body as IncomingBody<N>);

type Wanted = Draft<OutgoingBody<"placeOrder">["order"]>;

function place(client: Client, orderId: number, also: Wanted = {}, contract = AAPL): void {
  const usual = {
    action: "BUY",
    orderType: "LMT",
    lmtPrice: 200,
    totalQuantity: decimal(10),
    tif: "DAY",
    transmit: true,
  };
  client.send("placeOrder", { orderId, contract, order: { ...usual, account: ONE, exemptCode: -1, ...also } });
}

const MARKET: Wanted = { orderType: "MKT", lmtPrice: undefined };

test("103: an order id must lie above every one the client has used, whatever became of it", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  place(client, 5);
  client.send("cancelOrder", { orderId: 5 });
  heard(gateway, client);
  place(client, 5);
  place(client, 4);
  deepEqual(heard(gateway, client), ["ERR 5 103", "ERR 4 103"]);
});

test("103: and above every one it has been shown of other clients", () => {
  const gateway = start();
  const [client, other] = [connect(gateway, 1), connect(gateway, 2)];
  place(other, 40);
  heard(gateway, other);
  client.send("reqAllOpenOrders", {});
  heard(gateway, client);
  place(client, 40);
  deepEqual(heard(gateway, client), ["ERR 40 103"]);
  place(client, 41);
  equal(heard(gateway, client)[0], "OO 41 Submitted");
});

test("2100 and 2101: account updates are one account per connection and one per Gateway", () => {
  const gateway = start();
  const [client, other] = [connect(gateway, 1), connect(gateway, 2)];
  const ask = (asking: Client, acctCode: string): string[] => {
    asking.send("reqAccountUpdates", { subscribe: true, acctCode });
    return heard(gateway, asking).filter((text) => text.startsWith("ERR") || text === "accountDownloadEnd");
  };
  deepEqual(ask(client, ONE), ["accountDownloadEnd"]);
  deepEqual(ask(other, TWO), ["ERR -1 2101"]);
  deepEqual(ask(client, TWO), ["ERR -1 2100", "accountDownloadEnd"]);
});

test("322: a connection has two account summaries", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  for (const reqId of [1, 2, 3]) client.send("reqAccountSummary", { reqId, groupName: "All", tags: "NetLiquidation" });
  deepEqual(
    heard(gateway, client).filter((text) => text !== "accountSummary"),
    ["accountSummaryEnd", "accountSummaryEnd", "ERR 3 322"],
  );
});

test("the market data type is state of the connection, for requests made afterwards and nobody else's", () => {
  const gateway = start({ calendar: "real", prices: STILL });
  gateway.pass(minutes(60 * 12));
  const [client, other] = [connect(gateway, 1), connect(gateway, 2)];
  const typeOf = (asking: Client, reqId: number): number | undefined => {
    asking.send("reqMktData", { reqId, contract: AAPL });
    gateway.pass(500);
    return said(asking, "marketDataType").find((body) => body.reqId === reqId)?.marketDataType;
  };
  equal(typeOf(client, 1), 1);
  client.send("reqMarketDataType", { marketDataType: 2 });
  equal(typeOf(client, 2), 2, "the market is closed: frozen");
  equal(typeOf(other, 1), 1);
  deepEqual(
    said(client, "marketDataType").map(({ reqId }) => reqId),
    [1, 2],
    "the line that was open is not touched",
  );
});

test("limits: 101 for market data lines, which are the login's", () => {
  const gateway = start({ limits: { linesMax: 2 } });
  const [client, other] = [connect(gateway, 1), connect(gateway, 2)];
  client.send("reqMktData", { reqId: 1, contract: AAPL });
  client.send("reqMktData", { reqId: 2, contract: MSFT });
  other.send("reqMktData", { reqId: 1, contract: AAPL });
  deepEqual(heard(gateway, other), ["ERR 1 101"]);
  client.send("cancelMktData", { reqId: 2 });
  other.send("reqMktData", { reqId: 1, contract: AAPL });
  ok(heard(gateway, other).includes("tickReqParams"));
});

test("limits: 309 for a fourth book", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  const symbols = ["AAPL", "MSFT", "IBM", "KO"];
  for (const [i, symbol] of symbols.entries())
    client.send("reqMktDepth", {
      reqId: i + 1,
      contract: { ...AAPL, conId: 0, symbol },
      numRows: 3,
      isSmartDepth: true,
    });
  const refused = heard(gateway, client).filter((text) => text.startsWith("ERR") && !text.endsWith("2152"));
  deepEqual(refused, ["ERR 4 309"], "2152 only names exchanges");
});

test("limits: 10190 for a fourth tick-by-tick stream", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  const symbols = ["AAPL", "MSFT", "IBM", "KO"];
  for (const [i, symbol] of symbols.entries())
    client.send("reqTickByTickData", { reqId: i + 1, contract: { ...AAPL, conId: 0, symbol }, tickType: "BidAsk" });
  deepEqual(
    heard(gateway, client).filter((text) => text.startsWith("ERR")),
    ["ERR 4 10190"],
  );
});

test("limits: 162 for the same bars of thirty seconds and less within 15 seconds, never for longer bars", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  const ask = (reqId: number, barSizeSetting: string): void =>
    client.send("reqHistoricalData", {
      ...{ reqId, contract: AAPL, durationStr: "1800 S", barSizeSetting, whatToShow: "TRADES", formatDate: 1 },
    });
  ask(1, "5 secs");
  ask(2, "5 secs");
  match(said(client, "error")[0]?.errorMsg ?? "", /pacing violation/);
  equal(said(client, "error")[0]?.errorCode, 162);
  gateway.pass(seconds(15));
  client.told.length = 0;
  ask(3, "5 secs");
  ask(4, "1 min");
  ask(5, "1 min");
  gateway.pass(500);
  deepEqual(said(client, "error"), []);
});

test("limits: 100 beyond 50 messages in a second, and the third time ends the connection", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  for (let burst = 1; burst <= 3; burst++) {
    gateway.pass(seconds(2));
    for (let i = 0; i < 51; i++) client.send("reqCurrentTime", {});
    equal(said(client, "error").length, burst);
  }
  equal(said(client, "error")[0]?.errorCode, 100);
  equal(client.closed, "end");
});

test("limits: twenty active orders per contract, side and account", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  for (let orderId = 1; orderId <= 20; orderId++) place(client, orderId);
  gateway.pass(seconds(1));
  client.told.length = 0;
  place(client, 21);
  place(client, 22, { account: TWO });
  const lines = heard(gateway, client);
  equal(lines.filter((text) => text.startsWith("ERR 21 201")).length, 1, lines.join());
  ok(lines.includes("OO 22 Submitted"), lines.join());
});

test("an untransmitted order is invisible, and lost when the Gateway restarts", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  place(client, 1, { transmit: false });
  client.send("reqOpenOrders", {});
  client.send("reqAllOpenOrders", {});
  deepEqual(heard(gateway, client), ["openOrderEnd", "openOrderEnd"]);
  place(client, 2);
  heard(gateway, client);
  const next = new Loopback(gateway.wall, { prices: STILL, successorOf: gateway.gateway });
  const again = next.connect(1, 200);
  deepEqual(again.told.map(line).slice(0, 3), ["OO 2 Submitted", "OS 2 Submitted 0/10", "openOrderEnd"]);
  again.told.length = 0;
  again.send("reqAllOpenOrders", {});
  again.send("reqCompletedOrders", { apiOnly: false });
  deepEqual(heard(next, again), ["OO 2 Submitted", "OS 2 Submitted 0/10", "openOrderEnd", "completedOrdersEnd"]);
});

test("a what-if order is answered once and never lives", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  place(client, 1, { ...MARKET, whatIf: true });
  gateway.pass(seconds(5));
  deepEqual(
    said(client, "openOrder").map(({ order, orderState }) => [order.whatIf, orderState.initMarginChange !== ""]),
    [[true, true]],
  );
  client.told.length = 0;
  client.send("reqAllOpenOrders", {});
  client.send("reqExecutions", { reqId: 1, filter: {} });
  deepEqual(heard(gateway, client), ["openOrderEnd", "execDetailsEnd"]);
});

test("a global cancel empties the whole login, whoever asks", () => {
  const gateway = start();
  const [client, other, third] = [connect(gateway, 1), connect(gateway, 2), connect(gateway, 3)];
  place(client, 1);
  place(other, 1, { account: TWO });
  heard(gateway, client);
  heard(gateway, other);
  third.send("reqGlobalCancel", {});
  for (const owner of [client, other]) deepEqual(heard(gateway, owner), ["OS 1 Cancelled 0/10", "ERR 1 202"]);
  third.send("reqAllOpenOrders", {});
  deepEqual(heard(gateway, third), ["openOrderEnd"]);
});

/** A person places an order in TWS. */
function byHand(gateway: Loopback): void {
  const { broker, exchange } = gateway.gateway;
  const listing = exchange.byConId(AAPL.conId);
  ok(listing !== undefined);
  const terms = { action: "BUY", orderType: "LMT", lmtPrice: 200, totalQuantity: decimal(5), tif: "DAY", account: ONE };
  gateway.gateway.act((moment) => broker.placeManual({ listing, terms }, moment).events);
}

test("client 0 hears of orders placed by hand, and binds those that come after it asked; 327 for any other", () => {
  const gateway = start();
  const [zero, one] = [connect(gateway, 0), connect(gateway, 1)];
  byHand(gateway);
  deepEqual(heard(gateway, zero), ["OO 0 Submitted", "OS 0 Submitted 0/5"]);
  for (const client of [zero, one]) client.send("reqAutoOpenOrders", { autoBind: true });
  deepEqual([heard(gateway, zero), heard(gateway, one)], [[], ["ERR -1 327"]]);
  byHand(gateway);
  gateway.pass(500);
  const [bound] = said(zero, "orderBound");
  ok(bound !== undefined && bound.clientId === 0 && bound.orderId !== 0);
  deepEqual(heard(gateway, zero), ["OO 0 Submitted", "OS 0 Submitted 0/5", "orderBound"]);
  zero.send("cancelOrder", { orderId: bound.orderId });
  ok(heard(gateway, zero).includes(`OS ${bound.orderId} Cancelled 0/5`));
  deepEqual(heard(gateway, one), []);
});

test("client 0 binds the open orders placed by hand when it asks for its own; nobody binds by asking for all", () => {
  const gateway = start();
  const [zero, one] = [connect(gateway, 0), connect(gateway, 1)];
  byHand(gateway);
  zero.told.length = 0;
  one.send("reqAllOpenOrders", {});
  zero.send("reqAllOpenOrders", {});
  for (const client of [zero, one])
    deepEqual(heard(gateway, client), ["OO 0 Submitted", "OS 0 Submitted 0/5", "openOrderEnd"]);
  zero.send("cancelOrder", { orderId: 0 });
  match(heard(gateway, zero).join(), /^ERR 0 /, "what is not bound cannot be cancelled");
  zero.send("reqOpenOrders", {});
  gateway.pass(500);
  const [bound] = said(zero, "orderBound");
  ok(bound !== undefined && bound.orderId !== 0);
  zero.send("cancelOrder", { orderId: bound.orderId });
  ok(heard(gateway, zero).includes(`OS ${bound.orderId} Cancelled 0/5`));
});

test("the master client sees the orders and fills of all, under their owners' numbers", () => {
  const gateway = start({ masterClientId: 9 });
  const [owner, master] = [connect(gateway, 1), connect(gateway, 9)];
  place(owner, 1, MARKET);
  gateway.pass(seconds(2));
  deepEqual(master.told.map(line), owner.told.map(line));
  ok(said(master, "execDetails").length > 0);
  deepEqual(new Set(said(master, "orderStatus").map(({ clientId }) => clientId)), new Set([1]));
});

test("orders and fills are pushed to their owner only", () => {
  const gateway = start();
  const [owner, other, zero] = [connect(gateway, 1), connect(gateway, 2), connect(gateway, 0)];
  place(owner, 1, MARKET);
  gateway.pass(seconds(2));
  ok(said(owner, "execDetails").length > 0);
  deepEqual(
    [other, zero].map((client) => heard(gateway, client)),
    [[], []],
  );
});

test("OCA groups join by name within an account whatever the client id, unless the switch says otherwise", () => {
  const siblings = (ocaAcrossClients: boolean): string[] => {
    const gateway = start({ switches: { ocaAcrossClients } });
    const [client, other] = [connect(gateway, 1), connect(gateway, 2)];
    place(client, 1, { ocaGroup: "g", ocaType: 1 });
    heard(gateway, client);
    place(other, 1, { ...MARKET, ocaGroup: "g", ocaType: 1 });
    gateway.pass(seconds(2));
    return heard(gateway, client);
  };
  deepEqual(siblings(true), ["OS 1 Cancelled 0/10", "ERR 1 202"]);
  deepEqual(siblings(false), []);
});

test("10224: an OCA group does not reach across accounts", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  place(client, 1, { ocaGroup: "g", ocaType: 1 });
  heard(gateway, client);
  place(client, 2, { ocaGroup: "g", ocaType: 1, account: TWO });
  deepEqual(heard(gateway, client).slice(0, 1), ["ERR 2 10224"]);
});

test("orderRef is kept whole, or cut at a length by the switch", () => {
  const text = "a reference of well over twenty characters";
  const kept = (orderRefLengthMax: 0 | 20 | 40): string | undefined => {
    const gateway = start({ switches: { orderRefLengthMax } });
    const client = connect(gateway, 1);
    place(client, 1, { orderRef: text });
    gateway.pass(500);
    return said(client, "openOrder")[0]?.order.orderRef;
  };
  deepEqual([kept(0), kept(20), kept(40)], [text, text.slice(0, 20), text.slice(0, 40)]);
});

test("a completed order carries neither order id nor client id; permId and orderRef tell whose it was", () => {
  const gateway = start();
  const client = connect(gateway, 1, 225);
  place(client, 7, { ...MARKET, orderRef: "mine" });
  gateway.pass(seconds(2));
  const permId = said(client, "openOrder")[0]?.order.permId;
  client.send("reqCompletedOrders", { apiOnly: true });
  gateway.pass(500);
  const completed = said(client, "completedOrder").map(({ order }) => [
    order.orderId,
    order.clientId,
    order.permId,
    order.orderRef,
  ]);
  deepEqual(completed, [[0, 0, permId, "mine"]]);
});

test("error ids are shared: an error about request 7 and one about order 7 cannot be told apart", () => {
  const gateway = start();
  const client = connect(gateway, 1);
  client.send("reqContractDetails", { reqId: 7, contract: { ...AAPL, conId: 0, symbol: "NOPE" } });
  place(client, 7, {}, { ...AAPL, conId: 0, symbol: "NOPE" });
  gateway.pass(500);
  const errors = said(client, "error").map(({ id, errorCode, errorMsg }) => [id, errorCode, errorMsg]);
  equal(errors.length, 2);
  deepEqual(errors[0], errors[1]);
});

test("10278, 10281, 10282: company events are asked for after the metadata, and one request of a kind at a time", () => {
  const gateway = start();
  const [client, other] = [connect(gateway, 1), connect(gateway, 2)];
  client.send("reqWshEventData", { reqId: 1, conId: AAPL.conId });
  client.send("reqWshMetaData", { reqId: 2 });
  client.send("reqWshMetaData", { reqId: 3 });
  deepEqual(heard(gateway, client), ["ERR 1 10282", "ERR 3 10278", "wshMetaData"]);
  client.send("reqWshEventData", { reqId: 4, conId: AAPL.conId });
  client.send("reqWshEventData", { reqId: 5, conId: AAPL.conId });
  deepEqual(heard(gateway, client), ["ERR 5 10281", "wshEventData"]);
  other.send("reqWshEventData", { reqId: 1, conId: AAPL.conId });
  deepEqual(heard(gateway, other), ["ERR 1 10282"], "the order of questions is each connection's own");
});

test("10280, 10284: a cancelled calendar request is never answered, and frees its place", () => {
  const gateway = start({ switches: { companyEventCancel: "refused" } });
  const client = connect(gateway, 1);
  client.send("reqWshMetaData", { reqId: 1 });
  client.send("cancelWshMetaData", { reqId: 1 });
  client.send("cancelWshMetaData", { reqId: 1 });
  deepEqual(heard(gateway, client), ["ERR 1 10280"]);
  client.send("reqWshMetaData", { reqId: 2 });
  heard(gateway, client);
  client.send("reqWshEventData", { reqId: 3, conId: AAPL.conId });
  client.send("cancelWshEventData", { reqId: 3 });
  client.send("cancelWshEventData", { reqId: 3 });
  client.send("reqWshEventData", { reqId: 4, conId: AAPL.conId });
  deepEqual(heard(gateway, client), ["ERR 3 10284", "wshEventData"]);
});

test("326: a client id in use is refused and the connection closed, before anything else is said", () => {
  const gateway = start();
  connect(gateway, 1);
  const second = gateway.connect(1, 200);
  deepEqual([second.told.map(line), second.closed], [["ERR -1 326"], "end"]);
});

test("326: after an unclean end the client id is held for a while", () => {
  const gateway = start();
  gateway.gateway.faults.set("client-id-held");
  connect(gateway, 1).leave("reset");
  deepEqual(gateway.connect(1, 200).told.map(line), ["ERR -1 326"]);
  gateway.pass(seconds(50));
  ok(gateway.connect(1, 200).told.map(line).includes("nextValidId"));
});
