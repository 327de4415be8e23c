/** Flatten: positions are closed when every order has ended, never by more than is held, again until flat, and then no more. */
import assert from "node:assert/strict";
import test from "node:test";
import { ALPHA, BETA, HaltsBroker, halts, isDone, quantity, resumes, said } from "../../test/engine/haltsBroker.ts";
import { config, contract, order, profit, ready, Stage, shares, stop, strategy } from "../../test/engine/stage.ts";
import type { EngineConfig } from "../model/config.ts";
import { fromJson, toJson } from "../model/lean.ts";
import { NO_LIMITS } from "../model/limits.ts";

/** Alpha and beta on one account. */
const shared: EngineConfig = { ...config, strategies: [strategy("alpha", "DU1", 1), strategy("beta", "DU1", 2)] };

function ready2(given: EngineConfig = config): Stage {
  const stage = new Stage(given);
  stage.greet();
  stage.recover();
  return stage;
}

/** Alpha holds so much by its own trade, and a stop rests. */
function holding(count: number, given: EngineConfig = config): { readonly stage: Stage; readonly broker: HaltsBroker } {
  const stage = ready2(given);
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  broker.opens(ALPHA, 1, count);
  const action = count > 0 ? "SELL" : "BUY";
  const auxPrice = count > 0 ? 9 : 11;
  stage.ask(ALPHA, "placeOrder", {
    orderId: 2,
    contract,
    order: { ...stop, ...quantity(Math.abs(count)), action, auxPrice },
  });
  broker.runs(100);
  stage.shows(1);
  return { stage, broker };
}

/** By then the account has been taken over, and what it holds is known from its executions. */
const TAKEN_OVER_MS = 400_000;

const alerts = (stage: Stage): string[] => (stage.answer("alerts") as { cause: string }[]).map(({ cause }) => cause);

const waits = (stage: Stage): { cause: string; detail: string }[] =>
  (stage.answer("alerts") as { cause: string; detail: string }[]).filter(({ cause }) => cause === "close-waits");

for (const count of [100, -100])
  test(`a position of ${count} is closed when its stop has ended, the halt is then done, and nothing is closed afterwards`, () => {
    const { stage, broker } = holding(count);
    broker.refuses.cancels = true;
    halts(stage, "flatten");
    broker.runs(1_000);
    assert.deepEqual(broker.closes, [], "a resting stop could trade beside the close");
    broker.refuses.cancels = false;
    broker.cancels(stage.placed[1]!.orderId);
    broker.runs(2_000);
    assert.deepEqual(broker.closes, [`DU1 ${count > 0 ? "SELL" : "BUY"} 100 operator`]);
    assert.equal(broker.held.DU1, 0);
    assert.ok(isDone(stage));
    broker.held.DU1 = 7;
    broker.tellsPosition("DU1");
    broker.runs(20_000);
    assert.equal(broker.closes.length, 1);
    stage.told(ALPHA);
    stage.ask(ALPHA, "placeOrder", { orderId: 9, contract, order });
    assert.ok(stage.brief(ALPHA).includes("error 9 201"), "it stays halted");
  });

test("the close is an ordinary intent: journaled before it leaves, its key used once, for whom it closes beside it", () => {
  const { stage, broker } = holding(100);
  halts(stage, "flatten");
  broker.runs(1_000);
  const of = stage.entries.filter((entry) => JSON.stringify(entry).includes("operator-"));
  const kinds = of.map(({ kind }) => kind).slice(0, 2);
  assert.deepEqual(kinds, ["orderIntended", "orderSending"]);
  assert.match(JSON.stringify(of[0]), /"closes":"alpha".*"strategy":"operator"/);
});

test("a bracket whose last leg the Gateway has refused keeps no position open once its entry is cancelled", () => {
  const { stage, broker } = holding(100);
  const [held, entry] = [{ transmit: false }, { ...order, ...quantity(50) }];
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...entry, ...held } });
  stage.ask(ALPHA, "placeOrder", { orderId: 4, contract, order: { ...profit, ...quantity(50), parentId: 3, ...held } });
  stage.ask(ALPHA, "placeOrder", { orderId: 5, contract, order: { ...stop, ...quantity(50), parentId: 3 } });
  broker.runs(200);
  stage.refuses(5, 328, "Trailing stop orders can be attached to limit or stop-limit orders only.");
  broker.refuses.cancels = true;
  halts(stage, "flatten");
  broker.runs(1_000);
  assert.deepEqual(stage.cancelled.toSorted(), [2, 3, 4]);
  broker.cancels(2);
  // Captured: the target that waits behind its entry draws no answer at all.
  broker.cancels(3);
  for (const code of [202, 161]) stage.refuses(3, code);
  broker.runs(10_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 100 operator"]);
  assert.ok(isDone(stage));
});

interface Unknown {
  /** What the Gateway calls its next order id when the session begins, and when it is asked behind IB's answer; the order has 3. */
  readonly nextValidId?: number;
  readonly counted?: number;
  /** What is said before IB has answered. */
  readonly early?: (stage: Stage) => void;
}

/** A position of 100 beside an order that left and was never answered; then IB carries out the cancel of another one. */
function besideUnknown(
  action: "BUY" | "SELL",
  quantity: number,
  { nextValidId, counted, early = () => {} }: Unknown = {},
): ReturnType<typeof holding> {
  const { stage, broker } = holding(100);
  const unknown = { ...order, action, totalQuantity: shares(quantity), lmtPrice: action === "BUY" ? 8 : 12 };
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: unknown });
  stage.pass(100);
  stage.reconnect(undefined, nextValidId);
  stage.recover(() => {
    stage.shows(1);
    broker.tellsPosition("DU1");
  });
  broker.nextValidId = counted;
  halts(stage, "flatten");
  broker.refuses.cancels = true;
  broker.runs(500);
  early(stage);
  broker.cancels(stage.placed[1]!.orderId);
  broker.runs(10_000);
  return { stage, broker };
}

test("a position does not wait for an order of unknown fate that would add to it; the halt does, and closes what it brings", () => {
  const { stage, broker } = besideUnknown("BUY", 30);
  assert.deepEqual(broker.closes, ["DU1 SELL 100 operator"]);
  assert.ok(!isDone(stage));
  stage.shows(2);
  broker.fills(2, 30);
  broker.runs(10_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 100 operator", "DU1 SELL 30 operator"]);
  assert.equal(broker.held.DU1, 0);
  assert.ok(isDone(stage));
});

test("what an order of unknown fate may close is left to it, which is alerted; when it has ended that is closed, too", () => {
  const { stage, broker } = besideUnknown("SELL", 30);
  assert.deepEqual(broker.closes, ["DU1 SELL 70 operator"]);
  assert.match(waits(stage)[0]!.detail, /^the fate of order alpha-\S+ is unknown: it may close what is left$/);
  stage.shows(2);
  broker.cancels(stage.placed[2]!.orderId);
  broker.runs(10_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 70 operator", "DU1 SELL 30 operator"]);
  assert.deepEqual(waits(stage), []);
  assert.ok(isDone(stage));
});

test("nothing is left to an order of unknown fate that the Gateway has not taken, by its own count behind IB's answer", () => {
  for (const [counted, close] of [
    [3, "DU1 SELL 100 operator"],
    [4, "DU1 SELL 70 operator"],
  ] as const) {
    const { stage, broker } = besideUnknown("SELL", 30, { nextValidId: 3, counted });
    assert.deepEqual(broker.closes, [close]);
    assert.ok(stage.statuses().includes("3 unknown"), "which proves no absence yet");
    assert.ok(!isDone(stage));
  }
});

test("nothing is left to an order of unknown fate that the Gateway does not find when it is to be cancelled behind IB's answer", () => {
  const notFound = (stage: Stage): void =>
    stage.refuses(3, 10147, "OrderId 3 that needs to be cancelled is not found.");
  const early = (stage: Stage): void => {
    notFound(stage);
    stage.shows(1);
    stage.says("openOrderEnd");
  };
  const { stage, broker } = besideUnknown("SELL", 30, { early });
  assert.deepEqual(broker.closes, ["DU1 SELL 70 operator"], "a Gateway without its link may keep it back");
  notFound(stage);
  broker.runs(1_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 70 operator", "DU1 SELL 30 operator"]);
  assert.ok(stage.statuses().includes("3 unknown"));
  assert.ok(!isDone(stage));
});

test("of a strategy no more is closed than its own order of unknown fate leaves, whatever others hold beside it", () => {
  const stage = ready2(shared);
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  stage.connect(BETA, 2);
  broker.opens(ALPHA, 1, 100);
  broker.opens(BETA, 1, 100);
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...order, ...sale, lmtPrice: 12 } });
  losesLink(stage, broker);
  halts(stage, "flatten", { strategy: "alpha" });
  broker.refuses.cancels = true;
  broker.runs(10_000);
  assert.deepEqual(broker.closes, []);
  assert.match(waits(stage)[0]!.detail, /^the fate of order alpha-\S+ is unknown: it may close what is left$/);
  stage.shows(2);
  broker.fills(2, 100);
  broker.runs(10_000);
  assert.deepEqual(broker.closes, []);
  assert.equal(broker.held.DU1, 100, "what is beta's stays");
  assert.ok(isDone(stage));
});

test("what another strategy's order by name may close is left to it, and one of another name closes nothing", () => {
  for (const [symbol, closes] of [
    ["AAPL", []],
    ["MSFT", ["DU1 SELL 100 operator"]],
  ] as const) {
    const stage = ready2(shared);
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    stage.connect(BETA, 2);
    broker.opens(ALPHA, 1, 100);
    const byName = { ...contract, conId: 0, symbol, primaryExchange: "NASDAQ" };
    stage.ask(BETA, "placeOrder", { orderId: 1, contract: byName, order: { ...order, ...sale, lmtPrice: 12 } });
    losesLink(stage, broker);
    assert.deepEqual(stage.statuses().slice(-1), ["1 unknown"]);
    halts(stage, "flatten", { strategy: "alpha" });
    broker.runs(10_000);
    assert.deepEqual(broker.closes, closes);
    assert.equal(waits(stage).length, closes.length === 0 ? 1 : 0);
  }
});

const sale = { action: "SELL", ...quantity(100) };

function losesLink(stage: Stage, broker: HaltsBroker): void {
  stage.pass(100);
  stage.reconnect();
  stage.recover(() => broker.tellsPosition("DU1"));
}

/** Ways in which an order of unknown fate may sell all of 100, though what is known of it says less. */
const MAY_SELL_ALL: Readonly<Record<string, (stage: Stage) => void>> = {
  "rests as 100 unless its change to 10 has arrived": (stage) => {
    const asks = (count: number) => ({ ...order, ...sale, ...quantity(count), lmtPrice: 12 });
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: asks(100) });
    stage.pass(50);
    stage.shows(1);
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: asks(10) });
  },
  "is for an amount of cash": (stage) => {
    const { totalQuantity: _, ...byCash } = { ...order, ...sale, lmtPrice: 12, cashQty: 1_000 };
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: byCash });
  },
  "exercises what is held": (stage) => {
    const exercised = { exerciseAction: 1, exerciseQuantity: 100, account: "DU1", override: 0 };
    stage.ask(ALPHA, "exerciseOptions", { reqId: 2, contract, ...exercised });
  },
  "was first held back as one of another contract": (stage) => {
    const another = { ...contract, conId: 272093, symbol: "GME" };
    const asked = { ...order, ...sale, lmtPrice: 12 };
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract: another, order: { ...asked, transmit: false } });
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: asked });
  },
};

for (const [which, asks] of Object.entries(MAY_SELL_ALL))
  test(`nothing is closed beside an order of unknown fate that ${which}`, () => {
    const [alpha, beta] = config.strategies;
    const stage = ready2({ ...config, strategies: [{ ...alpha!, exerciseOptions: true }, beta!] });
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    broker.opens(ALPHA, 1, 100);
    asks(stage);
    losesLink(stage, broker);
    assert.deepEqual(stage.statuses().slice(-1), ["2 unknown"]);
    halts(stage, "flatten");
    broker.refuses.cancels = true;
    broker.runs(10_000);
    assert.deepEqual(broker.closes, []);
    assert.match(waits(stage)[0]!.detail, /order alpha-\S+ .*unknown/);
  });

test("of two of unknown fate in one group only one will trade: what the larger may close is left to them", () => {
  const stage = ready2();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  broker.opens(ALPHA, 1, 100);
  for (const [orderId, count] of [
    [2, 30],
    [3, 40],
  ] as const) {
    const exit = { ...order, ...sale, ...quantity(count), lmtPrice: 10 + orderId, ocaGroup: "exit" };
    stage.ask(ALPHA, "placeOrder", { orderId, contract, order: exit });
  }
  losesLink(stage, broker);
  halts(stage, "flatten");
  broker.refuses.cancels = true;
  broker.runs(10_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 60 operator"]);
});

test("an order of unknown fate that has traded, of which the broker told the position alone, leaves nothing to close twice", () => {
  const { stage, broker } = besideUnknown("SELL", 30);
  stage.shows(2);
  broker.fills(2, 30);
  broker.runs(10_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 70 operator"]);
  assert.equal(broker.held.DU1, 0);
  assert.ok(isDone(stage));
});

test("a stop that trades across its cancel leaves nothing to close, whichever of its news comes first", () => {
  const news: Readonly<Record<string, (broker: HaltsBroker, stage: Stage) => void>> = {
    "the execution": (broker) => broker.executes(1, 100),
    "the status": (broker, stage) => {
      const { orderId } = stage.placed[1]!;
      const filled = { status: "Filled", filled: shares(100), remaining: shares(0) };
      stage.says("orderStatus", { orderId, clientId: 100, permId: 501, ...filled });
      broker.runs(3_000);
      broker.executes(1, 100);
    },
  };
  for (const tells of Object.values(news)) {
    const { stage, broker } = holding(100);
    broker.refuses.cancels = true;
    halts(stage, "flatten");
    broker.runs(7_000);
    // The broker's own list of positions is slow: it goes on saying 100.
    tells(broker, stage);
    broker.runs(3_000);
    assert.deepEqual(broker.closes, []);
    broker.held.DU1 = 0;
    broker.tellsPosition("DU1");
    broker.runs(10_000);
    assert.deepEqual(broker.closes, []);
    assert.ok(isDone(stage));
  }
});

test("a position that the broker tells and no execution explains is closed once it has been told for long enough", () => {
  const stage = ready2();
  const broker = new HaltsBroker(stage, { DU1: 40 });
  stage.connect(ALPHA, 1);
  broker.opens(ALPHA, 1, 10);
  halts(stage, "flatten", { account: "DU1" });
  broker.runs(20_000);
  assert.equal(broker.held.DU1, 0);
  assert.ok(isDone(stage));
  assert.deepEqual(broker.closes, ["DU1 SELL 10 operator", "DU1 SELL 40 operator"]);
});

test("of a strategy its own part is closed and the other strategy's position stays", () => {
  const { stage, broker } = holding(100, shared);
  stage.connect(BETA, 2);
  broker.opens(BETA, 1, 30);
  halts(stage, "flatten", { strategy: "beta" });
  broker.runs(10_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 30 operator"]);
  assert.equal(broker.held.DU1, 100);
  assert.ok(isDone(stage));
  assert.equal(stage.cancelled.length, 0);
  const { positions } = stage.answer("trading") as { positions: { parts: { strategy: string; position: string }[] }[] };
  assert.deepEqual(positions[0]!.parts, [{ strategy: "alpha", position: "100" }]);
});

test("a strategy's part is told as what of it the account still holds, for a flatten closes no more", () => {
  const { stage, broker } = holding(100);
  const parts = (): unknown[] =>
    (stage.answer("trading") as { positions: { parts: unknown }[] }).positions[0]!.parts as [];
  for (const [held, told] of [
    [140, "100"],
    [25, "25"],
    [-25, undefined],
  ] as const) {
    broker.held.DU1 = held;
    broker.tellsPosition("DU1");
    assert.deepEqual(parts(), told === undefined ? [] : [{ strategy: "alpha", position: told }], `${held} are held`);
  }
});

test("a strategy's part is never closed by more than the account holds beyond what closes it already", () => {
  const { stage, broker } = holding(100, shared);
  stage.connect(BETA, 2);
  broker.opens(BETA, 1, 30);
  // Somebody has sold 60 by hand: the account holds 70, and alpha's stop may sell all of that.
  broker.held.DU1 = 70;
  broker.tellsPosition("DU1");
  halts(stage, "flatten", { strategy: "beta" });
  broker.runs(10_000);
  assert.deepEqual(broker.closes, []);
  assert.match(waits(stage)[0]!.detail, /closes it already$/);
  stage.ask(ALPHA, "cancelOrder", { orderId: 2 });
  broker.runs(10_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 30 operator"]);
});

test("a close that the broker refuses is alerted and tried again behind pauses, never in a storm", () => {
  const { stage, broker } = holding(100);
  broker.refuses.closes = true;
  halts(stage, "flatten");
  broker.runs(120_000);
  assert.ok(broker.closes.length >= 3 && broker.closes.length <= 5, `${broker.closes.length} closes in two minutes`);
  assert.match(waits(stage)[0]!.detail, /ended without an effect \(orderRejected 201 Order rejected - reason:no\)/);
  assert.equal(waits(stage).length, 1);
  broker.refuses.closes = false;
  broker.runs(70_000);
  assert.ok(isDone(stage));
  assert.deepEqual(waits(stage), []);
});

/** Where the closes went that left. */
const exchanges = (stage: Stage): readonly string[] =>
  stage.placed.filter((sent) => sent.order.orderType === "MKT").map((sent) => sent.contract.exchange);

test("a close does not go where the last order was refused for its exchange", () => {
  const { stage, broker } = holding(100);
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract: { ...contract, exchange: "NYSEX" }, order });
  broker.runs(100);
  stage.refuses(stage.placed[2]!.orderId, 200, "The destination or exchange selected is Invalid");
  halts(stage, "flatten");
  broker.runs(2_000);
  assert.deepEqual(exchanges(stage), ["SMART"]);
  assert.ok(isDone(stage));
});

test("a close that is refused where the position was traded is tried where such contracts are routed", () => {
  const { stage, broker } = holding(100);
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract: { ...contract, exchange: "OVERNIGHT" }, order });
  broker.runs(100);
  stage.shows(2);
  broker.refuses.closes = true;
  halts(stage, "flatten");
  broker.runs(2_000);
  broker.refuses.closes = false;
  broker.runs(10_000);
  assert.deepEqual(exchanges(stage), ["OVERNIGHT", "SMART"]);
  assert.ok(isDone(stage));
});

test("a flatten that is said again closes at once, and does not wait for the pause behind a refusal", () => {
  const { stage, broker } = holding(100);
  broker.refuses.closes = true;
  halts(stage, "flatten");
  broker.runs(70_000);
  broker.refuses.closes = false;
  const before = broker.closes.length;
  broker.runs(20_000);
  assert.equal(broker.closes.length, before, "the pause is a minute by now");
  halts(stage, "flatten");
  broker.runs(2_000);
  assert.equal(broker.closes.length, before + 1);
  broker.runs(10_000);
  assert.ok(isDone(stage));
});

test("a close that works and does not trade is alerted, not repeated; a resume takes it back", () => {
  const { stage, broker } = holding(100);
  broker.refuses.fills = true;
  halts(stage, "flatten");
  broker.runs(60_000);
  assert.equal(broker.closes.length, 1);
  assert.match(waits(stage)[0]!.detail, /the market may be closed/);
  const before = stage.cancelled.length;
  resumes(stage);
  broker.runs(200);
  assert.equal(stage.cancelled.length, before + 1);
  assert.deepEqual(waits(stage), []);
});

test("a close that trades in part is followed by nothing while it works; when it ends short the rest is closed", () => {
  const { stage, broker } = holding(100);
  broker.refuses.fills = true;
  halts(stage, "flatten");
  broker.runs(1_000);
  const close = stage.placed.length - 1;
  broker.executes(close, 40);
  broker.runs(2_000);
  broker.held.DU1 = 60;
  broker.tellsPosition("DU1");
  broker.runs(6_000);
  assert.equal(broker.closes.length, 1);
  const { orderId } = stage.placed[close]!;
  const ended = { status: "Cancelled", filled: shares(40), remaining: shares(60) };
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500 + close, ...ended });
  broker.refuses.fills = false;
  broker.runs(12_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 100 operator", "DU1 SELL 60 operator"]);
  assert.ok(isDone(stage));
});

test("a link that is lost behind the close leaves one close: what became of it is learnt first", () => {
  const { stage, broker } = holding(100);
  broker.refuses.fills = true;
  halts(stage, "flatten");
  broker.runs(1_000);
  assert.equal(broker.closes.length, 1);
  const close = stage.placed.length - 1;
  stage.reconnect();
  stage.recover(() => broker.tellsPosition("DU1"));
  broker.runs(10_000);
  assert.equal(broker.closes.length, 1, "its fate is unknown, so it counts");
  assert.match(waits(stage)[0]!.detail, /^the fate of its close operator-\S+ is unknown$/);
  broker.fills(close, 100);
  broker.runs(10_000);
  assert.equal(broker.closes.length, 1);
  assert.ok(isDone(stage));
});

test("a restart in the middle goes on: an intent that never left is discarded and the position is closed by another one", () => {
  const { stage, broker } = holding(100);
  halts(stage, "flatten");
  stage.pass(100);
  broker.cancels(stage.placed[1]!.orderId);
  const journal = stage.entries.map((entry) => fromJson(toJson(entry)) as never);
  const next = new Stage(config, journal);
  const later = new HaltsBroker(next, { DU1: 100 }, 10);
  next.greet();
  next.recover(() => later.tellsPosition("DU1"));
  later.runs(10_000);
  assert.deepEqual(later.closes, ["DU1 SELL 100 operator"]);
  assert.ok(isDone(next));
});

test("a bracket whose position was closed by a halt has nothing to protect any more", () => {
  const stage = ready2();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  const held = { ...quantity(100), transmit: false };
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, ...held } });
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...stop, ...quantity(100), parentId: 1 } });
  broker.runs(200);
  for (const n of [0, 1]) stage.shows(n);
  broker.fills(0, 100);
  halts(stage, "flatten");
  broker.runs(5_000);
  assert.ok(isDone(stage));
  resumes(stage);
  // A position that nobody means to be stopped.
  broker.opens(ALPHA, 3, 100);
  broker.runs(30_000);
  assert.deepEqual(stage.answer("alerts"), []);
});

test("two scopes that close the same contract close it once", () => {
  const { stage, broker } = holding(100, shared);
  stage.connect(BETA, 2);
  broker.opens(BETA, 1, 30);
  halts(stage, "flatten", { strategy: "alpha" });
  halts(stage, "flatten");
  broker.runs(10_000);
  assert.equal(broker.held.DU1, 0);
  assert.deepEqual(broker.closes.toSorted(), ["DU1 SELL 100 operator", "DU1 SELL 30 operator"]);
  assert.ok(isDone(stage));
});

test("executions of a twin of ours move the position: it is closed as the broker says it is", () => {
  const { stage, broker } = holding(100);
  const execution = { execId: "t.1.01.01", shares: shares(40), cumQty: shares(40), side: "BOT", avgPrice: 10 };
  stage.executes(0, { ...execution, permId: 777 });
  broker.held.DU1 = 140;
  broker.tellsPosition("DU1");
  halts(stage, "flatten");
  broker.runs(10_000);
  assert.equal(broker.held.DU1, 0);
  assert.ok(isDone(stage));
});

test("nothing is closed before the broker has told positions anew", () => {
  const { stage, broker } = holding(100);
  broker.refuses.positions = true;
  halts(stage, "flatten");
  broker.runs(10_000);
  assert.deepEqual(broker.closes, []);
  assert.match(waits(stage)[0]!.detail, /position/);
  broker.refuses.positions = false;
  stage.says("position", { account: "DU1", contract, position: shares(100), avgCost: 10 });
  stage.says("positionEnd");
  broker.runs(3_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 100 operator"]);
});

test("the answer of a flatten names what it closes and what is known of the market", () => {
  const { stage } = holding(100);
  const { positions } = halts(stage, "flatten") as unknown as { positions: { symbol: string; market: string }[] };
  assert.deepEqual(
    positions.map(({ symbol, market }) => [symbol, market]),
    [["AAPL", "nobody streams a quote of it: its market may be closed"]],
  );
});

test("a daemon that is read-only closes nothing and says so", () => {
  const stage = ready2({ ...config, readOnly: true });
  const broker = new HaltsBroker(stage, { DU1: 100 });
  broker.tellsPosition("DU1");
  halts(stage, "flatten");
  broker.runs(20_000);
  assert.deepEqual(broker.closes, []);
  assert.match(waits(stage)[0]!.detail, /no exchange is known|read-only/);
});

test("an account without positions is flat as soon as the broker has said so", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  halts(stage, "flatten", { account: "DU2" });
  assert.ok(!isDone(stage));
  broker.runs(500);
  assert.ok(isDone(stage));
});

test("what another client's order closes already is left to it, until a complete list shows that order no more", () => {
  const { stage, broker } = holding(100);
  const manual = { action: "SELL", totalQuantity: shares(60), orderType: "LMT", lmtPrice: 99, account: "DU1" };
  const echo = { ...manual, orderId: 0, clientId: 0, permId: 9_000 };
  stage.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
  halts(stage, "flatten");
  broker.runs(2_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 40 operator"]);
  broker.runs(8_000);
  assert.match(waits(stage)[0]!.detail, /closes it already$/);
  assert.equal(broker.held.DU1, 60);
  const lists = (): number => stage.asked.filter(({ name }) => name === "reqAllOpenOrders").length;
  const before = lists();
  for (let second = 0; second < 70 && lists() === before; second++) broker.runs(1_000);
  assert.ok(lists() > before);
  stage.says("openOrderEnd");
  broker.runs(2_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 40 operator", "DU1 SELL 60 operator"]);
  assert.ok(isDone(stage));
});

/** Sells sixty shares, and buys what is none of ours. */
const spread = {
  ...{ symbol: "AAPL", secType: "BAG", exchange: "SMART", currency: "USD" },
  comboLegs: [
    { conId: contract.conId, ratio: 2, action: "SELL", exchange: "SMART" },
    { conId: 7, ratio: 1, action: "BUY", exchange: "SMART" },
  ],
};
const spreads = { ...order, ...quantity(30) };

test("what a combination of another client's or another strategy's closes already is left to it", () => {
  for (const comes of [
    (stage: Stage) => {
      const echo = { ...spreads, account: "DU1", orderId: 0, clientId: 0, permId: 9_000 };
      stage.says("openOrder", { contract: spread, order: echo, orderState: { status: "Submitted" } });
    },
    (stage: Stage, broker: HaltsBroker) => {
      stage.connect(BETA, 2);
      stage.ask(BETA, "placeOrder", { orderId: 1, contract: spread, order: spreads });
      broker.runs(100);
      stage.shows(2);
    },
  ]) {
    const { stage, broker } = holding(100, shared);
    comes(stage, broker);
    halts(stage, "flatten", { strategy: "alpha" });
    broker.runs(2_000);
    assert.deepEqual(broker.closes, ["DU1 SELL 40 operator"]);
    broker.runs(8_000);
    assert.match(waits(stage)[0]!.detail, /closes it already$/);
  }
});

/** Another strategy's position, or one from before, with a list that has not followed alpha's purchase. */
const STALE: Readonly<
  Record<string, () => { readonly stage: Stage; readonly broker: HaltsBroker; readonly comes: number }>
> = {
  "leaves it out": () => {
    const { stage, broker } = holding(100);
    broker.runs(TAKEN_OVER_MS);
    broker.held.DU1 = 0;
    return { stage, broker, comes: 100 };
  },
  "leaves it out, and the account was not taken over yet": () => {
    const { stage, broker } = holding(100);
    broker.held.DU1 = 0;
    return { stage, broker, comes: 100 };
  },
  "shows what was short before": () => {
    const stage = ready2();
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    broker.opens(ALPHA, 1, -20);
    broker.runs(TAKEN_OVER_MS);
    broker.opens(ALPHA, 2, 120);
    broker.held.DU1 = -20;
    return { stage, broker, comes: 100 };
  },
  "shows another strategy's alone": () => {
    const stage = ready2(shared);
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    stage.connect(BETA, 2);
    broker.opens(BETA, 1, -40);
    broker.runs(TAKEN_OVER_MS);
    broker.opens(ALPHA, 1, 100);
    broker.held.DU1 = -40;
    return { stage, broker, comes: 60 };
  },
};

for (const [says, make] of Object.entries(STALE))
  test(`a list that ${says} does not end a flatten: it waits, says so, and closes what comes`, () => {
    const { stage, broker, comes } = make();
    broker.tellsPosition("DU1");
    halts(stage, "flatten", { strategy: "alpha" });
    broker.runs(8_000);
    assert.ok(!isDone(stage));
    assert.match(waits(stage)[0]!.detail, /leaves out what executions have made$/);
    broker.held.DU1 = comes;
    broker.runs(60_000);
    assert.deepEqual(broker.closes, [`DU1 SELL ${comes} operator`]);
    assert.ok(isDone(stage));
    assert.deepEqual(waits(stage), []);
  });

test("a fill of which only its status has told is waited for, and not for ever", () => {
  for (const comes of [true, false]) {
    const stage = ready2();
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    broker.runs(TAKEN_OVER_MS);
    stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, ...quantity(50) } });
    stage.shows();
    broker.refuses.cancels = true;
    halts(stage, "flatten");
    const filled = { status: "Filled", filled: shares(50), remaining: shares(0) };
    stage.says("orderStatus", { orderId: stage.placed[0]!.orderId, clientId: 100, permId: 500, ...filled });
    broker.runs(3_000);
    assert.ok(!isDone(stage), "its executions are still to come");
    if (comes) broker.fills(0, 50);
    broker.runs(30_000);
    assert.deepEqual(broker.closes, comes ? ["DU1 SELL 50 operator"] : []);
    assert.ok(isDone(stage));
  }
});

test("a difference that stands already does not make a list believed that shows something else", () => {
  const { stage, broker } = holding(100);
  broker.runs(TAKEN_OVER_MS);
  broker.held.DU1 = 107;
  broker.runs(60_000);
  assert.ok(alerts(stage).includes("drift-position"));
  broker.held.DU1 = 0;
  broker.tellsPosition("DU1");
  halts(stage, "flatten");
  // Long enough for a list to have come, and not for it to be confirmed.
  broker.runs(12_000);
  assert.ok(!isDone(stage));
  broker.held.DU1 = 107;
  broker.runs(30_000);
  assert.equal(broker.held.DU1, 0);
  assert.ok(isDone(stage));
});

test("a list that goes on leaving it out is believed when the difference is confirmed; what comes back is told, not closed", () => {
  const { stage, broker } = holding(100);
  broker.runs(TAKEN_OVER_MS);
  broker.held.DU1 = 0;
  broker.tellsPosition("DU1");
  halts(stage, "flatten");
  broker.runs(300_000);
  assert.deepEqual(broker.closes, []);
  assert.ok(isDone(stage));
  assert.deepEqual(alerts(stage).toSorted(), ["drift-position", "trading-halted"]);
  broker.held.DU1 = 100;
  broker.runs(100_000);
  assert.deepEqual(broker.closes, []);
  assert.deepEqual(alerts(stage).toSorted(), ["close-waits", "trading-halted"]);
  assert.match(waits(stage)[0]!.detail, /^it is held again although the halt was done/);
  halts(stage, "flatten");
  broker.runs(10_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 100 operator"]);
  assert.ok(isDone(stage));
  assert.deepEqual(waits(stage), []);
});

test("what a close waits for is shown as it is now: who is sent to look for an order would find that it has ended", () => {
  const { stage, broker } = holding(100);
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...order, ...quantity(50), lmtPrice: 8 } });
  broker.runs(100);
  stage.shows(2);
  const [, first, second] = stage.placed.map(({ order: { orderRef } }) => orderRef.split("/")[0]);
  broker.refuses.cancels = true;
  halts(stage, "flatten");
  const watched = (): unknown => stage.answer("trading");
  for (const [ended, key] of [
    [undefined, first],
    [stage.placed[1]!.orderId, second],
  ]) {
    if (typeof ended === "number") broker.cancels(ended);
    broker.runs(6_000);
    const why = `order ${key} (working) has not ended`;
    assert.deepEqual(
      waits(stage).map(({ detail }) => detail),
      [why],
    );
    assert.deepEqual((watched() as { readonly waits: object[] }).waits, [
      { account: "DU1", conId: contract.conId, why },
    ]);
  }
  assert.equal(stage.entries.filter((entry) => entry.kind === "alertRaised").length, 2, "the halt, and the close once");
});

test("what is held again is told until the halt is taken back", () => {
  const { stage, broker } = holding(100);
  halts(stage, "flatten");
  broker.runs(5_000);
  assert.ok(isDone(stage));
  broker.held.DU1 = 100;
  broker.tellsPosition("DU1");
  broker.runs(60_000);
  assert.match(waits(stage)[0]!.detail, /^it is held again although the halt was done/);
  resumes(stage);
  broker.runs(1_000);
  assert.deepEqual(waits(stage), []);
  assert.equal(broker.closes.length, 1);
});

test("what an order that lives after its end may close is left to it until it has gone, and its purchase is no reason to wait", () => {
  for (const [action, early, late] of [
    ["SELL", [], ["DU1 SELL 100 operator"]],
    ["BUY", ["DU1 SELL 100 operator"], ["DU1 SELL 100 operator"]],
  ] as const) {
    const { stage, broker } = holding(100);
    stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...order, ...quantity(100), action } });
    stage.pass(200);
    const { orderId } = stage.placed[2]!;
    stage.refuses(orderId, 201);
    stage.shows(2);
    broker.refuses.cancels = true;
    halts(stage, "flatten");
    broker.runs(200);
    broker.cancels(stage.placed[1]!.orderId);
    broker.runs(8_000);
    assert.deepEqual([broker.closes, isDone(stage)], [early, false], action);
    broker.cancels(orderId);
    broker.runs(8_000);
    assert.deepEqual([broker.closes, isDone(stage)], [late, true], action);
  }
});

test("a close that trades in many parts is no burst of executions, of its strategy or of its account", () => {
  const limits = { ...NO_LIMITS, "repeated-executions": { executions: 3, seconds: 60 } };
  const strategies = shared.strategies.map((one) => ({ ...one, limits }));
  const { stage, broker } = holding(100, { ...shared, strategies, accounts: { DU1: limits } });
  broker.refuses.fills = true;
  halts(stage, "flatten", { strategy: "alpha" });
  broker.runs(2_000);
  assert.equal(broker.closes.length, 1);
  for (let part = 1; part <= 10; part++) broker.fills(stage.placed.length - 1, 10);
  broker.runs(2_000);
  assert.deepEqual(
    said(stage).map(({ scope }) => scope),
    ["strategy alpha"],
  );
  assert.ok(!alerts(stage).includes("limit-tripped"));
});

test("an order of another client whose contract has no number leaves a flatten what is of another name", () => {
  const { stage, broker } = holding(100, shared);
  const echo = { ...order, action: "SELL", account: "DU1", orderId: 0, clientId: 0, permId: 9_000 };
  const named = { symbol: "GME", secType: "STK", exchange: "SMART", currency: "USD" };
  stage.says("openOrder", {
    contract: named,
    order: { ...echo, ...quantity(100) },
    orderState: { status: "Submitted" },
  });
  halts(stage, "flatten", { strategy: "alpha" });
  broker.runs(2_000);
  assert.deepEqual(broker.closes, ["DU1 SELL 100 operator"]);
});
