import assert from "node:assert/strict";
import test from "node:test";
import { decimal } from "../base/decimal.ts";
import type { Entry } from "../model/entry.ts";
import { told } from "./told.ts";

const leg = {
  ...{ key: "alpha-x7k2-1", strategy: "alpha", clientId: 1, clientOrderId: 7, account: "DU1" },
  contract: { symbol: "AAPL" },
  order: { action: "BUY", totalQuantity: decimal(10), orderType: "LMT", lmtPrice: 20.5, tif: "DAY" },
};

test("an intent is told by what is wanted, of whom and where", () => {
  const { key, what } = told({ kind: "orderIntended", legs: [leg] } as unknown as Entry);
  assert.equal(`${key}: ${what}`, "alpha-x7k2-1: BUY 10 AAPL LMT 20.5 DAY of alpha 1/7 on DU1");
});

test("what is nested is told by the numbers that decide, a snapshot by what it is of", () => {
  const report = { status: "Filled", filled: "10", whyHeld: "", permId: 5 };
  assert.equal(
    told({ kind: "statusReported", key: leg.key, report } as unknown as Entry).what,
    "status Filled, filled 10, permId 5",
  );
  assert.equal(
    told({ kind: "bookCarried", format: 2, folds: { orders: {}, alerts: [] } }).what,
    "the state of orders, alerts",
  );
});
