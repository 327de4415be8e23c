/**
 * Faults of the broker in the middle of an order's life: set and cleared, with brackets and groups, at the ends of their
 * parameters, on orders of other kinds than the usual, and what the books say afterwards.
 */
import { deepEqual, equal } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { toNumber } from "../../src/base/decimal.ts";
import { avgFillPrice } from "../../src/sim/broker/order.ts";
import type { Faults } from "../../src/sim/faults/faults.ts";
import { greeted, RESTING } from "./faults/scene.ts";
import { ACCOUNTS, type Client, type Loopback, type LoopbackOptions, still, type Wanted } from "./loopback.ts";

const PLAIN = { switches: { repeatFilled: false, repeatEchoes: false, stopEchoCarriesLimit: false } } as const;
const FALLING = {
  ...PLAIN,
  prices:
    "0,AAPL,254.99,255.01,255,500,500\n1000,AAPL,239.99,240.01,240,500,500\n2000,AAPL,239.98,240.02,240,500,500\n60000,AAPL,239.97,240.03,239.99,500,500",
} as const;
const STOP = { action: "SELL", orderType: "STP", auxPrice: 250 } as const;
const SELL = { action: "SELL" } as const;
const SHORT = { ...SELL, orderType: "LMT", lmtPrice: 300 } as const;

interface Played {
  readonly scene: Loopback;
  readonly client: Client;
  readonly faults: Faults;
}

function begin(t: TestContext, options: LoopbackOptions = PLAIN): Played {
  const scene = still(options);
  t.after(() => scene.gateway.close());
  return { scene, client: greeted(scene), faults: scene.gateway.faults };
}

function places({ scene, client }: Played, orderId: number, order: Wanted, waitMs = 50): readonly string[] {
  client.place(orderId, order);
  scene.pass(waitMs);
  return client.lines();
}

const struck = ({ faults }: Played, name: string): number =>
  faults.list().find((one) => one.name === name)?.struck ?? 0;

/** What the broker has in its books of the first account: shares, what each cost, cash, and what was realised. */
function books({ scene }: Played) {
  const { balances, holdings, realizedPnL } = scene.gateway.broker.valued(ACCOUNTS[0]);
  const [one] = holdings;
  return {
    ...{ shares: toNumber(one?.position.quantity ?? ("0" as never)), averageCost: one?.averageCost },
    ...{ cash: balances[0]?.cash, realizedPnL },
  };
}

const average = ({ scene }: Played, at = 0): number => {
  const order = scene.gateway.broker.orders()[at];
  return order === undefined ? 0 : avgFillPrice(order);
};

// ---------------------------------------------------------------- corrections

test("a corrected purchase is in the books as if it had been so from the first", (t) => {
  const played = begin(t);
  places(played, 1, {});
  played.faults.inject("execution-corrected", { percent: 10 });
  const { cash, averageCost, ...rest } = books(played);
  deepEqual({ ...rest, average: average(played) }, { shares: 100, realizedPnL: 0, average: 280.51 });
  equal(cash, 1_000_000 - 28_051 - 1);
  equal(averageCost, 280.52);
});

test("a corrected sale of a part changes what was realised, and not what the rest cost", (t) => {
  const played = begin(t);
  places(played, 1, {});
  const cost = books(played).averageCost;
  places(played, 2, { ...SELL, totalQuantity: "50" });
  const before = books(played);
  played.faults.inject("execution-corrected", { percent: 10 });
  const after = books(played);
  deepEqual([after.shares, after.averageCost, average(played, 1)], [50, cost, 280.49]);
  equal(Math.round((after.realizedPnL - before.realizedPnL) * 100) / 100, 25.5 * 50);
});

test("a sale that is taken back leaves the books as they were before it", (t) => {
  const played = begin(t);
  places(played, 1, {});
  const before = books(played);
  places(played, 2, { ...SELL, totalQuantity: "50" });
  played.faults.inject("execution-busted");
  deepEqual(books(played), before);
});

test("executions are taken back one after the other, the last that stands first, and none twice", (t) => {
  const played = begin(t);
  const before = books(played);
  places(played, 1, { totalQuantity: "10" });
  places(played, 2, { totalQuantity: "20" });
  for (let again = 0; again < 3; again++) played.faults.inject("execution-busted");
  played.scene.pass();
  const told = played.client.bodies("execDetails").map(({ execution }) => `${execution.orderId} ${execution.shares}`);
  deepEqual(told, ["2 0", "1 0"]);
  deepEqual([books(played).shares, books(played).cash], [0, before.cash]);
});

test("a correction of nothing at all is still another price, one step away", (t) => {
  const played = begin(t);
  places(played, 1, {});
  played.faults.inject("execution-corrected", { percent: 0 });
  equal(average(played), 255.02);
});

test("an execution of one client is corrected and the later one of another is not", (t) => {
  const played = begin(t);
  places(played, 1, {});
  const other = greeted(played.scene, 2);
  other.place(1, {});
  played.scene.pass();
  played.faults.inject("execution-corrected", { percent: 10, client: 1 });
  deepEqual([average(played, 0), average(played, 1)], [280.51, 255.01]);
});

// ---------------------------------------------------------------- stops

const TRAIL = { ...SELL, orderType: "TRAIL", auxPrice: 5 } as const;
const STOP_LIMIT = { ...STOP, orderType: "STP LMT", lmtPrice: 230 } as const;
const TRAIL_LIMIT = {
  ...SELL,
  orderType: "TRAIL LIMIT",
  auxPrice: 5,
  lmtPriceOffset: 15,
  trailStopPrice: 250,
} as const;

for (const order of [STOP_LIMIT, TRAIL, TRAIL_LIMIT])
  test(`a ${order.orderType} that is inert stays PreSubmitted when the price is far beyond it`, (t) => {
    const played = begin(t, FALLING);
    played.faults.set("stop-inert", { times: 1 });
    const lines = places(played, 1, order, 100_000);
    deepEqual(lines, ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100 trigger"]);
  });

test("what is touched is no stop: a MIT is elected all the same", (t) => {
  const played = begin(t, FALLING);
  played.faults.set("stop-inert");
  const lines = places(played, 1, { orderType: "MIT", auxPrice: 250 }, 5_000);
  equal(lines.includes("OS 1 Filled 100/0"), true);
  equal(struck(played, "stop-inert"), 0);
});

test("a stop that was inert triggers when it is changed after the fault", (t) => {
  const played = begin(t, FALLING);
  played.faults.set("stop-inert");
  places(played, 1, STOP, 30_000);
  played.faults.clear("stop-inert");
  equal(places(played, 1, { ...STOP, auxPrice: 249 }, 60_000).includes("OS 1 Filled 100/0"), true);
});

test("a late stop that was moved out of the market's way meanwhile does not trigger", (t) => {
  const played = begin(t, FALLING);
  played.faults.set("stop-late", { delayMs: 30_000 });
  places(played, 1, STOP, 10_000);
  const lines = places(played, 1, { ...STOP, auxPrice: 100 }, 100_000);
  deepEqual(lines, ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100 trigger"]);
});

for (const order of [STOP_LIMIT, TRAIL_LIMIT])
  test(`a ${order.orderType} that triggers and finds nobody fills when its limit is changed after the fault`, (t) => {
    const played = begin(t, FALLING);
    played.faults.set("stop-limit-unfilled");
    const lines = places(played, 1, order, 30_000);
    equal(lines.at(-1), "OS 1 Submitted 0/100");
    played.faults.clear("stop-limit-unfilled");
    const changed = order === STOP_LIMIT ? { ...order, lmtPrice: 229 } : order;
    equal(places(played, 1, changed, 5_000).includes("OS 1 Filled 100/0"), true);
  });

// ---------------------------------------------------------------- parts of orders

for (const [percent, quantity, filled] of [
  [1, "100", "1"],
  [99, "100", "99"],
  [1, "2", "1"],
] as const)
  test(`of ${quantity} shares ${percent} % is ${filled}: so much fills, and the rest is cancelled`, (t) => {
    const played = begin(t);
    played.faults.set("partial-then-cancel", { percent });
    const lines = places(played, 1, { totalQuantity: quantity });
    const rest = Number(quantity) - Number(filled);
    equal(lines.at(-2), `OS 1 Cancelled ${filled}/${rest}`);
  });

for (const [what, order] of [
  ["a single share", { totalQuantity: "1" }],
  ["all or none", { allOrNone: true }],
  ["fill or kill", { tif: "FOK", orderType: "LMT", lmtPrice: 256 }],
] as const)
  test(`${what} cannot fill in part: the fault lets it pass`, (t) => {
    const played = begin(t);
    played.faults.set("partial-then-cancel");
    equal(places(played, 1, order).includes(`OS 1 Filled ${"totalQuantity" in order ? 1 : 100}/0`), true);
    equal(struck(played, "partial-then-cancel"), 0);
  });

test("a part that is more than the book shows fills in pieces before the rest is cancelled", (t) => {
  const played = begin(t);
  played.faults.set("partial-then-cancel", { percent: 60 });
  const lines = places(played, 1, { totalQuantity: "1000" }, 5_000);
  equal(lines.filter((one) => one.startsWith("EX")).join(), "EX 1 BOT 500,EX 1 BOT 100");
  equal(lines.at(-2), "OS 1 Cancelled 600/400");
});

// ---------------------------------------------------------------- groups and families

test("a group that is not told of the first piece of its member is not told of the last one either", (t) => {
  const played = begin(t);
  played.faults.inject("oca-overfill");
  const member = { ocaGroup: "g", ocaType: 1 } as const;
  places(played, 1, { ...RESTING, ...member });
  const lines = places(played, 2, { ...member, totalQuantity: "700" }, 5_000);
  equal(lines.includes("OS 2 Filled 700/0"), true);
  deepEqual(
    played.scene.gateway.broker.openOrders().map(({ orderId }) => orderId),
    [1],
  );
});

test("a member that is alone in its group is no opportunity", (t) => {
  const played = begin(t);
  played.faults.inject("oca-overfill");
  places(played, 1, { ocaGroup: "g", ocaType: 1 });
  equal(struck(played, "oca-overfill"), 0);
});

test("a child that was dropped is not found by its number", (t) => {
  const played = begin(t);
  played.faults.set("child-rejected");
  const { client, scene } = played;
  client.place(1, { transmit: false });
  client.place(2, { ...STOP, parentId: 1 });
  scene.pass();
  client.lines();
  client.cancel(2);
  scene.pass();
  deepEqual(client.lines(), ["ERR 2 10147"]);
});

for (const [what, order] of [
  ["a stop that waits for its trigger", { ...STOP, auxPrice: 200 }],
  ["an order that waits for the close", { orderType: "MOC" }],
] as const)
  test(`no fill crosses the cancel of ${what}`, (t) => {
    const played = begin(t);
    places(played, 1, order);
    played.faults.set("cancel-fill-cross");
    played.client.cancel(1);
    played.scene.pass();
    equal(played.client.lines().includes("ERR 1 202"), true);
    equal(struck(played, "cancel-fill-cross"), 0);
  });

// ---------------------------------------------------------------- what is spared

test("a preview is no order: it is neither lost nor noted, and costs no strike", (t) => {
  const played = begin(t);
  for (const name of ["order-lost", "order-precaution", "tif-note-10349"] as const) played.faults.inject(name);
  deepEqual(places(played, 1, { ...RESTING, whatIf: true }), ["OO 1 PreSubmitted"]);
  equal(struck(played, "order-lost"), 0);
});

test("an order that says good till cancelled is not set to DAY", (t) => {
  const played = begin(t);
  played.faults.set("tif-note-10349");
  deepEqual(places(played, 1, { ...RESTING, tif: "GTC" }), ["OO 1 Submitted", "OS 1 Submitted 0/100"]);
});

test("shares are located for a short sale, and for no purchase, no child and nothing that is held", (t) => {
  const played = begin(t);
  played.faults.set("order-locate", { afterMs: 60_000 });
  equal(places(played, 1, {}).includes("OS 1 Filled 100/0"), true);
  equal(places(played, 2, SHORT).includes("ERR 2 404"), false);
  equal(places(played, 3, { ...SHORT, totalQuantity: "101" }).includes("ERR 3 404"), true);
});

test("while shares are located lists say Inactive; a cancel ends it as any other", (t) => {
  const played = begin(t);
  played.faults.set("order-locate", { afterMs: 60_000 });
  places(played, 1, SHORT);
  played.client.send("reqOpenOrders", {});
  deepEqual(played.client.lines(), ["OO 1 Inactive", "OS 1 Inactive 0/100 locate", "openOrderEnd"]);
  played.client.cancel(1);
  played.scene.pass(100_000);
  deepEqual(played.client.lines(), ["OS 1 Cancelled 0/100", "ERR 1 202"]);
});

test("an order that is held back twice waits for the longer time", (t) => {
  const played = begin(t);
  played.faults.set("order-locate", { afterMs: 1_000 });
  played.faults.set("order-inactive", { afterMs: 5_000 });
  const lines = places(played, 1, SELL, 10_000);
  equal(
    lines.some((one) => one.startsWith("EX")),
    false,
  );
  equal(lines.at(-1), "OS 1 Inactive 0/100");
});

test("an order of nobody in an account that the login has not does not happen", (t) => {
  const played = begin(t);
  played.faults.inject("execution-without-order", { account: "DU9999999", symbol: "AAPL" });
  equal(played.scene.gateway.broker.executions().length, 0);
});

// ---------------------------------------------------------------- other kinds of contracts

const DERIVED = { exchange: "SMART", currency: "USD", multiplier: "100" } as const;
const KINDS = {
  "a future": {
    symbol: "ES",
    secType: "FUT",
    exchange: "CME",
    currency: "USD",
    lastTradeDateOrContractMonth: "202603",
  },
  "an option": {
    ...{ ...DERIVED, symbol: "AAPL", secType: "OPT", strike: 255, right: "C" },
    lastTradeDateOrContractMonth: "20260116",
  },
  "a currency pair": { symbol: "EUR", secType: "CASH", exchange: "IDEALPRO", currency: "USD" },
} as const;

for (const [what, contract] of Object.entries(KINDS))
  test(`the trades of ${what} are corrected, then taken back one by one, and cash is what it was`, (t) => {
    const played = begin(t, { ...PLAIN, accountKind: "margin" });
    const before = played.scene.gateway.broker.valued(ACCOUNTS[0]);
    for (const [at, action] of (["BUY", "SELL"] as const).entries()) {
      played.client.place(at + 1, { action, totalQuantity: at === 0 ? "4" : "2" }, contract);
      played.scene.pass(2_000);
    }
    played.faults.inject("execution-corrected", { percent: -50 });
    played.faults.inject("execution-corrected", { percent: 50 });
    for (let again = 0; again < 2; again++) played.faults.inject("execution-busted");
    const after = played.scene.gateway.broker.valued(ACCOUNTS[0]);
    equal(played.scene.gateway.broker.executions().length, 6);
    deepEqual(
      [after.cash, after.netLiquidation, after.realizedPnL],
      [before.cash, before.netLiquidation, before.realizedPnL],
    );
  });

test("an account that holds euros has a value while nobody quotes the euro", (t) => {
  const played = begin(t, { ...PLAIN, accountKind: "margin" });
  played.client.place(1, { totalQuantity: "100" }, KINDS["a currency pair"]);
  played.scene.pass(2_000);
  const { netLiquidation } = played.scene.gateway.broker.valued(ACCOUNTS[0]);
  played.faults.set("quote-missing", { symbol: "EUR" });
  played.scene.pass(1_000);
  const missing = played.scene.gateway.broker.valued(ACCOUNTS[0]).netLiquidation;
  equal(Math.abs(missing - netLiquidation) < 1, true);
});
