/** Limits of what orders make together, between a Gateway and clients: whatever may be at the broker counts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { config, contract, order, profit, Stage, shares, stop } from "../../test/engine/stage.ts";
import { type Decimal, ZERO } from "../base/decimal.ts";
import { minutes, seconds } from "../base/time.ts";
import type { Entry } from "../model/entry.ts";
import type { ConnId } from "../model/ids.ts";
import { fromJson, toJson } from "../model/lean.ts";
import { type Limits, NO_LIMITS } from "../model/limits.ts";
import type { OutgoingBody } from "../wire/codec.ts";

type Wanted = Partial<OutgoingBody<"placeOrder">["order"]>;

/** Alpha on DU1 under these limits, and its account under those. */
function limited(own: Partial<Limits>, whole: Partial<Limits> = {}, journal: readonly Entry[] = []): Stage {
  const strategies = config.strategies.map((one) => ({ ...one, limits: { ...NO_LIMITS, ...own } }));
  const stage = new Stage({ ...config, strategies, accounts: { DU1: { ...NO_LIMITS, ...whole } } }, journal);
  stage.greet();
  return stage;
}

function ready(own: Partial<Limits>, whole: Partial<Limits> = {}, held: Readonly<Record<string, number>> = {}): Stage {
  const stage = limited(own, whole);
  stage.recover(() => {
    for (const [account, quantity] of Object.entries(held))
      stage.says("position", { account, contract, position: shares(quantity), avgCost: 10 });
  });
  return stage;
}

let conns = 0;
const join = (stage: Stage, clientId = 1): ConnId => {
  const conn = stage.connect(++conns, clientId);
  stage.told(conn);
  return conn;
};

/** What was refused since the last look, as `<order id> <code> <gate>`. */
const refusals = (stage: Stage, conn: ConnId): string[] =>
  stage
    .told(conn)
    .flatMap((m) =>
      m.name === "error" && m.body.id > 0 ? [`${m.body.id} ${m.body.errorCode} ${gateIn(m.body.errorMsg)}`] : [],
    );
const gateIn = (text: string): string => /holdfast ([a-z-]+):/.exec(text)?.[1] ?? text;

const place = (stage: Stage, conn: ConnId, orderId: number, wanted: Wanted = {}): void =>
  stage.ask(conn, "placeOrder", { orderId, contract, order: { ...order, ...wanted } });

const LIMIT_10 = { "max-position": "10" as Decimal };

test("orders on their way count against the position that they may make", () => {
  const stage = ready(LIMIT_10);
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(6) });
  place(stage, conn, 2, { totalQuantity: shares(5) });
  place(stage, conn, 3, { totalQuantity: shares(4) });
  assert.deepEqual(refusals(stage, conn), ["2 201 max-position"]);
  assert.equal(stage.placed.length, 2);
});

test("an order of unknown fate counts until its end is known, after a restart too", () => {
  const one = { "max-open-orders": 1 };
  const stage = ready(one);
  const conn = join(stage);
  place(stage, conn, 1);
  stage.reconnect();
  stage.recover();
  const elsewhere = { contract: { ...contract, conId: 756733, symbol: "SPY" }, order };
  stage.ask(conn, "placeOrder", { orderId: 2, ...elsewhere });
  assert.deepEqual(refusals(stage, conn), ["2 201 max-open-orders"]);
  const again = limited(one, {}, stage.entries);
  again.recover();
  assert.deepEqual(again.statuses(), ["1 unknown"]);
  const after = join(again);
  again.ask(after, "placeOrder", { orderId: 3, ...elsewhere });
  assert.deepEqual(refusals(again, after), ["3 201 max-open-orders"]);
});

test("of a change the larger of both counts until the broker has shown the smaller one", () => {
  const stage = ready(LIMIT_10);
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(8) });
  stage.shows(0);
  place(stage, conn, 1, { totalQuantity: shares(2) });
  place(stage, conn, 2, { totalQuantity: shares(4) });
  assert.deepEqual(refusals(stage, conn), ["2 201 max-position"]);
  stage.shows(1, { permId: 500 });
  place(stage, conn, 3, { totalQuantity: shares(4) });
  assert.deepEqual(refusals(stage, conn), []);
});

test("a change for more is judged by what it makes of all, and the order stays as it was", () => {
  const stage = ready(LIMIT_10);
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(6) });
  stage.shows(0);
  place(stage, conn, 1, { totalQuantity: shares(11) });
  assert.deepEqual(refusals(stage, conn), ["1 105 max-position"]);
  assert.equal(stage.placed.length, 1);
});

test("what has filled is a position, and what is left is still open: together they are one order's quantity", () => {
  const stage = ready(LIMIT_10);
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(8) });
  stage.shows(0);
  stage.executes(0, { shares: shares(3), cumQty: shares(3), side: "BOT" });
  place(stage, conn, 2, { totalQuantity: shares(2) });
  place(stage, conn, 3, { totalQuantity: shares(1) });
  assert.deepEqual(refusals(stage, conn), ["3 201 max-position"]);
});

test("an order that a status calls filled counts until its executions are here", () => {
  const stage = ready(LIMIT_10, LIMIT_10);
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(8) });
  const { orderId } = stage.shows(0);
  const filled = { orderId, clientId: 100, permId: 500, status: "Filled", filled: shares(8), remaining: ZERO };
  stage.says("orderStatus", filled);
  place(stage, conn, 2, { totalQuantity: shares(3) });
  assert.deepEqual(refusals(stage, conn), ["2 201 max-position"], "neither positions nor executions know of it");
  stage.executes(0, { shares: shares(8), cumQty: shares(8), side: "BOT" });
  place(stage, conn, 3, { totalQuantity: shares(3) });
  place(stage, conn, 4, { totalQuantity: shares(2) });
  assert.deepEqual(refusals(stage, conn), ["3 201 max-position"], "eight are held now, once");
});

/** Buys two of the first contract for each of the second that it sells. */
const spread = {
  ...{ symbol: "AAPL", secType: "BAG", exchange: "SMART", currency: "USD" },
  comboLegs: [
    { conId: contract.conId, ratio: 2, action: "BUY", exchange: "SMART" },
    { conId: 7, ratio: 1, action: "SELL", exchange: "SMART" },
  ],
};

for (const [what, filled] of [
  ["is filled in part", 3],
  ["is filled", 4],
] as const)
  test(`a combination that ${what} by a status counts until the executions of its legs are here, over a cut too`, () => {
    let stage = ready(LIMIT_10, LIMIT_10);
    let conn = join(stage);
    const asks = (orderId: number, quantity: number): void =>
      stage.ask(conn, "placeOrder", {
        ...{ orderId, contract: spread },
        order: { ...order, totalQuantity: shares(quantity), lmtPrice: orderId },
      });
    const executes = (execId: string, conId: number, side: string, quantity: number): void =>
      stage.says("execDetails", {
        ...{ reqId: -1, contract: { ...contract, conId } },
        execution: { ...whole, execId, side, shares: shares(quantity), cumQty: shares(quantity) },
      });
    asks(1, 4);
    const { orderId, order: sent } = stage.shows(0);
    const whole = { orderId, clientId: 100, permId: 500, acctNumber: "DU1", orderRef: sent.orderRef };
    const [status, remaining] = [filled < 4 ? "Submitted" : "Filled", shares(4 - filled)];
    stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status, filled: shares(filled), remaining });
    asks(2, 2);
    assert.deepEqual(refusals(stage, conn), ["2 201 max-position"], "neither positions nor executions know of it");
    stage = limited(LIMIT_10, LIMIT_10, [fromJson(toJson(stage.engine.carry())) as Entry]);
    stage.recover(() => {
      if (filled < 4)
        stage.says("openOrder", { contract: spread, order: { ...sent, ...whole }, orderState: { status } });
    });
    conn = join(stage);
    executes("e.2.01.01", contract.conId, "BOT", 2 * filled);
    executes("e.3.01.01", 7, "SLD", filled);
    asks(3, 2);
    asks(4, 1);
    assert.deepEqual(refusals(stage, conn), ["3 201 max-position"], "eight are held or open now, once");
    executes("e.2.01.02", contract.conId, "BOT", 2 * filled - 2);
    asks(5, 1);
    assert.deepEqual(refusals(stage, conn), ["5 201 max-position"], "what was taken back is still to come");
  });

test("an order that only an openOrder calls filled, or ended behind a fill, counts until its executions are here", () => {
  for (const [ends, filled, least] of [
    ["Filled", undefined, 3],
    ["Cancelled", 8, 3],
  ] as const) {
    const stage = ready(LIMIT_10);
    const conn = join(stage);
    place(stage, conn, 1, { totalQuantity: shares(9) });
    const { orderId, order: sent } = stage.shows(0);
    const known = { orderId, clientId: 100, permId: 500 };
    if (filled !== undefined)
      stage.says("orderStatus", { ...known, status: "Submitted", filled: shares(filled), remaining: shares(1) });
    stage.says("openOrder", { contract, order: { ...sent, ...known }, orderState: { status: ends } });
    place(stage, conn, 2, { totalQuantity: shares(least) });
    assert.deepEqual(refusals(stage, conn), ["2 201 max-position"], ends);
  }
});

test("an order that was filled before a change for more reached it owes nothing", () => {
  const stage = ready(LIMIT_10);
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(8) });
  const { orderId } = stage.shows(0);
  place(stage, conn, 1, { totalQuantity: shares(9) });
  stage.shows(1, { permId: 500 });
  stage.executes(0, { shares: shares(8), cumQty: shares(8), side: "BOT" });
  stage.says("orderStatus", {
    ...{ orderId, clientId: 100, permId: 500 },
    ...{ status: "Filled", filled: shares(8), remaining: ZERO },
  });
  place(stage, conn, 2, { totalQuantity: shares(2) });
  place(stage, conn, 3, { totalQuantity: shares(1) });
  assert.deepEqual(refusals(stage, conn), ["3 201 max-position"]);
});

test("a bracket's exits count once, and only beyond its entry", () => {
  const stage = ready({ "max-position": "10" as Decimal, "long-only": true });
  const conn = join(stage);
  const ten = { totalQuantity: shares(10) };
  place(stage, conn, 1, { ...ten, transmit: false });
  stage.ask(conn, "placeOrder", { orderId: 2, contract, order: { ...profit, ...ten, parentId: 1, transmit: false } });
  stage.ask(conn, "placeOrder", { orderId: 3, contract, order: { ...stop, ...ten, parentId: 1 } });
  assert.deepEqual(refusals(stage, conn), []);
  assert.equal(stage.placed.length, 3);
});

test("an account's limit counts what its strategy did not do: the broker's position", () => {
  const stage = ready({}, LIMIT_10, { DU1: 7 });
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(4) });
  place(stage, conn, 2, { totalQuantity: shares(3) });
  assert.deepEqual(refusals(stage, conn), ["1 201 max-position"]);
});

test("without a conId nobody knows whose position an order makes", () => {
  const stage = ready(LIMIT_10);
  const conn = join(stage);
  stage.ask(conn, "placeOrder", { orderId: 1, contract: { ...contract, conId: 0 }, order });
  assert.deepEqual(refusals(stage, conn), ["1 201 max-position"]);
});

test("open orders are counted, with those that wait and without those that are held", () => {
  const stage = ready({ "max-open-orders": 2 });
  const conn = join(stage);
  place(stage, conn, 1, { transmit: false });
  place(stage, conn, 2, { lmtPrice: 8 });
  place(stage, conn, 3, { lmtPrice: 7 });
  place(stage, conn, 4, { lmtPrice: 6 });
  place(stage, conn, 2, { lmtPrice: 5 });
  assert.deepEqual(refusals(stage, conn), ["4 201 max-open-orders"], "a change opens nothing");
  stage.shows(0);
  stage.ask(conn, "cancelOrder", { orderId: 2 });
  stage.told(conn);
  place(stage, conn, 5, { lmtPrice: 6 });
  assert.deepEqual(refusals(stage, conn), ["5 201 max-open-orders"], "a wanted cancel is no end");
});

test("the same order again is refused for as long as the limit says, and after a restart", () => {
  const stage = ready({ "look-alike": 30 });
  const conn = join(stage);
  place(stage, conn, 1);
  stage.pass(seconds(29));
  place(stage, conn, 2);
  assert.deepEqual(refusals(stage, conn), ["2 201 look-alike"]);
  place(stage, conn, 3, { totalQuantity: shares(2) });
  stage.pass(seconds(1));
  place(stage, conn, 4);
  assert.deepEqual(refusals(stage, conn), []);
  const again = limited({ "look-alike": 30 }, {}, stage.entries);
  again.recover();
  const after = join(again);
  place(again, after, 5, { totalQuantity: shares(2) });
  assert.match(refusals(again, after)[0]!, /^5 201 (look-alike|doubt|unknown)/);
});

test("orders and changes of one second are counted together, each leg of a bracket as one", () => {
  const stage = ready({ "orders-per-second": 3 });
  const conn = join(stage);
  place(stage, conn, 1, { transmit: false });
  stage.ask(conn, "placeOrder", { orderId: 2, contract, order: { ...stop, parentId: 1 } });
  stage.shows(0);
  place(stage, conn, 1, { lmtPrice: 11 });
  place(stage, conn, 3, { lmtPrice: 7 });
  assert.deepEqual(refusals(stage, conn), ["3 201 orders-per-second"]);
  stage.pass(seconds(1));
  place(stage, conn, 4, { lmtPrice: 7 });
  assert.deepEqual(refusals(stage, conn), []);
});

test("nothing of an account trades against itself, whichever strategy has placed it", () => {
  const shared = config.strategies.map((one) => ({ ...one, account: "DU1", limits: NO_LIMITS }));
  const accounts = { DU1: { ...NO_LIMITS, "self-match": "refuse" as const } };
  const stage = new Stage({ ...config, strategies: shared, accounts });
  stage.greet("DU1");
  stage.recover();
  const [one, other] = [join(stage, 1), join(stage, 2)];
  place(stage, one, 1, { lmtPrice: 10 });
  place(stage, other, 1, { action: "SELL", lmtPrice: 10 });
  place(stage, other, 2, { action: "SELL", orderType: "MKT", lmtPrice: undefined });
  place(stage, other, 3, { action: "SELL", lmtPrice: 10.01 });
  place(stage, other, 4, { ...stop, auxPrice: 9 });
  assert.deepEqual(refusals(stage, other), ["1 201 self-match", "2 201 self-match"]);
});

/** So many executions of the first order, one second apart. */
function executions(stage: Stage, count: number, from = 1): void {
  for (let n = from; n < from + count; n++) {
    stage.executes(0, { execId: `e.${n}.01.01`, shares: shares(1), cumQty: shares(n), side: "BOT" });
    stage.pass(seconds(1));
  }
}

test("executions that repeat themselves halt the strategy until a person resumes it", () => {
  const stage = ready({ "repeated-executions": { executions: 3, seconds: 10 } });
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(50) });
  stage.shows(0);
  executions(stage, 3);
  place(stage, conn, 2, { lmtPrice: 9 });
  assert.deepEqual(refusals(stage, conn), []);
  executions(stage, 1, 4);
  place(stage, conn, 3, { lmtPrice: 8 });
  assert.deepEqual(refusals(stage, conn), ["3 201 trading"]);
  const [tripped] = stage.entries.filter((entry) => entry.kind === "tradingStateSet");
  assert.deepEqual([tripped?.state, tripped?.level, tripped?.by], ["halted", "halt-new", "holdfast"]);
  assert.equal(trips(stage), 1);
  const again = limited({ "repeated-executions": { executions: 3, seconds: 10 } }, {}, stage.entries);
  again.recover();
  again.step(resume("alpha"));
  again.pass(seconds(2));
  assert.equal(trips(again), 0);
  const after = join(again);
  place(again, after, 4, { lmtPrice: 7, action: "SELL" });
  assert.deepEqual(
    refusals(again, after).filter((line) => line.includes("trading") || line.includes("repeated")),
    [],
  );
});

const trips = (stage: Stage): number =>
  (stage.answer("alerts") as { cause: string }[]).filter(({ cause }) => cause === "limit-tripped").length;
const resume = (strategy: string) =>
  ({
    kind: "operate",
    query: 1,
    what: { kind: "resume", scope: { strategy }, to: "active", why: "looked" },
    by: "ann",
  }) as never;

const worth = (stage: Stage, value: string): void =>
  stage.says("updateAccountValue", { key: "NetLiquidation", value, currency: "USD", accountName: "DU1" });

/** Alpha's account under these limits, worth 100,000 when its first day begins. */
function valued(whole: Partial<Limits>): Stage {
  const stage = limited({}, whole);
  stage.recover(() => worth(stage, "100000"));
  stage.pass(seconds(2));
  return stage;
}

test("a day's loss lets only orders pass that reduce, until the next day begins", () => {
  const stage = valued({ "daily-loss": "500" as Decimal });
  const conn = join(stage);
  worth(stage, "99501");
  stage.pass(seconds(2));
  place(stage, conn, 1);
  assert.deepEqual(refusals(stage, conn), []);
  worth(stage, "99500");
  place(stage, conn, 2, { lmtPrice: 9 });
  assert.deepEqual(refusals(stage, conn), ["2 201 daily-loss"], "also before the trip is written");
  stage.pass(seconds(2));
  place(stage, conn, 3, { lmtPrice: 9 });
  assert.deepEqual(refusals(stage, conn), ["3 201 trading"]);
  stage.wallAheadMs = seconds(86_400);
  stage.pass(seconds(2));
  const states = stage.entries.flatMap((entry) => (entry.kind === "tradingStateSet" ? [entry.state] : []));
  assert.deepEqual(states, ["reducing", "active"]);
  assert.equal(trips(stage), 0);
});

test("what an account is said to be worth while it is not ready trips no limit of loss, and is no worth to trade by", () => {
  const stage = valued({ "daily-loss": "500" as Decimal, drawdown: 5 });
  const conn = join(stage);
  const isReady = (value: string): void =>
    stage.says("updateAccountValue", { key: "AccountReady", value, currency: "", accountName: "DU1" });
  isReady("false");
  for (const value of ["1000", "900000"]) {
    worth(stage, value);
    stage.pass(minutes(2));
  }
  place(stage, conn, 1);
  assert.deepEqual(refusals(stage, conn), ["1 201 daily-loss"], "what lacks its value refuses");
  worth(stage, "100000");
  isReady("true");
  stage.pass(seconds(2));
  place(stage, conn, 2);
  assert.deepEqual(refusals(stage, conn), []);
  const marks = stage.entries.flatMap((entry) => (entry.kind === "equityMarked" ? [entry.high] : []));
  assert.deepEqual(
    [[...new Set(marks)], stage.entries.filter(({ kind }) => kind === "tradingStateSet")],
    [["100000"], []],
  );
});

test("what a day began with holds over a restart", () => {
  const stage = valued({ "daily-loss": "500" as Decimal });
  stage.pass(seconds(2));
  const again = limited({}, { "daily-loss": "500" as Decimal }, stage.entries);
  again.recover(() => worth(again, "99400"));
  again.pass(seconds(2));
  const conn = join(again);
  place(again, conn, 1);
  assert.deepEqual(refusals(again, conn), ["1 201 trading"]);
});

test("a loss that nobody can know stops new risk", () => {
  const stage = limited({}, { "daily-loss": "500" as Decimal });
  stage.recover();
  const conn = join(stage);
  place(stage, conn, 1);
  assert.deepEqual(refusals(stage, conn), ["1 201 daily-loss"]);
});

/** What a Gateway says of what it does not know yet: after its restart, of the price of every holding (Lean #9335). */
const NOT_SET = "1.7976931348623157E308";

for (const action of ["BUY", "SELL"])
  test(`a price that is not set is none: what ${action === "BUY" ? "is held" : "was sold short"} is no gain and no loss by it`, () => {
    const stage = ready({ "daily-loss": "500" as Decimal });
    const conn = join(stage);
    worth(stage, "100000");
    stage.says("updateAccountValue", { key: "ExchangeRate", value: "1", currency: "USD", accountName: "DU1" });
    place(stage, conn, 1, { action, totalQuantity: shares(100) });
    stage.shows(0);
    stage.executes(0, { shares: shares(100), cumQty: shares(100), side: action === "BUY" ? "BOT" : "SLD", price: 10 });
    const position = shares(action === "BUY" ? 100 : -100);
    for (const marketPrice of [10, Number(NOT_SET), 10]) {
      stage.says("updatePortfolio", { contract, position, marketPrice, accountName: "DU1" });
      stage.pass(seconds(70));
    }
    assert.deepEqual(
      stage.entries.filter(({ kind }) => kind === "tradingStateSet"),
      [],
    );
    const marks = stage.entries.flatMap((entry) => (entry.kind === "equityMarked" ? [entry.high] : []));
    assert.deepEqual(
      marks,
      marks.filter((high) => Math.abs(Number(high)) < 10),
    );
  });

test("what an account is worth is not known while the Gateway says that it is not set", () => {
  const stage = valued({ drawdown: 10, "daily-loss": "500" as Decimal });
  for (const value of [NOT_SET, "100000"]) {
    worth(stage, value);
    stage.pass(seconds(70));
  }
  assert.deepEqual(
    stage.entries.filter(({ kind }) => kind === "tradingStateSet"),
    [],
  );
});

test("a drawdown from the highest value halts until a person resumes, and then counts anew", () => {
  const stage = valued({ drawdown: 10 });
  const conn = join(stage);
  stage.pass(seconds(61));
  worth(stage, "120000");
  stage.pass(seconds(2));
  worth(stage, "107000");
  stage.pass(seconds(2));
  place(stage, conn, 1);
  worth(stage, "107999.99");
  stage.pass(seconds(2));
  place(stage, conn, 2, { lmtPrice: 9 });
  assert.deepEqual(refusals(stage, conn), ["1 201 trading", "2 201 trading"]);
  const what = { kind: "resume", scope: { account: "DU1" }, to: "active", why: "accepted" };
  stage.step({ kind: "operate", query: 1, what, by: "ann" } as never);
  stage.pass(seconds(2));
  place(stage, conn, 3, { lmtPrice: 9 });
  assert.deepEqual(refusals(stage, conn), []);
});

test("what limits count by holds over the cut of a snapshot", () => {
  const own = { "max-position": "10" as Decimal, "look-alike": 600, "orders-per-second": 5 };
  const whole = { "daily-loss": "500" as Decimal };
  const stage = limited(own, whole);
  stage.recover(() => worth(stage, "100000"));
  stage.pass(seconds(2));
  const conn = join(stage);
  place(stage, conn, 1, { totalQuantity: shares(6) });
  stage.shows(0);
  stage.executes(0, { shares: shares(6), cumQty: shares(6), side: "BOT" });
  place(stage, conn, 2, { totalQuantity: shares(3) });
  stage.shows(1);
  assert.deepEqual(refusals(stage, conn), []);
  const again = limited(own, whole, [fromJson(toJson(stage.engine.carry())) as Entry]);
  const [resting] = stage.placed.slice(-1);
  again.recover(() => {
    worth(again, "100000");
    const shown = { ...resting!.order, orderId: resting!.orderId, clientId: 100, permId: 501 };
    again.says("openOrder", { contract, order: shown, orderState: { status: "Submitted" } });
    again.says("position", { account: "DU1", contract, position: shares(6), avgCost: 10 });
  });
  again.pass(seconds(2));
  const after = join(again);
  place(again, after, 3, { totalQuantity: shares(3) });
  place(again, after, 4, { totalQuantity: shares(2) });
  place(again, after, 5, { totalQuantity: shares(1) });
  assert.deepEqual(refusals(again, after), ["3 201 look-alike", "4 201 max-position"]);
  worth(again, "99499");
  again.pass(seconds(2));
  place(again, after, 6, { lmtPrice: 8 });
  assert.deepEqual(refusals(again, after), ["6 201 trading"], "lost since the day began, before the cut");
});
