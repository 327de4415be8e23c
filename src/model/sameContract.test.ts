import assert from "node:assert/strict";
import { test } from "node:test";
import { mayBeSame } from "./sameContract.ts";

const aapl = { conId: 1, symbol: "AAPL", secType: "STK", currency: "USD" };

test("two numbers decide, whatever the names say", () => {
  assert.ok(mayBeSame(aapl, { conId: 1, symbol: "APPLE" }));
  assert.ok(!mayBeSame(aapl, { ...aapl, conId: 2 }));
});

test("without two numbers every name that both say must agree, and what one leaves open may be anything", () => {
  assert.ok(mayBeSame(aapl, { symbol: "AAPL" }));
  assert.ok(mayBeSame({ ...aapl, conId: 0 }, aapl));
  assert.ok(!mayBeSame({ ...aapl, conId: 0 }, { ...aapl, currency: "EUR" }));
  assert.ok(!mayBeSame({ symbol: "ES", strike: 5000 }, { symbol: "ES", strike: 5100 }));
});
