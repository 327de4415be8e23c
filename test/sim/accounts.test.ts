/**
 * Logins with several accounts over the wire: values by currency, streams and their limits, executions by filter, profit
 * and loss, what-if, and a financial advisor's groups.
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import type { IncomingBody } from "../../src/wire/codec.ts";
import { AAPL, type Client, type Loopback, type LoopbackOptions, MSFT, still } from "./loopback.ts";

const THREE = ["DU1000001", "DU1000002", "DU1000003"];
const [FIRST, SECOND] = THREE as [string, string];
const EUR_USD = { symbol: "EUR", secType: "CASH", exchange: "IDEALPRO", currency: "USD" };
const PRICES = [
  "0,AAPL,254.99,255.01,255,5000,5000",
  "0,MSFT,399.99,400.01,400,5000,5000",
  "0,EUR.USD,1.24995,1.25005,1.25,5000000,5000000",
].join("\n");

function login(options: LoopbackOptions = {}): { scene: Loopback; client: Client } {
  const scene = still({ accounts: THREE, prices: PRICES, ...options });
  const client = scene.connect(1, 200);
  client.lines();
  return { scene, client };
}

/** Values of one kind of message by key and currency. */
const valuesOf = (told: readonly { readonly key: string; readonly currency: string; readonly value: string }[]) =>
  new Map(told.map(({ key, currency, value }) => [`${key} ${currency}`, value]));

function updates(client: Client, acctCode: string): ReadonlyMap<string, string> {
  client.send("reqAccountUpdates", { subscribe: true, acctCode });
  return valuesOf(client.bodies("updateAccountValue"));
}

function summary(client: Client, tags: string, groupName = "All"): readonly IncomingBody<"accountSummary">[] {
  client.send("reqAccountSummary", { reqId: 9, groupName, tags });
  const rows = client.bodies("accountSummary");
  client.send("cancelAccountSummary", { reqId: 9 });
  return rows;
}

function traded(
  scene: Loopback,
  client: Client,
  orderId: number,
  order: Parameters<Client["place"]>[1],
  contract = AAPL,
) {
  client.place(orderId, order, contract);
  scene.pass();
}

test("a simulated login has three accounts unless told otherwise, and orders name theirs: 435", () => {
  const scene = still({ prices: PRICES, accounts: undefined });
  const client = scene.connect(1, 200);
  equal(client.bodies("managedAccounts")[0]?.accountsList, THREE.join(","));
  client.place(1, { account: "" });
  deepEqual(client.lines(), ["ERR 1 435"]);
});

test("a fill changes the account it was for and no other", () => {
  const { scene, client } = login();
  traded(scene, client, 1, { account: SECOND });
  client.lines();
  client.send("reqPositions", {});
  deepEqual(
    client.bodies("position").map(({ account, position }) => `${account} ${position}`),
    [`${SECOND} 100`],
  );
});

test("account values come for BASE and for each currency, with the rate of the simulated pair", () => {
  const { scene, client } = login();
  traded(scene, client, 1, { totalQuantity: "20000" }, EUR_USD);
  client.lines();
  const values = updates(client, FIRST);
  equal(values.get("CashBalance EUR"), "20000.00");
  equal(values.get("ExchangeRate EUR"), "1.25");
  equal(values.get("CashBalance USD"), "974997.00");
  equal(values.get("NetLiquidationByCurrency BASE"), "999997.00");
  equal(values.get("TotalCashBalance BASE"), "999997.00");
  equal(values.get("RealCurrency BASE"), "USD");
  equal(values.get("NetLiquidation USD"), "999997.00");
  equal(values.has("NetLiquidation EUR"), false, "amounts are in the base currency alone");
});

test("a currency position is shown by its pair, its money by the balances", () => {
  const { scene, client } = login();
  traded(scene, client, 1, { totalQuantity: "20000" }, EUR_USD);
  client.lines();
  client.send("reqPositions", {});
  const [held] = client.bodies("position");
  equal(held?.position, "20000");
  equal(held?.avgCost, 1.25005);
  deepEqual([held?.contract.secType, held?.contract.localSymbol], ["CASH", "EUR.USD"]);
});

test("the base currency is a matter of the login", () => {
  const { client } = login({ baseCurrency: "EUR" });
  const values = updates(client, FIRST);
  equal(values.get("NetLiquidation EUR"), "1000000.00");
  equal(values.get("CashBalance EUR"), "1000000.00");
});

test("a summary knows every documented tag, and the ledger by currency", () => {
  const { scene, client } = login();
  traded(scene, client, 1, { totalQuantity: "20000" }, EUR_USD);
  client.lines();
  const tags =
    "AccountType,NetLiquidation,TotalCashValue,SettledCash,AccruedCash,BuyingPower,EquityWithLoanValue," +
    "PreviousEquityWithLoanValue,GrossPositionValue,ReqTEquity,ReqTMargin,SMA,InitMarginReq,MaintMarginReq," +
    "AvailableFunds,ExcessLiquidity,Cushion,FullInitMarginReq,FullMaintMarginReq,FullAvailableFunds," +
    "FullExcessLiquidity,LookAheadNextChange,LookAheadInitMarginReq,LookAheadMaintMarginReq," +
    "LookAheadAvailableFunds,LookAheadExcessLiquidity,HighestSeverity,DayTradesRemaining,Leverage";
  const rows = summary(client, tags);
  equal(rows.length, THREE.length * tags.split(",").length);
  const currencies = (ledger: string): readonly string[] => [
    ...new Set(summary(client, ledger).flatMap((row) => (row.account === FIRST ? [row.currency] : []))),
  ];
  deepEqual(currencies("$LEDGER"), ["BASE"]);
  deepEqual(currencies("$LEDGER:EUR"), ["EUR"]);
  deepEqual(currencies("$LEDGER:ALL").toSorted(), ["BASE", "EUR", "USD"]);
});

test("values are repeated every three minutes, and only those that changed", () => {
  const { scene, client } = login();
  updates(client, FIRST);
  scene.pass(179_000);
  deepEqual(client.lines(), []);
  scene.pass(2_000);
  deepEqual(client.lines(), ["updateAccountTime"]);
});

test("one account is streamed for the whole Gateway: 2101 for another client, 2100 when one's own is replaced", () => {
  const { scene, client } = login();
  const other = scene.connect(2);
  updates(client, FIRST);
  other.lines();
  other.send("reqAccountUpdates", { subscribe: true, acctCode: SECOND });
  deepEqual(other.lines(), ["ERR -1 2101"]);
  client.send("reqAccountUpdates", { subscribe: true, acctCode: SECOND });
  equal(client.lines()[0], "ERR -1 2100");
});

test("without a name reqAccountUpdates is refused on such a login, or gets the first account and no end, by a switch", () => {
  const refused = login().client;
  refused.send("reqAccountUpdates", { subscribe: true, acctCode: "" });
  deepEqual(refused.lines(), ["ERR -1 321"]);
  const { client } = login({ switches: { unnamedAccountUpdates: "first-without-end" } });
  client.send("reqAccountUpdates", { subscribe: true, acctCode: "" });
  const lines = client.lines();
  equal(lines.at(-1), "updateAccountTime");
  equal(lines.includes("accountDownloadEnd"), false);
});

test("profit and loss: realised is unset while nothing was closed today; the first figures may be unset, by a switch", () => {
  const { scene, client } = login({ switches: { firstPnl: "unset" } });
  traded(scene, client, 1, {});
  client.lines();
  client.send("reqPnL", { reqId: 1, account: FIRST });
  deepEqual(client.bodies("pnl"), [
    { reqId: 1, dailyPnL: undefined, unrealizedPnL: undefined, realizedPnL: undefined },
  ]);
  scene.pass(1_000);
  deepEqual(client.bodies("pnl"), [{ reqId: 1, dailyPnL: -2, unrealizedPnL: -2, realizedPnL: 0 }]);
  const usual = login();
  usual.client.send("reqPnLSingle", { reqId: 2, account: FIRST, conId: 265598 });
  equal(usual.client.bodies("pnlSingle")[0]?.realizedPnL, undefined);
});

test("a number that is still active draws what the switch says, for profit and loss and for summaries too", () => {
  const said = (duplicateTicker: 102 | 322): readonly (string | undefined)[] => {
    const { client } = login({ switches: { duplicateTicker } });
    const twice = (name: "reqPnL" | "reqAccountSummary", body: object): string | undefined => {
      for (let i = 0; i < 2; i++) client.send(name, { reqId: 1, ...body });
      return client.bodies("error").map(({ errorCode, errorMsg }) => `${errorCode} ${errorMsg}`)[0];
    };
    return [
      twice("reqPnL", { account: FIRST }),
      twice("reqAccountSummary", { groupName: "All", tags: "NetLiquidation" }),
    ];
  };
  deepEqual(said(102), ["102 Duplicate ticker ID.", "102 Duplicate ticker ID."]);
  for (const text of said(322)) match(text ?? "", /^322 Error processing request.-'..' : cause - Duplicate ticker id$/);
});

test("executions pass by account, side, contract, exchange, time and day", () => {
  const { scene, client } = login();
  traded(scene, client, 1, {});
  traded(scene, client, 2, { account: SECOND }, MSFT);
  traded(scene, client, 3, { action: "SELL", totalQuantity: "40" });
  client.lines();
  const found = (filter: object): string => {
    client.send("reqExecutions", { reqId: 5, filter });
    return client
      .bodies("execDetails")
      .map(({ execution }) => execution.orderId)
      .join();
  };
  equal(found({}), "1,2,3");
  equal(found({ acctCode: SECOND }), "2");
  equal(found({ side: "SELL" }), "3");
  equal(found({ side: "BOT" }), "1,2");
  equal(found({ symbol: "MSFT", secType: "STK" }), "2");
  equal(found({ secType: "OPT" }), "");
  equal(found({ exchange: "NASDAQ" }), "1,2,3");
  equal(found({ exchange: "ARCA" }), "");
  equal(found({ clientId: 2 }), "");
  const day = new Date(scene.wall).toISOString().slice(0, 10).replaceAll("-", "");
  equal(found({ time: `${day} 00:00:00 US/Eastern` }), "1,2,3");
  equal(found({ time: `${day}-23:59:59` }), "");
  equal(found({ specificDates: [20200101] }), "");
  equal(found({ lastNDays: 7 }), "1,2,3");
  client.send("reqExecutions", { reqId: 5, filter: { time: "yesterday" } });
  deepEqual(client.lines(), ["ERR 5 321"]);
});

test("a what-if order tells margins of a margin account, and is never live", () => {
  const { scene, client } = login({ accountKind: "margin" });
  client.place(1, { whatIf: true });
  const [{ orderState } = { orderState: undefined }] = client.bodies("openOrder");
  deepEqual(
    [orderState?.initMarginBefore, orderState?.initMarginChange, orderState?.initMarginAfter],
    ["0.0", "12750.5", "12750.5"],
  );
  deepEqual([orderState?.maintMarginChange, orderState?.equityWithLoanChange], ["6375.25", "-1.0"]);
  deepEqual([orderState?.commission, orderState?.commissionCurrency, orderState?.warningText], [1, "USD", ""]);
  deepEqual(scene.gateway.broker.orders(), []);
});

test("what only an advisor may ask is refused to others in the captured words", () => {
  const { client } = login();
  client.send("requestFA", { faDataType: 1 });
  const [refused] = client.bodies("error");
  equal(refused?.id, 0);
  match(refused?.errorMsg ?? "", /^Error validating request\.-'b4' : cause - FA data operations ignored for non FA/);
  client.send("replaceFA", { reqId: 4, faDataType: 1, xml: "<ListOfGroups></ListOfGroups>" });
  client.place(1, { faGroup: "All_Equal" });
  deepEqual(client.lines(), ["ERR 4 321", "ERR 1 321"]);
  client.send("reqFamilyCodes", {});
  deepEqual(client.bodies("familyCodes"), [{ familyCodes: [{ accountID: "*", familyCodeStr: "" }] }]);
});

test("an advisor's master comes first among the accounts, and stands for all of them", () => {
  const scene = still({ accounts: THREE, prices: PRICES, advisor: true });
  const client = scene.connect(1, 200);
  equal(client.bodies("managedAccounts")[0]?.accountsList, ["DF1000000", ...THREE].join(","));
  equal(updates(client, "DF1000000A").get("NetLiquidation USD"), "3000000.00");
  equal(summary(client, "NetLiquidation").length, 3);
  client.send("reqFamilyCodes", {});
  equal(client.bodies("familyCodes")[0]?.familyCodes.length, 4);
});

test("groups are read and replaced whole; accounts that are not of the login draw 10231", () => {
  const { client } = login({ advisor: true });
  client.send("requestFA", { faDataType: 1 });
  match(client.bodies("receiveFA")[0]?.xml ?? "", /<name>All_Equal<\/name>/);
  const group = (account: string): string =>
    `<ListOfGroups><Group><name>Two</name><ListOfAccts varName="list"><Account><acct>${account}</acct><amount>3</amount>` +
    `</Account><Account><acct>${SECOND}</acct><amount>1</amount></Account></ListOfAccts><defaultMethod>Ratio</defaultMethod></Group></ListOfGroups>`;
  client.send("replaceFA", { reqId: 4, faDataType: 1, xml: group("DU9999999") });
  client.send("replaceFA", { reqId: 5, faDataType: 1, xml: "nothing" });
  client.send("replaceFA", { reqId: 6, faDataType: 1, xml: group(FIRST) });
  client.send("requestFA", { faDataType: 2 });
  deepEqual(client.lines(), ["ERR 4 10231", "ERR 5 321", "replaceFAEnd", "ERR 0 321"]);
  client.send("requestFA", { faDataType: 1 });
  const xml = client.bodies("receiveFA")[0]?.xml ?? "";
  ok(xml.includes("<amount>3.0</amount>") && !xml.includes("All_Equal"));
  equal(summary(client, "NetLiquidation", "Two").length, 2);
});

test("values asked of all accounts at once are each account's own", () => {
  const { scene, client } = login();
  traded(scene, client, 1, { account: SECOND, totalQuantity: "10" });
  client.send("reqAccountUpdatesMulti", { reqId: 8, account: "All" });
  const values = client.bodies("accountUpdateMulti");
  const codes = values.filter(({ key }) => key === "AccountCode");
  deepEqual(
    codes.map(({ account, value }) => [account, value]),
    THREE.map((account) => [account, account]),
  );
  const stocks = values.filter(({ key, currency }) => key === "StockMarketValue" && currency === "BASE");
  deepEqual(
    stocks.map(({ account, value }) => `${account} ${value}`),
    [`${FIRST} 0.00`, `${SECOND} 2550.00`, `${THREE[2]} 0.00`],
  );
});

test("the least commission is the order's and not each execution's, in the currency of the contract", () => {
  const { scene, client } = login({ baseCurrency: "EUR", prices: "0,AAPL,254.99,255.01,255,100,100" });
  client.place(1, { account: FIRST, orderType: "LMT", lmtPrice: 255.01, totalQuantity: "250" });
  scene.pass(10_000);
  deepEqual(
    client.bodies("commissionReport").map(({ commission, currency }) => `${commission} ${currency}`),
    ["1 USD", "0 USD", "0.25 USD"],
  );
});

test("a group has one account; when it is over there, its name is free in another", () => {
  const { scene, client } = login();
  const grouped = { ocaGroup: "exit", ocaType: 1, orderType: "LMT", lmtPrice: 100 };
  const told = (orderId: number, account: string, lmtPrice: number): string => {
    client.place(orderId, { ...grouped, account, lmtPrice });
    scene.pass(2_000);
    return client.lines().filter((text) => text.startsWith(`ERR ${orderId}`) || text.startsWith(`OS ${orderId}`))[0]!;
  };
  equal(told(1, FIRST, 100), "OS 1 Submitted 0/100");
  equal(told(2, SECOND, 100), "ERR 2 10224");
  told(3, FIRST, 300);
  equal(told(4, FIRST, 100), "ERR 4 201", "filled here");
  equal(told(5, SECOND, 100), "OS 5 Submitted 0/100", "not there");
});

test("an allocation divides an order's fills: the client hears the master's, each account's come on request", () => {
  const { scene, client } = login({ advisor: true });
  client.place(1, { account: "DF1000000" });
  deepEqual(client.lines(), ["ERR 1 436"]);
  client.place(2, { account: "", faGroup: "Nobody" });
  deepEqual(client.lines(), ["ERR 2 321"]);
  traded(scene, client, 3, { account: "", faGroup: "All_Equal", totalQuantity: "100" });
  deepEqual(
    client.bodies("execDetails").map(({ execution }) => `${execution.acctNumber} ${execution.shares}`),
    ["DF1000000 100"],
  );
  client.send("reqPositions", {});
  deepEqual(
    client.bodies("position").map(({ account, position }) => `${account} ${position}`),
    [`${FIRST} 34`, `${SECOND} 33`, `${THREE[2]} 33`],
  );
  client.send("reqExecutions", { reqId: 8, filter: { acctCode: SECOND } });
  equal(client.bodies("execDetails")[0]?.execution.shares, "33");
});

test("an option is bought, shown with its terms, exercised, and after the session is a hundred shares at the strike", () => {
  const { scene, client } = login();
  const wanted = { symbol: "AAPL", secType: "OPT", exchange: "SMART", currency: "USD", right: "C" };
  client.send("reqContractDetails", { reqId: 1, contract: { ...wanted, lastTradeDateOrContractMonth: "20260116" } });
  scene.pass(2_000);
  const option = client.bodies("contractDetails").find(({ contract }) => contract.strike === 250)?.contract;
  ok(option !== undefined);
  traded(scene, client, 1, { totalQuantity: "2" }, { ...AAPL, ...wanted, ...{ conId: option.conId } });
  scene.pass(2_000);
  const [execution] = client.bodies("execDetails");
  deepEqual([execution?.contract.strike, execution?.contract.right, execution?.contract.multiplier], [250, "C", "100"]);
  const request = { exerciseAction: 1, exerciseQuantity: 1, account: FIRST, contract: { conId: option.conId } };
  client.send("exerciseOptions", { reqId: 2, ...request });
  deepEqual(client.lines(), ["ERR 2 10349", "OO 2 PreSubmitted", "OS 2 PreSubmitted 0/1"]);
  scene.pass(24 * 3_600_000);
  const lines = client.lines().filter((text) => / 2 /.test(text));
  deepEqual(lines, ["EX 2 SLD 1", "EX 2 BOT 100", "OO 2 Filled", "OS 2 Filled 1/0"]);
  client.send("reqPositions", {});
  const held = client.bodies("position").map(({ contract, position }) => `${contract.secType} ${position}`);
  deepEqual(held.toSorted(), ["OPT 1", "STK 100"]);
});

test("a future is shown with its month, ties up margin by the contract, and its gain shows as FuturesPNL", () => {
  const { scene, client } = login({
    prices: "0,AAPL,254.99,255.01,255\n0,ESH6,6849.75,6850,6850\n1000,ESH6,6859.75,6860,6860",
  });
  const es = { symbol: "ES", secType: "FUT", exchange: "CME", currency: "USD", lastTradeDateOrContractMonth: "202603" };
  client.place(1, { totalQuantity: "10" }, es);
  scene.pass(3_000);
  const [execution] = client.bodies("execDetails");
  deepEqual(
    [execution?.contract.lastTradeDateOrContractMonth, execution?.contract.multiplier, execution?.execution.exchange],
    ["20260320", "50", "CME"],
  );
  const values = updates(client, FIRST);
  ok(Number(values.get("FuturesPNL USD")) > 0);
  equal(values.get("InitMarginReq USD"), "246400.00");
});
