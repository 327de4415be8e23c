/**
 * Scenarios of SEQUENCES of which no session with a client's side was recorded: the order that section states is tested,
 * on the evidence that it names. Together with sequences.test.ts all twelve sections have tests.
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { decimal } from "../../../src/base/decimal.ts";
import { wallOf } from "../../../src/base/time.ts";
import { type Client, Loopback, type LoopbackOptions } from "../loopback.ts";
import { line } from "../transcript.ts";

/** Monday 2026-01-05, 10:00 in New York. */
const OPEN = wallOf(2026, 1, 5, 15, 0);
const ACCOUNT = "DU1000001";
const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
/** AAPL stands still, with 100 shares on each side. */
const THIN = "0,AAPL,254.99,255.01,255,100,100";

function stage(options: LoopbackOptions = {}, wall = OPEN): Loopback {
  return new Loopback(wall, { calendar: "real", accounts: [ACCOUNT], prices: THIN, ...options });
}

interface Terms {
  readonly action?: "BUY" | "SELL";
  readonly orderType?: string;
  readonly lmtPrice?: number;
  readonly auxPrice?: number;
  readonly parentId?: number;
  readonly transmit?: boolean;
  readonly quantity?: number;
}

function place(client: Client, orderId: number, { quantity = 10, ...terms }: Terms = {}, contract = AAPL): void {
  const usual = { action: "BUY", orderType: "MKT", account: ACCOUNT, tif: "DAY", transmit: true, exemptCode: -1 };
  client.send("placeOrder", { orderId, contract, order: { ...usual, ...terms, totalQuantity: decimal(quantity) } });
}

/** What was told since the last look. */
function heard(client: Client): string[] {
  return client.told.splice(0).map(line);
}

function greeted(gateway: Loopback, clientId = 1): Client {
  const client = gateway.connect(clientId, 178);
  heard(client);
  return client;
}

// ---------------------------------------------------------------- 1 and 2: connecting

test("SEQUENCES 1: resting orders of the client id come first, then openOrderEnd, accounts, number, notices (ibkr-go, 225)", () => {
  const gateway = stage();
  const first = greeted(gateway);
  place(first, 1, { orderType: "LMT", lmtPrice: 200 });
  gateway.pass(1_000);
  first.leave();
  gateway.pass(1_000);
  const again = gateway.connect(1, 225);
  deepEqual(heard(again).slice(0, 5), [
    ...["OO 1 Submitted", "OS 1 Submitted 0/10", "openOrderEnd"],
    ...["managedAccounts", "nextValidId"],
  ]);
});

test("SEQUENCES 2: an id in use is told 326 in place of accounts and number, then the socket closes (ib_insync #76)", () => {
  const gateway = stage();
  greeted(gateway, 7);
  const second = gateway.connect(7, 178);
  deepEqual(heard(second), ["ERR -1 326"]);
  equal(second.closed, "end");
});

test("SEQUENCES 2: older Gateways close without a word", () => {
  const gateway = stage({ switches: { clientIdInUse: "silent" } });
  greeted(gateway, 7);
  const second = gateway.connect(7, 178);
  deepEqual(heard(second), []);
  equal(second.closed, "end");
});

// ---------------------------------------------------------------- 8: rejections and warnings

test("SEQUENCES 8: an unknown contract draws 200 alone, neither openOrder nor orderStatus", () => {
  const gateway = stage();
  const client = greeted(gateway);
  place(client, 1, {}, { ...AAPL, conId: 0, symbol: "NOSUCH" });
  gateway.pass(1_000);
  deepEqual(heard(client), ["ERR 1 200"]);
});

test("SEQUENCES 8: without cash for it an order draws 201, with its status before or behind (both were seen)", () => {
  const rejected = (rejection: "error-first" | "status-first"): string[] => {
    const gateway = stage({ cash: 1_000, switches: { rejection } });
    const client = greeted(gateway);
    place(client, 1);
    gateway.pass(1_000);
    return heard(client).filter((text) => !text.startsWith("OO"));
  };
  deepEqual(rejected("error-first"), ["ERR 1 201", "OS 1 Inactive 0/10"]);
  deepEqual(rejected("status-first"), ["OS 1 Inactive 0/10", "ERR 1 201"]);
});

test("SEQUENCES 8: a stop off the tick draws warning 110 and nothing else: the child does not exist", () => {
  const gateway = stage();
  const client = greeted(gateway);
  place(client, 1, { transmit: false, orderType: "LMT", lmtPrice: 200 });
  place(client, 2, { action: "SELL", parentId: 1, orderType: "LMT", lmtPrice: 300, transmit: false });
  place(client, 3, { action: "SELL", parentId: 1, orderType: "STP", auxPrice: 190.123 });
  gateway.pass(1_000);
  const lines = heard(client);
  deepEqual(
    lines.filter((text) => text.includes(" 3")),
    ["ERR 3 110"],
  );
});

test("SEQUENCES 8: with 399 the order is alive and waits for the market", () => {
  const gateway = stage({}, wallOf(2026, 1, 4, 15, 0));
  const client = greeted(gateway);
  place(client, 1, { orderType: "LMT", lmtPrice: 200 });
  gateway.pass(1_000);
  const lines = heard(client);
  ok(lines.includes("ERR 1 399"));
  equal(gateway.gateway.broker.openOrders().length, 1);
});

// ---------------------------------------------------------------- 9: the connection to IB

test("SEQUENCES 9: 1100 again and again, then one 1102; the socket stays and resting orders are untouched (IBC #251)", () => {
  const gateway = stage();
  const client = greeted(gateway);
  place(client, 1, { orderType: "LMT", lmtPrice: 200 });
  gateway.pass(1_000);
  heard(client);
  gateway.gateway.faults.set("link-lost", { repeatMs: 1_000, repeatForMs: 15_000 });
  gateway.pass(20_000);
  gateway.gateway.faults.clear("link-lost");
  gateway.pass(1_000);
  const lines = heard(client).filter((text) => text.startsWith("ERR -1 11"));
  ok(lines.filter((text) => text === "ERR -1 1100").length >= 15);
  deepEqual(
    lines.filter((text) => text !== "ERR -1 1100"),
    ["ERR -1 1102"],
  );
  equal(client.closed, undefined);
  equal(gateway.gateway.broker.openOrders().length, 1);
});

test("SEQUENCES 9: a millisecond behind 1100 pending market data draws 200, which says nothing of the contract (osauer)", () => {
  const gateway = stage();
  const client = greeted(gateway);
  client.send("reqMktData", { reqId: 5, contract: AAPL });
  gateway.pass(1_000);
  heard(client);
  gateway.gateway.faults.set("outage-queued-200");
  gateway.gateway.faults.set("link-lost", { repeatMs: 0 });
  gateway.pass(10);
  deepEqual(heard(client).slice(0, 2), ["ERR -1 1100", "ERR 5 200"]);
});

// ---------------------------------------------------------------- 10: the nightly restart

test("SEQUENCES 10: requests of the last moment are never answered; the port is back minutes later (Lean #242)", () => {
  // 23:44:59 in New York.
  const gateway = stage({}, wallOf(2026, 1, 6, 4, 44, 59));
  const client = greeted(gateway);
  gateway.gateway.faults.set("nightly-restart", { at: "23:45", gapMs: 240_000 });
  gateway.pass(990);
  for (let orderId = 1; orderId <= 8; orderId++) place(client, orderId, { orderType: "LMT", lmtPrice: 200 });
  gateway.pass(500);
  deepEqual(
    heard(client).filter((text) => /^(EX|CR|OS \d+ Filled)/.test(text)),
    [],
  );
  ok(client.closed !== undefined, "the connection ended");
  gateway.pass(60_000);
  equal(gateway.listening, false);
  gateway.pass(240_000);
  ok(gateway.listening);
  match(heard(gateway.connect(1, 178)).join(), /managedAccounts,nextValidId/);
});

// ---------------------------------------------------------------- 12: partial fills

test("SEQUENCES 12: one execution with its commission for each part, orderStatus Submitted with filled above 0 between", () => {
  const gateway = stage();
  const client = greeted(gateway);
  place(client, 1, { orderType: "LMT", lmtPrice: 255.01, quantity: 250 });
  gateway.pass(10_000);
  const lines = heard(client).filter((text) => /^(EX|CR|OS)/.test(text));
  deepEqual(
    lines.filter((text) => text.startsWith("EX")),
    ["EX 1 BOT 100", "EX 1 BOT 100", "EX 1 BOT 50"],
  );
  equal(lines.filter((text) => text === "CR").length, 3);
  ok(lines.indexOf("OS 1 Submitted 100/150") > lines.indexOf("EX 1 BOT 100"));
  ok(lines.includes("OS 1 Filled 250/0"));
});
