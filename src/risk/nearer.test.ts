import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decimal } from "../base/decimal.ts";
import type { PlacedOrder } from "../model/entry.ts";
import { isNoMore } from "./nearer.ts";

const shares = (count: number): Decimal => String(count) as Decimal;
const buy: PlacedOrder = { action: "BUY", totalQuantity: shares(10), orderType: "LMT", lmtPrice: 100, tif: "DAY" };
const sell: PlacedOrder = { ...buy, action: "SELL" };
const stop: PlacedOrder = { ...buy, orderType: "STP", auxPrice: 110 };
const protective: PlacedOrder = { ...sell, orderType: "STP", auxPrice: 90 };

const FARTHER: readonly (readonly [string, PlacedOrder, PlacedOrder])[] = [
  ["the same again", buy, {}],
  ["fewer", buy, { totalQuantity: shares(9) }],
  ["a lower bid", buy, { lmtPrice: 99.5 }],
  ["a higher offer", sell, { lmtPrice: 100.5 }],
  ["a higher trigger to buy", stop, { auxPrice: 111 }],
  ["a lower trigger to sell", protective, { auxPrice: 89 }],
  ["a limit that an echo gave a stop", protective, { lmtPrice: 95 }],
  ["a limit that stands beside a touch", { ...buy, orderType: "MIT", auxPrice: 90 }, { lmtPrice: 105 }],
  ["another spelling of its type", { ...buy, orderType: "STP LMT", auxPrice: 1 }, { orderType: "Stop Limit" }],
  ["the life that it has anyway", { ...buy, tif: "" }, { tif: "DAY" }],
  ["another word for whose it is", buy, { orderRef: "x", openClose: "C", clearingIntent: "IB" }],
  ["nothing said for what was nothing", buy, { outsideRth: false, goodAfterTime: "", trailStopPrice: 0 }],
];
for (const [name, before, change] of FARTHER)
  test(`no nearer: ${name}`, () => assert.ok(isNoMore({ ...before, ...change }, before)));

const NEARER: readonly (readonly [string, PlacedOrder, object])[] = [
  ["less than nothing", buy, { totalQuantity: shares(-5) }],
  ["more", buy, { totalQuantity: shares(11) }],
  ["the other side", buy, { action: "SELL" }],
  ["a higher bid", buy, { lmtPrice: 100.01 }],
  ["a lower offer", sell, { lmtPrice: 99.99 }],
  ["a lower trigger to buy", stop, { auxPrice: 109 }],
  ["a higher trigger to sell", protective, { auxPrice: 91 }],
  ["the market", buy, { orderType: "MKT" }],
  ["a limit where there was none", { ...buy, lmtPrice: undefined }, { lmtPrice: 1 }],
  ["a higher bid of what rests at a limit once it has traded", { ...buy, orderType: "MTL" }, { lmtPrice: 101 }],
  ["the same of one with protection", { ...buy, orderType: "MKT PRT" }, { lmtPrice: 101 }],
  ["no limit any more", buy, { lmtPrice: undefined }],
  ["a limit that is no number", buy, { lmtPrice: Number.NaN }],
  ["hours outside the regular ones", buy, { outsideRth: true }],
  ["an hour from which it works", { ...buy, goodAfterTime: "20260101 10:00:00" }, { goodAfterTime: "" }],
  ["a trail that starts elsewhere", { ...sell, orderType: "TRAIL", trailStopPrice: 90 }, { trailStopPrice: 95 }],
  ["a shorter trail", { ...sell, orderType: "TRAIL", auxPrice: 2 }, { auxPrice: 1 }],
  ["an amount of cash", buy, { cashQty: 1_000 }],
  ["a life for longer", { ...buy, tif: "GTD", goodTillDate: "20260105" }, { goodTillDate: "20280105" }],
  ["any part of it, not all or none", { ...buy, allOrNone: true }, { allOrNone: false }],
  ["another volatility", { ...buy, orderType: "VOL", volatility: 20 }, { volatility: 60 }],
  ["a hedge", buy, { hedgeType: "D" }],
  ["an offset", { ...buy, orderType: "PEG BEST", auxPrice: 0.1 }, { auxPrice: 0.05 }],
  ["a field that nobody has heard of yet", buy, { somethingNew: 1 }],
];
for (const [name, before, change] of NEARER)
  test(`nearer: ${name}`, () => assert.ok(!isNoMore({ ...before, ...change }, before)));

test("what the broker has shown is no change, but its price is none of the order's terms", () => {
  const trail: PlacedOrder = { ...sell, orderType: "TRAIL", auxPrice: 2, trailStopPrice: 90, tif: "GTC" };
  const shown = { ...trail, trailStopPrice: 95 };
  const moved = { ...trail, totalQuantity: shares(5), trailStopPrice: 95 };
  assert.ok(!isNoMore(moved, trail));
  assert.ok(isNoMore(moved, trail, [shown]));
  assert.ok(!isNoMore({ ...buy, lmtPrice: 101 }, buy, [{ ...buy, lmtPrice: 101 }]));
});
