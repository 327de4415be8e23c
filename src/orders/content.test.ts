import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decimal } from "../base/decimal.ts";
import { type Content, shows } from "./content.ts";

const ONE = "1" as Decimal;

const asked = (orderType: string, prices: Content["order"]): Content => ({
  contract: {},
  order: { action: "BUY", totalQuantity: ONE, orderType, ...prices },
});

test("a change of price is shown by an openOrder with that price and by no other, however the type is spelled", () => {
  for (const [orderType, field] of [
    ...(["LMT", "limit", "Stop Limit", "STPLMT", "LOC"] as const).map((type) => [type, "lmtPrice"] as const),
    ...(["STP", "stop", "trail", "MIT"] as const).map((type) => [type, "auxPrice"] as const),
  ]) {
    const [before, wanted] = [asked(orderType, { [field]: 10 }), asked(orderType, { [field]: 11 })];
    const change = { wanted, before, shown: undefined };
    assert.ok(shows({ order: wanted.order as object }, change), orderType);
    assert.ok(!shows({ order: before.order as object }, change), orderType);
  }
});
