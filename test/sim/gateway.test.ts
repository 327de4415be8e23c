/** The simulated Gateway over real TCP, request by request, as a client without any library meets it. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { decimal } from "../../src/base/decimal.ts";
import { nodeClock } from "../../src/io/node/clock.ts";
import { nodeNetwork } from "../../src/io/node/network.ts";
import type { Terms } from "../../src/sim/broker/order.ts";
import { Directory } from "../../src/sim/exchange/directory/directory.ts";
import { PricePathError, parsePricePath } from "../../src/sim/exchange/tape/pricePath.ts";
import { type GatewayOptions, type RunningGateway, startGateway } from "../../src/sim/gateway/gateway.ts";
import { type Draft, encodeOutgoing, type OutgoingBody } from "../../src/wire/codec.ts";
import { clientHello } from "../../src/wire/handshake.ts";
import { greetedClient, type RawClient, rawClient, rawSocket } from "../rig/raw.ts";
import { line } from "./transcript.ts";

/** AAPL at 255 with 500 shares on each side, and so it stays. */
const STILL = "0,AAPL,254.99,255.01,255,500,500";
const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const ACCOUNT = "DU1000001";

interface Running extends RunningGateway {
  readonly port: number;
}

/** A login of one account unless the test says otherwise: an order need not name it. */
async function gateway(t: TestContext, options: Partial<GatewayOptions> & { prices?: string } = {}): Promise<Running> {
  const { prices = STILL, ...rest } = options;
  const priceFile = parsePricePath(prices, new Directory("always"));
  ok(!(priceFile instanceof PricePathError), `${priceFile}`);
  const io = { clock: nodeClock, network: nodeNetwork, host: { log: () => {}, exit: () => {} } };
  return new Promise((resolve, reject) => {
    const running = startGateway(io, {
      ...{ host: "127.0.0.1", port: 0, seed: 1, priceFile, accounts: [ACCOUNT], ...rest },
      onListening: (port) => resolve(Object.assign(running, { port })),
      onFailed: reject,
    });
    t.after(() => running.close());
  });
}

type Wanted = Omit<Draft<Terms>, "totalQuantity"> & { readonly totalQuantity?: string };

function place(client: RawClient, orderId: number, { totalQuantity = "100", ...order }: Wanted): void {
  const sent = { action: "BUY", orderType: "MKT", account: ACCOUNT, transmit: true, exemptCode: -1, ...order };
  client.send("placeOrder", { orderId, contract: AAPL, order: { ...sent, totalQuantity: decimal(totalQuantity) } });
}

const limit = (lmtPrice: number, also: Wanted = {}): Wanted => ({ orderType: "LMT", lmtPrice, ...also });

/** All that came since the last look, in lines, once everything in flight has arrived. */
async function heard(client: RawClient): Promise<string[]> {
  await client.settle();
  const lines = client.since().map(line);
  client.skip();
  return lines.filter((text) => text !== "nextValidId");
}

/** What came up to and with the message of that line. */
async function heardUntil(client: RawClient, last: string): Promise<string[]> {
  const arrived = (): string[] | undefined => {
    const lines = client.since().map(line);
    const at = lines.indexOf(last);
    return at < 0 ? undefined : lines.slice(0, at + 1);
  };
  const lines = await client.socket.until(last, arrived);
  client.skip();
  return lines;
}

test("start-up: version reply, then silence until startApi, then accounts, number and farm notices", async (t) => {
  const { port } = await gateway(t, { accounts: [ACCOUNT, "DU1000002"] });
  const client = await greetedClient(port, 193);
  equal(client.serverVersion, 193);
  match(client.connectionTime, /^\d{8} \d\d:\d\d:\d\d UTC$/);
  await new Promise((resolve) => setTimeout(resolve, 50));
  deepEqual(client.messages, []);
  client.send("startApi", { clientId: 1 });
  await client.expect("error", ({ errorCode }) => errorCode === 2158);
  deepEqual(client.messages.map(line), ["managedAccounts", "nextValidId", "ERR -1 2104", "ERR -1 2106", "ERR -1 2158"]);
});

test("the version is the highest both sides know; a range below ours ends the connection", async (t) => {
  const { port } = await gateway(t, { serverVersionMax: 180 });
  equal((await greetedClient(port, 178)).serverVersion, 178);
  equal((await greetedClient(port, 225)).serverVersion, 180);
  const old = await rawSocket(port);
  old.send(clientHello(100, 156));
  equal(await old.closed, "");
  equal(old.bytes.length, 0);
});

test("garbage in place of the hello, and no hello at all, end the connection", async (t) => {
  const { port } = await gateway(t, { limits: { helloMs: 50 } });
  const rude = await rawSocket(port);
  rude.send("GET / HTTP/1.1\r\n\r\n");
  equal(await rude.closed, "");
  const mute = await rawSocket(port);
  equal(await mute.closed, "");
});

test("a frame longer than any frame may be ends the connection, and only that one", async (t) => {
  const { port } = await gateway(t);
  const other = await rawClient(port, 1);
  const rude = await rawClient(port, 2);
  rude.socket.send(Uint8Array.of(0x7f, 0, 0, 0));
  await rude.socket.closed;
  other.send("reqCurrentTime", {});
  await other.expect("currentTime");
});

test("a client id in use is told 326 and closed; it is free again when its holder leaves", async (t) => {
  const running = await gateway(t);
  const first = await rawClient(running.port, 7);
  const second = await greetedClient(running.port);
  second.send("startApi", { clientId: 7 });
  equal((await second.expect("error")).errorCode, 326);
  equal(await second.socket.closed, "");
  await first.close();
  const third = await rawClient(running.port, 7);
  deepEqual(
    running.connected().map(({ clientId }) => clientId),
    [7],
  );
  await third.close();
});

test("one client more than the limit is told so and closed", async (t) => {
  const { port } = await gateway(t, { limits: { clientsMax: 1 } });
  await rawClient(port, 1);
  const more = await greetedClient(port);
  more.send("startApi", { clientId: 2 });
  match((await more.expect("error")).errorMsg, /1 API clients are connected already/);
  equal(await more.socket.closed, "");
});

test("requests before startApi are dropped without an answer, or close the connection, by a switch", async (t) => {
  const lenient = await greetedClient((await gateway(t)).port);
  lenient.send("reqCurrentTime", {});
  lenient.send("startApi", { clientId: 1 });
  await lenient.expect("nextValidId");
  equal(
    lenient.messages.some(({ name }) => name === "currentTime"),
    false,
  );
  const strict = await greetedClient((await gateway(t, { switches: { beforeStartApi: "closed" } })).port);
  strict.send("reqCurrentTime", {});
  equal(await strict.socket.closed, "");
});

test("an unreadable request draws 320 on its id where that can be read, and the connection lives", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1);
  client.socket.sendFields(9, 8, 77, "AAPL-is-no-conId", "AAPL");
  const fault = await client.expect("error", ({ errorCode }) => errorCode === 320);
  equal(fault.id, 77);
  match(fault.errorMsg, /^Error reading request\. .*conId/);
  client.socket.sendFields(4711, 1);
  match((await client.expect("error", ({ errorCode }) => errorCode === 320)).errorMsg, /unknown message id 4711/);
  await client.settle();
});

test("a market order over the wire, with its execution id, time and commission", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1);
  client.skip();
  place(client, 1, {});
  deepEqual(await heardUntil(client, "CR"), [
    ...["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100"],
    ...["EX 1 BOT 100", "OO 1 Filled", "OS 1 Filled 100/0", "OO 1 Filled", "OS 1 Filled 100/0", "CR"],
  ]);
  const execution = client.messages.find(({ name }) => name === "execDetails");
  ok(execution?.name === "execDetails");
  match(execution.body.execution.execId, /^0000e0d5\.[0-9a-f]{8}\.01\.01$/);
  match(execution.body.execution.time, /^\d{8} \d\d:\d\d:\d\d US\/Eastern$/);
  equal(execution.body.reqId, -1);
});

test("a bracket over the wire: nothing before the last leg, then parent, take-profit and stop in pairs", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1);
  client.skip();
  place(client, 1, limit(250, { transmit: false }));
  place(client, 2, limit(270, { action: "SELL", parentId: 1, transmit: false }));
  deepEqual(await heard(client), []);
  place(client, 3, { action: "SELL", orderType: "STP", auxPrice: 240, parentId: 1 });
  const lines = await heard(client);
  deepEqual(lines.slice(0, 6), [
    ...["OO 1 Submitted", "OS 1 Submitted 0/100"],
    ...["OO 2 PreSubmitted", "OS 2 PreSubmitted 0/100 child"],
    ...["OO 3 PreSubmitted", "OS 3 PreSubmitted 0/100 child,trigger"],
  ]);
  place(client, 1, limit(256));
  deepEqual((await heardUntil(client, "OS 3 PreSubmitted 0/100 trigger")).slice(-4), [
    ...["OO 2 Submitted", "OS 2 Submitted 0/100", "OO 3 PreSubmitted", "OS 3 PreSubmitted 0/100 trigger"],
  ]);
});

test("openOrder spells what nobody sent as a real Gateway does", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1, 200);
  place(client, 1, limit(250, { account: "", orderRef: "mine" }));
  const { order, contract } = await client.expect("openOrder");
  equal(order.account, ACCOUNT);
  equal(order.tif, "DAY");
  equal(order.orderRef, "mine");
  equal(order.clearingIntent, "IB");
  equal(order.deltaNeutralOrderType, "None");
  equal(order.ocaType, 3);
  equal(order.trailStopPrice, 251);
  equal(contract.conId, 265598);
  equal(contract.right, "?");
  const unset = client.socket.bytes
    .toString()
    .split("\0")
    .filter((field) => field === "1.7976931348623157E308");
  equal(unset.length, 23, "18 margins and five prices that nobody set are the largest double in words");
});

test("a client that comes back is shown its resting orders before anything else, and its numbers go on", async (t) => {
  const { port } = await gateway(t);
  const first = await rawClient(port, 5);
  place(first, 4, limit(250));
  place(first, 5, limit(249, { transmit: false }));
  await first.expect("orderStatus");
  await first.close();
  const again = await greetedClient(port);
  again.send("startApi", { clientId: 5 });
  equal((await again.expect("nextValidId")).orderId, 6);
  deepEqual(again.messages.map(line).slice(0, 5), [
    ...["OO 4 Submitted", "OS 4 Submitted 0/100", "openOrderEnd", "managedAccounts", "nextValidId"],
  ]);
});

test("order traffic goes to its owner and to the master client, and to nobody else", async (t) => {
  const { port } = await gateway(t, { masterClientId: 9 });
  const [owner, other, master] = [await rawClient(port, 1), await rawClient(port, 2), await rawClient(port, 9)];
  for (const client of [owner, other, master]) client.skip();
  place(owner, 1, {});
  const seen = await heardUntil(owner, "CR");
  deepEqual(await heardUntil(master, "CR"), seen);
  deepEqual(await heard(other), []);
  place(master, 1, limit(250));
  equal((await heard(master))[0], "ERR 1 103", "the master was shown order 1 and must number above it");
});

test("lists: own open orders, everybody's, completed ones, executions with their commissions", async (t) => {
  const { port } = await gateway(t);
  const [a, b] = [await rawClient(port, 1), await rawClient(port, 2)];
  place(a, 1, {});
  await heardUntil(a, "CR");
  place(a, 2, limit(250));
  place(b, 1, limit(249));
  await b.expect("orderStatus");
  await a.settle();
  a.skip();
  a.send("reqOpenOrders", {});
  deepEqual(await heard(a), ["OO 2 Submitted", "OS 2 Submitted 0/100", "openOrderEnd"]);
  a.send("reqAllOpenOrders", {});
  deepEqual(await heard(a), [
    ...["OO 2 Submitted", "OS 2 Submitted 0/100", "OO 1 Submitted", "OS 1 Submitted 0/100", "openOrderEnd"],
  ]);
  a.send("reqCompletedOrders", { apiOnly: true });
  deepEqual(await heard(a), ["completedOrder", "completedOrdersEnd"]);
  b.skip();
  b.send("reqExecutions", { reqId: 3, filter: { acctCode: ACCOUNT, side: "BUY" } });
  deepEqual(await heard(b), ["EX 1 BOT 100", "CR", "execDetailsEnd"]);
  b.send("reqExecutions", { reqId: 4, filter: { symbol: "MSFT" } });
  deepEqual(await heard(b), ["execDetailsEnd"]);
});

test("only client 0 may bind orders placed by hand", async (t) => {
  const { port } = await gateway(t);
  const [zero, one] = [await rawClient(port, 0), await rawClient(port, 1)];
  for (const client of [zero, one]) {
    client.skip();
    client.send("reqAutoOpenOrders", { autoBind: true });
  }
  deepEqual(await heard(zero), []);
  deepEqual(await heard(one), ["ERR -1 327"]);
});

test("account updates: values from AccountCode on, portfolio, time, end, then only changes", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1);
  client.skip();
  client.send("reqAccountUpdates", { subscribe: true, acctCode: ACCOUNT });
  await client.expect("accountDownloadEnd");
  const image = client.messages.filter(({ name }) => name === "updateAccountValue");
  const first = image[0];
  ok(first?.name === "updateAccountValue");
  deepEqual(first.body, { key: "AccountCode", value: ACCOUNT, currency: "", accountName: ACCOUNT });
  client.skip();
  place(client, 1, {});
  await client.expect("updatePortfolio", ({ position }) => position === "100");
  const changed = client.messages.filter(({ name }) => name === "updateAccountValue").length - image.length;
  ok(changed > 5 && changed < 40, `${changed} values changed`);
});

test("account updates are one account for the whole Gateway: 2101 for another client, 2100 when replaced", async (t) => {
  const { port } = await gateway(t, { accounts: [ACCOUNT, "DU1000002"] });
  const [a, b] = [await rawClient(port, 1), await rawClient(port, 2)];
  a.send("reqAccountUpdates", { subscribe: true, acctCode: ACCOUNT });
  await a.expect("accountDownloadEnd");
  b.skip();
  b.send("reqAccountUpdates", { subscribe: true, acctCode: "DU1000002" });
  match((await b.expect("error")).errorMsg, /subscribed to a different account: 1$/);
  b.send("reqAccountUpdates", { subscribe: true, acctCode: ACCOUNT });
  await b.expect("accountDownloadEnd");
  await b.close();
  a.skip();
  a.send("reqAccountUpdates", { subscribe: true, acctCode: "DU1000002" });
  equal((await a.expect("error")).errorCode, 2100);
  equal((await a.expect("accountDownloadEnd")).accountName, "DU1000002");
});

test("account summaries: sorted by tag, two at a time, 322 for the third", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1);
  client.skip();
  client.send("reqAccountSummary", { reqId: 1, groupName: "All", tags: "TotalCashValue,AccountType,NetLiquidation" });
  await client.expect("accountSummaryEnd");
  const tags = client.messages.flatMap((m) => (m.name === "accountSummary" ? [m.body.tag] : []));
  deepEqual(tags, ["AccountType", "NetLiquidation", "TotalCashValue"]);
  client.send("reqAccountSummary", { reqId: 2, groupName: "All", tags: "$LEDGER:ALL" });
  client.send("reqAccountSummary", { reqId: 3, groupName: "All", tags: "BuyingPower" });
  equal((await client.expect("error", ({ id }) => id === 3)).errorCode, 322);
  client.send("cancelAccountSummary", { reqId: 1 });
  client.send("reqAccountSummary", { reqId: 3, groupName: "All", tags: "BuyingPower" });
  equal((await client.expect("accountSummary", ({ reqId }) => reqId === 3)).value, "1000000.00");
});

test("positions, their streams and profit and loss follow a fill", async (t) => {
  const { port } = await gateway(t, { accounts: [ACCOUNT, "DU1000002"], limits: { pnlCycleMs: 50 } });
  const client = await rawClient(port, 1);
  client.send("reqPositions", {});
  await client.expect("positionEnd");
  client.send("reqPositionsMulti", { reqId: 8, account: "DU1000002" });
  client.send("reqAccountUpdatesMulti", { reqId: 9, account: ACCOUNT });
  client.send("reqPnL", { reqId: 10, account: ACCOUNT });
  client.send("reqPnLSingle", { reqId: 11, account: ACCOUNT, conId: 265598 });
  await client.settle();
  client.skip();
  place(client, 1, {});
  const lines = await heardUntil(client, "pnlSingle");
  ok(lines.includes("position") && lines.includes("accountUpdateMulti") && lines.includes("pnl"), lines.join());
  equal(lines.includes("positionMulti"), false, "that stream is another account's");
  const pnl = client.messages.flatMap((m) => (m.name === "pnlSingle" ? [m.body] : [])).at(-1);
  equal(pnl?.pos, "100");
  equal(pnl?.unrealizedPnL, -2, "one cent a share to the last price, and the commission");
});

test("market data: type and parameters first, ticks in lots, changes only, 300 for a second cancel", async (t) => {
  const prices = `${STILL}\n400,AAPL,255.00,255.02,255.01,700,500,300`;
  const { port } = await gateway(t, { prices });
  const client = await rawClient(port, 1);
  client.skip();
  client.send("reqMktData", { reqId: 1, contract: AAPL });
  await client.expect("tickPrice", ({ tickType, price }) => tickType === 4 && price === 255.01);
  const names = client.messages.map(({ name }) => name).filter((name) => !["error", "nextValidId"].includes(name));
  deepEqual(names.slice(1, 6), ["marketDataType", "tickReqParams", "tickPrice", "tickPrice", "tickPrice"]);
  const sizes = client.messages.flatMap((m) => (m.name === "tickPrice" && m.body.tickType === 1 ? [m.body.size] : []));
  deepEqual(sizes, ["5", "7"]);
  client.send("cancelMktData", { reqId: 1 });
  client.send("cancelMktData", { reqId: 1 });
  equal((await client.expect("error")).errorCode, 300);
});

test("snapshots end; duplicates, generic ticks in snapshots and lines beyond the limit are refused", async (t) => {
  const { port } = await gateway(t, { limits: { linesMax: 1 } });
  const client = await rawClient(port, 1);
  const refused = async (body: Draft<OutgoingBody<"reqMktData">>): Promise<number> => {
    client.skip();
    client.send("reqMktData", { contract: AAPL, ...body });
    return (await client.expect("error")).errorCode;
  };
  client.send("reqMktData", { reqId: 1, contract: AAPL, snapshot: true });
  await client.expect("tickSnapshotEnd");
  client.send("reqMktData", { reqId: 2, contract: AAPL });
  await client.expect("tickReqParams");
  equal(await refused({ reqId: 2 }), 102);
  equal(await refused({ reqId: 3 }), 101);
  equal(await refused({ reqId: 3, snapshot: true, genericTickList: "233" }), 414);
  equal(await refused({ reqId: 3, genericTickList: "999" }), 321);
  equal(await refused({ reqId: 3, contract: { ...AAPL, symbol: "NOPE" } }), 200);
});

test("contract details end with 52; an unknown contract draws 200 and no end", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1);
  client.skip();
  client.send("reqContractDetails", { reqId: 1, contract: AAPL });
  client.send("reqContractDetails", { reqId: 2, contract: { ...AAPL, symbol: "NOPE" } });
  client.send("reqMarketRule", { marketRuleId: 26 });
  client.send("reqMatchingSymbols", { reqId: 3, pattern: "aap" });
  client.send("reqUserInfo", { reqId: 4 });
  client.send("reqCurrentTime", {});
  deepEqual(await heard(client), [
    ...["contractDetails", "contractDetailsEnd", "ERR 2 200", "marketRule", "symbolSamples", "userInfo", "currentTime"],
  ]);
});

test("historical bars carry their dates up to version 195 and end with 108 from 196 on", async (t) => {
  const { port } = await gateway(t);
  const request = { contract: AAPL, durationStr: "1 D", barSizeSetting: "1 hour", whatToShow: "TRADES", formatDate: 1 };
  const old = await rawClient(port, 1, 195);
  old.send("reqHistoricalData", { reqId: 1, ...request });
  match((await old.expect("historicalData")).startDate, /US\/Eastern$/);
  const young = await rawClient(port, 2, 196);
  young.send("reqHistoricalData", { reqId: 1, ...request });
  ok((await young.expect("historicalData")).bars.length > 0);
  match((await young.expect("historicalDataEnd")).endDate, /US\/Eastern$/);
});

test("history: a cancel in time draws 162, a late one 366, a repeat of small bars within 15 s a pacing violation", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1);
  const ask = (reqId: number): void =>
    client.send("reqHistoricalData", {
      ...{ reqId, contract: AAPL, durationStr: "60 S", barSizeSetting: "5 secs", whatToShow: "TRADES", formatDate: 1 },
    });
  client.skip();
  ask(1);
  client.send("cancelHistoricalData", { reqId: 1 });
  client.send("cancelHistoricalData", { reqId: 1 });
  ask(2);
  deepEqual(await heard(client), ["ERR 1 162", "ERR 1 366", "ERR 2 162"]);
  const texts = client.messages.flatMap((m) => (m.name === "error" ? [m.body.errorMsg] : []));
  ok(texts.includes("Historical Market Data Service error message:API historical data query cancelled: 1"));
});

test("more than 50 messages in a second draw error 100, and at the third time the connection ends", async (t) => {
  const { port } = await gateway(t);
  const client = await rawClient(port, 1);
  client.skip();
  for (let second = 0; second < 3; second++) {
    for (let i = 0; i < 60; i++) client.send("reqCurrentTime", {});
    await client.expect("error", ({ errorCode }) => errorCode === 100);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
  }
  const texts = client.messages.flatMap((m) =>
    m.name === "error" && m.body.errorCode === 100 ? [m.body.errorMsg] : [],
  );
  match(texts[0] ?? "", /^Max rate of messages per second has been exceeded:max=50 rec=51 \(1\)$/);
  equal(texts.length, 3);
  await client.socket.closed;
});

test("a client that does not read is cut at the stated limit, and the others are served", async (t) => {
  const running = await gateway(t, { limits: { backlogBytesMax: 100_000, messagesPerSecond: 1_000_000 } });
  const other = await rawClient(running.port, 1);
  const deaf = await rawClient(running.port, 2);
  deaf.socket.pause();
  const frame = encodeOutgoing("reqContractDetails", { reqId: 1, contract: AAPL }, 178);
  ok(frame instanceof Uint8Array);
  for (let i = 0; i < 20_000 && running.connected().length > 1; i++) {
    deaf.socket.send(frame);
    if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await other.socket
    .until("the cut", () => (running.connected().length === 1 ? true : undefined), 5_000)
    .catch(() => {});
  equal(running.connected().length, 1);
  await other.settle();
});

test("a successor keeps orders, positions and numbers, and loses what was never transmitted", async (t) => {
  const first = await gateway(t);
  const client = await rawClient(first.port, 1);
  place(client, 1, {});
  await heardUntil(client, "CR");
  place(client, 2, limit(250));
  place(client, 3, limit(250, { transmit: false }));
  await client.settle();
  first.close();
  await client.socket.closed;
  const second = await gateway(t, { successorOf: first });
  const again = await rawClient(second.port, 1);
  again.skip();
  deepEqual(
    second.broker.orders().map(({ orderId, status }) => `${orderId} ${status}`),
    ["1 Filled", "2 Submitted", "3 Cancelled"],
  );
  equal(second.broker.nextOrderId(1), 4);
  equal(second.broker.positions()[0]?.quantity, "100");
});

test("what-if orders are answered once and never live; the real order may follow under the same number", async (t) => {
  const running = await gateway(t);
  const client = await rawClient(running.port, 1);
  client.skip();
  place(client, 1, { whatIf: true });
  const { order, orderState } = await client.expect("openOrder");
  equal(order.whatIf, true);
  equal(orderState.initMarginChange, "25501.0");
  deepEqual(running.broker.orders(), []);
  place(client, 1, {});
  await client.expect("commissionReport");
});

test("switches of the Gateway: silent refusal of a client id, trailing comma, warnings of the rate", async (t) => {
  const switches = { clientIdInUse: "silent", accountsTrailingComma: true, rateWarning: true } as const;
  const { port } = await gateway(t, { switches });
  const client = await rawClient(port, 1);
  const second = await greetedClient(port);
  second.send("startApi", { clientId: 1 });
  equal(await second.socket.closed, "");
  deepEqual(second.messages, []);
  client.send("reqManagedAccts", {});
  equal((await client.expect("managedAccounts")).accountsList, `${ACCOUNT},`);
  for (let i = 0; i < 44; i++) client.send("reqCurrentTime", {});
  const warning = await client.expect("error", ({ errorCode }) => errorCode === 0);
  equal(warning.errorMsg, "Approaching max rate of 50 messages per second (44)");
});

test("switches of the Gateway: duplicate requests, lines by contract, sizes in shares, excess processed", async (t) => {
  const switches = {
    duplicateTicker: 322,
    linesCount: "contracts",
    stockSizes: "shares",
    overRate: "processed",
  } as const;
  const { port } = await gateway(t, { switches, limits: { linesMax: 1 } });
  const client = await rawClient(port, 1);
  client.skip();
  client.send("reqMktData", { reqId: 1, contract: AAPL });
  equal((await client.expect("tickPrice")).size, "500");
  client.send("reqMktData", { reqId: 1, contract: AAPL });
  equal((await client.expect("error")).errorCode, 322);
  client.send("reqMktData", { reqId: 2, contract: AAPL });
  await client.expect("tickReqParams", ({ reqId }) => reqId === 2);
  client.send("reqMktData", { reqId: 3, contract: { ...AAPL, symbol: "MSFT" } });
  equal((await client.expect("error", ({ id }) => id === 3)).errorCode, 101);
  client.skip();
  for (let i = 0; i < 60; i++) client.send("reqCurrentTime", {});
  const answered = (): true | undefined =>
    client.since().filter(({ name }) => name === "currentTime").length === 60 ? true : undefined;
  equal(await client.socket.until("60 answers", answered), true);
});

test("switches of the Gateway: closed positions listed, client 0 in filters, cancelled summaries that count", async (t) => {
  const switches = { zeroPositions: "listed", filterClientZero: "client-0", cancelledSummary: "counts" } as const;
  const { port } = await gateway(t, { switches });
  const client = await rawClient(port, 1);
  place(client, 1, {});
  place(client, 2, { action: "SELL" });
  await client.expect("commissionReport");
  await client.expect("commissionReport");
  client.skip();
  client.send("reqPositions", {});
  client.send("reqExecutions", { reqId: 1, filter: {} });
  deepEqual(await heard(client), ["position", "positionEnd", "execDetailsEnd"]);
  for (const reqId of [2, 3]) {
    client.send("reqAccountSummary", { reqId, groupName: "All", tags: "SMA" });
    client.send("cancelAccountSummary", { reqId });
  }
  client.send("reqAccountSummary", { reqId: 4, groupName: "All", tags: "SMA" });
  equal((await client.expect("error")).errorCode, 322);
});
