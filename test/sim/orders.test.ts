/** Orders of all types over the wire, in its old, its newer and its protobuf form: what a client sends is what it is told. */
import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { decimal } from "../../src/base/decimal.ts";
import { minutes, seconds, type WallMs, wallOf } from "../../src/base/time.ts";
import type { Draft, IncomingBody, IncomingName, OutgoingBody } from "../../src/wire/codec.ts";
import { type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { line } from "./transcript.ts";

const MONDAY = wallOf(2026, 1, 5, 15, 0);
const ACCOUNT = "DU1000001";
const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const STILL = "0,AAPL,254.99,255.01,255,500,500";
const VERSIONS = [157, 200, 225];

type Wanted = Draft<OutgoingBody<"placeOrder">["order"]>;

function place(
  client: Client,
  orderId: number,
  order: Wanted,
  contract: Draft<OutgoingBody<"placeOrder">["contract"]> = AAPL,
) {
  const usual = { action: "SELL", totalQuantity: decimal(100), tif: "DAY", transmit: true, account: ACCOUNT };
  client.send("placeOrder", { orderId, contract, order: { ...usual, exemptCode: -1, ...order } });
}

const start = (options: LoopbackOptions = {}, wall: WallMs = MONDAY): Loopback =>
  new Loopback(wall, { prices: STILL, accounts: [ACCOUNT], ...options });

function connect(gateway: Loopback, serverVersion: number): Client {
  const client = gateway.connect(1, serverVersion);
  client.told.length = 0;
  return client;
}

const said = <N extends IncomingName>(client: Client, name: N): IncomingBody<N>[] =>
  client.told.filter((message) => message.name === name).map(({ body }) => body as IncomingBody<N>);

function heard(gateway: Loopback, client: Client, ms = 500): string[] {
  gateway.pass(ms);
  return client.told.splice(0).map(line);
}

/** Orders that rest while AAPL stands at 255, with what the echo says of lmtPrice, auxPrice and trailStopPrice. */
const RESTING: readonly (readonly [order: Wanted, why: string, prices: readonly (number | undefined)[]])[] = [
  [{ orderType: "LMT", lmtPrice: 260 }, "", [260, 0, 261]],
  [{ orderType: "STP", auxPrice: 250 }, "trigger", [0, 250, 250]],
  [{ orderType: "STP LMT", auxPrice: 250, lmtPrice: 249 }, "trigger", [249, 250, 250]],
  [{ orderType: "TRAIL", auxPrice: 5 }, "trigger", [0, 5, 250]],
  [{ orderType: "TRAIL", trailingPercent: 10 }, "trigger", [0, 0, 229.5]],
  [{ orderType: "TRAIL LIMIT", auxPrice: 5, lmtPriceOffset: 0.05, trailStopPrice: 249 }, "trigger", [248.95, 5, 249]],
  [{ orderType: "MIT", auxPrice: 260 }, "", [0, 260, 260]],
  [{ orderType: "LIT", auxPrice: 260, lmtPrice: 259 }, "", [259, 260, 260]],
  [{ orderType: "REL", lmtPrice: 260 }, "", [260, 0.01, undefined]],
  [{ orderType: "MOC" }, "", [0, 0, undefined]],
  [{ orderType: "LOC", lmtPrice: 250 }, "", [250, 0, 251]],
];

for (const version of VERSIONS)
  test(`orders of every type rest and are echoed at ${version}, and a global cancel ends them all`, () => {
    const gateway = start();
    const client = connect(gateway, version);
    RESTING.forEach(([order], at) => {
      place(client, at + 1, order);
    });
    gateway.pass(500);
    client.told.length = 0;
    client.send("reqOpenOrders", {});
    gateway.pass(10);
    const echoes = said(client, "openOrder").map(({ order }) => [
      order.orderType,
      [order.lmtPrice, order.auxPrice, order.trailStopPrice],
    ]);
    deepEqual(
      echoes,
      RESTING.map(([{ orderType }, , prices]) => [orderType, prices]),
    );
    deepEqual(
      said(client, "orderStatus").map(({ whyHeld }) => whyHeld),
      RESTING.map(([, why]) => why),
    );
    client.told.length = 0;
    client.send("reqGlobalCancel", {});
    const cancelled = heard(gateway, client).filter((text) => / Cancelled /.test(text));
    equal(cancelled.length, RESTING.length);
  });

for (const version of VERSIONS)
  test(`conditions and algorithms come back as they were sent at ${version}`, () => {
    const gateway = start();
    const client = connect(gateway, version);
    const conditions = [
      ...[
        { type: 1, conjunction: "a", isMore: true, price: 2_000, conId: 265598, exchange: "SMART", triggerMethod: 4 },
      ],
      ...[{ type: 6, conjunction: "o", isMore: true, volume: 9_000_000, conId: 265598, exchange: "SMART" }],
      ...[{ type: 5, conjunction: "a", secType: "STK", exchange: "SMART", symbol: "MSFT" }],
    ] as Wanted["conditions"];
    const algo = { algoStrategy: "Adaptive", algoParams: [{ tag: "adaptivePriority", value: "Patient" }] };
    place(client, 1, { orderType: "LMT", lmtPrice: 250, conditions: conditions ?? [], conditionsIgnoreRth: true });
    place(client, 2, { orderType: "LMT", lmtPrice: 260, ...algo });
    gateway.pass(500);
    const [first, second] = said(client, "openOrder");
    deepEqual(first?.order.conditions, conditions);
    equal(first?.order.conditionsIgnoreRth, true);
    equal(first?.orderState.status, "PreSubmitted");
    deepEqual([second?.order.algoStrategy, second?.order.algoParams], [algo.algoStrategy, algo.algoParams]);
    equal(said(client, "execDetails").length, 0);
  });

test("a trailing stop follows the prices of the file; its echo on request shows where it stands", () => {
  const prices = [STILL, "1000,AAPL,259.99,260.01,260,500,500", "2000,AAPL,254.49,254.51,254.5,500,500"].join("\n");
  const gateway = start({ prices });
  const client = connect(gateway, 200);
  place(client, 1, { orderType: "TRAIL", auxPrice: 5 });
  gateway.pass(1_500);
  client.told.length = 0;
  client.send("reqOpenOrders", {});
  gateway.pass(10);
  equal(said(client, "openOrder")[0]?.order.trailStopPrice, 255);
  client.told.length = 0;
  deepEqual(heard(gateway, client, 1_000).slice(0, 3), ["OO 1 Submitted", "OS 1 Submitted 0/100", "EX 1 SLD 100"]);
});

test("a halt in the file holds a market order until the next row trades", () => {
  const prices = `${STILL}\n1000,AAPL,254.99,255.01,255,500,500,100,1\n5000,AAPL,244.99,245.01,245,500,500`;
  const gateway = start({ prices });
  const client = connect(gateway, 200);
  gateway.pass(1_500);
  place(client, 1, { orderType: "MKT" });
  equal(heard(gateway, client, 3_000).at(-1), "OS 1 PreSubmitted 0/100");
  gateway.pass(2_000);
  equal(said(client, "execDetails")[0]?.execution.price, 244.99);
});

test("a stop on a future waits for liquid hours overnight; with outsideRth it does not; market orders trade", () => {
  const ES = { symbol: "ES", secType: "FUT", exchange: "CME", currency: "USD", lastTradeDateOrContractMonth: "202603" };
  const night = wallOf(2026, 1, 6, 6, 0);
  const gateway = start(
    {
      prices:
        "0,ESH6,7000,7000.25,7000,50,50\n60000,ESH6,6990,6990.25,6990,50,50\n30660000,ESH6,6990,6990.25,6990,50,50,10",
      calendar: "real",
    },
    night,
  );
  const client = connect(gateway, 200);
  place(client, 1, { orderType: "STP", auxPrice: 6_995, totalQuantity: decimal(1) }, ES);
  place(client, 2, { orderType: "STP", auxPrice: 6_995, totalQuantity: decimal(1), outsideRth: true }, ES);
  place(client, 3, { orderType: "MKT", totalQuantity: decimal(1), action: "BUY" }, ES);
  gateway.pass(seconds(90));
  deepEqual(
    said(client, "execDetails").map(({ execution }) => execution.orderId),
    [3, 2],
  );
  match(
    client.told
      .filter(({ name }) => name === "error")
      .map(line)
      .join(),
    /^$|ERR 1 399/,
  );
  gateway.pass(minutes(9 * 60 + 1));
  equal(said(client, "execDetails").at(-1)?.execution.orderId, 1, "the first trade of the liquid hours");
});

test("combinations, and types that a contract does not take, are refused by name", () => {
  const gateway = start();
  const client = connect(gateway, 200);
  place(client, 1, { orderType: "MKT" }, { symbol: "AAPL", secType: "BAG", exchange: "SMART", currency: "USD" });
  place(client, 2, { orderType: "MIDPRICE" });
  place(client, 3, { orderType: "FEELINGS" });
  gateway.pass(500);
  deepEqual(
    said(client, "error").map(({ id, errorCode, errorMsg }) => [
      id,
      errorCode,
      /BAG|MIDPRICE|Invalid order type/.test(errorMsg),
    ]),
    [
      [1, 321, true],
      [2, 321, true],
      [3, 321, true],
    ],
  );
});
