/** Orders of one account that could trade with each other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decimal, ZERO } from "../base/decimal.ts";
import type { Instant, WallMs } from "../base/time.ts";
import type { PlacedOrder } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { RiskAsk } from "./ask.ts";
import type { Exposed } from "./bookView.ts";
import { calm, rehearsal } from "./rehearsal.ts";
import { selfMatch } from "./selfMatch.ts";

const AAPL = { conId: 1, symbol: "AAPL", secType: "STK", currency: "USD" };
const now = 0 as Instant;

const limit = (action: string, lmtPrice: number): PlacedOrder => ({
  ...{ action, orderType: "LMT", totalQuantity: "1" as Decimal, lmtPrice },
});
const market = (action: string): PlacedOrder => ({ action, orderType: "MKT", totalQuantity: "1" as Decimal });
const stop = (action: string, auxPrice: number, more: PlacedOrder = {}): PlacedOrder => ({
  ...{ action, orderType: "STP", totalQuantity: "1" as Decimal, auxPrice },
  ...more,
});

function resting(order: PlacedOrder, more: Partial<Exposed> = {}): Exposed {
  const wish = { contract: AAPL, order };
  return {
    ...{ ...wish, key: "a" as OrderKey, strategy: "beta" as StrategyName, account: "DU1", status: "working" },
    ...{ conId: 1, filled: ZERO, executed: ZERO, cancelWanted: false, settled: wish, inFlight: [] },
    ...more,
  };
}

interface Beside {
  readonly parent?: string;
  readonly key?: string;
  readonly contract?: RiskAsk["legs"][number]["contract"];
}

function refuses(order: PlacedOrder, open: readonly Exposed[], { parent, key = "new", contract = AAPL }: Beside = {}) {
  const leg = { contract, order, key: key as OrderKey, parent: parent as OrderKey | undefined };
  const strategy = { name: "alpha" as StrategyName, account: "DU1" } as RiskAsk["strategy"];
  const view = rehearsal({ open, quote: calm(now) });
  const moment = { now, wall: 0 as WallMs, hours: {}, state: undefined, view };
  const asked = { as: "account", strategy, legs: [leg], reduces: false, limit: () => "refuse", ...moment } as RiskAsk;
  return selfMatch.refuses(asked) !== undefined;
}

test("limits meet when their prices cross or touch", () => {
  assert.equal(refuses(limit("BUY", 10), [resting(limit("SELL", 10))]), true);
  assert.equal(refuses(limit("BUY", 9.99), [resting(limit("SELL", 10))]), false);
  assert.equal(refuses(limit("SELL", 9), [resting(limit("BUY", 10))]), true);
  assert.equal(refuses(limit("BUY", 11), [resting(limit("BUY", 10))]), false);
});

test("what an order may trade beyond its limit at its discretion meets, too", () => {
  const discreet = (action: string, lmtPrice: number) => ({ ...limit(action, lmtPrice), discretionaryAmt: 2 });
  assert.equal(refuses(discreet("BUY", 98), [resting(limit("SELL", 100))]), true);
  assert.equal(refuses(discreet("BUY", 97.99), [resting(limit("SELL", 100))]), false);
  assert.equal(refuses(limit("BUY", 98), [resting(discreet("SELL", 100))]), true);
  assert.equal(refuses(limit("BUY", 97.99), [resting(discreet("SELL", 100))]), false);
});

test("an order that names its contract by symbol alone meets what rests in it", () => {
  const contract = { symbol: "AAPL", secType: "STK", currency: "USD" };
  assert.equal(refuses(market("SELL"), [resting(limit("BUY", 10))], { contract }), true);
  const other = { conId: 2, contract: { ...AAPL, conId: 2, symbol: "MSFT" } };
  assert.equal(refuses(market("SELL"), [resting(limit("BUY", 10), other)], { contract }), false);
});

test("an order that spells its contract otherwise meets what rests in it", () => {
  const es = { symbol: "ES", secType: "FUT", currency: "USD" };
  const resting1218 = resting(limit("BUY", 10), { contract: { ...es, lastTradeDateOrContractMonth: "20261218" } });
  const inMonth = (month: string) => ({ contract: { ...es, lastTradeDateOrContractMonth: month } });
  assert.equal(refuses(market("SELL"), [resting1218], inMonth("202612")), true);
  assert.equal(refuses(market("SELL"), [resting1218], inMonth("202609")), false);
  const named = resting(limit("BUY", 10), { conId: 0, contract: { symbol: "aapl", secType: "STK", currency: "usd" } });
  assert.equal(refuses(market("SELL"), [named]), true);
});

test("what trades at the market meets everything on the other side", () => {
  assert.equal(refuses(market("BUY"), [resting(limit("SELL", 1_000))]), true);
  assert.equal(refuses(limit("SELL", 1_000), [resting(market("BUY"))]), true);
  assert.equal(refuses(limit("SELL", 1_000), [resting({ ...market("BUY"), orderType: "MIDPRICE" })]), true);
});

test("a stop meets nothing until the market has reached it, and one with a limit meets what crosses that", () => {
  assert.equal(refuses(limit("BUY", 200), [resting(stop("SELL", 90))]), false);
  assert.equal(refuses(limit("BUY", 200), [resting(stop("SELL", 105))]), true, "the bid is 99.99");
  assert.equal(refuses(stop("BUY", 110), [resting(limit("SELL", 120))]), false);
  assert.equal(refuses(stop("BUY", 100), [resting(limit("SELL", 120))]), true, "it triggers at once");
  const both = stop("SELL", 90, { orderType: "STP LMT", lmtPrice: 89 });
  assert.equal(refuses(limit("BUY", 88), [resting(both)]), false);
  assert.equal(refuses(limit("BUY", 89), [resting(both)]), true);
  assert.equal(
    refuses(limit("BUY", 89), [resting(stop("SELL", 90, { lmtPrice: 1 }))]),
    false,
    "an echo's limit is none",
  );
});

test("an order may be at the broker as it was, and counts as that too", () => {
  const lower = { contract: AAPL, order: limit("SELL", 10) };
  assert.equal(refuses(limit("BUY", 10), [resting(limit("SELL", 12), { settled: lower })]), true);
  assert.equal(refuses(limit("BUY", 10), [resting(limit("SELL", 12), { inFlight: [lower] })]), true);
});

test("exits of one family never meet their kin, but strangers", () => {
  const exit = resting(limit("SELL", 9), { parent: "p" as OrderKey });
  assert.equal(refuses(limit("BUY", 10), [exit], { key: "p" }), false, "the parent itself is changed");
  assert.equal(refuses(limit("BUY", 10), [exit], { parent: "p" }), false, "another child");
  assert.equal(refuses(limit("BUY", 10), [exit]), true);
  const group = { ocaGroup: "g" };
  const [buy, sale] = [
    { ...limit("BUY", 10), ...group },
    { ...limit("SELL", 9), ...group },
  ];
  assert.equal(refuses(buy, [resting(sale, { strategy: "alpha" as StrategyName })]), false);
  assert.equal(refuses(buy, [resting(sale)]), true, "beta's group of that name is another one");
});

test("only what may be at work in this account and contract is met, and never the order itself", () => {
  const sale = limit("SELL", 9);
  assert.equal(refuses(limit("BUY", 10), [resting(sale, { account: "DU2" })]), false);
  assert.equal(refuses(limit("BUY", 10), [resting(sale, { status: "held" })]), false);
  assert.equal(refuses(limit("BUY", 10), [resting(sale, { status: "unknown" })]), true);
  assert.equal(refuses(limit("BUY", 10), [resting(sale)], { key: "a" }), false);
  assert.equal(refuses(limit("BUY", 10), [resting(sale)], { contract: { ...AAPL, conId: 2 } }), false);
  assert.equal(refuses(limit("BUY", 10), [resting(sale, { conId: 0, contract: { symbol: "AAPL" } })]), true);
});
