/** A start with another configuration: what becomes of orders and positions of strategies that it does not name any more. */
import assert from "node:assert/strict";
import test from "node:test";
import { ALPHA, BETA, HaltsBroker, halts, isDone, quantity } from "../../test/engine/haltsBroker.ts";
import { config, contract, order, Stage, shares, stop, strategy } from "../../test/engine/stage.ts";
import type { EngineConfig } from "../model/config.ts";
import { fromJson, toJson } from "../model/lean.ts";

const [alpha, beta] = config.strategies;
const traded = (...strategies: EngineConfig["strategies"]): EngineConfig => ({ ...config, strategies });

/** By then the accounts have been taken over, and what they hold is known from their executions. */
const TAKEN_OVER_MS = 400_000;

interface Before {
  readonly given: EngineConfig;
  readonly conn: typeof ALPHA;
  readonly account: string;
}

/** A strategy holds 100 with a stop, and an entry of 50 rests. */
function trading({ given, conn, account }: Before): { readonly stage: Stage; readonly broker: HaltsBroker } {
  const stage = new Stage(given);
  const broker = new HaltsBroker(stage);
  stage.greet();
  stage.recover();
  broker.runs(TAKEN_OVER_MS);
  stage.connect(conn, conn);
  broker.opens(conn, 1, 100, account);
  stage.ask(conn, "placeOrder", { orderId: 2, contract, order: { ...stop, ...quantity(100) } });
  stage.ask(conn, "placeOrder", { orderId: 3, contract, order: { ...order, ...quantity(50), lmtPrice: 8 } });
  broker.runs(200);
  for (const n of [1, 2]) stage.shows(n);
  return { stage, broker };
}

/** A daemon that goes on with that journal and another configuration. */
function restarted(
  { stage, broker: { held } }: ReturnType<typeof trading>,
  given: EngineConfig,
): { readonly next: Stage; readonly later: HaltsBroker } {
  const journal = stage.entries.map((entry) => fromJson(toJson(entry)) as never);
  const next = new Stage(given, journal);
  const later = new HaltsBroker(next, held, 10);
  // It knows the frames of its own stage alone.
  later.refuses.cancels = true;
  next.greet();
  next.recover(() => {
    for (const n of [1, 2]) {
      const { orderId, order: sent } = stage.placed[n]!;
      const echo = { ...sent, orderId, clientId: 100, permId: 500 + n };
      if (!stage.cancelled.includes(orderId))
        next.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
    }
    for (const account of Object.keys(held)) later.tellsPosition(account);
  });
  return { next, later };
}

test("a flatten leaves the stops of an account that nobody trades any more: it closes nothing there", () => {
  const before = trading({ given: config, conn: BETA, account: "DU2" });
  const { next, later } = restarted(before, traded(alpha!));
  halts(next, "flatten");
  later.runs(5_000);
  assert.deepEqual([...new Set(next.cancelled)], [before.stage.placed[2]!.orderId], "the entry alone");
  assert.deepEqual(later.closes, []);
});

test("a flatten of a strategy that has moved leaves its stops on the account that nobody trades any more", () => {
  const before = trading({ given: traded(alpha!), conn: ALPHA, account: "DU1" });
  const { next, later } = restarted(before, traded(strategy("alpha", "DU2", 1)));
  halts(next, "flatten", { strategy: "alpha" });
  later.runs(5_000);
  assert.deepEqual([...new Set(next.cancelled)], [before.stage.placed[2]!.orderId], "the entry alone");
});

test("a flatten of a strategy that has moved closes what it holds on an account that others trade", () => {
  const before = trading({ given: config, conn: ALPHA, account: "DU1" });
  const { next, later } = restarted(before, traded(strategy("alpha", "DU2", 1), strategy("gamma", "DU1", 3)));
  halts(next, "flatten", { strategy: "alpha" });
  next.pass(200);
  for (const n of [1, 2]) {
    const { orderId } = before.stage.placed[n]!;
    const ended = { filled: "0" as never, remaining: before.stage.placed[n]!.order.totalQuantity };
    next.says("orderStatus", { orderId, clientId: 100, permId: 500 + n, status: "Cancelled", ...ended });
  }
  later.runs(5_000);
  assert.deepEqual(later.closes, ["DU1 SELL 100 operator"]);
  assert.ok(isDone(next));
});

test("what a strategy left and somebody closed by hand is not closed again out of what another one holds", () => {
  const before = trading({ given: config, conn: ALPHA, account: "DU1" });
  const { next, later } = restarted(before, traded(strategy("alpha", "DU2", 1), strategy("gamma", "DU1", 3)));
  const byHand = { execId: "f.1.01.01", acctNumber: "DU1", side: "SLD", shares: shares(100), permId: 9, clientId: 0 };
  next.says("execDetails", { reqId: -1, contract, execution: { ...byHand, cumQty: shares(100), price: 10 } });
  later.held.DU1 = 0;
  later.tellsPosition("DU1");
  next.connect(ALPHA, 3);
  later.opens(ALPHA, 1, 100);
  halts(next, "flatten", { strategy: "alpha" });
  next.pass(200);
  for (const n of [1, 2]) {
    const { orderId, order: sent } = before.stage.placed[n]!;
    const ended = { filled: shares(0), remaining: sent.totalQuantity };
    next.says("orderStatus", { orderId, clientId: 100, permId: 500 + n, status: "Cancelled", ...ended });
  }
  later.runs(10_000);
  assert.deepEqual(later.closes, []);
  assert.deepEqual((next.answer("trading") as { positions: { parts: unknown }[] }).positions[0]!.parts, [
    { strategy: "gamma", position: "100" },
  ]);
});

test("a flatten that is under way goes on when its strategy is no longer configured", () => {
  const before = trading({ given: traded(alpha!, strategy("gamma", "DU1", 3)), conn: ALPHA, account: "DU1" });
  before.broker.refuses.fills = true;
  halts(before.stage, "flatten", { strategy: "alpha" });
  before.stage.pass(100);
  for (const n of [1, 2]) before.broker.cancels(before.stage.placed[n]!.orderId);
  const { next, later } = restarted(before, traded(strategy("gamma", "DU1", 3)));
  later.runs(10_000);
  assert.deepEqual(later.closes, ["DU1 SELL 100 operator"]);
  assert.ok(isDone(next));
});

for (const scope of [{ strategy: "beta" }, { account: "DU2" }])
  test(`orders of ${JSON.stringify(scope)} can be ended although no strategy of that name or account is configured any more`, () => {
    const before = trading({ given: config, conn: BETA, account: "DU2" });
    const { next, later } = restarted(before, traded(alpha!));
    assert.equal(halts(next, "cancel-entries", scope).done, true);
    next.pass(500);
    assert.deepEqual(next.cancelled, [before.stage.placed[2]!.orderId]);
    assert.equal(halts(next, "flatten", scope).done, false, "nothing could be closed there");
    assert.equal(halts(next, "halt-new", { strategy: "nobody" }).done, false);
    later.answers();
  });

test("what a strategy has left that was renamed is nobody's: under its new name it may be closed where only closing is allowed", () => {
  const before = trading({ given: traded(alpha!, beta!), conn: ALPHA, account: "DU1" });
  halts(before.stage, "cancel-all", { strategy: "alpha" }, true);
  before.broker.runs(1_000);
  const { next, later } = restarted(before, traded(strategy("gamma", "DU1", 1)));
  next.step({
    kind: "operate",
    query: 8,
    what: { kind: "resume", scope: { account: "DU1" }, to: "reducing", why: "a test" },
    by: "ann",
  } as never);
  next.connect(ALPHA, 1);
  next.told(ALPHA);
  next.ask(ALPHA, "placeOrder", {
    orderId: 1,
    contract,
    order: { ...order, action: "SELL", ...quantity(100), lmtPrice: 9 },
  });
  later.runs(500);
  assert.deepEqual(
    next.brief(ALPHA).filter((line) => line.startsWith("error")),
    [],
  );
  assert.equal(next.placed.length, 1);
});

test("a start names orders that rest for strategies that are not configured, or trade another account", () => {
  const before = trading({ given: config, conn: BETA, account: "DU2" });
  const named = (given: EngineConfig): unknown[] =>
    restarted(before, given).next.effects.flatMap((effect) =>
      effect.kind === "log" && effect.event === "orders-of-no-strategy" ? [effect.fields] : [],
    );
  const left = [{ whose: "strategy beta on DU2", orders: 2 }];
  assert.deepEqual(named(config), []);
  assert.deepEqual(named(traded(alpha!)), left);
  assert.deepEqual(named(traded(strategy("beta", "DU1", 2))), left);
});

/** The same, under another client id at the Gateway. */
const asClient200 = { ...config, gateway: { ...config.gateway, clientId: 200 } };

test("an order that left under another client id is never changed: its number under this one would be a new order", () => {
  const before = trading({ given: config, conn: ALPHA, account: "DU1" });
  const changed = { contract, order: { ...order, ...quantity(50), lmtPrice: 7 } };
  const { next } = restarted(before, asClient200);
  next.connect(ALPHA, 1);
  next.told(ALPHA);
  next.ask(ALPHA, "placeOrder", { orderId: 3, ...changed });
  next.pass(1_000);
  assert.deepEqual(next.placed, []);
  const refusal = next.told(ALPHA).find(({ name }) => name === "error")?.body;
  assert.match(JSON.stringify(refusal), /client-id: an order that left as client 100 against client 200/);
});

test("what rests under the client id of before is alerted, order by order, until that id is set again", () => {
  const before = trading({ given: config, conn: ALPHA, account: "DU1" });
  const { next } = restarted(before, asClient200);
  const alerts = next.answer("alerts") as { readonly cause: string; readonly detail: string }[];
  assert.deepEqual(
    alerts.map(({ cause, detail }) => `${cause}: ${detail}`),
    [2, 3].map((n) => `order-out-of-reach: client's order ${n} rests as order ${n} of client id 100, and ours is 200`),
  );
  before.stage.entries.push(...next.entries);
  assert.deepEqual(restarted(before, config).next.answer("alerts"), []);
});

test("nor does a change leave by itself that waited for its order to be shown", () => {
  for (const [given, frames] of [
    [config, 1],
    [asClient200, 0],
  ] as const) {
    const before = trading({ given: config, conn: ALPHA, account: "DU1" });
    for (const lmtPrice of [8, 7])
      before.stage.ask(ALPHA, "placeOrder", { orderId: 4, contract, order: { ...order, lmtPrice } });
    before.stage.pass(200);
    const { next } = restarted(before, given);
    const sent = before.stage.placed[3]!;
    const echo = { ...sent.order, orderId: sent.orderId, clientId: 100, permId: 503 };
    next.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
    next.pass(1_000);
    assert.equal(next.placed.length, frames);
  }
});

for (const [what, given] of [
  ["whose strategy was renamed", traded(strategy("gamma", "DU1", 1))],
  ["that moved to another strategy", traded(strategy("gamma", "DU1", 1), strategy("alpha", "DU1", 2))],
] as const)
  test(`a client id ${what} doubles no order that rests under it, and hears that it is not gone`, () => {
    const before = trading({ given: traded(alpha!), conn: ALPHA, account: "DU1" });
    const { next } = restarted(before, given);
    next.connect(ALPHA, 1);
    assert.ok(next.brief(ALPHA).includes("nextValidId 4"));
    next.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...order, ...quantity(50), lmtPrice: 7 } });
    next.ask(ALPHA, "cancelOrder", { orderId: 2 });
    next.pass(1_000);
    assert.deepEqual([next.placed, next.cancelled], [[], []]);
    assert.deepEqual(
      next.brief(ALPHA).filter((line) => line.startsWith("error")),
      ["error 3 103", "error 2 10148"],
    );
    next.ask(ALPHA, "placeOrder", { orderId: 4, contract, order });
    next.pass(1_000);
    assert.equal(next.placed.length, 1);
  });

test("a close of the operator's rests under no bot's client id: the number 1 of a bot with client id 0 is its own", () => {
  const given = traded({ ...alpha!, clientIds: [1, 0] as never });
  const before = trading({ given, conn: ALPHA, account: "DU1" });
  before.broker.refuses.fills = true;
  halts(before.stage, "flatten", { strategy: "alpha" });
  before.broker.runs(2_000);
  const { next } = restarted(before, given);
  assert.ok(next.statuses().length > 0);
  next.connect(BETA, 0);
  assert.ok(next.brief(BETA).includes("nextValidId 1"));
  next.ask(BETA, "cancelOrder", { orderId: 1 });
  assert.ok(next.names(BETA).includes("error 10147"), next.names(BETA).join());
});
