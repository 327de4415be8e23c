/** Halts by level: what each refuses, drops, cancels and leaves alone, whatever state an order is in. */
import assert from "node:assert/strict";
import test from "node:test";
import { ALPHA, BETA, HaltsBroker, halts, isDone, quantity, resumes, said } from "../../test/engine/haltsBroker.ts";
import { config, contract, order, profit, ready, Stage, shares, stop } from "../../test/engine/stage.ts";
import type { Entry } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import { fromJson, toJson } from "../model/lean.ts";

/** Alpha holds 100 by its own trade; order 2 is a resting entry, 3 a stop, 4 a target. */
function trading(): { readonly stage: Stage; readonly broker: HaltsBroker } {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  broker.opens(ALPHA, 1, 100);
  const exits = { ...quantity(100), ocaGroup: "exit" };
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...order, ...quantity(50), lmtPrice: 8 } });
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...stop, ...exits } });
  stage.ask(ALPHA, "placeOrder", { orderId: 4, contract, order: { ...profit, ...exits } });
  broker.runs(200);
  for (const n of [1, 2, 3]) stage.shows(n);
  stage.told(ALPHA);
  return { stage, broker };
}

/** By then the account has been taken over, and what it holds is known from its executions. */
const TAKEN_OVER_MS = 400_000;

const alive = (stage: Stage): string[] =>
  stage.statuses().filter((line) => / (working|partly-filled|unknown)/.test(line));
const causes = (stage: Stage): string[] => (stage.answer("alerts") as { cause: string }[]).map(({ cause }) => cause);

test("halt-new refuses new orders by name and leaves what rests alone; cancels pass, and a resume takes it back", () => {
  const { stage, broker } = trading();
  assert.deepEqual(halts(stage, "halt-new"), { done: true, by: "ann", scope: "all", level: "halt-new" });
  broker.runs(2_000);
  stage.told(ALPHA);
  stage.ask(ALPHA, "placeOrder", { orderId: 5, contract, order });
  const [refusal] = stage.told(ALPHA);
  assert.ok(refusal?.name === "error");
  assert.match(
    refusal.body.errorMsg,
    /^Order rejected - reason:holdfast trading: a new order against halted, set by ann: a test$/,
  );
  assert.deepEqual(stage.cancelled, []);
  assert.ok(causes(stage).includes("trading-halted"));
  stage.ask(ALPHA, "cancelOrder", { orderId: 2 });
  broker.runs(100);
  assert.deepEqual(alive(stage), ["3 working", "4 working"]);
  resumes(stage);
  assert.ok(!causes(stage).includes("trading-halted"));
  stage.ask(ALPHA, "placeOrder", { orderId: 6, contract, order });
  stage.pass(100);
  assert.equal(stage.placed.length, 5);
});

test("cancel-entries ends what may add; the stop and the target of a position stay, exits of one group counted once", () => {
  const { stage, broker } = trading();
  halts(stage, "cancel-entries");
  broker.runs(200);
  assert.deepEqual(alive(stage), ["3 working", "4 working"]);
  assert.ok(isDone(stage));
  assert.deepEqual(broker.closes, []);
});

/** Alpha holds 100 on the account that beta trades, too; beta offers as many, and a stop of its own rests for alpha. */
function beside(beforeMs = 0): { readonly stage: Stage; readonly broker: HaltsBroker } {
  const strategies = config.strategies.map((one) => ({ ...one, account: "DU1" }));
  const stage = new Stage({ ...config, strategies: [strategies[0]!, { ...strategies[1]!, deadManMs: 30_000 }] });
  stage.greet();
  stage.recover();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  stage.connect(BETA, 2);
  broker.runs(beforeMs);
  broker.opens(ALPHA, 1, 100);
  stage.ask(BETA, "placeOrder", { orderId: 1, contract, order: { ...profit, ...quantity(100) } });
  stage.pass(200);
  stage.shows(1);
  return { stage, broker };
}

test("a strategy's sale of what another one holds is its entry: its own cancel-entries ends it, that of the account does not", () => {
  for (const [scope, cancelled, beforeMs] of [
    [{ strategy: "beta" }, [2], 0],
    [{ strategy: "beta" }, [2], TAKEN_OVER_MS],
    [{ account: "DU1" }, [], 0],
  ] as const) {
    const { stage, broker } = beside(beforeMs);
    halts(stage, "cancel-entries", scope);
    broker.runs(200);
    assert.deepEqual(stage.cancelled, cancelled);
    assert.ok(isDone(stage));
  }
});

test("a sale that the broker's word alone makes an exit ends when executions have said whose position it is", () => {
  const { stage, broker } = beside(TAKEN_OVER_MS);
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...order, ...quantity(100) } });
  broker.runs(200);
  stage.shows(2);
  broker.held.DU1 = 200;
  broker.tellsPosition("DU1");
  halts(stage, "cancel-entries", { strategy: "beta" });
  broker.runs(200);
  assert.deepEqual(stage.cancelled, []);
  broker.executes(2, 100);
  broker.runs(200);
  assert.deepEqual(stage.cancelled, [2]);
});

test("a dead man ends a sale of what another strategy holds", () => {
  const { stage, broker } = beside();
  stage.step({ kind: "clientClosed", conn: BETA, code: "" });
  broker.runs(31_000);
  assert.deepEqual(stage.cancelled, [2]);
});

test("a stop stays in a strategy's cancel-entries whoever holds what it protects, and so does what would take it down", () => {
  const { stage, broker } = beside();
  stage.ask(BETA, "cancelOrder", { orderId: 1 });
  broker.runs(200);
  const exits = { ...quantity(100), ocaGroup: "exit" };
  stage.ask(BETA, "placeOrder", { orderId: 2, contract, order: { ...stop, ...exits } });
  stage.ask(BETA, "placeOrder", { orderId: 3, contract, order: { ...profit, ...exits } });
  broker.runs(200);
  for (const n of [2, 3]) stage.shows(n);
  halts(stage, "cancel-entries", { strategy: "beta" });
  broker.runs(200);
  assert.deepEqual(stage.cancelled, [2]);
});

test("what nobody has bought a strategy may sell: its cancel-entries leaves such an exit", () => {
  const stage = new Stage();
  stage.greet();
  stage.recover(() => stage.says("position", { account: "DU1", contract, position: shares(100), avgCost: 10 }));
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...profit, ...quantity(100) } });
  stage.pass(200);
  stage.shows(0);
  halts(stage, "cancel-entries", { strategy: "alpha" });
  stage.pass(200);
  assert.deepEqual(stage.cancelled, []);
});

test("an exit of a strategy stays by the broker's word, too, while the executions of what it closes are still to come", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  broker.runs(TAKEN_OVER_MS);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, ...quantity(100) } });
  stage.pass(100);
  stage.shows(0);
  const filled = { status: "Filled", filled: shares(100), remaining: shares(0) };
  stage.says("orderStatus", { orderId: stage.placed[0]!.orderId, clientId: 100, permId: 500, ...filled });
  broker.held.DU1 = 100;
  broker.tellsPosition("DU1");
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...profit, ...quantity(100) } });
  stage.pass(100);
  stage.shows(1);
  halts(stage, "cancel-entries", { strategy: "alpha" });
  broker.runs(1_000);
  assert.deepEqual(stage.cancelled, []);
});

test("cancel-all leaves protective stops with what would take them down, and with stops-too nothing", () => {
  for (const [stopsToo, left] of [
    [false, ["3 working", "4 working"]],
    [true, []],
  ] as const) {
    const { stage, broker } = trading();
    halts(stage, "cancel-all", { all: true }, stopsToo);
    broker.runs(200);
    assert.deepEqual(alive(stage), left);
    assert.ok(isDone(stage));
  }
});

test("a target that would take the stop down stays beside one more exit, which goes", () => {
  for (const level of ["cancel-entries", "cancel-all"] as const) {
    const { stage, broker } = trading();
    stage.ask(ALPHA, "placeOrder", { orderId: 5, contract, order: { ...profit, ...quantity(100), lmtPrice: 15 } });
    broker.runs(200);
    stage.shows(4);
    halts(stage, level);
    broker.runs(500);
    assert.deepEqual(alive(stage), ["3 working", "4 working"], level);
  }
});

test("a protective stop stays in cancel-all however its type is spelled", () => {
  for (const orderType of ["STP", "stp", "Stop", "STOP", "Stop Limit", "trail"]) {
    const stage = ready();
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    broker.opens(ALPHA, 1, 100);
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...stop, orderType, ...quantity(100) } });
    broker.runs(200);
    stage.shows(1);
    halts(stage, "cancel-all");
    broker.runs(200);
    assert.deepEqual(stage.cancelled, [], orderType);
  }
});

test("what waits for the market to go with the position is cancelled with the rest, although it trails", () => {
  for (const orderType of ["TRAIL MIT", "TRAIL LIT", "trailmit"]) {
    const stage = ready();
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    broker.opens(ALPHA, 1, 100);
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...stop, orderType, ...quantity(100) } });
    broker.runs(200);
    stage.shows(1);
    halts(stage, "cancel-all");
    broker.runs(200);
    assert.deepEqual(stage.cancelled, [2], orderType);
  }
});

test("a stop behind a fill whose position has not been told stays", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  broker.runs(120_000);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, ...quantity(100) } });
  stage.pass(100);
  stage.shows(0);
  broker.executes(0, 100);
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...stop, ...quantity(100) } });
  stage.pass(100);
  stage.shows(1);
  halts(stage, "cancel-all");
  stage.pass(200);
  assert.deepEqual(stage.cancelled, []);
});

test("behind a restart under a halt, a Gateway whose first list of positions is empty costs no stop", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  broker.opens(ALPHA, 1, 100);
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...stop, ...quantity(100) } });
  broker.runs(200);
  stage.shows(1);
  halts(stage, "cancel-all");
  broker.runs(240_000);
  const journal = stage.entries.map((entry) => fromJson(toJson(entry)) as Entry);
  const next = new Stage(config, journal);
  next.greet();
  next.recover(() => {
    const { orderId, order: sent } = stage.placed[1]!;
    const echo = { ...sent, orderId, clientId: 100, permId: 501 };
    next.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
  });
  next.pass(1_000);
  assert.deepEqual([...stage.cancelled, ...next.cancelled], []);
});

test("at a first start what opens is no exit because a position of before was closed by an execution", () => {
  const stage = new Stage();
  stage.greet();
  stage.recover(() => stage.says("position", { account: "DU1", contract, position: shares(-100), avgCost: 10 }));
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, ...quantity(100) } });
  stage.pass(200);
  stage.shows(0);
  stage.executes(0, { shares: shares(100), cumQty: shares(100), side: "BOT" });
  stage.says("position", { account: "DU1", contract, position: shares(0), avgCost: 0 });
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...profit, ...quantity(100) } });
  stage.pass(200);
  const { orderId } = stage.shows(1);
  halts(stage, "cancel-entries");
  stage.pass(1_000);
  assert.deepEqual(stage.cancelled, [orderId]);
});

test("what closed a position that is told to be gone meanwhile is an entry: the halt looks again, without an entry in the journal", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  broker.opens(ALPHA, 1, 100);
  broker.runs(240_000);
  for (const [orderId, lmtPrice] of [
    [2, 11],
    [3, 12],
  ] as const)
    stage.ask(ALPHA, "placeOrder", { orderId, contract, order: { ...profit, lmtPrice, ...quantity(100) } });
  broker.runs(200);
  for (const n of [1, 2]) stage.shows(n);
  broker.executes(1, 100);
  halts(stage, "cancel-entries");
  broker.runs(50);
  assert.deepEqual(stage.cancelled, [], "the broker's last word is that 100 are held");
  broker.held.DU1 = 0;
  broker.tellsPosition("DU1");
  broker.runs(1_000);
  assert.deepEqual(stage.cancelled, [stage.placed[2]!.orderId]);
});

test("a stop that would open a position is no protective stop", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...stop, action: "BUY", auxPrice: 12 } });
  broker.runs(100);
  stage.shows(0);
  halts(stage, "cancel-entries");
  broker.runs(100);
  assert.equal(stage.cancelled.length, 1);
});

test("the exits of a bracket whose entry has filled in part stay, and the rest of the entry goes", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  const held = { ...quantity(100), transmit: false };
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, ...held } });
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...profit, ...held, parentId: 1 } });
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...stop, ...quantity(100), parentId: 1 } });
  broker.runs(200);
  for (const n of [0, 1, 2]) stage.shows(n);
  broker.fills(0, 40);
  halts(stage, "cancel-entries");
  stage.pass(200);
  assert.deepEqual(stage.cancelled, [stage.placed[0]!.orderId]);
});

test("a leg of another contract than its parent's is an entry of its own: cancel-entries ends it, and so does a dead man", () => {
  const pair = { ...contract, conId: 272093, symbol: "MSFT" };
  for (const ends of [
    (stage: Stage) => void halts(stage, "cancel-entries"),
    (stage: Stage) => void stage.step({ kind: "clientClosed", conn: ALPHA, code: "" }),
  ]) {
    const [alpha, ...others] = config.strategies;
    const stage = new Stage({ ...config, strategies: [{ ...alpha!, deadManMs: 30_000 }, ...others] });
    stage.greet();
    stage.recover();
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    const held = { ...quantity(100), transmit: false };
    stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, ...held } });
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...profit, ...held, parentId: 1 } });
    stage.ask(ALPHA, "placeOrder", {
      ...{ orderId: 3, contract: pair },
      order: { ...profit, ...quantity(100), parentId: 1, hedgeType: "P", hedgeParam: "1" },
    });
    broker.runs(200);
    for (const n of [0, 1, 2]) stage.shows(n);
    broker.fills(0, 100);
    ends(stage);
    broker.runs(31_000);
    assert.deepEqual(stage.cancelled, [stage.placed[2]!.orderId], "the exit in the parent's own contract stays");
  }
});

test("what is held at the door and what waits for its turn never leaves: the one is cancelled, the other refused with the reason", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  // The queue takes 45 messages in a second: the last of these wait.
  for (let id = 1; id <= 60; id++)
    stage.ask(ALPHA, "placeOrder", { orderId: id, contract, order: { ...order, lmtPrice: 5 + id / 100 } });
  stage.ask(ALPHA, "placeOrder", { orderId: 61, contract, order: { ...order, transmit: false } });
  const sent = stage.placed.length;
  stage.told(ALPHA);
  assert.ok(sent < 60);
  halts(stage, "cancel-entries");
  const told = stage.brief(ALPHA);
  assert.ok(told.includes("error 60 201") && told.includes("orderStatus 60 Cancelled 0/1"), told.join());
  assert.ok(told.includes("error 61 161"));
  stage.pass(4_000);
  assert.equal(stage.placed.length, sent);
  assert.equal(stage.cancelled.length, sent, "those that have left are cancelled, answered or not");
});

test("an exit that rests stays beside another one that has not left, which never does", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  broker.opens(ALPHA, 1, 100);
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...profit, ...quantity(100) } });
  broker.runs(200);
  stage.shows(1);
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...profit, ...quantity(100), transmit: false } });
  halts(stage, "cancel-entries");
  broker.runs(200);
  assert.deepEqual(stage.statuses(), ["1 filled", "2 working", "3 discarded"]);
  assert.ok(isDone(stage));
});

test("a halt is done at once when all that it had to end has never left", () => {
  for (const level of ["cancel-entries", "cancel-all"] as const) {
    const stage = ready();
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    broker.runs(1_000);
    stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, transmit: false } });
    broker.runs(200);
    halts(stage, level);
    assert.deepEqual(stage.statuses(), ["1 discarded"]);
    assert.ok(isDone(stage), level);
  }
});

test("an order that waits for the Gateway's restart is dropped by a halt", () => {
  const from = 3_600_000;
  const restart = { kind: "restart", from, to: from + 60_000 } as never;
  const [alpha, beta] = config.strategies;
  const stage = new Stage({
    ...config,
    gateway: { ...config.gateway, downtimes: [restart] },
    strategies: [{ ...alpha!, holdMs: 600_000 }, beta!],
  });
  stage.greet();
  stage.recover();
  stage.connect(ALPHA, 1);
  stage.pass(from - 30_000 - stage.now);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order });
  assert.deepEqual(stage.statuses(), ["1 intended"]);
  halts(stage, "halt-new", { strategy: "alpha" });
  assert.deepEqual(stage.statuses(), ["1 discarded"]);
});

test("an order of unknown fate is cancelled too, and keeps the halt from being done", () => {
  const { stage, broker } = trading();
  stage.ask(ALPHA, "placeOrder", { orderId: 5, contract, order: { ...order, lmtPrice: 7 } });
  stage.pass(100);
  stage.reconnect();
  stage.recover(() => [1, 2, 3].forEach((n) => void stage.shows(n)));
  assert.ok(alive(stage).includes("5 unknown"));
  halts(stage, "cancel-entries");
  broker.refuses.cancels = true;
  broker.runs(1_000);
  const unknown = stage.placed[4]!.orderId;
  assert.ok(stage.cancelled.includes(unknown));
  broker.refuses.cancels = false;
  broker.cancels(stage.placed[1]!.orderId);
  assert.ok(!isDone(stage));
  stage.shows(4);
  broker.cancels(unknown);
  broker.runs(100);
  assert.ok(isDone(stage));
});

test("a halt while the link is down refuses at once, and its cancels leave in the first second of the next session", () => {
  const { stage, broker } = trading();
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.told(ALPHA);
  halts(stage, "cancel-entries", { strategy: "alpha" });
  stage.ask(ALPHA, "placeOrder", { orderId: 5, contract, order });
  assert.ok(stage.brief(ALPHA).includes("error 5 201"));
  stage.pass(1_500);
  stage.greet();
  assert.deepEqual(stage.cancelled, []);
  stage.recover(() => [1, 2, 3].forEach((n) => void stage.shows(n)));
  stage.pass(1_000);
  assert.deepEqual(stage.cancelled, [stage.placed[1]!.orderId]);
  broker.answers();
  assert.ok(isDone(stage));
});

test("a restarted daemon is still halted and goes on where it was", () => {
  const { stage, broker } = trading();
  broker.refuses.cancels = true;
  halts(stage, "cancel-entries");
  stage.pass(500);
  const journal = stage.entries.map((entry) => fromJson(toJson(entry)) as never);
  const next = new Stage(config, journal);
  next.connect(ALPHA, 1);
  next.greet();
  const echo = { contract, orderState: { status: "Submitted" } };
  next.recover(() => {
    for (const n of [1, 2, 3]) {
      const { orderId, order: sent } = stage.placed[n]!;
      next.says("openOrder", { ...echo, order: { ...sent, orderId, clientId: 100, permId: 500 + n } });
    }
    next.says("position", { account: "DU1", contract, position: "100" as never, avgCost: 10 });
  });
  next.pass(1_000);
  assert.deepEqual(next.cancelled, [stage.placed[1]!.orderId]);
  assert.equal(said(next)[0]?.by, "ann");
  next.connect(BETA, 2);
  next.told(BETA);
  next.ask(BETA, "placeOrder", { orderId: 1, contract, order });
  assert.ok(next.brief(BETA).includes("error 1 201"));
});

test("a cancel that the Gateway refuses is tried again behind pauses, never in a storm", () => {
  const { stage, broker } = trading();
  broker.refuses.cancels = true;
  halts(stage, "cancel-entries");
  for (let second = 0; second < 60; second++) {
    const before = stage.cancelled.length;
    stage.pass(1_000);
    if (stage.cancelled.length > before) stage.refuses(stage.placed[1]!.orderId, 161);
  }
  assert.ok(
    stage.cancelled.length >= 3 && stage.cancelled.length <= 5,
    `${stage.cancelled.length} cancels in a minute`,
  );
  assert.ok(!isDone(stage));
});

for (const [which, scope] of [
  ["the same halt, said again,", { all: true }],
  ["a halt of another scope", { strategy: "alpha" }],
] as const)
  test(`${which} cancels at once what an earlier one was refused, and waits again behind that`, () => {
    const { stage, broker } = trading();
    broker.refuses.cancels = true;
    const { orderId } = stage.placed[1]!;
    halts(stage, "cancel-entries");
    for (const pauseMs of [100, 5_000, 15_000]) {
      stage.pass(pauseMs);
      stage.refuses(orderId, 161);
    }
    stage.pass(1_000);
    assert.equal(stage.cancelled.length, 3, "the next try is due in half a minute");
    halts(stage, "cancel-entries", scope);
    stage.pass(1_000);
    assert.equal(stage.cancelled.length, 4);
    stage.refuses(orderId, 161);
    stage.pass(3_000);
    assert.equal(stage.cancelled.length, 4);
  });

test("a cancel that is under way is not sent once more for another halt, nor at once when it is refused then", () => {
  const { stage, broker } = trading();
  broker.refuses.cancels = true;
  halts(stage, "cancel-entries");
  stage.pass(100);
  halts(stage, "cancel-entries", { strategy: "alpha" });
  stage.pass(100);
  stage.refuses(stage.placed[1]!.orderId, 161);
  stage.pass(3_000);
  assert.equal(stage.cancelled.length, 1);
});

test("a halt while the link is down cancels in the first second of the next session what an earlier one was refused", () => {
  const { stage, broker } = trading();
  broker.refuses.cancels = true;
  const { orderId } = stage.placed[1]!;
  const cancels = (): number => stage.cancelled.filter((id) => id === orderId).length;
  halts(stage, "flatten", { strategy: "alpha" });
  for (const pauseMs of [100, 5_000, 15_000]) {
    stage.pass(pauseMs);
    stage.refuses(orderId, 161);
  }
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  halts(stage, "flatten");
  stage.pass(1_500);
  stage.greet();
  assert.equal(cancels(), 3);
  stage.recover(() => [1, 2, 3].forEach((n) => void stage.shows(n)));
  stage.pass(1_000);
  assert.equal(cancels(), 4);
});

test("two scopes: one strategy's orders stay while the other one's go, and a resume of all does not resume the strategy", () => {
  const { stage, broker } = trading();
  stage.connect(BETA, 2);
  stage.ask(BETA, "placeOrder", { orderId: 1, contract, order });
  broker.runs(100);
  stage.shows(4);
  halts(stage, "cancel-all", { strategy: "beta" });
  halts(stage, "halt-new");
  broker.runs(200);
  assert.deepEqual(stage.cancelled, [stage.placed[4]!.orderId]);
  resumes(stage);
  for (const [conn, orderId] of [
    [ALPHA, 9],
    [BETA, 9],
  ] as const)
    stage.ask(conn, "placeOrder", { orderId, contract, order: { ...order, lmtPrice: 9 } });
  stage.pass(200);
  assert.deepEqual(
    stage.placed.slice(5).map(({ order: sent }) => sent.account),
    ["DU1"],
  );
});

test("a halt that is under way becomes no weaker by another one; a resume ends it", () => {
  const { stage, broker } = trading();
  broker.refuses.cancels = true;
  halts(stage, "cancel-all");
  assert.equal(halts(stage, "halt-new").level, "cancel-all");
  resumes(stage);
  assert.equal(halts(stage, "halt-new").level, "halt-new");
});

test("reducing takes exits and refuses entries, also those that wait for their turn", () => {
  const { stage, broker } = trading();
  for (let id = 10; id < 70; id++)
    stage.ask(ALPHA, "placeOrder", { orderId: id, contract, order: { ...order, lmtPrice: 5 + id / 100 } });
  const sent = stage.placed.length;
  resumes(stage, { strategy: "alpha" }, "reducing");
  broker.runs(3_000);
  assert.equal(stage.placed.length, sent);
  assert.match(stage.statuses().at(-1)!, /69 discarded/);
});

test("a change that waits when its scope is halted is dropped with 105 if it adds, and leaves if it only reduces", () => {
  for (const [totalQuantity, left] of [
    [80, 0],
    [30, 1],
  ] as const) {
    const { stage } = trading();
    // Sixty orders of the same client stand before it.
    for (let id = 10; id < 70; id++)
      stage.ask(ALPHA, "placeOrder", { orderId: id, contract, order: { ...order, lmtPrice: 5 + id / 100 } });
    const changes = (): number => stage.placed.filter(({ orderId }) => orderId === stage.placed[1]!.orderId).length - 1;
    stage.ask(ALPHA, "placeOrder", {
      orderId: 2,
      contract,
      order: { ...order, ...quantity(totalQuantity), lmtPrice: 8 },
    });
    assert.equal(changes(), 0);
    halts(stage, "halt-new", { strategy: "alpha" });
    stage.told(ALPHA);
    stage.pass(3_000);
    assert.equal(changes(), left);
    assert.equal(stage.brief(ALPHA).includes("error 2 105"), left === 0);
  }
});

test("halted, a change that only reduces is taken and one that adds is refused", () => {
  const { stage } = trading();
  halts(stage, "halt-new");
  stage.told(ALPHA);
  const change = (count: number) =>
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...order, ...quantity(count), lmtPrice: 8 } });
  change(60);
  assert.ok(stage.brief(ALPHA).includes("error 2 105"));
  change(20);
  stage.pass(100);
  assert.equal(stage.placed.at(-1)!.order.totalQuantity, "20");
});

test("halted, an entry that rests is not led nearer to the market, and an exit is", () => {
  const { stage } = trading();
  halts(stage, "halt-new");
  stage.told(ALPHA);
  const refusals = (): number => stage.brief(ALPHA).filter((line) => / 105$/.test(line)).length;
  const entry = (lmtPrice: number): void =>
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...order, ...quantity(50), lmtPrice } });
  entry(8.5);
  assert.equal(refusals(), 1);
  stage.ask(ALPHA, "placeOrder", {
    orderId: 2,
    contract,
    order: { ...order, ...quantity(50), orderType: "MKT" },
  });
  assert.equal(refusals(), 1);
  entry(7.5);
  const exits = { ...quantity(100), ocaGroup: "exit" };
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...stop, ...exits, auxPrice: 9.9 } });
  assert.equal(refusals(), 0);
  stage.pass(100);
  assert.deepEqual(
    stage.placed.slice(-2).map(({ order: { lmtPrice, auxPrice } }) => [lmtPrice, auxPrice]),
    [
      [7.5, undefined],
      [undefined, 9.9],
    ],
  );
});

test("a change into the market that waits when its scope is halted is dropped with 105", () => {
  const { stage } = trading();
  for (let id = 10; id < 70; id++)
    stage.ask(ALPHA, "placeOrder", { orderId: id, contract, order: { ...order, lmtPrice: 5 + id / 100 } });
  const changes = (): number => stage.placed.filter(({ orderId }) => orderId === stage.placed[1]!.orderId).length - 1;
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...order, ...quantity(50), lmtPrice: 9 } });
  assert.equal(changes(), 0);
  halts(stage, "halt-new", { strategy: "alpha" });
  stage.told(ALPHA);
  stage.pass(3_000);
  assert.equal(changes(), 0);
  assert.ok(stage.brief(ALPHA).includes("error 2 105"));
});

test("reducing, one more stop beside exits that close everything is refused, and so is a sale of what another strategy holds", () => {
  const { stage, broker } = trading();
  stage.connect(BETA, 2);
  resumes(stage, { all: true }, "reducing");
  stage.told(ALPHA);
  const lone = { ...stop, ...quantity(100) };
  stage.ask(ALPHA, "placeOrder", { orderId: 5, contract, order: lone });
  assert.ok(stage.brief(ALPHA).includes("error 5 201"));
  stage.ask(ALPHA, "placeOrder", { orderId: 6, contract, order: { ...lone, ocaGroup: "exit" } });
  for (const id of [3, 4, 6]) stage.ask(ALPHA, "cancelOrder", { orderId: id });
  broker.runs(100);
  assert.ok(!stage.brief(ALPHA).includes("error 6 201"));
  stage.ask(BETA, "placeOrder", { orderId: 1, contract, order: lone });
  assert.ok(stage.brief(BETA).includes("error 1 201"));
  stage.ask(ALPHA, "placeOrder", { orderId: 7, contract, order: lone });
  assert.ok(!stage.brief(ALPHA).includes("error 7 201"));
});

test("a halt under a name that the configuration has no more can be resumed, and another such name cannot", () => {
  const scope = { strategy: "gone" as StrategyName };
  const stage = new Stage(config, [
    { kind: "tradingStateSet", scope, state: "halted", level: "halt-new", by: "ann", why: "a test" },
  ]);
  stage.greet();
  stage.recover();
  assert.ok(causes(stage).includes("trading-halted"));
  assert.equal(resumes(stage, scope).done, true);
  stage.pass(1_000);
  assert.ok(!causes(stage).includes("trading-halted"));
  assert.equal(resumes(stage, { strategy: "never" }).done, false);
});

test("status, readiness and the log say who is halted and why; being halted does not make the session unready", () => {
  const { stage } = trading();
  halts(stage, "halt-new", { account: "DU1" });
  const status = stage.answer("status") as { trading: { scope: string; by: string; why: string }[] };
  assert.deepEqual(
    status.trading.map(({ scope, by, why }) => [scope, by, why]),
    [["account DU1", "ann", "a test"]],
  );
  const readiness = stage.answer("readiness") as { ready: boolean; checks: { check: string; detail: string }[] };
  assert.ok(readiness.ready);
  assert.equal(readiness.checks.find(({ check }) => check === "trading")?.detail, "account DU1 halted by ann: a test");
  assert.equal(stage.logged("trading-halted"), 1);
});

/** Alpha's purchase was refused, or has ended, and the Gateway shows it alive all the same. */
function afterItsEnd(end: (stage: Stage, orderId: number) => void): { stage: Stage; broker: HaltsBroker; id: number } {
  const stage = new Stage({ ...config, strategies: [{ ...config.strategies[0]!, deadManMs: 30_000 }] });
  stage.greet();
  stage.recover();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: { ...order, ...quantity(10) } });
  stage.pass(200);
  const { orderId } = stage.placed[0]!;
  end(stage, orderId);
  stage.shows();
  return { stage, broker, id: orderId };
}

const ENDINGS: Readonly<Record<string, (stage: Stage, orderId: number) => void>> = {
  "was refused": (stage, orderId) => stage.refuses(orderId, 201),
  "was cancelled": (stage) => void stage.shows(0, { status: "Cancelled" }),
};

for (const [what, end] of Object.entries(ENDINGS)) {
  for (const level of ["cancel-entries", "cancel-all", "flatten"] as const)
    test(`${level} ends an order that ${what} and that the Gateway shows alive all the same, and is not done before`, () => {
      const { stage, broker, id } = afterItsEnd(end);
      broker.refuses.cancels = true;
      halts(stage, level);
      broker.runs(2_000);
      assert.deepEqual([stage.cancelled, isDone(stage)], [[id], false]);
      broker.runs(5_000);
      assert.deepEqual(stage.cancelled, [id, id], "again, as of any other");
      broker.cancels(id);
      broker.runs(2_000);
      assert.deepEqual([stage.cancelled.length, isDone(stage)], [2, true]);
    });

  test(`a dead man ends an entry that ${what} and that the Gateway shows alive all the same`, () => {
    const { stage, broker, id } = afterItsEnd(end);
    stage.step({ kind: "clientClosed", conn: ALPHA, code: "" });
    broker.runs(29_000);
    assert.deepEqual(stage.cancelled, []);
    broker.runs(2_000);
    assert.deepEqual(stage.cancelled, [id]);
  });
}

test("an order that is shown alive after its end while a halt holds gets its cancel, done or not", () => {
  const stage = ready();
  const broker = new HaltsBroker(stage);
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order });
  stage.pass(200);
  const { orderId } = stage.placed[0]!;
  stage.refuses(orderId, 201);
  halts(stage, "cancel-all");
  broker.runs(1_000);
  assert.deepEqual([stage.cancelled, isDone(stage)], [[], true]);
  stage.shows();
  broker.runs(200);
  assert.deepEqual(stage.cancelled, [orderId]);
});

test("a Gateway that answers the cancel of what has ended with its end is believed", () => {
  const { stage, broker, id } = afterItsEnd(ENDINGS["was cancelled"]!);
  broker.refuses.cancels = true;
  halts(stage, "flatten");
  stage.pass(200);
  assert.deepEqual([stage.cancelled, isDone(stage)], [[id], false]);
  stage.refuses(id, 10147);
  broker.runs(2_000);
  assert.deepEqual([stage.cancelled, isDone(stage)], [[id], true]);
});

test("a stop that lives after its end stays where any other that protects what is held would", () => {
  for (const [level, cancelled] of [
    ["cancel-all", 0],
    ["flatten", 1],
  ] as const) {
    const stage = ready();
    const broker = new HaltsBroker(stage);
    stage.connect(ALPHA, 1);
    broker.opens(ALPHA, 1, 100);
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...stop, ...quantity(100) } });
    stage.pass(200);
    stage.refuses(stage.placed[1]!.orderId, 201);
    stage.shows(1);
    halts(stage, level);
    broker.runs(200);
    assert.equal(stage.cancelled.length, cancelled, level);
  }
});
