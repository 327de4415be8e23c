/**
 * The codec against the real @stoqey/ib: its decoder consumes exactly what we write for a client, and we read what its
 * encoder writes for a Gateway.
 *
 * Both halves are used without a socket, so that every message can be tried at every version it is served.
 */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  DecodeError,
  decodeOutgoing,
  INCOMING_NAMES,
  type IncomingName,
  type Outgoing,
  planNamed,
} from "../../src/wire/codec.ts";
import { compare, decodeFrame, encodeLine, type Frame } from "../../src/wire/recording.ts";
import { bodyOf } from "./bodies.ts";
import { encoded, heard, stoqey } from "./stoqeyClient.ts";

/** What its decoder cannot take apart, whoever wrote it (PROTOCOL sections 16 and 17), and up to which version. */
const UNREADABLE = new Map<IncomingName, number>([
  ["verifyMessageAPI", 200],
  ["verifyCompleted", 200],
  ["verifyAndAuthMessageAPI", 200],
  ["verifyAndAuthCompleted", 200],
  ["completedOrder", 176],
]);

for (const version of [157, 164, 176, 178, 193]) {
  test(`its decoder consumes exactly what we write at server version ${version}`, () => {
    for (const name of INCOMING_NAMES) {
      const { message, steps } = planNamed(name);
      if (steps === undefined || message.since > version || version <= (UNREADABLE.get(name) ?? 0)) continue;
      const property = fc.property(bodyOf(message.record), (draft) => {
        assert.deepEqual(heard(name, draft, version).complaints, [], name);
      });
      fc.assert(property, { numRuns: 4 });
    }
  });
}

function decoded(frame: Frame): Outgoing {
  const message = decodeOutgoing(frame.payload, frame.serverVersion);
  assert(!(message instanceof DecodeError), String(message));
  return message;
}

/** That rebuilding a frame changes only spellings. */
function rebuilds(frame: Frame): void {
  const line = decodeFrame(frame);
  assert(!("error" in line), JSON.stringify(line));
  const again = encodeLine(line);
  assert(!("error" in again), JSON.stringify(again));
  assert.deepEqual({ ...compare(frame, again, line), rules: {} }, { ok: true, rules: {} });
}

const { OrderAction, OrderType, SecType, TimeInForce } = stoqey;
const stock = { conId: 265598, symbol: "AAPL", secType: SecType.STK, exchange: "SMART", currency: "USD" };
const combo = {
  symbol: "AAPL",
  secType: SecType.BAG,
  exchange: "SMART",
  currency: "USD",
  comboLegs: [
    { conId: 1, ratio: 1, action: OrderAction.BUY, exchange: "SMART" },
    { conId: 2, ratio: 2, action: OrderAction.SELL, exchange: "SMART" },
  ],
};
const limit = {
  action: OrderAction.BUY,
  totalQuantity: 100,
  orderType: OrderType.LMT,
  lmtPrice: 187.52,
  transmit: true,
};
const ORDERS: Readonly<Record<string, readonly [contract: object, order: object]>> = {
  "a limit order": [stock, { ...limit, tif: TimeInForce.GTC, orderRef: "é", account: "DU1000001" }],
  "a market order": [
    stock,
    { action: OrderAction.SELL, totalQuantity: 0.5, orderType: OrderType.MKT, transmit: false },
  ],
  "a stop under a parent": [
    stock,
    {
      action: OrderAction.SELL,
      totalQuantity: 100,
      orderType: OrderType.STP,
      auxPrice: 170,
      parentId: 41,
      outsideRth: true,
    },
  ],
  "a trailing stop": [stock, { ...limit, orderType: OrderType.TRAIL, trailingPercent: 1.5, trailStopPrice: 180 }],
  "a combination": [combo, { ...limit, orderType: OrderType.LMT, lmtPrice: -1.25 }],
  "an algorithm": [
    stock,
    { ...limit, algoStrategy: "Adaptive", algoParams: [{ tag: "adaptivePriority", value: "Normal" }] },
  ],
  "a scale order": [stock, { ...limit, scaleInitLevelSize: 10, scaleSubsLevelSize: 5, scalePriceIncrement: 0.05 }],
  "an order with conditions": [
    stock,
    {
      ...limit,
      conditions: [
        new stoqey.PriceCondition(
          180,
          stoqey.TriggerMethod.Default,
          265598,
          "SMART",
          true,
          stoqey.ConjunctionConnection.AND,
        ),
        new stoqey.TimeCondition("20260105 10:00:00", true, stoqey.ConjunctionConnection.OR),
      ],
    },
  ],
};

for (const [what, [contract, order]] of Object.entries(ORDERS)) {
  test(`we read ${what} as it writes it, at every version it speaks`, () => {
    for (let version = 157; version <= 193; version++) {
      const frame = encoded("placeOrder", version, 42, contract, order);
      const message = decoded(frame);
      assert(message.name === "placeOrder");
      const { orderId, order: read } = message.body;
      assert.equal(orderId, 42);
      const { totalQuantity, orderType } = order as { totalQuantity: number; orderType: string };
      assert.deepEqual([read.totalQuantity, read.orderType], [String(totalQuantity), orderType]);
      rebuilds(frame);
    }
  });
}

test("we read its requests, and rebuild them with no more than another spelling", () => {
  const requests: readonly (readonly [string, ...unknown[]])[] = [
    ["cancelOrder", 42, { manualOrderCancelTime: "" }],
    ["reqMktData", 7, stock, "233,236", false, false],
    ["cancelMktData", 7],
    ["reqContractDetails", 8, stock],
    ["reqHistoricalData", 9, stock, "", "1 D", "1 min", "TRADES", 1, 1, false],
    ["reqAccountUpdates", true, "DU1000001"],
    ["reqExecutions", 10, { symbol: "AAPL" }],
    ["reqPositions"],
    ["reqIds", 1],
    ["reqOpenOrders"],
    ["reqAllOpenOrders"],
    ["reqAutoOpenOrders", true],
    ["reqCompletedOrders", false],
    ["reqAccountSummary", 11, "All", "NetLiquidation"],
    ["reqTickByTickData", 12, stock, "Last", 0, false],
    ["calculateImpliedVolatility", 13, stock, 1.5, 180],
    ["reqFundamentalData", 14, stock, "ReportSnapshot", []],
  ];
  for (const [method, ...args] of requests) {
    for (const version of [157, 164, 176, 178, 193]) {
      const frame = encoded(method, version, ...args);
      assert.equal(decoded(frame).name, method);
      rebuilds(frame);
    }
  }
});
