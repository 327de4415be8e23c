/**
 * The life of an order of each type, of a group, of a bracket, told over the wire in all its forms: old and newer text,
 * mixed, protobuf. The same is heard in each.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import { wallOf } from "../../src/base/time.ts";
import type { Incoming } from "../../src/wire/codec.ts";
import { ACCOUNTS, type Client, Loopback, type LoopbackOptions, type Wanted } from "./loopback.ts";
import { line } from "./transcript.ts";

const VERSIONS = [157, 178, 200, 225];
/** Ten seconds before the close in New York. */
const BEFORE_CLOSE = wallOf(2026, 1, 5, 20, 59, 50);
/** AAPL stands at 255, falls to 249 after two seconds and rises to 262 after four. */
const PRICES = [
  ...["0,AAPL,254.99,255.01,255,500,500", "2000,AAPL,248.99,249.01,249,500,500"],
  "4000,AAPL,261.99,262.01,262,500,500",
].join("\n");

function login(serverVersion: number, options: LoopbackOptions = {}): { gateway: Loopback; client: Client } {
  const gateway = new Loopback(BEFORE_CLOSE, { prices: PRICES, accounts: ACCOUNTS, calendar: "real", ...options });
  const client = gateway.connect(1, serverVersion);
  client.heard();
  return { gateway, client };
}

/** Each step of an order once: its status with whyHeld, its executions with their prices, errors. */
function steps(told: readonly Incoming[], orderId: number): readonly string[] {
  const all = told.flatMap((message) => {
    const { name, body } = message;
    if (name === "orderStatus" && body.orderId === orderId) return [`${body.status} ${body.whyHeld}`.trim()];
    if (name === "execDetails" && body.execution.orderId === orderId)
      return [`${body.execution.shares} at ${body.execution.price}`];
    return name === "error" && body.id === orderId ? [line(message)] : [];
  });
  return all.filter((text, at) => text !== all[at - 1]);
}

const TRAIL_LIMIT: Wanted = { orderType: "TRAIL LIMIT", auxPrice: 5, lmtPriceOffset: 3, trailStopPrice: 250 };
const SOON = [{ type: 3, conjunction: "a", isMore: true, time: "20260105-20:59:53" }] as const;
const OVER_260 = [
  { type: 1, conjunction: "a", isMore: true, price: 260, conId: 265598, exchange: "SMART", triggerMethod: 2 },
] as const;

/** Sales of 100, and what becomes of them. */
const LIVES: readonly (readonly [order: Wanted, ...steps: string[]])[] = [
  [{ orderType: "MKT" }, "PreSubmitted", "100 at 254.99", "Filled"],
  [{ orderType: "MTL" }, "PreSubmitted", "100 at 254.99", "Filled"],
  [{ orderType: "LMT", lmtPrice: 260 }, "Submitted", "100 at 260", "Filled"],
  [{ orderType: "LMT", lmtPrice: 250, tif: "IOC" }, "100 at 254.99", "Filled"],
  [{ orderType: "LMT", lmtPrice: 260, tif: "IOC" }, "PendingCancel", "Cancelled"],
  [{ orderType: "LMT", lmtPrice: 260, tif: "FOK" }, "Inactive"],
  [{ orderType: "STP", auxPrice: 250 }, "PreSubmitted trigger", "Submitted", "100 at 248.99", "Filled"],
  [
    { orderType: "STP LMT", auxPrice: 250, lmtPrice: 261 },
    ...["PreSubmitted trigger", "Submitted", "100 at 261", "Filled"],
  ],
  [{ orderType: "TRAIL", auxPrice: 5 }, "PreSubmitted trigger", "Submitted", "100 at 248.99", "Filled"],
  [TRAIL_LIMIT, "PreSubmitted trigger", "Submitted", "100 at 248.99", "Filled"],
  [{ orderType: "MIT", auxPrice: 260 }, "PreSubmitted", "Submitted", "100 at 261.99", "Filled"],
  [{ orderType: "LIT", auxPrice: 260, lmtPrice: 259 }, "PreSubmitted", "Submitted", "100 at 261.99", "Filled"],
  [{ orderType: "REL", auxPrice: 0.02, lmtPrice: 240 }, "Submitted", "100 at 254.99", "Filled"],
  [{ orderType: "MOC" }, "PreSubmitted", "100 at 262", "Filled"],
  [{ orderType: "LOC", lmtPrice: 261 }, "PreSubmitted", "100 at 262", "Filled"],
  [{ orderType: "LOC", lmtPrice: 263 }, "PreSubmitted", "Cancelled", "ERR 1 202"],
  [{ orderType: "LMT", lmtPrice: 300 }, "Submitted", "Cancelled", "ERR 1 202"],
  [{ orderType: "LMT", lmtPrice: 250, conditions: SOON }, "PreSubmitted", "Submitted", "100 at 250", "Filled"],
  [{ orderType: "MKT", conditions: OVER_260 }, "PreSubmitted", "Submitted", "100 at 261.99", "Filled"],
  [
    {
      orderType: "LMT",
      lmtPrice: 250,
      algoStrategy: "Adaptive",
      algoParams: [{ tag: "adaptivePriority", value: "Urgent" }],
    },
    ...["Submitted", "100 at 254.99", "Filled"],
  ],
  [{ orderType: "MKT", goodAfterTime: "20260105-20:59:55" }, "PreSubmitted", "100 at 261.99", "Filled"],
];

for (const version of VERSIONS)
  test(`an order of every type lives to its end before the close, at ${version}`, () => {
    const lived = LIVES.map(([order]) => {
      const { gateway, client } = login(version);
      client.place(1, { action: "SELL", tif: "DAY", ...order });
      gateway.pass(30_000);
      return steps(client.heard(), 1);
    });
    deepEqual(
      lived,
      LIVES.map(([, ...expected]) => expected),
    );
  });

/** 400 rest, 800 of the same group trade: 500 at once, the others a second later. */
for (const version of VERSIONS)
  test(`the first execution of a group cancels the rest or reduces it, by its type, at ${version}`, () => {
    for (const ocaType of [1, 2, 3]) {
      const { gateway, client } = login(version, { prices: "0,AAPL,254.99,255.01,255,500,500" });
      client.place(2, {
        action: "SELL",
        orderType: "LMT",
        lmtPrice: 260,
        ocaGroup: "g",
        ocaType,
        totalQuantity: "400",
      });
      client.place(3, { action: "SELL", orderType: "MKT", ocaGroup: "g", ocaType, totalQuantity: "800" });
      gateway.pass(500);
      const rest = client
        .heard()
        .flatMap(({ name, body }) =>
          name === "orderStatus" && body.orderId === 2 ? [`${body.status} ${body.remaining}`] : [],
        );
      equal(rest.at(-1), ocaType === 1 ? "Cancelled 400" : "Submitted 150");
      gateway.pass(2_000);
      deepEqual(steps(client.heard(), 2), ocaType === 1 ? [] : ["Cancelled", "ERR 2 202"]);
    }
  });

const BRACKET: readonly Wanted[] = [
  { action: "BUY", orderType: "LMT", lmtPrice: 256, transmit: false },
  { action: "SELL", orderType: "LMT", lmtPrice: 260, parentId: 1, transmit: false },
  { action: "SELL", orderType: "STP", auxPrice: 250, parentId: 1, transmit: true },
];

for (const version of VERSIONS)
  test(`a bracket's stop is elected, and its take-profit goes with the group, at ${version}`, () => {
    const { gateway, client } = login(version);
    BRACKET.forEach((leg, at) => {
      client.place(at + 1, leg);
    });
    gateway.pass(30_000);
    const told = client.heard();
    deepEqual(steps(told, 1), ["Submitted", "100 at 255.01", "Filled"]);
    deepEqual(steps(told, 2), ["PreSubmitted child", "Submitted", "Cancelled", "ERR 2 202"]);
    const stop = ["PreSubmitted child,trigger", "PreSubmitted trigger", "Submitted", "100 at 248.99", "Filled"];
    deepEqual(steps(told, 3), stop);
  });

for (const version of VERSIONS)
  test(`a preview tells initial and maintenance margin, equity and commission, at ${version}`, () => {
    const { gateway, client } = login(version, { accountKind: "margin" });
    client.place(1, { whatIf: true, orderType: "LMT", lmtPrice: 255 });
    gateway.pass(500);
    const [{ orderState, order } = { orderState: undefined, order: undefined }] = client.bodies("openOrder");
    ok(orderState !== undefined && order.whatIf);
    deepEqual(
      [orderState.initMarginBefore, orderState.initMarginChange, orderState.initMarginAfter].map(Number),
      [0, 12_750, 12_750],
    );
    deepEqual([orderState.maintMarginChange, orderState.equityWithLoanChange].map(Number), [6_375, -1]);
    deepEqual([orderState.commission, orderState.commissionCurrency], [1, "USD"]);
    client.send("reqAllOpenOrders", {});
    deepEqual(client.lines(), ["openOrderEnd"]);
  });

for (const version of VERSIONS)
  test(`an option is exercised: its number lives as an order until it is processed, at ${version}`, () => {
    const { gateway, client } = login(version, { switches: { exerciseProcessing: "at-once" } });
    const contract = { symbol: "AAPL", secType: "OPT", exchange: "SMART", currency: "USD", right: "C", strike: 250 };
    const option = { ...contract, lastTradeDateOrContractMonth: "20260116" };
    client.place(1, { totalQuantity: "1" }, option);
    gateway.pass(2_000);
    client.heard();
    const request = { exerciseAction: 1, exerciseQuantity: 1, account: ACCOUNTS[0], override: 1 };
    client.send("exerciseOptions", { reqId: 2, contract: option, ...request });
    const expected = ["ERR 2 10349", "PreSubmitted", "1 at 0", "100 at 250", "Filled"];
    deepEqual(steps(client.heard(), 2), expected);
  });
