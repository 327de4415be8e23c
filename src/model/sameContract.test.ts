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

test("one contract may be spelt in several ways: names in any case, a month for its day, a right in full", () => {
  assert.ok(mayBeSame({ ...aapl, conId: 0 }, { symbol: " aapl", secType: "stk" }));
  const es = { symbol: "ES", secType: "FUT", lastTradeDateOrContractMonth: "20261218" };
  for (const told of ["202612", "20261218", "20261218 08:30:00 US/Central", "20261218-08:30:00"]) {
    assert.ok(mayBeSame(es, { ...es, lastTradeDateOrContractMonth: told }), told);
    assert.ok(mayBeSame({ ...es, lastTradeDateOrContractMonth: told }, es), told);
  }
  for (const told of ["202611", "20261211", "20261219 08:30:00 US/Central"])
    assert.ok(!mayBeSame(es, { ...es, lastTradeDateOrContractMonth: told }), told);
  const call = { symbol: "AAPL", secType: "OPT", strike: 100, right: "C" };
  assert.ok(mayBeSame(call, { ...call, right: "CALL" }));
  assert.ok(!mayBeSame(call, { ...call, right: "PUT" }));
});
