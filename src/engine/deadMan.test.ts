/** The dead man of a strategy: its entries are cancelled when its last client has been gone for too long. */
import assert from "node:assert/strict";
import test from "node:test";
import { ALPHA, HaltsBroker, halts, quantity } from "../../test/engine/haltsBroker.ts";
import { config, contract, order, Stage, stop } from "../../test/engine/stage.ts";
import type { EngineConfig } from "../model/config.ts";
import type { Entry } from "../model/entry.ts";
import type { ConnId } from "../model/ids.ts";
import { fromJson, toJson } from "../model/lean.ts";

const [alpha, beta] = config.strategies;
const watched: EngineConfig = { ...config, strategies: [{ ...alpha!, deadManMs: 30_000 }, beta!] };

/** Alpha holds 100 with a stop, and an entry rests. */
function trading(): { readonly stage: Stage; readonly broker: HaltsBroker } {
  const stage = new Stage(watched);
  const broker = new HaltsBroker(stage);
  stage.greet();
  stage.recover();
  stage.connect(ALPHA, 1);
  broker.opens(ALPHA, 1, 100);
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order: { ...order, ...quantity(50), lmtPrice: 8 } });
  stage.ask(ALPHA, "placeOrder", { orderId: 3, contract, order: { ...stop, ...quantity(100) } });
  broker.runs(200);
  for (const n of [1, 2]) stage.shows(n);
  return { stage, broker };
}

const leaves = (stage: Stage, conn: ConnId = ALPHA): void => stage.step({ kind: "clientClosed", conn, code: "" });
const fired = (stage: Stage): Entry[] => stage.entries.filter(({ kind }) => kind === "deadManFired");

test("when the last client has been gone for long enough, entries are cancelled, stops stay, and that is journaled once", () => {
  const { stage, broker } = trading();
  leaves(stage);
  broker.runs(29_900);
  assert.deepEqual(stage.cancelled, []);
  broker.runs(200);
  assert.deepEqual(stage.cancelled, [stage.placed[1]!.orderId]);
  broker.runs(60_000);
  assert.deepEqual(fired(stage), [{ kind: "deadManFired", strategy: "alpha", goneMs: 30_000 }]);
  assert.deepEqual(stage.statuses(), ["1 filled", "2 cancelled", "3 working"]);
});

test("a client that comes back in time stops the clock, and so does another client of the strategy that stays", () => {
  const { stage, broker } = trading();
  leaves(stage);
  broker.runs(29_000);
  stage.connect(7, 1);
  broker.runs(60_000);
  assert.deepEqual(stage.cancelled, []);
  leaves(stage, 7 as ConnId);
  broker.runs(29_000);
  assert.deepEqual(stage.cancelled, []);
});

test("a strategy without a dead man keeps its orders for ever, and one with nothing to cancel fires nothing", () => {
  const stage = new Stage(config);
  const broker = new HaltsBroker(stage);
  stage.greet();
  stage.recover();
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order });
  broker.runs(100);
  stage.shows(0);
  leaves(stage);
  broker.runs(120_000);
  assert.deepEqual(stage.cancelled, []);
  const idle = new Stage(watched);
  idle.greet();
  idle.recover();
  idle.pass(120_000);
  assert.deepEqual(fired(idle), []);
});

test("behind a restart the clock begins when clients are let in, however long the Gateway keeps them waiting", () => {
  const { stage } = trading();
  leaves(stage);
  stage.pass(25_000);
  const next = new Stage(
    watched,
    stage.entries.map((entry) => fromJson(toJson(entry)) as Entry),
  );
  const broker = new HaltsBroker(next, { DU1: 100 });
  next.greet();
  next.pass(40_000);
  next.recover(() => {
    for (const n of [1, 2]) {
      const { orderId, order: sent } = stage.placed[n]!;
      const echo = { ...sent, orderId, clientId: 100, permId: 500 + n };
      next.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
    }
    broker.tellsPosition("DU1");
  });
  assert.ok(next.opened());
  next.pass(29_000);
  assert.deepEqual(next.cancelled, []);
  next.pass(1_100);
  assert.deepEqual(next.cancelled, [stage.placed[1]!.orderId]);
});

test("where clients are not let in at all, as by a halt beside a dead daemon, nobody is gone", () => {
  const { stage } = trading();
  const direct = new Stage(
    { ...watched, doors: [] },
    stage.entries.map((entry) => fromJson(toJson(entry)) as Entry),
  );
  const broker = new HaltsBroker(direct, { DU1: 100 });
  direct.greet();
  direct.recover(() => broker.tellsPosition("DU1"));
  direct.pass(120_000);
  assert.deepEqual([fired(direct), direct.cancelled], [[], []]);
});

test("behind a restart, a Gateway that tells no positions costs no stop", () => {
  const { stage, broker } = trading();
  broker.runs(120_000);
  const next = new Stage(
    watched,
    stage.entries.map((entry) => fromJson(toJson(entry)) as Entry),
  );
  next.greet();
  for (const n of [1, 2]) {
    const { orderId, order: sent } = stage.placed[n]!;
    const echo = { ...sent, orderId, clientId: 100, permId: 500 + n };
    next.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
  }
  next.says("openOrderEnd");
  next.says("completedOrdersEnd");
  next.says("execDetailsEnd", { reqId: next.lastReqId("reqExecutions") });
  for (const accountName of ["DU1", "DU2"]) {
    next.pass(200);
    next.says("updateAccountValue", { key: "AccountCode", value: accountName, accountName });
    next.says("accountDownloadEnd", { accountName });
  }
  next.pass(60_000);
  assert.deepEqual(new Set(next.cancelled), new Set([stage.placed[1]!.orderId]), "the entry goes, and nothing else");
});

test("a dead man that fires cancels at once what a halt was refused", () => {
  const { stage, broker } = trading();
  broker.refuses.cancels = true;
  leaves(stage);
  stage.pass(20_000);
  halts(stage, "cancel-entries");
  for (const pauseMs of [100, 5_000]) {
    stage.pass(pauseMs);
    stage.refuses(stage.placed[1]!.orderId, 161);
  }
  stage.pass(4_700);
  assert.deepEqual([stage.cancelled.length, fired(stage).length], [2, 0]);
  stage.pass(300);
  assert.deepEqual([stage.cancelled.length, fired(stage).length], [3, 1]);
});

test("a dead man that fires while the link is down cancels in the first second of the next session", () => {
  const { stage } = trading();
  leaves(stage);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.pass(60_000);
  assert.deepEqual(stage.cancelled, []);
  stage.greet();
  stage.recover(() => [1, 2].forEach((n) => void stage.shows(n)));
  stage.pass(1_000);
  assert.deepEqual(stage.cancelled, [stage.placed[1]!.orderId]);
});
