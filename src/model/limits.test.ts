import assert from "node:assert/strict";
import { test } from "node:test";
import { isMust, LIMIT_NAMES, LIMITS, limitOf } from "./limits.ts";

test("each limit takes its example and the word off, and says what it must be of everything else", () => {
  for (const name of LIMIT_NAMES) {
    assert.equal(limitOf(name, "off"), "off");
    for (const none of [
      undefined,
      null,
      Number.NaN,
      -1,
      0,
      Number.POSITIVE_INFINITY,
      "",
      "Off",
      "5 USD",
      false,
      {},
      [],
    ])
      assert.deepEqual(limitOf(name, none), { must: `${LIMITS[name].must}, or "off"` }, `${name} = ${String(none)}`);
  }
});

test("what a limit says that it must be is taken when it is given", () => {
  const examples: Record<string, unknown> = {
    "long-only": true,
    contracts: [265598, "SPY"],
    banned: [76792991, "GME"],
    "order-types": ["LMT", "STP"],
    sessions: ["Mon-Fri 09:30-16:00 America/New_York"],
    "max-quantity": 100,
    "max-value": "10000.50",
    "price-collar": 5,
    "look-alike": 3,
    "orders-per-second": 5,
    "repeated-executions": { executions: 20, seconds: 60 },
    "max-position": 0.5,
    "max-gross-value": 1e6,
    "max-open-orders": 20,
    "self-match": "refuse",
    "daily-loss": 500,
    drawdown: 8,
    ramp: 25,
  };
  for (const name of LIMIT_NAMES) assert.ok(!isMust(limitOf(name, examples[name])), name);
});

test("amounts are exact decimals, given as numbers or as texts", () => {
  assert.equal(limitOf("max-value", 10_000), "10000");
  assert.equal(limitOf("max-value", "1e4"), "10000");
  assert.equal(limitOf("max-quantity", 0.1), "0.1");
  assert.equal(limitOf("max-value", "123456789012345678.25"), "123456789012345678.25");
});

test("a percentage that was meant as a fraction, and a count that is none, are refused", () => {
  assert.ok(isMust(limitOf("price-collar", 0.005)));
  assert.ok(isMust(limitOf("drawdown", 101)));
  assert.ok(isMust(limitOf("ramp", 0.25)));
  assert.ok(isMust(limitOf("orders-per-second", 46)));
  assert.ok(isMust(limitOf("max-open-orders", 2.5)));
  assert.ok(isMust(limitOf("drawdown", "8")));
});

test("contracts are named by number, by symbol, or by as much of them as tells them from others", () => {
  const named = [265598, " spy ", { conId: 1 }, { symbol: "7203", exchange: "TSEJ", currency: "JPY" }];
  assert.deepEqual(limitOf("banned", named), [
    { conId: 265598 },
    { symbol: "spy" },
    { conId: 1 },
    { symbol: "7203", exchange: "TSEJ", currency: "JPY" },
  ]);
});

test("one name that cannot be read spoils a list: half a ban is none", () => {
  for (const spoilt of [0, -5, 1.5, "", { conid: 1 }, { symbol: 5 }, { secType: "STK" }, { conId: 1, symbol: "A" }])
    assert.ok(isMust(limitOf("banned", ["GME", spoilt])), JSON.stringify(spoilt));
});

test("sessions that nobody keeps and tables with a typo are refused", () => {
  for (const no of ["09:30-16:00", "Mon-Fri 9:30-16:00 UTC", "Mon-Fri 09:30-24:00 UTC", "Mo-Fr 09:30-16:00 UTC"])
    assert.ok(isMust(limitOf("sessions", [no])), no);
  assert.ok(isMust(limitOf("repeated-executions", { executions: 5 })));
  assert.ok(isMust(limitOf("repeated-executions", { executions: 5, second: 60 })));
});
